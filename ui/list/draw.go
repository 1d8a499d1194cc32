package list

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/ui/style"
)

// subIndent is how far rows that belong to another one are moved in.
const subIndent = 2

// head is how many lines stand above the rows: the filter and the titles.
const head = 2

// Lines draws the list in exactly height lines of exactly width cells.
func (l *Model) Lines(width, height int) []string {
	l.width, l.height = width, height
	if rows := max(height-head, 1); rows != l.rows {
		l.rows = rows
		_ = l.settle() // the row under the cursor stays: nobody has to be told
	}
	places := l.places(width)
	lines := []string{l.top(width), l.titles(places, width)}
	n := l.o.Rows.Len()
	if n == 0 {
		return style.Room(append(lines, l.nothing(width, height-head)...), width, height)
	}
	for i := l.offset; i < min(l.offset+l.rows, n); i++ {
		lines = append(lines, l.row(i, places, width))
	}
	return style.Room(lines, width, height)
}

// nothing says that there are no rows.
func (l *Model) nothing(width, height int) []string {
	if l.o.Empty != nil {
		return l.o.Empty(width, height)
	}
	noun := l.o.Noun
	if noun == "" {
		noun = "rows"
	}
	if l.Filter() != "" {
		return []string{style.Blank(gutter) + "no " + noun + " match; Esc clears the filter"}
	}
	return []string{style.Blank(gutter) + "no " + noun}
}

// row draws a row.
func (l *Model) row(i int, places []place, width int) string {
	r, id := l.o.Rows.Row(i), l.o.Rows.ID(i)
	here := i == l.cursor
	base := r.Style
	sign, mark := " ", " "
	if here {
		sign = ">"
		base = style.Bold
		if !l.blur {
			base |= style.Reverse
		}
	}
	if l.marks[id] {
		mark = "*"
	}
	var b strings.Builder
	b.WriteString(l.theme.Paint(base, sign+mark+" "))
	if r.Sub {
		b.WriteString(l.cell(r, 0, place{0, width - gutter - subIndent, false}, base, subIndent))
		return b.String()
	}
	used := gutter
	for n, p := range places {
		before := gapFor(width)
		if n == 0 {
			before = 0
		}
		b.WriteString(l.cell(r, p.column, p, base, before))
		used += before + p.width
	}
	if used < width {
		b.WriteString(l.theme.Paint(base, style.Blank(width-used)))
	}
	return b.String()
}

// cell draws a cell in a style, with blanks before it, and marks the characters that were looked for.
func (l *Model) cell(r Row, column int, p place, base style.Style, before int) string {
	text := ""
	if column < len(r.Cells) {
		text = r.Cells[column]
	}
	st := base
	if column < len(r.Styles) && base&style.Reverse == 0 {
		st |= r.Styles[column]
	}
	clean := style.Clean(text)
	shown := fitted(clean, p.width, p.right)
	var matches []int
	if column < len(r.Matches) && (clean == text || len([]rune(clean)) == len([]rune(text))) {
		matches = r.Matches[column]
	}
	if len(matches) == 0 {
		return l.theme.Paint(st, style.Blank(before)+shown)
	}
	shift := 0
	if p.right {
		shift = max(p.width-style.Width(clean), 0)
	}
	return l.theme.Paint(st, style.Blank(before)) + l.highlight(shown, matches, shift, st)
}

// highlight paints text, the characters with the given numbers as matches. shift is the number of blanks that stand before
// the first character.
func (l *Model) highlight(text string, matches []int, shift int, st style.Style) string {
	var b, run strings.Builder
	matched := false
	flush := func() {
		s := st
		if matched {
			s |= style.Match
		}
		b.WriteString(l.theme.Paint(s, run.String()))
		run.Reset()
	}
	n := -shift
	for _, r := range text {
		if m := n >= 0 && slices.Contains(matches, n); m != matched {
			flush()
			matched = m
		}
		run.WriteRune(r)
		n++
	}
	flush()
	return b.String()
}

// top draws the line of the filter: what stands before it, the filter, how many rows there are, and their order.
func (l *Model) top(width int) string {
	right := l.count()
	if len(l.o.Sorts) > 1 {
		right += "  sort:" + l.o.Sorts[l.order]
	}
	if n := len(l.marks); n > 0 {
		right = fmt.Sprintf("%d marked  %s", n, right)
	}
	left := " "
	if l.lead != "" {
		left += l.lead + "  "
	}
	right += " "
	room := max(width-style.Width(left)-style.Width(right)-1, 10)
	return style.Fit(style.Between(left+l.filter.draw(l.theme, l.o.Hint, room), right, width), width)
}

// count says how many rows there are, of how many.
func (l *Model) count() string {
	if l.o.Count != nil {
		if words := l.o.Count(); words != "" {
			return words
		}
	}
	n := l.o.Rows.Len()
	if l.o.Total != nil {
		if total := l.o.Total(); total >= 0 && total != n {
			return fmt.Sprintf("%d/%d", n, total)
		}
	}
	return fmt.Sprint(n)
}
