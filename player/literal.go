package player

import (
	"bytes"
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/shellac-term/shellac/format"
)

// A literal is text that every match of a pattern has in it. To look for it is much faster than to match.
type literal struct {
	text  []byte // in lower case if fold
	fold  bool   // case does not count
	rare  int    // index of the character that is likely to be the rarest
	grams []uint32
}

// lower returns the lower-case letter of an upper-case one of ASCII, and anything else as it is.
func lower(c byte) byte {
	if c-'A' < 26 {
		c += 'a' - 'A'
	}
	return c
}

// newLiteral returns text as a literal, nil for one that does not help.
func newLiteral(text string, fold bool) *literal {
	if fold && !foldsInASCII(text) {
		return nil
	}
	l := &literal{text: []byte(text), fold: fold, grams: format.Grams([]byte(text))}
	for i, c := range l.text {
		if fold {
			l.text[i] = lower(c)
		}
		if rarity(l.text[i]) < rarity(l.text[l.rare]) {
			l.rare = i
		}
	}
	if len(l.text) == 0 {
		return nil
	}
	return l
}

// foldsInASCII reports whether a text's upper and lower case differ in letters of ASCII only.
func foldsInASCII(text string) bool {
	for _, r := range text {
		if r >= 0x80 && unicode.SimpleFold(r) != r {
			return false
		}
	}
	return true
}

// rarity orders characters: small for those that are rare in what stands on terminals.
func rarity(c byte) int {
	const order = "zqjxkvywgbphmufldcnroisate0123456789.:/- "
	if i := strings.IndexByte(order, lower(c)); i >= 0 {
		return i
	}
	return 4
}

// required returns the longest text that every match of an expression has in it.
func required(e *syntax.Regexp) (text string) {
	switch e.Op {
	case syntax.OpLiteral:
		return string(e.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return required(e.Sub[0])
	case syntax.OpRepeat:
		if e.Min > 0 {
			return required(e.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			if t := required(sub); len(t) > len(text) {
				text = t
			}
		}
	}
	return text
}

// in reports whether the literal may be in a text: it is, or the text has characters that only a matcher knows to be the
// same as letters of it.
func (l *literal) in(text []byte) bool {
	if !l.fold {
		return bytes.Contains(text, l.text)
	}
	small := l.text[l.rare]
	if l.at(text, small) {
		return true
	}
	if 'a' <= small && small <= 'z' && l.at(text, small-('a'-'A')) {
		return true
	}
	return holdsOdd(text)
}

// at looks for the literal where its rarest character stands in the given case.
func (l *literal) at(text []byte, rare byte) bool {
	for from := l.rare; from < len(text); {
		i := bytes.IndexByte(text[from:], rare)
		if i < 0 {
			return false
		}
		if start := from + i - l.rare; start+len(l.text) <= len(text) && l.is(text[start:]) {
			return true
		}
		from += i + 1
	}
	return false
}

func (l *literal) is(text []byte) bool {
	for i, c := range l.text {
		if lower(text[i]) != c {
			return false
		}
	}
	return true
}

// holdsOdd reports whether a text has one of the characters outside ASCII that are letters of it when case does not count:
// the Kelvin sign and the long s.
func holdsOdd(text []byte) bool {
	return bytes.Contains(text, []byte("\u212a")) || bytes.Contains(text, []byte("\u017f"))
}
