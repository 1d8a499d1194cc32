package play

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/shellac-term/shellac/internal/vt"
)

// replacement stands for a character that must not or cannot be shown.
const replacement = "?"

// maxMarks is how many combining marks a cell may have: more of them would be drawn over the rows above.
const maxMarks = 3

// cellText returns what to print for a cell: text that takes exactly the cell's columns and has no control, no invisible
// and no reordering character. hidden says that something was left out that a reader should know of.
func cellText(c vt.Cell) (text string, hidden bool) {
	width := int(c.Width)
	if width == 0 {
		return "", false
	}
	if len(c.Text) <= 1 {
		return asciiText(c.Text, width)
	}
	if r, n := utf8.DecodeRuneInString(c.Text); n == len(c.Text) && plainRune(r) {
		return fitted(c.Text, width), false
	}
	text, hidden = clean(c.Text)
	return fitted(text, width), hidden
}

func asciiText(s string, width int) (string, bool) {
	if s == "" || s == " " {
		return spaces(width), false
	}
	if s[0] < 0x20 || s[0] >= 0x7f {
		return replacement + spaces(width-1), true
	}
	return s + spaces(width-1), false
}

// cells returns how many cells a terminal takes for text without controls: it counts character by character. Grapheme
// clusters are not counted as one, see narrowed.
func cells(s string) int {
	n := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			n++
		} else {
			n += lipgloss.Width(string(r))
		}
	}
	return n
}

// fitted returns text if it takes width columns. If it does not, its first character is tried alone.
func fitted(text string, width int) string {
	if cells(text) == width && firstWidth(text) == width {
		return text
	}
	_, n := utf8.DecodeRuneInString(text)
	if first := text[:n]; n > 0 && cells(first) == width {
		return first
	} else if n > 0 && cells(first) < width && cells(first) > 0 {
		return first + spaces(width-cells(first))
	}
	return replacement + spaces(width-1)
}

func firstWidth(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return cells(text[:n])
}

// clean returns the text of a cell without what must not be shown: one character and the marks over it. Sequences that
// some terminals draw as one emoji are shown as their first: others would draw all of them, over what stands beside.
func clean(s string) (text string, hidden bool) {
	var b strings.Builder
	marks := 0
	s = norm.NFC.String(s)
	for i, r := range s {
		switch {
		case joiner(r):
			hidden = hidden || !inEmoji(s, i)
		case unsafeRune(r) && !conjoining(r):
			hidden = true
		case b.Len() == 0 && r >= firstFlag && r <= lastFlag, flags(b.String()) && r >= firstFlag && r <= lastFlag:
			b.WriteRune('A' + r - firstFlag)
		case b.Len() == 0:
			b.WriteRune(r)
		case unicode.In(r, unicode.Mn, unicode.Me) && b.String()[0] >= utf8.RuneSelf:
			if marks++; marks <= maxMarks { // a terminal library drops marks that follow ASCII
				b.WriteRune(r)
			}
		}
	}
	if b.Len() == 0 {
		return replacement, true
	}
	return b.String(), hidden
}

// conjoining reports whether r is a part of a Hangul syllable that is left over where there is no such syllable.
func conjoining(r rune) bool { return r >= 0x1161 && r <= 0x11ff }

// flags reports whether s is the first letter of a flag.
func flags(s string) bool { return len(s) == 1 && s[0] >= 'A' && s[0] <= 'Z' }

// The regional indicators, two of which make a flag. Letters are shown for them, as terminals do not agree on flags.
const (
	firstFlag = 0x1f1e6
	lastFlag  = 0x1f1ff
)

// joiner reports whether r joins or selects the form of emoji.
func joiner(r rune) bool {
	return r == 0x200d || r >= 0xfe00 && r <= 0xfe0f || r >= 0xe0020 && r <= 0xe007f
}

// inEmoji reports whether a joiner at byte i of s follows a symbol, where it does what it is for.
func inEmoji(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.In(r, unicode.So, unicode.Sk) || joiner(r) || r >= 0x2190 && r <= 0x2bff
}

// plainRune reports whether r is a character of the scripts that are shown most, which is known to be harmless.
func plainRune(r rune) bool {
	switch {
	case r < 0xa1:
		return false
	case r == 0xad || r == 0x34f || r == 0x61c:
		return false
	case r < 0x300, r >= 0x370 && r < 0x483, r >= 0x2500 && r < 0x2600:
		return true
	}
	return r >= 0x3041 && r < 0x3100 || r >= 0x4e00 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4
}

// unsafeRune reports whether r is a control, reorders text, or cannot be seen. A space is not one, whatever its width.
func unsafeRune(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError:
		return true
	case r == 0xad, r == 0x34f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfff0 && r <= 0xfffb:
		return true
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point) ||
		r >= 0xe0000 && r <= 0xe0fff
}

// breaksCluster reports whether text may join with what stands before it into one character.
func breaksCluster(text string) bool {
	if len(text) <= 1 {
		return false
	}
	r, n := utf8.DecodeRuneInString(text)
	return n != len(text) && text[n] != ' ' || !plainRune(r)
}

// visible returns text of a recording's header, or a line of its screen, for a place outside the recorded screen: in one
// line, without anything that could steer the terminal.
func visible(s string) string {
	if plainASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError, joiner(r), unsafeRune(r), unicode.In(r, unicode.Mn, unicode.Me):
			b.WriteString(replacement)
		case r >= firstFlag && r <= lastFlag:
			b.WriteRune('A' + r - firstFlag)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
