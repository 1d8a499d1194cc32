package asciicast

import "unicode/utf8"

// A joiner turns one stream of bytes into text. A character that is cut by the end of a piece waits for the next one.
type joiner struct {
	held     []byte // the beginning of a character
	replaced int64  // bytes that are no UTF-8
}

// appendText appends the text of p to b as the inside of a JSON string. last says that nothing follows.
func (j *joiner) appendText(b, p []byte, last bool) []byte {
	if len(j.held) > 0 {
		p = append(j.held, p...)
		j.held = nil
	}
	for len(p) > 0 {
		if p[0] < utf8.RuneSelf {
			b = appendASCII(b, p[0])
			p = p[1:]
			continue
		}
		if !last && !utf8.FullRune(p) {
			j.held = append([]byte(nil), p...)
			break
		}
		r, size := utf8.DecodeRune(p)
		if r == utf8.RuneError && size == 1 {
			j.replaced++
		}
		b = utf8.AppendRune(b, r)
		p = p[size:]
	}
	return b
}

const hexDigits = "0123456789abcdef"

// appendASCII appends a character as it stands in a JSON string.
func appendASCII(b []byte, c byte) []byte {
	switch {
	case c == '"' || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, '\\', 'n')
	case c == '\r':
		return append(b, '\\', 'r')
	case c == '\t':
		return append(b, '\\', 't')
	case c < ' ' || c == 0x7f:
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, c)
}
