package pick

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/ui/style"
)

// mostRows is how many rows are seen at a time.
const mostRows = 10

// around is how many lines there are besides rows: the text and the keys.
const around = 2

// room returns how many rows fit below the prompt without pushing it off the terminal.
func (m *model) room() int { return max(min(mostRows, m.lines-around-1), 1) }

// draw draws the list, with the text in the first line.
func (m *model) draw() []string {
	t := m.o.Theme
	width := m.cols - 1 // a terminal may wrap when its last cell is written
	count := fmt.Sprintf("%d/%d", len(m.found), len(m.rows))
	if !m.ready {
		count = "reading"
	}
	prompt := " " + style.Clean(m.o.Prompt) + "> "
	text := m.input.Draw(t, max(width-style.Width(prompt)-len(count)-2, 8), true)
	lines := []string{style.Between(t.Paint(style.Bold|style.Accent, prompt)+text, count, width)}
	widths := m.shared(width - 3)
	n := m.count()
	for i := m.offset; i < min(m.offset+m.room(), n); i++ {
		lines = append(lines, m.line(i, widths, width))
	}
	if n == 0 && m.ready {
		lines = append(lines, style.Fit("   no "+style.Clean(m.o.Noun)+" match", width))
	}
	return append(lines, t.Paint(style.Faint, style.Cut(m.help(), width)))
}

func (m *model) help() string {
	b := bindings()
	return fmt.Sprintf("   %s %s  %s %s (exit 130)", b.choose.Help().Key, b.choose.Help().Desc, b.cancel.Help().Key, b.cancel.Help().Desc)
}

// line draws the i-th line that can be chosen.
func (m *model) line(i int, widths []int, width int) string {
	st, sign := style.None, "   "
	if i == m.cursor {
		st, sign = style.Reverse|style.Bold, " > "
	}
	if i >= len(m.found) {
		return m.o.Theme.Paint(st, style.Fit(sign+style.Clean(m.typed), width))
	}
	row := m.found[i]
	marks := m.filter.Marks(row)
	var b strings.Builder
	b.WriteString(m.o.Theme.Paint(st, sign))
	used := 3
	for c, cell := range m.rows[row].Cells {
		if c >= len(widths) || widths[c] == 0 {
			continue
		}
		var at []int
		if c < len(marks) {
			at = marks[c]
		}
		b.WriteString(m.cell(cell, widths[c], at, st))
		b.WriteString(m.o.Theme.Paint(st, style.Blank(gap)))
		used += widths[c] + gap
	}
	if used < width {
		b.WriteString(m.o.Theme.Paint(st, style.Blank(width-used)))
	}
	return style.Cut(b.String(), width)
}

// cell draws a cell with the characters marked that were looked for.
func (m *model) cell(text string, width int, at []int, st style.Style) string {
	clean := style.Clean(text)
	shown := style.Fit(clean, width)
	if len(at) == 0 || len([]rune(clean)) != len([]rune(text)) { // cleaned otherwise than one by one: the places do not hold
		return m.o.Theme.Paint(st, shown)
	}
	var b, run strings.Builder
	marked := false
	flush := func() {
		s := st
		if marked {
			s |= style.Match
		}
		b.WriteString(m.o.Theme.Paint(s, run.String()))
		run.Reset()
	}
	n := 0
	for _, r := range shown {
		if is := slices.Contains(at, n); is != marked {
			flush()
			marked = is
		}
		run.WriteRune(r)
		n++
	}
	flush()
	return b.String()
}

// gap is what stands between columns.
const gap = 2

// naturalWidths returns the widths that the columns would like to have.
func naturalWidths(rows []Row) []int {
	var widths []int
	for _, r := range rows {
		for len(widths) < len(r.Cells) {
			widths = append(widths, 0)
		}
		for i, c := range r.Cells {
			if len(c) > widths[i] { // no character takes more cells than bytes
				widths[i] = max(widths[i], style.Width(style.Clean(c)))
			}
		}
	}
	return widths
}

// shared returns the widths that the columns get: what they like if there is room, the first at least half of it.
func (m *model) shared(width int) []int {
	widths := slices.Clone(m.widths)
	left := width
	for i := range widths {
		most := left
		if i == 0 && len(widths) > 1 {
			most = max(width/2, 16)
		}
		widths[i] = max(min(widths[i], most, left), 0)
		if left -= widths[i] + gap; left < 4 {
			left = 0
		}
	}
	return widths
}
