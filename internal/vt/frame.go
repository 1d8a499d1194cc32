package vt

import "slices"

// Cursor is where the next character goes and how the cursor is shown.
type Cursor struct {
	X, Y    int
	Visible bool
	// Style is the number of DECSCUSR: 0 the default, 1 and 2 block, 3 and 4 underline, 5 and 6 bar;
	// odd ones blink.
	Style uint8
}

// Frame is the screen at one instant. It does not change when the Screen it came from does.
type Frame struct {
	Cols, Rows int
	Cursor     Cursor
	Title      string
	// Alt is set on the alternate screen.
	Alt bool
	// Reverse is set while the whole screen is shown in reverse video (DECSCNM).
	Reverse bool
	// Complete is false inside synchronised output: the program has not finished drawing.
	Complete bool

	cells    []cell
	rows     []frameRow
	looks    []look
	links    []string
	clusters []string
}

type frameRow struct {
	cont  bool
	marks []Mark
}

// Cell is one position of a frame.
type Cell struct {
	// Text is a character with what combines with it; empty where nothing was written and for the
	// right half of a wide cell.
	Text string
	// Width is the number of columns: 1, 2, or 0 for the right half of a wide cell.
	Width uint8
	Style Style
	// Link is the target of a hyperlink (OSC 8), LinkID tells links with the same target apart.
	Link, LinkID string
}

// Frame returns the screen as it is now.
func (s *Screen) Frame() Frame {
	var f Frame
	s.FrameInto(&f)
	return f
}

// FrameInto is Frame reusing the memory of f, which must not be in use any more.
func (s *Screen) FrameInto(f *Frame) {
	f.Cols, f.Rows = s.cols, s.rows
	f.Cursor = Cursor{X: s.x, Y: s.y, Visible: s.modes.has(modeCursor), Style: s.cursor}
	f.Title, f.Alt, f.Reverse = s.title, s.onAlt(), s.modes.has(modeReverse)
	f.Complete = !s.modes.has(modeSync)
	f.looks, f.links, f.clusters = s.looks.list, s.links.list, s.clusters.list
	f.cells = slices.Grow(f.cells[:0], s.cols*s.rows)
	f.rows = slices.Grow(f.rows[:0], s.rows)[:s.rows]
	for y := range s.rows {
		r := s.cur.row(y)
		f.cells = append(f.cells, r.cells...)
		f.rows[y].cont = r.cont
		f.rows[y].marks = append(f.rows[y].marks[:0:0], r.marks...)
	}
}

func (f Frame) line(y int) []cell { return f.cells[y*f.Cols : (y+1)*f.Cols] }

// Cell returns the cell at column x of row y; a blank one outside the frame.
func (f Frame) Cell(x, y int) Cell {
	if x < 0 || y < 0 || x >= f.Cols || y >= f.Rows {
		return Cell{Width: 1}
	}
	c := f.line(y)[x]
	l := f.looks[c.lookID()]
	out := Cell{Width: uint8(c.width()), Style: l.Style} // #nosec G115 -- 0 to 2
	out.Text = string(appendCell(nil, c, f.clusters))
	out.LinkID, out.Link = splitLink(f.links[l.link])
	return out
}

// Wrapped reports whether row y continues the row above: its text wrapped at the right margin.
func (f Frame) Wrapped(y int) bool { return y >= 0 && y < f.Rows && f.rows[y].cont }

// Marks returns the prompt marks (OSC 133) on row y.
func (f Frame) Marks(y int) []Mark {
	if y < 0 || y >= f.Rows {
		return nil
	}
	return f.rows[y].marks
}

// Text returns the text of row y without trailing blanks. The right half of a wide character is skipped,
// so a column is not an index into the text.
func (f Frame) Text(y int) string {
	if y < 0 || y >= f.Rows {
		return ""
	}
	return string(appendRow(nil, f.line(y), f.clusters))
}

// appendRow adds the text of cells to b without trailing blanks.
func appendRow(b []byte, cells []cell, clusters []string) []byte {
	end := len(b)
	for _, c := range cells {
		switch {
		case c.has(cellTail):
			continue
		case c.blank():
			b = append(b, ' ')
			continue
		case c&(cellText|cellCluster) == ' ':
			b = append(b, ' ')
			continue
		}
		b = appendCell(b, c, clusters)
		end = len(b)
	}
	return b[:end]
}

// Equal reports whether both frames show the same: text, styles, links, wraps, marks, cursor and title.
func (f Frame) Equal(g Frame) bool {
	if f.Cols != g.Cols || f.Rows != g.Rows || f.Cursor != g.Cursor || f.Title != g.Title ||
		f.Alt != g.Alt || f.Reverse != g.Reverse || f.Complete != g.Complete {
		return false
	}
	for y := range f.rows {
		if f.rows[y].cont != g.rows[y].cont || !slices.Equal(f.rows[y].marks, g.rows[y].marks) {
			return false
		}
	}
	for i := range f.cells {
		if !f.sameCell(f.cells[i], g, g.cells[i]) {
			return false
		}
	}
	return true
}

func (f Frame) sameCell(c cell, g Frame, d cell) bool {
	const shape = cellTail | cellWide | cellCluster
	if c&shape != d&shape {
		return false
	}
	if c.has(cellCluster) {
		if f.clusters[c.index()] != g.clusters[d.index()] {
			return false
		}
	} else if c.index() != d.index() {
		return false
	}
	a, b := f.looks[c.lookID()], g.looks[d.lookID()]
	return a.Style == b.Style && f.links[a.link] == g.links[b.link]
}
