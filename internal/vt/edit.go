package vt

// erase blanks the columns from a up to b of a row.
func (s *Screen) erase(r *row, a, b int) {
	a, b = max(a, 0), min(b, s.cols)
	if a >= b {
		return
	}
	blank := s.blankCell()
	r.heal(a, b, blank)
	r.fill(a, b, blank)
}

// eraseUnprotected is erase that spares protected cells.
func (s *Screen) eraseUnprotected(r *row, a, b int) {
	blank := s.blankCell()
	for x := max(a, 0); x < min(b, s.cols); x++ {
		c := r.cells[x]
		if s.looks.list[c.lookID()].Has(Protected) {
			continue
		}
		if c.has(cellWide) {
			r.split(x+1, blank)
		}
		r.split(x, blank)
		r.fill(x, x+1, blank)
	}
}

// eraseLine is EL and DECSEL.
func (s *Screen) eraseLine(kind int, selective bool) {
	s.eraseOn(s.y, kind, selective)
	switch {
	case kind == 2, kind == 0 && s.x == 0:
		s.line().unwrap()
	}
}

// eraseOn erases on row y what kind says: 0 from the cursor on, 1 up to and with it, 2 all.
func (s *Screen) eraseOn(y, kind int, selective bool) {
	a, b := 0, s.cols
	switch kind {
	case 0:
		a = s.x
		if s.pending {
			a = s.cols // the cursor stands behind the last column
		}
	case 1:
		b = s.x + 1
	case 2:
	default:
		return
	}
	if selective {
		s.eraseUnprotected(s.cur.row(y), a, b)
	} else {
		s.erase(s.cur.row(y), a, b)
	}
}

// eraseDisplay is ED and DECSED.
func (s *Screen) eraseDisplay(kind int, selective bool) {
	switch kind {
	case 0:
		s.eraseRows(s.y+1, s.rows, selective)
		s.eraseOn(s.y, 0, selective)
		if s.x == 0 {
			s.line().unwrap()
		}
	case 1:
		s.eraseRows(0, s.y, selective)
		s.eraseOn(s.y, 1, selective)
		s.line().unwrap()
		if s.x+1 == s.cols && s.y+1 < s.rows {
			s.cur.row(s.y + 1).unwrap()
		}
	case 2:
		s.eraseRows(0, s.rows, selective)
	case 3:
		if !selective {
			s.cur.dropHistory()
		}
	}
}

// eraseRows blanks the rows from a up to b.
func (s *Screen) eraseRows(a, b int, selective bool) {
	blank := s.blankCell()
	for y := a; y < b; y++ {
		r := s.cur.row(y)
		if selective {
			s.eraseUnprotected(r, 0, s.cols)
			r.unwrap()
		} else {
			r.clear(blank)
		}
	}
}

// eraseChars is ECH.
func (s *Screen) eraseChars(n int) {
	s.erase(s.line(), s.x, s.x+n)
	s.pending = false
}

// insertCells makes room for n cells at column x; what is pushed over the margin is lost.
func (s *Screen) insertCells(r *row, x, n int) {
	n = min(n, s.cols-x)
	blank := s.blankCell()
	r.split(x, blank)
	r.split(s.cols-n, blank)
	if r.used > x {
		copy(r.cells[x+n:], r.cells[x:s.cols-n])
		r.used = min(s.cols, r.used+n)
		r.touch()
		r.zero(x, x+n)
	}
	r.fill(x, x+n, blank)
}

// zero clears the columns from a up to b, both within used, and leaves used alone.
func (r *row) zero(a, b int) { clear(r.cells[a:b]) }

// deleteCells takes n cells at column x out.
func (s *Screen) deleteCells(r *row, x, n int) {
	n = min(n, s.cols-x)
	blank := s.blankCell()
	r.heal(x, x+n, blank)
	if r.used > x {
		copy(r.cells[x:], r.cells[x+n:])
		r.zero(s.cols-n, s.cols)
		r.touch()
	}
	r.fill(s.cols-n, s.cols, blank)
}

// inRegion reports whether the cursor is between the margins.
func (s *Screen) inRegion() bool { return s.y >= s.top && s.y <= s.bot }

// editColumns applies insertCells or deleteCells to every row of the scroll region.
func (s *Screen) editColumns(edit func(r *row, x, n int), x, n int) {
	if !s.inRegion() {
		return
	}
	for y := s.top; y <= s.bot; y++ {
		r := s.cur.row(y)
		edit(r, x, n)
		r.unwrap()
	}
}

// insertLines is IL.
func (s *Screen) insertLines(n int) {
	if s.inRegion() {
		s.scrollDown(s.y, s.bot, n)
		s.x, s.pending = 0, false
	}
}

// deleteLines is DL.
func (s *Screen) deleteLines(n int) {
	if s.inRegion() {
		s.scrollUp(s.y, s.bot, n)
		s.x, s.pending = 0, false
	}
}

// scrollUp moves the rows from top to bot up by n.
func (s *Screen) scrollUp(top, bot, n int) {
	n = min(n, bot-top+1)
	for y := top; y < top+n; y++ {
		s.watchScrolled(y, top)
	}
	s.cur.rotateUp(top, bot, n)
	s.renew(bot-n+1, bot)
}

// scrollDown moves the rows from top to bot down by n.
func (s *Screen) scrollDown(top, bot, n int) {
	n = min(n, bot-top+1)
	for y := bot; y > bot-n; y-- {
		s.watchPushed(y)
	}
	s.cur.rotateDown(top, bot, n)
	s.renew(top, top+n-1)
}

// renew makes the rows from top to bot blank rows that nothing stood on.
func (s *Screen) renew(top, bot int) {
	blank := s.blankCell()
	for y := top; y <= bot; y++ {
		r := s.cur.row(y)
		r.clear(blank)
		r.track = 0
	}
}

// feed moves the rows of the scroll region up by one. What leaves the top of the main screen becomes
// history.
func (s *Screen) feed() {
	if s.top > 0 || s.bot < s.rows-1 && s.cur.history() == 0 {
		s.scrollUp(s.top, s.bot, 1)
		return
	}
	s.watchScrolled(0, 0)
	s.cur.advance()
	if s.bot < s.rows-1 {
		s.cur.rotateDown(s.bot, s.rows-1, 1)
	}
	s.renew(s.bot, s.bot)
}
