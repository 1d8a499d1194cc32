package inventory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// KindSSH is the kind of a target that ssh opens.
const KindSSH = "ssh"

// A Label is a name and a value that belong to a target.
type Label struct{ Name, Value string }

// String returns name=value.
func (l Label) String() string { return l.Name + "=" + l.Value }

// A Target is something to connect to. Its texts are as their source has them: whoever draws them cleans them first.
type Target struct {
	Kind    string   // KindSSH
	Group   string   // of an inventory file; empty elsewhere
	Name    string   // what lists call it, once in all of them
	Host    string   // what ssh is given as the destination; empty if that is the name
	Address string   // as its source writes it, which need not be what ssh makes of it; may be empty
	User    string   // likewise
	Port    string   // likewise
	Labels  []Label  // sorted
	Source  string   // the name of the source
	Origin  string   // file:line, or the name of the source where there is no file
	Flags   []string // what ssh needs besides the name
}

// Argv returns the command that opens the target. The name cannot become an option: it follows "--".
func (t Target) Argv() []string {
	return append(append([]string{"ssh"}, t.Flags...), "--", t.Destination())
}

// Destination returns the host as ssh is given it.
func (t Target) Destination() string { return cmp.Or(t.Host, t.Name) }

// Place returns the file and line that the target stands in, if it stands in a file.
func (t Target) Place() (file string, line int, ok bool) {
	i := strings.LastIndexByte(t.Origin, ':')
	if i < 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(t.Origin[i+1:])
	return t.Origin[:i], line, err == nil
}

// ErrName says that a name cannot be given to ssh.
var ErrName = errors.New("inventory: name cannot be opened")

// Openable tells why a target must not be opened, or returns nil. The error wraps ErrName.
func (t Target) Openable() error { return CheckName(t.Destination()) }

// CheckName tells why a host's name must not be given to ssh, or returns nil: a leading dash would make an option of it,
// and control characters would reach the terminal by way of ssh's messages. The error wraps ErrName.
func CheckName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%w: it is empty", ErrName)
	case strings.HasPrefix(name, "-"):
		return fmt.Errorf("%w: %q starts with a dash and would be an option of ssh", ErrName, name)
	case strings.ContainsFunc(name, unprintable):
		return fmt.Errorf("%w: %q has characters that cannot be seen", ErrName, name)
	}
	return nil
}

// TypedHost returns the host of what a user has typed in place of choosing from a list: host or user@host. ok is false for
// what can be no host, such as a query with fields or operators.
func TypedHost(text string) (host string, ok bool) {
	host = text[strings.LastIndexByte(text, '@')+1:]
	if strings.ContainsAny(text, " \t\"'^$!|*?") || CheckName(text) != nil || CheckName(host) != nil {
		return "", false
	}
	if strings.Contains(host, ":") {
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil {
			return "", false
		}
	}
	return host, true
}

// unprintable reports whether a character has no place in a name: controls, and what hides or turns text around.
func unprintable(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }

// A Listing is what a source found.
type Listing struct {
	Targets  []Target
	Patterns []HostPattern // of ssh's configuration: blocks whose names are no rows
	Looked   []Looked      // what was read, for the empty state
	Warnings []error       // what was wrong and did not end the listing
}

// A Looked is a place that a source looked at.
type Looked struct {
	Path  string
	Found bool
}

// A Source lists targets. Its methods may be called from several goroutines.
type Source interface {
	// Name is how lists and messages call the source.
	Name() string
	// List reads the source. An error means that nothing could be listed; what was found nevertheless comes with it.
	List(ctx context.Context) (Listing, error)
}

// Merge makes one list of several. A name stands in it once, as the first listing has it; the others add labels.
func Merge(lists ...[]Target) []Target {
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	at := make(map[string]int, n)
	merged := make([]Target, 0, n)
	for _, l := range lists {
		for _, t := range l {
			i, double := at[t.Name]
			if !double {
				at[t.Name] = len(merged)
				merged = append(merged, t)
				continue
			}
			merged[i].absorb(t)
		}
	}
	return merged
}

// absorb takes over from another description of the same target what this one does not say.
func (t *Target) absorb(other Target) {
	if len(other.Labels) > 0 {
		t.Labels = sortLabels(append(slices.Clone(t.Labels), other.Labels...))
	}
	t.Group = cmp.Or(t.Group, other.Group)
	if len(other.Flags) == 0 {
		t.Address, t.User, t.Port = cmp.Or(t.Address, other.Address), cmp.Or(t.User, other.User), cmp.Or(t.Port, other.Port)
	}
}

// sortLabels sorts labels in place and removes doubles.
func sortLabels(labels []Label) []Label {
	slices.SortFunc(labels, func(a, b Label) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Value, b.Value))
	})
	return slices.Compact(labels)
}
