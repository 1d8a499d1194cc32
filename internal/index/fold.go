package index

import (
	"encoding/binary"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// Fold appends text in the form in which texts are the same when case and width do not count: letters of ASCII become lower
// case, and other characters are brought to their usual width, composed (NFC), and replaced by the lowest character that is the
// same without regard to case, as (?i) of package regexp has it; what is no UTF-8 becomes U+FFFD. A '\n' stays one, and text that is all ASCII keeps its length.
func Fold(dst, text []byte) []byte {
	for len(text) > 0 {
		n := asciiPrefix(text)
		dst = appendLower(dst, text[:n])
		if n == len(text) {
			break
		}
		from := n
		if n > 0 { // a mark that follows may compose with the last character of ASCII
			from, dst = n-1, dst[:len(dst)-1]
		}
		end := n + otherPrefix(text[n:])
		dst = appendFolded(dst, text[from:end])
		text = text[end:]
	}
	return dst
}

// asciiPrefix returns how many bytes of ASCII a text begins with.
func asciiPrefix(text []byte) int {
	for i, c := range text {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}

// isASCII reports whether a text is all ASCII, eight bytes at a time.
func isASCII(text []byte) bool {
	for ; len(text) >= 8; text = text[8:] {
		if binary.LittleEndian.Uint64(text)&0x8080808080808080 != 0 {
			return false
		}
	}
	return asciiPrefix(text) == len(text)
}

// otherPrefix returns how many bytes outside ASCII a text begins with.
func otherPrefix(text []byte) int {
	for i, c := range text {
		if c < utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}

func appendLower(dst, text []byte) []byte {
	start := len(dst)
	dst = append(dst, text...)
	for i, c := range dst[start:] {
		if c-'A' < 26 {
			dst[start+i] = c + 'a' - 'A'
		}
	}
	return dst
}

func appendFolded(dst, text []byte) []byte {
	for text = norm.NFC.Bytes(width.Fold.Bytes(text)); len(text) > 0; {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size <= 1 {
			dst = append(dst, string(utf8.RuneError)...)
		} else {
			dst = utf8.AppendRune(dst, foldRune(r))
		}
		text = text[size:]
	}
	return dst
}

// foldRune returns the lowest character that is the same without regard to case, of letters of ASCII the small one.
func foldRune(r rune) rune {
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	if 'A' <= low && low <= 'Z' {
		low += 'a' - 'A'
	}
	return low
}
