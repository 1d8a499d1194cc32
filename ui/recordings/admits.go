package recordings

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shellac-term/shellac/internal/archive"
)

// admits tells whether an entry passes a filter, as a listing of the archive would. TestAdmits compares the two.
func admits(f archive.Filter, e archive.Entry) bool {
	switch {
	case !f.Since.IsZero() && e.Start.Before(f.Since), !f.Until.IsZero() && !e.Start.Before(f.Until):
		return false
	case len(f.States) > 0 && !slices.Contains(f.States, e.State):
		return false
	case f.Longer > 0 && e.Duration < f.Longer, f.Shorter > 0 && e.Duration > f.Shorter:
		return false
	}
	for _, t := range f.Exits {
		if e.Exit == nil || slices.Contains(t.Any, *e.Exit) == t.Not {
			return false
		}
	}
	return passes(f.Kinds, e.Kind) && passes(f.Users, userNames(e.User)...) && passes(f.Nodes, nodeNames(e.Target)...) && hasText(f.Text, e)
}

func passes(patterns []archive.Pattern, names ...string) bool {
	return !slices.ContainsFunc(patterns, func(p archive.Pattern) bool {
		fits := slices.ContainsFunc(p.Globs, func(g string) bool {
			return slices.ContainsFunc(names, func(n string) bool { return glob(g, n) })
		})
		return fits == p.Not
	})
}

func hasText(texts []string, e archive.Entry) bool {
	if len(texts) == 0 {
		return true
	}
	names := strings.Join([]string{e.ID, e.Kind, e.User, e.Target}, "\n")
	return !slices.ContainsFunc(texts, func(t string) bool { return !strings.Contains(folded(t, names), t) })
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
	for _, sign := range []byte{'@', '/'} {
		if i := strings.LastIndexByte(target, sign); i >= 0 {
			names = append(names, target[i+1:])
		}
	}
	return names
}

// folded lowers text when the pattern has no capitals.
func folded(pattern, text string) string {
	if strings.ToLower(pattern) == pattern {
		return strings.ToLower(text)
	}
	return text
}

// glob matches all of a name: * stands for any text, ? for one character.
func glob(pattern, name string) bool {
	name = folded(pattern, name)
	parts := strings.Split(pattern, "*")
	rest, ok := matchPart(parts[0], name)
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, p := range parts[1 : len(parts)-1] {
		if rest, ok = findPart(p, rest); !ok {
			return false
		}
	}
	last := parts[len(parts)-1]
	n := utf8.RuneCountInString(last)
	if utf8.RuneCountInString(rest) < n {
		return false
	}
	for utf8.RuneCountInString(rest) > n {
		_, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
	}
	_, ok = matchPart(last, rest)
	return ok
}

// matchPart matches a pattern without * at the beginning of a name and returns what follows it.
func matchPart(part, name string) (rest string, ok bool) {
	for _, want := range part {
		r, size := utf8.DecodeRuneInString(name)
		if size == 0 || want != '?' && want != r {
			return "", false
		}
		name = name[size:]
	}
	return name, true
}

// findPart is matchPart at the first place where it matches.
func findPart(part, name string) (rest string, ok bool) {
	for {
		if rest, ok := matchPart(part, name); ok {
			return rest, true
		}
		_, size := utf8.DecodeRuneInString(name)
		if size == 0 {
			return "", false
		}
		name = name[size:]
	}
}
