package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	escapeMark = '='
	hexDigits  = "0123456789ABCDEF"
	ellipsis   = "…"
)

// plain tells whether a byte stands for itself in a key: it needs no care on S3, in URLs or in file names.
func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '_' || c == '.' || c == '@'
}

func escapeText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; plain(c) {
			b = append(b, c)
		} else {
			b = append(b, escapeMark, hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// cutText escapes s in at most limit bytes. What is cut ends in a lone mark, and no character is cut in two.
func cutText(s string, limit int) string {
	b := make([]byte, 0, limit)
	for i, size := 0, 0; i < len(s); i += size {
		_, size = utf8.DecodeRuneInString(s[i:])
		n := len(b)
		b = escapeText(b, s[i:i+size])
		rest := 0 // to be kept for the mark
		if i+size < len(s) {
			rest = 1
		}
		if len(b)+rest > limit {
			return string(append(b[:n], escapeMark))
		}
	}
	return string(b)
}

// fitTexts escapes user and target in limit bytes together; where that is too little, the user gives way first, down to a third.
func fitTexts(user, target string, limit int) (string, string) {
	whole := len(escapeText(nil, target))
	u := cutText(user, max(limit/3, limit-whole))
	return u, cutText(target, limit-len(u))
}

// unescapeText reverses cutText; cut tells that there was more. It is false for what cutText never writes.
func unescapeText(s string) (text string, cut, ok bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != escapeMark {
			b = append(b, s[i])
			continue
		}
		if i == len(s)-1 {
			return string(b), true, true
		}
		if i+2 >= len(s) {
			return "", false, false
		}
		hi, lo := strings.IndexByte(hexDigits, s[i+1]), strings.IndexByte(hexDigits, s[i+2])
		if hi < 0 || lo < 0 {
			return "", false, false
		}
		b = append(b, byte(hi<<4|lo))
		i += 2
	}
	return string(b), false, true
}

// text reads a text field of a key and remembers when it was cut.
func (e *Entry) text(value string) string {
	s, cut, ok := unescapeText(value)
	if !ok {
		return ""
	}
	if cut {
		e.cut = true
		s += ellipsis
	}
	return cleanText(s)
}

// cleanText makes foreign text fit to be shown: what could drive a terminal or reorder a line becomes U+FFFD.
func cleanText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, string(utf8.RuneError)))
}
