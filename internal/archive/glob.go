package archive

import (
	"strings"
	"unicode/utf8"
)

// foldCase lowers s when the pattern has no capitals, so that a pattern in small letters matches in either case.
func foldCase(pattern, s string) string {
	if strings.ToLower(pattern) == pattern {
		return strings.ToLower(s)
	}
	return s
}

func containsText(s, text string) bool { return strings.Contains(foldCase(text, s), text) }

// matchGlob matches the whole of s. It goes back only to the last *, which takes no more than len(s) times len(glob) steps.
func matchGlob(glob, s string) bool {
	s = foldCase(glob, s)
	g, at := 0, 0
	star, from := -1, 0 // where to go on after a mismatch
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		want, wantSize := utf8.DecodeRuneInString(glob[g:])
		switch {
		case wantSize > 0 && want == '*':
			g++
			star, from = g, at
		case wantSize > 0 && (want == '?' || want == r):
			g += wantSize
			at += size
		case star >= 0:
			_, size := utf8.DecodeRuneInString(s[from:])
			from += size
			g, at = star, from
		default:
			return false
		}
	}
	return strings.Trim(glob[g:], "*") == ""
}
