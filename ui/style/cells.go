package style

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
)

// cells returns how many cells a terminal takes for one character.
func cells(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r >= 0x4e00 && r < 0xa000, r >= 0xac00 && r < 0xd7a4, r >= 0x3041 && r < 0x3097, r >= 0x30a0 && r < 0x3100:
		return 2
	}
	return lipgloss.Width(string(r))
}

// Width returns how many cells text takes that is clean, or was painted. Characters are counted one by one, as terminals
// do that do not agree on clusters.
func Width(s string) int {
	n := 0
	for s != "" {
		if c, rest := cutStyle(s); c != "" {
			s = rest
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		n += cells(r)
		s = s[size:]
	}
	return n
}

// cutStyle cuts off a sequence that Paint writes, if s begins with one.
func cutStyle(s string) (sequence, rest string) {
	if s[0] != 0x1b {
		return "", s
	}
	end := strings.IndexByte(s, 'm') + 1
	return s[:end], s[end:]
}

// Blank returns n blanks.
func Blank(n int) string { return strings.Repeat(" ", max(n, 0)) }

// Cut returns the longest beginning of s that takes at most width cells. Styles in it are ended.
func Cut(s string, width int) string {
	head, _ := split(s, width)
	return head
}

// split cuts s after at most width cells, and says how many cells the first part takes.
func split(s string, width int) (head string, taken int) {
	styled := false
	for i := 0; i < len(s); {
		if c, _ := cutStyle(s[i:]); c != "" {
			styled = c != reset
			i += len(c)
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		w := cells(r)
		if taken+w > width {
			if styled {
				return s[:i] + reset, taken
			}
			return s[:i], taken
		}
		taken += w
		i += size
	}
	return s, taken
}

const reset = "\x1b[m"

// ending is what stands where text was cut.
const ending = ".."

// Fit returns s in exactly width cells: filled with blanks, or cut with two dots at its end.
func Fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if w := Width(s); w <= width {
		return s + Blank(width-w)
	}
	head, taken := split(s, max(width-len(ending), 0))
	dots := ending[:min(len(ending), width)]
	return head + dots + Blank(width-taken-len(dots))
}

// FitRight is Fit with the text at the right.
func FitRight(s string, width int) string {
	if w := Width(s); w <= width {
		return Blank(width-w) + s
	}
	return Fit(s, width)
}

// Between returns left and right in exactly width cells with blanks between them. If there is not room for both, right is
// left out.
func Between(left, right string, width int) string {
	gap := width - Width(left) - Width(right)
	if gap < 1 {
		return Fit(left, width)
	}
	return left + Blank(gap) + right
}

// Wrap breaks clean text without styles into lines of at most width cells, between words where it can.
func Wrap(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	var lines []string
	for {
		head, _ := split(s, width)
		if head == s {
			return append(lines, s)
		}
		if head == "" { // a wide character and one cell
			_, size := utf8.DecodeRuneInString(s)
			head = s[:size]
		}
		if i := strings.LastIndexByte(s[:min(len(head)+1, len(s))], ' '); i > 0 {
			head = s[:i]
		}
		lines = append(lines, strings.TrimRight(head, " "))
		s = strings.TrimLeft(s[len(head):], " ")
	}
}

// Skip returns s without its first cells; a wide character that is cut becomes a blank. Styles stay.
func Skip(s string, width int) string {
	if width <= 0 {
		return s
	}
	var styles strings.Builder
	for s != "" && width > 0 {
		if c, rest := cutStyle(s); c != "" {
			styles.WriteString(c)
			s = rest
			continue
		}
		r, size := utf8.DecodeRuneInString(s)
		width -= cells(r)
		s = s[size:]
	}
	return styles.String() + Blank(-width) + s
}
