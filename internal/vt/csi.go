package vt

// csi obeys a control sequence with the final byte c.
func (s *Screen) csi(c byte) {
	p := &s.parser
	switch {
	case p.ninter == 1:
		s.csiInter(p.inters[0], c)
	case p.ninter > 1:
	case p.prefix == '?':
		s.csiPrivate(c)
	case p.prefix != 0:
	case c == 'm':
		s.sgr()
	case c >= 'A' && c <= 'I' || c == 'Z' || c == '`' || c >= 'a' && c <= 'f':
		s.csiMove(c)
	default:
		s.csiEdit(c)
	}
}

// csiMove obeys the sequences that move the cursor, and REP.
func (s *Screen) csiMove(c byte) {
	n := s.parser.arg(0, 1)
	switch c {
	case 'A':
		s.up(n)
	case 'B':
		s.down(n)
	case 'C', 'a':
		s.x, s.pending = min(s.x+n, s.cols-1), false
	case 'D':
		s.x, s.pending = max(s.x-n, 0), false
	case 'E':
		s.down(n)
		s.x = 0
	case 'F':
		s.up(n)
		s.x = 0
	case 'G', '`':
		s.x, s.pending = clamp(n-1, 0, s.cols-1), false
	case 'H', 'f':
		s.moveTo(n-1, s.parser.arg(1, 1)-1)
	case 'I':
		s.tabForward(n)
	case 'Z':
		s.tabBack(n)
	case 'b':
		s.repeat(n)
	case 'd':
		s.moveTo(n-1, s.x)
	case 'e':
		s.y, s.pending = min(s.y+n, s.lowest()), false
	}
}

// csiEdit obeys the other sequences without prefix and intermediates.
func (s *Screen) csiEdit(c byte) {
	p := &s.parser
	n := p.arg(0, 1)
	switch c {
	case '@':
		s.pending = false
		s.insertCells(s.line(), s.x, n)
	case 'J':
		s.eraseDisplay(p.arg(0, 0), false)
	case 'K':
		s.eraseLine(p.arg(0, 0), false)
	case 'L':
		s.insertLines(n)
	case 'M':
		s.deleteLines(n)
	case 'P':
		s.pending = false
		s.deleteCells(s.line(), s.x, n)
	case 'S':
		s.scrollUp(s.top, s.bot, n)
	case 'T':
		if p.nparam <= 1 { // with more it is mouse highlighting
			s.scrollDown(s.top, s.bot, n)
		}
	case 'X':
		s.eraseChars(n)
	case 'g':
		s.clearTab(p.arg(0, 0))
	case 'h', 'l':
		for i := range int(p.nparam) {
			s.setANSIMode(p.arg(i, 0), c == 'h')
		}
	case 'r':
		s.setRegion(n, p.arg(1, s.rows))
	case 's':
		s.save()
	case 'u':
		s.restore()
	}
}

// csiPrivate obeys the sequences that begin with a question mark.
func (s *Screen) csiPrivate(c byte) {
	p := &s.parser
	switch c {
	case 'h', 'l':
		for i := range int(p.nparam) {
			s.setDECMode(p.arg(i, 0), c == 'h')
		}
	case 'J':
		s.eraseDisplay(p.arg(0, 0), true)
	case 'K':
		s.eraseLine(p.arg(0, 0), true)
	}
}

// csiInter obeys the sequences with one intermediate byte.
func (s *Screen) csiInter(in, c byte) {
	p := &s.parser
	if p.prefix != 0 {
		return
	}
	n := p.arg(0, 1)
	switch [2]byte{in, c} {
	case [2]byte{'!', 'p'}:
		s.softReset()
	case [2]byte{' ', 'q'}:
		s.cursor = uint8(min(p.arg(0, 0), 7)) // #nosec G115 -- at most 7
	case [2]byte{'"', 'q'}:
		s.protect(p.arg(0, 0) == 1)
	case [2]byte{' ', '@'}:
		s.editColumns(s.deleteCells, 0, n)
	case [2]byte{' ', 'A'}:
		s.editColumns(s.insertCells, 0, n)
	case [2]byte{'\'', '}'}:
		s.editColumns(s.insertCells, s.x, n)
	case [2]byte{'\'', '~'}:
		s.editColumns(s.deleteCells, s.x, n)
	}
}

// protect is DECSCA.
func (s *Screen) protect(on bool) {
	s.pen.Attrs &^= Protected
	if on {
		s.pen.Attrs |= Protected
	}
	s.penReady = false
}

// up moves the cursor up, not beyond the top margin if it is below it.
func (s *Screen) up(n int) {
	limit := 0
	if s.y >= s.top {
		limit = s.top
	}
	s.y, s.pending = max(s.y-n, limit), false
}

// down moves the cursor down, not beyond the bottom margin if it is above it.
func (s *Screen) down(n int) {
	limit := s.rows - 1
	if s.y <= s.bot {
		limit = s.bot
	}
	s.y, s.pending = min(s.y+n, limit), false
}

// lowest is the last row the cursor may be sent to.
func (s *Screen) lowest() int {
	if s.modes.has(modeOrigin) {
		return s.bot
	}
	return s.rows - 1
}

// moveTo puts the cursor on a row and column, both from 0; rows count from the top margin in origin mode.
func (s *Screen) moveTo(y, x int) {
	first := 0
	if s.modes.has(modeOrigin) {
		first = s.top
	}
	s.y, s.x, s.pending = clamp(first+y, first, s.lowest()), clamp(x, 0, s.cols-1), false
}

// setRegion is DECSTBM with rows from 1.
func (s *Screen) setRegion(top, bot int) {
	bot = min(bot, s.rows)
	if top < bot {
		s.top, s.bot = top-1, bot-1
		s.moveTo(0, 0)
	}
}
