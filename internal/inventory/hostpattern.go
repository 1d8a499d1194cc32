package inventory

import "strings"

// A HostPattern is a Host line of ssh's configuration with patterns on it.
type HostPattern struct {
	Names  []string // as on the line, with * ? !
	Origin string   // file:line
}

// Matches tells whether the line is for a name, as ssh decides it: one pattern matches, and none that has a ! before it.
func (p HostPattern) Matches(name string) bool { return matchesNames(p.Names, name) }

// String returns the line without its keyword.
func (p HostPattern) String() string { return strings.Join(p.Names, " ") }

func matchesNames(names []string, name string) bool {
	matched := false
	for _, n := range names {
		if not, ok := strings.CutPrefix(n, "!"); ok {
			if matchGlob(not, name) {
				return false
			}
			continue
		}
		matched = matched || matchGlob(n, name)
	}
	return matched
}

// isPattern reports whether a word of a Host line is no name of a host.
func isPattern(word string) bool {
	return strings.ContainsAny(word, "*?") || strings.HasPrefix(word, "!")
}

// MatchPattern returns the first pattern that is for a name and says something about it: one that matches every name does
// not.
func MatchPattern(patterns []HostPattern, name string) (HostPattern, bool) {
	for _, p := range patterns {
		if p.Matches(name) && !matchesNames(p.Names, "\x00") {
			return p, true
		}
	}
	return HostPattern{}, false
}
