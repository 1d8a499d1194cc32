package vt

import "unicode/utf8"

// beginText starts a control string: OSC, DCS, APC, PM or SOS.
func (s *Screen) beginText(kind byte) {
	p := &s.parser
	p.state, p.kind, p.payload, p.bell = text, kind, p.payload[:0], kind == ']'
	if kind != ']' && kind != '_' {
		p.kind = 0
	}
}

// stepText handles a character of a control string other than ESC, CAN, SUB and C1.
func (s *Screen) stepText(r rune) {
	p := &s.parser
	switch {
	case r == 0x07 && p.bell:
		s.endText(true)
		p.state = ground
	case r < 0x20:
	default:
		var b [utf8.UTFMax]byte
		s.keep(b[:utf8.EncodeRune(b[:], r)])
	}
}

// keep adds to the payload as long as the control string is one that will be understood.
func (s *Screen) keep(b []byte) {
	p := &s.parser
	if p.kind == 0 {
		return
	}
	if len(p.payload)+len(b) > maxPayload {
		p.forget()
		return
	}
	p.payload = append(p.payload, b...)
	if !p.wantedText() {
		p.forget()
	}
}

// forget drops the payload of a control string that will not be understood; its end is still awaited.
func (p *parser) forget() { p.kind, p.payload = 0, p.payload[:0] }

// wantedText reports whether the payload so far may be one that is understood.
func (p *parser) wantedText() bool {
	if p.kind == '_' {
		return samePrefix(p.payload, restoreMark)
	}
	for _, known := range [...]string{"0;", "2;", "8;", "133;"} {
		if samePrefix(p.payload, known) {
			return true
		}
	}
	return false
}

// samePrefix reports whether one of the two begins with the other.
func samePrefix(b []byte, s string) bool {
	n := min(len(b), len(s))
	return string(b[:n]) == s[:n]
}

// endText ends a control string if the parser is in one, and obeys it if done.
func (s *Screen) endText(done bool) {
	p := &s.parser
	if p.state != text {
		return
	}
	s.last = 0
	if !done {
		p.forget()
	}
	switch p.kind {
	case ']':
		s.osc(p.payload)
	case '_':
		s.applyRestore(p.payload)
	}
	p.forget()
}
