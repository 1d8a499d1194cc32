package vt

import "unicode/utf8"

// state is where the parser stands in a sequence.
type state uint8

const (
	ground state = iota
	escape
	escapeInter
	csiStart  // after CSI, before anything
	csiParam  // in the parameters
	csiInter  // in the intermediates
	csiIgnore // malformed: swallowed up to the final byte
	text      // in the payload of OSC, DCS, APC, PM or SOS
)

// Limits of what a sequence may hold; what is beyond is dropped as xterm does.
const (
	maxParams = 32
	maxParam  = 10_000_000
	// maxPayload is the longest control string that is kept. A longer one is ignored.
	maxPayload = 4096
)

// parser is the state of the escape sequence parser. Everything that a later byte can depend on is here,
// so that Redraw can write the sequence that was cut.
type parser struct {
	state  state
	prefix byte // one of < = > ? after CSI
	inters [3]byte
	ninter uint8
	params [maxParams]int32 // -1 where nothing was written
	sub    uint32           // bit i: parameter i follows a colon
	nparam uint8
	over   bool // more than maxParams: the rest is dropped

	// A control string. kind is the byte that follows ESC, 0 when the payload is not wanted.
	kind    byte
	payload []byte
	bell    bool // BEL ends it too: it is an OSC

	// An incomplete UTF-8 character.
	utf  [utf8.UTFMax]byte
	nutf uint8
}

// Write feeds output of a program. Any cutting of the stream into calls gives the same state. It keeps
// nothing of p and never returns an error.
func (s *Screen) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		p = s.consume(p)
	}
	return n, nil
}

// consume takes at least one byte from p and returns the rest.
func (s *Screen) consume(p []byte) []byte {
	if s.parser.nutf > 0 {
		return s.continueRune(p)
	}
	c := p[0]
	switch {
	case c >= utf8.RuneSelf:
		return s.consumeRune(p)
	case s.parser.state == ground && c >= 0x20 && c < 0x7f:
		n := printable(p)
		s.printASCII(p[:n])
		return p[n:]
	case c == 0x1b && len(p) > 2 && p[1] == '[' && s.parser.state == ground:
		s.begin(csiStart)
		return s.consumeCSI(p[2:])
	case s.parser.state == text && c >= 0x20:
		return s.consumePayload(p)
	}
	s.step(rune(c))
	return p[1:]
}

// printable returns the length of the run of printable ASCII at the start of p.
func printable(p []byte) int {
	for i, c := range p {
		if c < 0x20 || c >= 0x7f {
			return i
		}
	}
	return len(p)
}

// consumeRune takes a character outside ASCII, or the part of it that is there.
func (s *Screen) consumeRune(p []byte) []byte {
	if !utf8.FullRune(p) {
		s.parser.nutf = uint8(copy(s.parser.utf[:], p)) // #nosec G115 -- at most four
		return nil
	}
	r, n := decode(p)
	if s.parser.state == ground && r >= 0xa0 {
		s.print(r)
	} else {
		s.step(r)
	}
	return p[n:]
}

// continueRune completes a character that was cut.
func (s *Screen) continueRune(p []byte) []byte {
	u := &s.parser
	before := int(u.nutf)
	n := copy(u.utf[before:], p)
	have := u.utf[:before+n]
	if !utf8.FullRune(have) {
		u.nutf = uint8(len(have)) // #nosec G115 -- at most four
		return p[n:]
	}
	r, size := decode(have)
	u.nutf = 0
	s.step(r)
	return p[size-before:]
}

// decode is utf8.DecodeRune that takes the longest start of a character as one invalid piece, as the
// Unicode standard recommends (section 3.9, maximal subparts). Nothing that is kept while waiting for
// the rest of a character is longer than that.
func decode(p []byte) (r rune, n int) {
	r, n = utf8.DecodeRune(p)
	if r != utf8.RuneError || n != 1 {
		return r, n
	}
	for n < len(p) && n < utf8.UTFMax && !utf8.FullRune(p[:n]) {
		n++
	}
	if n > 1 && utf8.FullRune(p[:n]) {
		n--
	}
	return r, n
}

// consumeCSI takes the parameters and the final byte of the common sequences in one go. What it does not
// know it leaves to step, at any point.
func (s *Screen) consumeCSI(p []byte) []byte {
	for i, c := range p {
		if c < 0x20 || c >= 0x7f {
			return p[i:]
		}
		s.stepCSI(c)
		if s.parser.state == ground {
			return p[i+1:]
		}
	}
	return nil
}

// consumePayload takes a run of bytes of a control string.
func (s *Screen) consumePayload(p []byte) []byte {
	n := 0
	for n < len(p) && p[n] >= 0x20 && p[n] < utf8.RuneSelf {
		n++
	}
	s.keep(p[:n])
	return p[n:]
}

// begin starts a sequence.
func (s *Screen) begin(st state) {
	p := &s.parser
	p.state, p.prefix, p.ninter, p.nparam, p.sub, p.over = st, 0, 0, 0, 0, false
}

// step advances the parser by one character. C0 and C1 controls act in any state but a control string.
func (s *Screen) step(r rune) {
	p := &s.parser
	switch {
	case r == 0x1b:
		s.endText(true)
		s.begin(escape)
	case r == 0x18 || r == 0x1a:
		s.endText(false)
		p.state, s.last = ground, 0
	case r >= 0x80 && r < 0xa0:
		s.endText(r == 0x9c)
		p.state = ground
		s.c1(r)
	case p.state == text:
		s.stepText(r)
	case r < 0x20:
		s.last = 0
		s.c0(byte(r))
	case p.state == ground:
		if r != 0x7f {
			s.print(r)
		}
	case r >= 0xa0:
		if p.state != csiIgnore {
			p.state = ground
		}
	case p.state == escape || p.state == escapeInter:
		s.stepEscape(byte(r))
	default:
		s.stepCSI(byte(r))
	}
}

// stepEscape handles a byte from 0x20 to 0x7f after ESC.
func (s *Screen) stepEscape(c byte) {
	p := &s.parser
	switch {
	case c == 0x7f:
	case c < 0x30:
		p.collect(c)
		p.state = escapeInter
	case p.state == escapeInter:
		p.state = ground
		s.escInter(c)
	case c == '[':
		p.state = csiStart
	case c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X':
		s.beginText(c)
	default:
		p.state = ground
		s.esc(c)
	}
}

func (p *parser) collect(c byte) {
	if int(p.ninter) < len(p.inters) {
		p.inters[p.ninter] = c
		p.ninter++
	}
}

// stepCSI handles a byte from 0x20 to 0x7f after CSI.
func (s *Screen) stepCSI(c byte) {
	p := &s.parser
	switch {
	case c == 0x7f:
	case c >= 0x40:
		ignored := p.state == csiIgnore
		p.state = ground
		if !ignored {
			s.csi(c)
		}
		s.last = 0
	case p.state == csiIgnore:
	case c < 0x30:
		p.collect(c)
		p.state = csiInter
	case p.state == csiInter:
		p.state = csiIgnore
	case c >= '<':
		if p.state != csiStart {
			p.state = csiIgnore
			return
		}
		p.prefix, p.state = c, csiParam
	default:
		p.state = csiParam
		p.param(c)
	}
}

// param takes a digit or a separator.
func (p *parser) param(c byte) {
	if p.nparam == 0 {
		p.params[0], p.nparam = -1, 1
	}
	if c == ';' || c == ':' {
		if p.nparam == maxParams {
			p.over = true
			return
		}
		p.params[p.nparam] = -1
		if c == ':' {
			p.sub |= 1 << p.nparam
		}
		p.nparam++
		return
	}
	v := &p.params[p.nparam-1]
	switch {
	case p.over || *v >= maxParam:
	case *v < 0:
		*v = int32(c - '0')
	default:
		*v = *v*10 + int32(c-'0')
	}
}

// isSub reports whether parameter i belongs to the one before it.
func (p *parser) isSub(i int) bool { return i < int(p.nparam) && p.sub>>i&1 == 1 }

// arg returns parameter i, or def where it is missing or zero.
func (p *parser) arg(i, def int) int {
	if i < int(p.nparam) && p.params[i] > 0 {
		return int(p.params[i])
	}
	return def
}
