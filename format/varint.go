package format

func appendUvarint(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// uvarint reads a number from the front of b. n is 0 if b ends inside the number, and negative if it is longer than it
// need be or than 64 bits: only the shortest form is allowed, so that what parses also re-encodes identically.
func uvarint(b []byte) (v uint64, n int) {
	for i, c := range b {
		if i == 9 && c > 1 {
			return 0, -1
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			if c == 0 && i > 0 {
				return 0, -1
			}
			return v, i + 1
		}
		if i == 9 {
			return 0, -1
		}
	}
	return 0, 0
}

// A scanner takes fields from the front of a payload. The first error sticks and everything after it is zero.
type scanner struct {
	b   []byte
	err error
}

func (s *scanner) uvarint() uint64 {
	if s.err != nil {
		return 0
	}
	v, n := uvarint(s.b)
	if n <= 0 {
		s.fail(errVarint)
		return 0
	}
	s.b = s.b[n:]
	return v
}

// below reads a number that must not exceed limit.
func (s *scanner) below(limit uint64, otherwise error) int {
	v := s.uvarint()
	if v > limit {
		s.fail(otherwise)
		return 0
	}
	return int(v)
}

func (s *scanner) bytes(n int) []byte {
	if s.err != nil {
		return nil
	}
	if n < 0 || n > len(s.b) {
		s.fail(errShort)
		return nil
	}
	p := s.b[:n:n]
	s.b = s.b[n:]
	return p
}

// end fails if anything is left.
func (s *scanner) end() error {
	if s.err == nil && len(s.b) > 0 {
		s.err = errTrailing
	}
	return s.err
}

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
	s.b = nil
}
