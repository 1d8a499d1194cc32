package search

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A literal is a text that is looked for as it stands, or without regard to the case of letters of ASCII. Eight places are
// tried at a time, by two characters that are likely to be rare.
type literal struct {
	text []byte // in lower case if fold
	fold bool

	first, second     int // which characters are looked for, by their index
	firsts, seconds   uint64
	firstBit, nextBit uint64 // 0x20 in every byte where case does not count
	rank              int    // of the rarer character: small is rare
}

const (
	everyByte = 0x0101010101010101
	topBits   = 0x8080808080808080
	caseBit   = 'a' - 'A'
)

// newLiteral returns a literal. With fold, text must have no letters outside ASCII that have a case: see foldsAlone.
func newLiteral(text string, fold bool) *literal {
	l := &literal{text: []byte(text), fold: fold && strings.ContainsFunc(text, isLetter)}
	if l.fold {
		l.text = appendLower(nil, l.text)
	}
	l.choose()
	l.firsts, l.firstBit = l.wanted(l.first)
	l.seconds, l.nextBit = l.wanted(l.second)
	l.rank = rarity(l.text[l.first])
	return l
}

// choose picks the two rarest characters that differ.
func (l *literal) choose() {
	for i, c := range l.text {
		if rarity(c) < rarity(l.text[l.first]) {
			l.first = i
		}
	}
	l.second = l.first
	for i, c := range l.text {
		taken := l.text[l.second]
		if c != l.text[l.first] && (l.second == l.first || rarity(c) < rarity(taken)) {
			l.second = i
		}
	}
}

func (l *literal) wanted(i int) (all, bit uint64) {
	c := l.text[i]
	if l.fold && 'a' <= c && c <= 'z' {
		bit = caseBit * everyByte
	}
	return uint64(c) * everyByte, bit
}

// next returns where the literal is next from a place on, len(text) if it is not.
func (l *literal) next(text []byte, from int) int {
	if len(l.text) == 1 && l.firstBit == 0 {
		if i := bytes.IndexByte(text[from:], l.text[0]); i >= 0 {
			return from + i
		}
		return len(text)
	}
	at := from
	for limit := len(text) - max(l.first, l.second, len(l.text)-1) - 16; at <= limit; at += 16 {
		a, b := text[at+l.first:at+l.first+16], text[at+l.second:at+l.second+16]
		d := ((binary.LittleEndian.Uint64(a) | l.firstBit) ^ l.firsts) | ((binary.LittleEndian.Uint64(b) | l.nextBit) ^ l.seconds)
		e := ((binary.LittleEndian.Uint64(a[8:]) | l.firstBit) ^ l.firsts) | ((binary.LittleEndian.Uint64(b[8:]) | l.nextBit) ^ l.seconds)
		d, e = (d-everyByte)&^d&topBits, (e-everyByte)&^e&topBits // a bit where both characters are, now and then one more
		if d|e == 0 {
			continue
		}
		if i, ok := l.among(text, at, d); ok {
			return i
		}
		if i, ok := l.among(text, at+8, e); ok {
			return i
		}
	}
	for ; at+len(l.text) <= len(text); at++ {
		if l.at(text[at:]) {
			return at
		}
	}
	return len(text)
}

// among returns the first of the places from at on that the bits name where the literal is.
func (l *literal) among(text []byte, at int, named uint64) (int, bool) {
	for ; named != 0; named &= named - 1 {
		if i := at + bits.TrailingZeros64(named)/8; l.at(text[i:]) {
			return i, true
		}
	}
	return 0, false
}

// at tells whether the literal is at the beginning of a text.
func (l *literal) at(text []byte) bool {
	if len(text) < len(l.text) {
		return false
	}
	if !l.fold {
		return string(text[:len(l.text)]) == string(l.text)
	}
	for i, c := range l.text {
		if lower(text[i]) != c {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c-'A' < 26 {
		c += caseBit
	}
	return c
}

func appendLower(dst, text []byte) []byte {
	for _, c := range text {
		dst = append(dst, lower(c))
	}
	return dst
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// foldsAlone reports whether a character is the same as no other outside ASCII when case does not count, in lines without odd
// characters.
func foldsAlone(r rune) bool { return r < utf8.RuneSelf || unicode.SimpleFold(r) == r }

// rarity orders bytes: small for those that are rare in what stands on terminals. Other signs come between letters.
func rarity(c byte) int {
	const order = "zqjxkvy~^`@%&{}!?#;<>wgb+|*'\"\\[]()$_p,hmufldcnroista=e9876543/:2.-10 "
	if i := strings.IndexByte(order, lower(c)); i >= 0 {
		return i + 2
	}
	if c < ' ' || c == 0x7f {
		return 0
	}
	return 20 // outside ASCII
}
