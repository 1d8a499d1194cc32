package vt

// sgr obeys SGR: it changes the pen.
func (s *Screen) sgr() {
	p := &s.parser
	s.penReady = false
	if p.nparam == 0 {
		s.resetPen()
		return
	}
	for i := 0; i < int(p.nparam); i++ {
		i = s.sgrParam(i)
		for p.isSub(i + 1) {
			i++
		}
	}
}

// resetPen is SGR 0, which leaves protection and hyperlink alone.
func (s *Screen) resetPen() {
	s.pen.Style = Style{Attrs: s.pen.Attrs & Protected}
}

// sgrParam obeys parameter i and returns the index of the last one it used.
func (s *Screen) sgrParam(i int) int {
	p := &s.parser
	switch v := p.arg(i, 0); {
	case v < 30:
		s.sgrAttr(v, i)
	case v == 38 || v == 48 || v == 58:
		c, last, ok := p.color(i)
		if ok {
			*s.penColor(v) = c
		}
		return last
	case v == 39 || v == 49 || v == 59:
		*s.penColor(v - 1) = 0
	case v < 38:
		s.pen.Fg = PaletteColor(uint8(v - 30)) // #nosec G115 -- 0 to 7
	case v >= 40 && v < 48:
		s.pen.Bg = PaletteColor(uint8(v - 40)) // #nosec G115 -- 0 to 7
	case v == 53:
		s.pen.Attrs |= Overline
	case v == 55:
		s.pen.Attrs &^= Overline
	case v >= 90 && v < 98:
		s.pen.Fg = PaletteColor(uint8(v - 82)) // #nosec G115 -- 8 to 15
	case v >= 100 && v < 108:
		s.pen.Bg = PaletteColor(uint8(v - 92)) // #nosec G115 -- 8 to 15
	}
	return i
}

func (s *Screen) penColor(which int) *Color {
	switch which {
	case 38:
		return &s.pen.Fg
	case 48:
		return &s.pen.Bg
	}
	return &s.pen.UnderlineColor
}

// attrOn has the attribute that each of SGR 1 to 9 sets, attrOff what each of SGR 22 to 29 resets.
var (
	attrOn  = [10]Attr{1: Bold, 2: Faint, 3: Italic, 5: Blink, 6: Blink, 7: Inverse, 8: Hidden, 9: Strike}
	attrOff = [10]Attr{2: Bold | Faint, 3: Italic, 5: Blink, 7: Inverse, 8: Hidden, 9: Strike}
)

// sgrAttr obeys an SGR below 30, which is parameter i.
func (s *Screen) sgrAttr(v, i int) {
	switch {
	case v == 0:
		s.resetPen()
	case v == 4:
		s.pen.Underline = s.parser.underline(i)
	case v < 10:
		s.pen.Attrs |= attrOn[v]
	case v == 21:
		s.pen.Underline = UnderlineDouble
	case v == 24:
		s.pen.Underline = UnderlineNone
	case v >= 22:
		s.pen.Attrs &^= attrOff[v-20]
	}
}

// underline returns the shape that SGR 4 at parameter i asks for.
func (p *parser) underline(i int) Underline {
	if !p.isSub(i+1) || p.params[i+1] < 0 {
		return UnderlineSingle
	}
	if n := p.params[i+1]; n <= int32(UnderlineDashed) {
		return Underline(n) // #nosec G115 -- 0 to 5
	}
	return UnderlineSingle
}

// color reads the colour after SGR 38, 48 or 58 at parameter i, in the form with semicolons or with
// colons. last is the last parameter it takes.
func (p *parser) color(i int) (c Color, last int, ok bool) {
	if p.isSub(i + 1) {
		return p.colonColor(i)
	}
	n := int(p.nparam)
	switch p.arg(i+1, 0) {
	case 5:
		if i+2 < n {
			return PaletteColor(p.byteAt(i + 2)), i + 2, true
		}
		return 0, n - 1, false
	case 2:
		if i+4 < n {
			return RGBColor(p.byteAt(i+2), p.byteAt(i+3), p.byteAt(i+4)), i + 4, true
		}
		return 0, n - 1, false
	}
	return 0, i + 1, false
}

// colonColor reads 38:5:n, 38:2:r:g:b or 38:2:space:r:g:b.
func (p *parser) colonColor(i int) (c Color, last int, ok bool) {
	last = i + 1
	for p.isSub(last + 1) {
		last++
	}
	switch count := last - i; {
	case p.arg(i+1, 0) == 5 && count >= 2:
		return PaletteColor(p.byteAt(i + 2)), last, true
	case p.arg(i+1, 0) == 2 && count >= 5:
		return RGBColor(p.byteAt(i+3), p.byteAt(i+4), p.byteAt(i+5)), last, true
	case p.arg(i+1, 0) == 2 && count == 4:
		return RGBColor(p.byteAt(i+2), p.byteAt(i+3), p.byteAt(i+4)), last, true
	}
	return 0, last, false
}

func (p *parser) byteAt(i int) uint8 { return uint8(p.arg(i, 0) & 0xff) } // #nosec G115 -- masked
