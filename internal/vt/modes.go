package vt

// modeSet holds every mode that is either on or off.
type modeSet uint32

const (
	modeInsert modeSet = 1 << iota
	modeNewline
	modeAppCursor
	modeReverse
	modeOrigin
	modeAutowrap
	modeBlink
	modeCursor
	modeReverseWrap
	modeAppKeypad
	modeMouseX10
	modeMouseButtons
	modeMouseDrag
	modeMouseAll
	modeFocus
	modeMouseUTF8
	modeMouseSGR
	modeMouseURXVT
	modeMousePixels
	modeAltScroll
	modePaste
	modeSync
	modeGrapheme
	modeColorReports
	modeSizeReports

	firstModes = modeAutowrap | modeCursor
)

func (m modeSet) has(bits modeSet) bool { return m&bits != 0 }

// mode is a mode's number and bit.
type mode struct {
	number int
	bit    modeSet
}

// decModes are the private modes (CSI ? n h) that are plain flags.
var decModes = [...]mode{
	{1, modeAppCursor}, {5, modeReverse}, {6, modeOrigin}, {7, modeAutowrap}, {12, modeBlink},
	{25, modeCursor}, {45, modeReverseWrap}, {66, modeAppKeypad}, {9, modeMouseX10},
	{1000, modeMouseButtons}, {1002, modeMouseDrag}, {1003, modeMouseAll}, {1004, modeFocus},
	{1005, modeMouseUTF8}, {1006, modeMouseSGR}, {1015, modeMouseURXVT}, {1016, modeMousePixels},
	{1007, modeAltScroll}, {2004, modePaste}, {2026, modeSync}, {2027, modeGrapheme},
	{2031, modeColorReports}, {2048, modeSizeReports},
}

// ansiModes are the modes without the question mark.
var ansiModes = [...]mode{{4, modeInsert}, {20, modeNewline}}

// Mode reports whether the private mode n (CSI ? n h) is set: bracketed paste (2004), mouse reporting
// (1000), the alternate screen (1049) and so on. Modes that are not kept are never set.
func (s *Screen) Mode(n int) bool {
	switch n {
	case 47, 1047, 1049:
		return s.onAlt()
	}
	for _, m := range decModes {
		if m.number == n {
			return s.modes.has(m.bit)
		}
	}
	return false
}

// ANSIMode is Mode for the modes without the question mark: insert (4) and newline (20).
func (s *Screen) ANSIMode(n int) bool {
	for _, m := range ansiModes {
		if m.number == n {
			return s.modes.has(m.bit)
		}
	}
	return false
}

func (s *Screen) setMode(bit modeSet, on bool) {
	if on {
		s.modes |= bit
	} else {
		s.modes &^= bit
	}
}

func (s *Screen) setANSIMode(n int, on bool) {
	for _, m := range ansiModes {
		if m.number == n {
			s.setMode(m.bit, on)
		}
	}
}

func (s *Screen) setDECMode(n int, on bool) {
	switch n {
	case 2:
		if on {
			s.cs = firstCharsets()
		}
	case 47, 1047, 1049:
		s.switchScreen(n == 1049, on)
	case 1048:
		if on {
			s.save()
		} else {
			s.restore()
		}
	default:
		s.setDECFlag(n, on)
	}
}

// setDECFlag handles the modes that are flags. DECCOLM (3) is not one: the size of a recording is known,
// and a program that sets the mode clears the screen itself or finds it as xterm leaves it.
func (s *Screen) setDECFlag(n int, on bool) {
	for _, m := range decModes {
		if m.number != n {
			continue
		}
		s.setMode(m.bit, on)
		if n == 6 {
			s.moveTo(0, 0)
		}
		return
	}
}

// switchScreen shows the alternate or the main screen. The alternate screen is blank whenever it appears
// and has no state while it is hidden. With cursor, DECSC and DECRC go with it (mode 1049).
func (s *Screen) switchScreen(cursor, alt bool) {
	if alt && cursor {
		s.save()
	}
	switch {
	case alt && !s.onAlt():
		s.showAlt()
	case alt && cursor:
		s.eraseRows(0, s.rows, false)
	}
	if !alt && s.onAlt() {
		s.leave()
		s.cur = &s.main
	}
	if !alt && cursor {
		s.restore()
	}
}

func (s *Screen) showAlt() {
	s.leave()
	if s.alt.ring == nil {
		s.alt = makeGrid(s.cols, s.rows, 0)
	}
	s.alt.saved = firstSaved()
	s.cur = &s.alt
	for y := range s.rows {
		s.alt.row(y).clear(s.blankCell())
	}
}

// leave is called before the shown grid is hidden.
func (s *Screen) leave() {
	s.cur.left = s.y
}

// save is DECSC.
func (s *Screen) save() {
	s.cur.saved = saved{x: s.x, y: s.y, pen: s.pen, cs: s.cs, origin: s.modes.has(modeOrigin)}
	s.cur.saved.cs.single = 0
}

// restore is DECRC.
func (s *Screen) restore() {
	v := s.cur.saved
	s.pen, s.penReady = v.pen, false
	s.cs = v.cs
	s.setMode(modeOrigin, v.origin)
	s.x, s.y = min(v.x, s.cols-1), min(v.y, s.rows-1)
	if v.origin {
		s.y = clamp(s.y, s.top, s.bot)
	}
	s.pending = false
}

// softReset is DECSTR.
func (s *Screen) softReset() {
	s.modes &^= modeInsert | modeOrigin | modeAppCursor | modeAppKeypad | modeReverseWrap
	s.modes |= modeAutowrap | modeCursor
	s.top, s.bot = 0, s.rows-1
	s.pen, s.penReady = look{}, false
	s.cs = firstCharsets()
	s.cur.saved = firstSaved()
}

// reset is RIS.
func (s *Screen) reset() {
	s.tabs = s.tabs[:0]
	s.restart()
}
