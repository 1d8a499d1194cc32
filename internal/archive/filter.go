package archive

import (
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Filter says which recordings a listing shows; the zero value shows all. Conditions of different kinds must all hold.
type Filter struct {
	Since, Until time.Time // of the start: from Since on, before Until; zero means no bound

	Kinds []Pattern // each must hold
	Users []Pattern // each must hold; `mika` matches mika@laptop
	Nodes []Pattern // each must hold; `web1` matches deploy@web1, and nginx matches shop/nginx

	States  []State // one of them; empty means any
	Exits   []ExitTest
	Longer  time.Duration // at least this long; 0 means no bound
	Shorter time.Duration // at most this long; 0 means no bound

	Text  []string // each must be part of ID, kind, user or target
	Limit int      // after which the listing ends; 0 means none

	idPrefix string // of the ID, for Resolve
}

// A Pattern is one of several globs, or none of them. In a glob * stands for any text and ? for one character. A glob without
// capitals matches in either case.
type Pattern struct {
	Not   bool
	Globs []string
}

// matches tells whether one of the names that something goes by fits.
func (p Pattern) matches(names ...string) bool {
	for _, g := range p.Globs {
		for _, n := range names {
			if matchGlob(g, n) {
				return !p.Not
			}
		}
	}
	return p.Not
}

// An ExitTest is one of several ways to end, or none of them. A session whose end is not known passes neither.
type ExitTest struct {
	Not bool
	Any []format.ExitStatus
}

func (t ExitTest) matches(s *format.ExitStatus) bool {
	return s != nil && slices.Contains(t.Any, *s) != t.Not
}

// Admits tells whether a listing with this filter would show an entry that another listing gave, but for the Limit. The names in an entry
// may have been cut, of which a listing with a filter for names reads more.
func (f Filter) Admits(e Entry) bool { return f.admitsKey(e) && f.admitsState(e) && f.admitsText(e) }

// admitsKey tests what a catalog key tells exactly, of any session.
func (f Filter) admitsKey(e Entry) bool {
	switch {
	case !strings.HasPrefix(e.ID, f.idPrefix):
		return false
	case !f.Since.IsZero() && e.Start.Before(f.Since), !f.Until.IsZero() && !e.Start.Before(f.Until):
		return false
	}
	for _, t := range f.Exits {
		if !t.matches(e.Exit) {
			return false
		}
	}
	return true
}

// admitsBefore tests all that can be told before a look at a session without a commit.
func (f Filter) admitsBefore(e Entry) bool {
	if !f.admitsKey(e) {
		return false
	}
	if e.stage == committed {
		return f.admitsState(e)
	}
	return len(f.States) == 0 || slices.ContainsFunc(f.States, func(s State) bool { return s != Complete })
}

// readsText tells whether the filter asks for names.
func (f Filter) readsText() bool { return len(f.Kinds)+len(f.Users)+len(f.Nodes)+len(f.Text) > 0 }

// admitsText tests the names.
func (f Filter) admitsText(e Entry) bool {
	all := func(patterns []Pattern, names ...string) bool {
		return !slices.ContainsFunc(patterns, func(p Pattern) bool { return !p.matches(names...) })
	}
	if !all(f.Kinds, e.Kind) || !all(f.Users, userNames(e.User)...) || !all(f.Nodes, nodeNames(e.Target)...) {
		return false
	}
	if len(f.Text) == 0 {
		return true
	}
	names := strings.Join([]string{e.ID, e.Kind, e.User, e.Target}, "\n")
	return !slices.ContainsFunc(f.Text, func(t string) bool { return !containsText(names, t) })
}

// admitsState tests what of a session without a commit is known only after a look.
func (f Filter) admitsState(e Entry) bool {
	switch {
	case len(f.States) > 0 && !slices.Contains(f.States, e.State):
		return false
	case f.Longer > 0 && e.Duration < f.Longer, f.Shorter > 0 && e.Duration > f.Shorter:
		return false
	}
	return true
}

// userNames are the names that a user goes by: user@host and user.
func userNames(user string) []string {
	if i := strings.LastIndexByte(user, '@'); i >= 0 {
		return []string{user, user[:i]}
	}
	return []string{user}
}

// nodeNames are the names that a target goes by: the whole, without the account, and its last part.
func nodeNames(target string) []string {
	names := []string{target}
	if i := strings.LastIndexByte(target, '@'); i >= 0 {
		names = append(names, target[i+1:])
	}
	if i := strings.LastIndexByte(target, '/'); i >= 0 {
		names = append(names, target[i+1:])
	}
	return names
}
