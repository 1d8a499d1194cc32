package style

import "strings"

// A Box is what lines are drawn with.
type Box struct {
	Line, Side                                 string
	TopLeft, TopRight, BottomLeft, BottomRight string
	Left, Right                                string // where a line between two parts meets the sides
}

// Box returns the characters for lines.
func (t Theme) Box() Box {
	if t.ASCII {
		return Box{"-", "|", "+", "+", "+", "+", "+", "+"}
	}
	return Box{"\u2500", "\u2502", "\u250c", "\u2510", "\u2514", "\u2518", "\u251c", "\u2524"}
}

// Rule returns a line of width cells.
func (t Theme) Rule(width int) string {
	return t.Paint(Faint, strings.Repeat(t.Box().Line, max(width, 0)))
}

// Frame draws a box of width cells around lines, with a title in its upper edge. It is two lines higher than they are. The
// title must be clean.
func (t Theme) Frame(title string, lines []string, width int) []string {
	b := t.Box()
	inner := width - 4
	if inner <= 0 {
		return lines
	}
	if title != "" {
		title = " " + Cut(title, inner-1) + " "
	}
	edge := strings.Repeat(b.Line, max(width-3-Width(title), 0))
	out := []string{t.Paint(Faint, b.TopLeft+b.Line) + t.Paint(Bold, title) + t.Paint(Faint, edge+b.TopRight)}
	side := t.Paint(Faint, b.Side)
	for _, l := range lines {
		out = append(out, side+" "+Fit(l, inner)+" "+side)
	}
	return append(out, t.Paint(Faint, b.BottomLeft+strings.Repeat(b.Line, width-2)+b.BottomRight))
}

// Room returns exactly height lines of exactly width cells: what does not fit is left out, what is missing is blank.
func Room(lines []string, width, height int) []string {
	out := make([]string, max(height, 0))
	for i := range out {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out[i] = Fit(line, width)
	}
	return out
}

// Middle puts lines of at most cols cells into the middle of a room.
func Middle(lines []string, cols, width, height int) []string {
	left, top := max((width-cols)/2, 0), max((height-len(lines))/2, 0)
	out := make([]string, top, max(height, top))
	for _, l := range lines {
		out = append(out, Blank(left)+l)
	}
	return Room(out, width, height)
}
