package vt

// c0 obeys a control character below 0x20.
func (s *Screen) c0(c byte) {
	switch c {
	case '\b':
		s.backspace()
	case '\t':
		s.tabForward(1)
	case '\n', '\v', '\f':
		s.lineFeed()
	case '\r':
		s.x, s.pending = 0, false
	case 0x0e:
		s.cs.gl = 1
	case 0x0f:
		s.cs.gl = 0
	}
}

// c1 obeys a control character from 0x80 to 0x9f.
func (s *Screen) c1(r rune) {
	s.last = 0
	switch r {
	case 0x84:
		s.index()
	case 0x85:
		s.nextLine()
	case 0x88:
		s.tabs[s.x] = true
	case 0x8d:
		s.reverseIndex()
	case 0x8e:
		s.cs.single = 2
	case 0x8f:
		s.cs.single = 3
	case 0x9b:
		s.begin(csiStart)
	case 0x90, 0x98, 0x9d, 0x9e, 0x9f:
		s.beginText(byte(r - 0x40)) // #nosec G115 -- the 7-bit form of a C1 control is 0x40 lower
	}
}

// esc obeys ESC followed by c.
func (s *Screen) esc(c byte) {
	if c == '\\' {
		return // the end of a control string, obeyed at its ESC
	}
	s.last = 0
	switch c {
	case '7':
		s.save()
	case '8':
		s.restore()
	case '=', '>':
		s.setMode(modeAppKeypad, c == '=')
	case 'D':
		s.index()
	case 'E':
		s.nextLine()
	case 'H':
		s.tabs[s.x] = true
	case 'M':
		s.reverseIndex()
	case 'N':
		s.cs.single = 2
	case 'O':
		s.cs.single = 3
	case 'c':
		s.reset()
	case 'n':
		s.cs.gl = 2
	case 'o':
		s.cs.gl = 3
	}
}

// escInter obeys ESC, intermediates, c.
func (s *Screen) escInter(c byte) {
	s.last = 0
	p := &s.parser
	if p.ninter != 1 {
		return
	}
	switch in := p.inters[0]; in {
	case '#':
		if c == '8' {
			s.alignment()
		}
	default:
		s.cs.designate(in, c)
	}
}

// backspace moves left by one. From a pending wrap it moves off the last column; with reverse wrap it
// goes back over a soft wrap.
func (s *Screen) backspace() {
	switch {
	case s.pending && s.modes.has(modeReverseWrap):
		s.pending = false
	case s.x > 0:
		s.x--
		s.pending = false
	case s.modes.has(modeReverseWrap) && s.y > s.top && s.y <= s.bot && s.line().cont:
		s.line().unwrap()
		s.y--
		s.x = s.cols - 1
		if c := s.line().cells[s.x]; c.blank() && s.x > 0 {
			s.x--
		}
		s.pending = false
	default:
		s.pending = false
	}
}

// lineFeed moves down, scrolling at the bottom margin. The row it comes to is not a continuation.
func (s *Screen) lineFeed() {
	if s.modes.has(modeNewline) {
		s.x = 0
	}
	if s.y != s.bot && s.y < s.rows-1 {
		s.cur.row(s.y + 1).unwrap()
	}
	s.index()
}

// index moves down, scrolling at the bottom margin.
func (s *Screen) index() {
	s.pending = false
	if s.y == s.bot {
		s.feed()
	} else if s.y < s.rows-1 {
		s.y++
	}
}

func (s *Screen) nextLine() {
	s.x = 0
	s.index()
}

// reverseIndex moves up, scrolling down at the top margin.
func (s *Screen) reverseIndex() {
	s.pending = false
	if s.y == s.top {
		s.scrollDown(s.top, s.bot, 1)
	} else if s.y > 0 {
		s.y--
	}
}

// alignment is DECALN: the screen full of E in the style of the pen.
func (s *Screen) alignment() {
	s.moveTo(0, 0)
	e := cell(s.looks.intern(look{Style: s.pen.Style}))<<lookShift | 'E'
	for y := range s.rows {
		r := s.cur.row(y)
		r.clear(e)
	}
}
