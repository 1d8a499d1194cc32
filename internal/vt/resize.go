package vt

// Resize changes the size of the screen as xterm does: on the main screen lines that had wrapped are
// wrapped anew, except the one with the cursor, which the program is expected to draw again; rows come
// back from the history or go there. The alternate screen is cut or extended. The scroll region becomes
// the whole screen. Sizes are limited as for New.
func (s *Screen) Resize(cols, rows int) {
	cols, rows = clampSize(cols, rows)
	if cols == s.cols && rows == s.rows {
		return
	}
	if s.pending {
		s.pending = false
		s.x++ // behind the last column, which may not be the last any more
	}
	s.x = min(s.x, cols-1)
	s.resizeGrid(&s.main, cols, rows, true)
	s.resizeGrid(&s.alt, cols, rows, false)
	s.resizeTabs(cols)
	s.cols, s.rows = cols, rows
	s.top, s.bot = 0, rows-1
	s.last = 0
}

// resizeGrid brings one grid to the new size; reflow is whether its lines wrap anew.
func (s *Screen) resizeGrid(g *grid, cols, rows int, reflow bool) {
	if g.ring == nil {
		g.cols, g.rows = cols, rows
		g.saved.x, g.saved.y = min(g.saved.x, cols-1), min(g.saved.y, rows-1)
		return
	}
	shown := g == s.cur
	l := lines{
		rows: g.linear(), base: g.hist, height: g.rows, cols: g.cols,
		limit: rows + g.history(), y: g.left, saved: g.hist + g.saved.y,
	}
	if shown {
		l.y = s.y
	}
	if cols > g.cols {
		l.pad(cols)
	}
	l.setHeight(rows, cols)
	if reflow && cols != g.cols {
		l.reflow(s, cols)
	}
	if cols < g.cols {
		l.pad(cols)
	}
	g.take(&l, cols, rows)
	g.saved.x = min(g.saved.x, cols-1)
	if shown {
		s.y = clamp(l.y, 0, rows-1)
	} else {
		g.left = clamp(l.y, 0, rows-1)
	}
}

// linear returns the rows of history and screen from the oldest on.
func (g *grid) linear() []row {
	out := make([]row, 0, len(g.ring)+g.rows)
	for y := -g.hist; y < g.rows; y++ {
		out = append(out, *g.row(y))
	}
	return out
}

// take makes the lines the grid's content.
func (g *grid) take(l *lines, cols, rows int) {
	history := g.history()
	l.fit(cols)
	g.saved.y = clamp(l.saved-l.base, 0, rows-1)
	g.cols, g.rows, g.hist, g.base = cols, rows, l.base, l.base
	g.ring = append(l.rows, make([]row, rows+history-len(l.rows))...)
}

// lines is a grid while it is resized: all rows in one slice, of which the screen is the last height ones.
type lines struct {
	rows   []row
	base   int // index of the screen's first row
	height int // rows of the screen
	cols   int // columns before
	limit  int // how many rows there may be
	y      int // cursor row on the screen
	saved  int // index of the row of the saved cursor
}

// pad brings every row to cols columns, new ones blank.
func (l *lines) pad(cols int) {
	for i := range l.rows {
		l.rows[i].resize(cols)
	}
}

// resize sets the number of columns. A wide cell cut in half is blanked.
func (r *row) resize(cols int) {
	if cols < len(r.cells) {
		r.split(cols, 0)
		r.used = min(r.used, cols)
	}
	cells := make([]cell, cols)
	copy(cells, r.cells[:r.used])
	r.cells = cells
	r.touch()
	for i := range r.marks {
		r.marks[i].Col = min(r.marks[i].Col, cols-1)
	}
}

// setHeight adds or removes rows of the screen. It grows out of the history while the cursor is on the
// last row, and shrinks below the cursor first.
func (l *lines) setHeight(rows, cols int) {
	for ; l.height < rows; l.height++ {
		if l.base > 0 && l.y == l.height-1 {
			l.base--
			l.y++
			continue
		}
		l.rows = append(l.rows, row{cells: make([]cell, max(cols, l.cols))})
	}
	for ; l.height > rows; l.height-- {
		if l.y < l.height-1 {
			l.rows = l.rows[:len(l.rows)-1]
			continue
		}
		l.base++
		l.y--
	}
	l.trim()
}

// trim forgets the oldest rows beyond the limit.
func (l *lines) trim() {
	if n := len(l.rows) - l.limit; n > 0 {
		l.rows = l.rows[n:]
		l.base = max(l.base-n, 0)
		l.saved = max(l.saved-n, 0)
	}
}

// fit makes the screen end with the last row.
func (l *lines) fit(cols int) {
	l.base = clamp(l.base, 0, l.limit-l.height)
	end := l.base + l.height
	for len(l.rows) < end {
		l.rows = append(l.rows, row{cells: make([]cell, cols)})
	}
	l.rows = l.rows[:end]
}
