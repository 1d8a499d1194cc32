package vt

// printASCII prints a run of printable ASCII.
func (s *Screen) printASCII(b []byte) {
	if !s.cs.plain() || s.modes.has(modeInsert) {
		for _, c := range b {
			s.print(rune(c))
		}
		return
	}
	s.freshPen()
	style := cell(s.penID) << lookShift
	autowrap := s.modes.has(modeAutowrap)
	s.last = rune(b[len(b)-1])
	for len(b) > 0 {
		if s.pending && autowrap {
			s.wrap()
		}
		n := min(len(b), s.cols-s.x)
		r := s.line()
		r.heal(s.x, s.x+n, style)
		r.ascii(s.x, b[:n], style)
		s.x += n
		b = b[n:]
		s.settle(autowrap)
		if !autowrap && s.x == s.cols-1 && len(b) > 1 {
			b = b[len(b)-1:] // each overwrites the one before in the last column
		}
	}
}

// ascii writes b from column x on.
func (r *row) ascii(x int, b []byte, style cell) {
	dst := r.cells[x : x+len(b)]
	for i, c := range b {
		dst[i] = style | cell(c)
	}
	r.used = max(r.used, x+len(b))
	r.touch()
}

// settle corrects the cursor after printing moved it, perhaps beyond the last column.
func (s *Screen) settle(autowrap bool) {
	s.pending = s.x >= s.cols && autowrap
	s.x = min(s.x, s.cols-1)
}

// wrap goes to the start of the next row as a continuation of this one.
func (s *Screen) wrap() {
	s.x = 0
	s.index()
	r := s.line()
	r.cont, r.dirty = true, true
}

// heal makes room for columns a up to b to be overwritten: of a wide cell that straddles one of the two
// edges, the other half becomes blank.
func (r *row) heal(a, b int, blank cell) {
	if a >= r.used {
		return
	}
	r.split(a, blank)
	if b < r.used {
		r.split(b, blank)
	}
}

// split makes both halves of a wide cell whose tail is column x blank.
func (r *row) split(x int, blank cell) {
	if x <= 0 || x >= r.used || !r.cells[x].has(cellTail) {
		return
	}
	r.cells[x-1], r.cells[x] = blank, blank
	r.touch()
}

// print prints one character of any width.
func (s *Screen) print(r rune) {
	r = s.cs.translate(r)
	w := runeWidth(r)
	if w == 0 || s.last != 0 && s.modes.has(modeGrapheme) && s.joins(r) {
		s.combine(r)
		return
	}
	if w > s.cols {
		return
	}
	s.freshPen()
	if s.modes.has(modeAutowrap) {
		s.makeRoom(w)
	} else if s.x+w > s.cols {
		return // a wide character does not fit into the last column
	}
	s.put(cell(r), w)
	s.last = r
}

// makeRoom wraps if w columns are not left on the row.
func (s *Screen) makeRoom(w int) {
	style := cell(s.penID) << lookShift
	if s.pending {
		s.wrap()
	}
	if s.x+w > s.cols {
		r := s.line()
		r.heal(s.x, s.cols, style)
		r.fill(s.x, s.cols, style) // xterm leaves the pen's style, not only its background
		s.wrap()
	}
}

// put writes the glyph, w columns wide, at the cursor and moves on.
func (s *Screen) put(glyph cell, w int) {
	r := s.line()
	if s.modes.has(modeInsert) {
		s.insertCells(r, s.x, w)
	}
	style := cell(s.penID) << lookShift
	r.heal(s.x, s.x+w, style)
	if w == 2 {
		r.cells[s.x] = style | glyph | cellWide
		r.cells[s.x+1] = style | cellTail
	} else {
		r.cells[s.x] = style | glyph
	}
	r.used = max(r.used, s.x+w)
	r.touch()
	s.x += w
	s.settle(s.modes.has(modeAutowrap))
}

// previous returns the column of the cell a combining character belongs to, or -1.
func (s *Screen) previous() int {
	cells := s.line().cells
	x := s.x - 1
	if s.pending || s.x == s.cols-1 && cells[s.x].has(cellTail) {
		x = s.x
	}
	if x > 0 && cells[x].has(cellTail) {
		x--
	}
	return x
}

// combine adds r to the text of the cell before the cursor.
func (s *Screen) combine(r rune) {
	x := s.previous()
	if x < 0 {
		return
	}
	if s.clusters.full() {
		s.compactClusters()
	}
	row := s.line()
	c := row.cells[x]
	s.scratch = s.appendText(s.scratch[:0], c)
	if len(s.scratch) == 0 {
		s.scratch = append(s.scratch, ' ')
	}
	if len(s.scratch) > maxCluster-4 {
		return
	}
	s.scratch = appendRune(s.scratch, r)
	wider := s.modes.has(modeGrapheme) && c.width() == 1 && clusterWidth(s.scratch) == 2
	if wider && !s.canWiden(x) {
		return
	}
	id := s.clusters.intern(s.scratch)
	row.cells[x] = c&^cellGlyph | cellCluster | cell(id)
	row.used = max(row.used, x+1)
	row.touch()
	if wider {
		s.widen(x)
	}
}

// canWiden reports whether there is room for the cell at column x to become two columns wide.
func (s *Screen) canWiden(x int) bool {
	return x+1 < s.cols || s.modes.has(modeAutowrap) && s.cols > 1
}

// widen makes the narrow cell at column x, which is the one before the cursor, two columns wide. At the
// margin it moves to the next row.
func (s *Screen) widen(x int) {
	r := s.line()
	c := r.cells[x] | cellWide
	if x+1 < s.cols {
		r.heal(x+1, x+2, s.blankCell())
		r.cells[x], r.cells[x+1] = c, c&^(cellGlyph|cellWide)|cellTail
		r.used = max(r.used, x+2)
		s.x = x + 2
		s.settle(s.modes.has(modeAutowrap))
		return
	}
	r.fill(x, x+1, s.blankCell())
	s.wrap()
	r = s.line()
	r.heal(0, 2, s.blankCell())
	r.cells[0], r.cells[1] = c, c&^(cellGlyph|cellWide)|cellTail
	r.used = max(r.used, 2)
	r.touch()
	s.x = 2
	s.settle(true)
}

// maxRepeat is how often REP repeats at most: more than fills most screens, and cheap enough for output
// that consists of nothing else.
const maxRepeat = 4096

// repeat is REP: the character just printed, with what combined with it, n times more.
func (s *Screen) repeat(n int) {
	x := s.previous()
	if s.last == 0 || x < 0 {
		return
	}
	again := string(s.appendText(nil, s.line().cells[x]))
	n = min(n, maxRepeat)
	if len(again) == 1 && s.cs.plain() {
		var run [maxRepeat]byte
		for i := range run[:n] {
			run[i] = again[0]
		}
		s.printASCII(run[:n])
		return
	}
	for ; n > 0; n-- {
		s.last = 0
		for _, r := range again {
			s.print(r)
		}
	}
}
