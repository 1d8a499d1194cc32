package style

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// replacement stands for a character that must not or cannot be shown.
const replacement = '?'

// maxMarks is how many combining marks a character may have: more would be drawn over the rows above.
const maxMarks = 3

// Clean returns untrusted text in a form that is safe to draw, in one line: what controls the terminal, reorders text or
// cannot be seen becomes a question mark, line breaks and tabs become blanks. What it returns takes Width cells on any
// terminal, as far as those agree at all.
func Clean(s string) string {
	if isPrintable(s) {
		return s
	}
	var c cleaner
	s = norm.NFC.String(strings.ToValidUTF8(s, "\ufffd"))
	for i, r := range s {
		c.add(r, s[:i])
	}
	return c.text.String()
}

// isPrintable reports whether s is printable ASCII, which most text is.
func isPrintable(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// A cleaner collects what may be shown.
type cleaner struct {
	text  strings.Builder
	last  rune // the character that marks go to
	marks int
}

func (c *cleaner) add(r rune, before string) {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		c.put(' ')
	case joins(r):
		if !inEmoji(before) {
			c.put(replacement)
		}
	case unsafe(r):
		c.put(replacement)
	case unicode.In(r, unicode.Mn, unicode.Me):
		c.mark(r)
	case r >= firstFlag && r <= lastFlag:
		c.put('A' + r - firstFlag) // terminals do not agree on how wide flags are
	case r >= 0x1f3fb && r <= 0x1f3ff: // colours of skin: the same
	default:
		c.put(r)
	}
}

func (c *cleaner) put(r rune) {
	c.text.WriteRune(r)
	c.last, c.marks = r, 0
}

// mark adds a combining mark, where terminals draw it over what stands before.
func (c *cleaner) mark(r rune) {
	if c.last < utf8.RuneSelf || cells(c.last) == 0 {
		c.put(replacement)
	} else if c.marks++; c.marks <= maxMarks {
		c.text.WriteRune(r)
	}
}

// The regional indicators, two of which make a flag.
const (
	firstFlag = 0x1f1e6
	lastFlag  = 0x1f1ff
)

// joins reports whether r joins or selects the form of emoji.
func joins(r rune) bool {
	return r == 0x200d || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0020 && r <= 0xe007f
}

// inEmoji reports whether what follows the text follows a symbol: there a joiner does what it is for, and is left out.
func inEmoji(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return r != utf8.RuneError && unicode.In(r, unicode.So, unicode.Sk) || joins(r) || r >= 0x2190 && r <= 0x2bff
}

// unsafe reports whether r is a control, reorders text, or cannot be seen. A space is not, whatever its width.
func unsafe(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return true
	case r == 0xad, r == 0x34f, r >= 0x115f && r <= 0x11ff, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xd7b0 && r <= 0xd7ff, r >= 0xfff0 && r <= 0xfffb:
		return true
	case r < 0x300: // the scripts of Europe
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Co, unicode.Other_Default_Ignorable_Code_Point) ||
		r >= 0xe0000 && r <= 0xe0fff || !unicode.IsPrint(r) && !unicode.In(r, unicode.Zs, unicode.Mn, unicode.Me)
}
