package search

import (
	"strings"
	"unicode"
)

// A Case says whether the case of letters counts.
type Case uint8

// The choices of Case.
const (
	SmartCase  Case = iota // it does if the term has an upper-case letter
	IgnoreCase             // it does not
	ExactCase              // it does
)

// folds tells whether case does not count for a term.
func (c Case) folds(text string, expression bool) bool {
	switch c {
	case IgnoreCase:
		return true
	case ExactCase:
		return false
	}
	if expression {
		return !upperInExpression(text)
	}
	return !strings.ContainsFunc(text, unicode.IsUpper)
}

// upperInExpression tells whether an expression has an upper-case letter that stands for text: not one of \W, \pL, \p{Greek},
// [[:Alpha:]], \x4B, (?P<Name>…) or (?U).
func upperInExpression(e string) bool {
	for e != "" {
		if n := markup(e); n > 0 {
			e = e[n:]
			continue
		}
		r, size := firstRune(e)
		if unicode.IsUpper(r) {
			return true
		}
		e = e[size:]
	}
	return false
}

// markup returns how many bytes at the beginning of an expression have a meaning of their own, 0 if it begins with other text.
func markup(e string) int {
	between := func(n int, end string) int {
		if i := strings.Index(e[n:], end); i >= 0 {
			return n + i + len(end)
		}
		return len(e)
	}
	switch {
	case strings.HasPrefix(e, `\Q`):
		return 2
	case strings.HasPrefix(e, `\p{`), strings.HasPrefix(e, `\P{`), strings.HasPrefix(e, `\x{`):
		return between(3, "}")
	case strings.HasPrefix(e, `\x`):
		return min(4, len(e))
	case strings.HasPrefix(e, `\p`), strings.HasPrefix(e, `\P`):
		_, size := firstRune(e[2:])
		return 2 + size
	case strings.HasPrefix(e, `\`):
		_, size := firstRune(e[1:])
		return 1 + size
	case strings.HasPrefix(e, "[:"):
		return between(2, ":]")
	case strings.HasPrefix(e, "(?P<"), strings.HasPrefix(e, "(?<"):
		return between(2, ">")
	case strings.HasPrefix(e, "(?"):
		return 2 + len(e[2:]) - len(strings.TrimLeft(e[2:], "imsU-"))
	}
	return 0
}
