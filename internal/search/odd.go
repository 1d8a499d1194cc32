package search

import (
	"encoding/binary"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// An odd character is one that is not to be compared byte by byte: one of another width, one that composes with what stands
// before it, one that has another form in NFC, and those two outside ASCII that are letters of it when case does not count. So are
// bytes that are no UTF-8. A line without one is in the form in which queries are: see normalize.

// oddTable returns for every character of the basic plane whether it is odd, a bit each.
var oddTable = sync.OnceValue(func() *[1 << 16 / 64]uint64 {
	var t [1 << 16 / 64]uint64
	for r := rune(utf8.RuneSelf); r < 1<<16; r++ {
		if isOdd(r) {
			t[r/64] |= 1 << (r % 64)
		}
	}
	return &t
})

const (
	longS  = '\u017f'
	kelvin = '\u212a'
)

func isOdd(r rune) bool {
	if r == longS || r == kelvin || width.LookupRune(r).Folded() != 0 {
		return true
	}
	var buf [utf8.UTFMax]byte
	text := utf8.AppendRune(buf[:0], r)
	return !norm.NFC.Properties(text).BoundaryBefore() || !norm.NFC.IsNormal(text)
}

// nextOdd returns where the first odd character from a place on is, len(text) if there is none.
func nextOdd(text []byte, from int) int {
	i := nextHigh(text, from)
	if i == len(text) {
		return i
	}
	table := oddTable()
	for i < len(text) {
		if text[i] < utf8.RuneSelf {
			i = nextHigh(text, i)
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i
		case r < 1<<16:
			if table[r/64]&(1<<(r%64)) != 0 {
				return i
			}
		case isOdd(r):
			return i
		}
		i += size
	}
	return len(text)
}

// nextHigh returns where the first byte outside ASCII from a place on is, len(text) if there is none.
func nextHigh(text []byte, from int) int {
	const high = 0x8080808080808080
	i := from
	for ; i+32 <= len(text); i += 32 {
		b := text[i : i+32 : i+32]
		if (binary.LittleEndian.Uint64(b)|binary.LittleEndian.Uint64(b[8:])|
			binary.LittleEndian.Uint64(b[16:])|binary.LittleEndian.Uint64(b[24:]))&high != 0 {
			break
		}
	}
	for ; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return i
		}
	}
	return len(text)
}
