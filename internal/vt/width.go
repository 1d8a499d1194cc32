package vt

import "unicode/utf8"

//go:generate go run ./gen -ucd /usr/share/unicode -o tables.go

// props returns the entry of the generated table for r.
func props(r rune) byte {
	if r < 0 || r > utf8.MaxRune {
		return 1 << 4
	}
	return runeProps[int(runeIndex[r>>8])<<8|int(r&0xff)]
}

// runeWidth returns how many columns r takes: 0, 1 or 2, as wcwidth does.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	return int(props(r) >> 4)
}

func runeBreak(r rune) breakClass { return breakClass(props(r) & 0xf) }
