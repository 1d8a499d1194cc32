package play

import (
	"github.com/shellac-term/shellac/internal/vt"
)

// A window is the part of a frame that is shown: its top left corner on the frame and its size, in cells.
type window struct{ x, y, cols, rows int }

// A picture is a recorded screen drawn as text.
type picture struct {
	rows   []string // as wide as the window, each ending in the default style
	hidden int      // cells with characters that cannot be seen
}

// A painter draws frames. marks are highlighted: reverse and underlined.
type painter struct {
	frame  vt.Frame
	window window
	marks  []vt.Span
	cursor bool // draw the cursor

	style vt.Style
	known bool // style is what the terminal has
	out   []byte
	count int
}

// paint draws the window of a frame.
func paint(f vt.Frame, w window, marks []vt.Span, cursor bool) picture {
	p := painter{frame: f, window: w, marks: marks, cursor: cursor && f.Cursor.Visible}
	pic := picture{rows: make([]string, w.rows)}
	for y := range w.rows {
		pic.rows[y] = p.row(w.y + y)
	}
	pic.hidden = p.count
	return pic
}

func (p *painter) row(y int) string {
	p.out, p.style, p.known = p.out[:0], vt.Style{}, true
	end := p.window.x + p.window.cols
	for x := p.window.x; x < end; {
		c := p.frame.Cell(x, y)
		switch {
		case c.Width == 0: // the right half of a character that the window cuts
			c = vt.Cell{Width: 1, Style: c.Style}
		case x+int(c.Width) > end:
			c = vt.Cell{Width: uint8(end - x), Style: c.Style} // #nosec G115 -- 1
		}
		p.cell(x, y, c)
		x += max(int(c.Width), 1)
	}
	if p.style != (vt.Style{}) {
		p.out = append(p.out, "\x1b[0m"...)
	}
	return string(p.out)
}

func (p *painter) cell(x, y int, c vt.Cell) {
	text, hidden := cellText(c)
	style := c.Style
	if hidden {
		p.count++
		style.Bg, style.Fg, style.Attrs = vt.PaletteColor(1), vt.PaletteColor(15), vt.Bold
	}
	if p.frame.Reverse {
		style.Attrs ^= vt.Inverse
	}
	if p.marked(x, y) {
		style.Attrs ^= vt.Inverse
		style.Underline = vt.UnderlineSingle
	}
	if p.cursor && y == p.frame.Cursor.Y && p.frame.Cursor.X >= x && p.frame.Cursor.X < x+int(c.Width) {
		style.Attrs ^= vt.Inverse
	}
	style.Attrs &^= vt.Protected
	odd := breaksCluster(text)
	if !p.known || style != p.style || odd {
		p.out = appendSGR(p.out, style)
	}
	p.style, p.known = style, !odd
	p.out = append(p.out, text...)
}

func (p *painter) marked(x, y int) bool {
	for _, s := range p.marks {
		if s.Row == y && x >= s.Start && x < s.End {
			return true
		}
	}
	return false
}
