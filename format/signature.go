package format

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// A Signature says of a text which three bytes stand beside each other somewhere in it, letters of ASCII without regard
// to case, so that most of what lacks a word need not be read to know that. It may say yes where the answer is no, and
// never the other way round (§4).
type Signature struct {
	bits []uint64
	size uint // number of bits as a power of two
	odd  bool // there are characters outside ASCII that are the same as a letter of it when case does not count
}

// The sizes of a signature in bits, as powers of two.
const (
	maxSignature = 16
	minSignature = 9
)

// NewSignature returns the signature of no text, of the largest size.
func NewSignature() *Signature {
	return &Signature{bits: make([]uint64, 1<<maxSignature/64), size: maxSignature}
}

// Add takes in a text, whose ends do not join with the texts before and after it.
func (s *Signature) Add(text []byte) {
	if len(text) < 3 {
		return
	}
	s.odd = s.odd || bytes.Contains(text, []byte("\u212a")) || bytes.Contains(text, []byte("\u017f"))
	bits, shift := s.bits, 32-s.size
	gram := uint32(lowerASCII(text[0]))<<8 | uint32(lowerASCII(text[1]))
	for _, c := range text[2:] {
		gram = gram<<8 | uint32(lowerASCII(c))
		n := hashGram(gram) >> shift
		if bit := uint64(1) << (n % 64); bits[n/64]&bit == 0 { // it mostly is set: text repeats itself
			bits[n/64] |= bit
		}
	}
}

// MayHold reports whether a text with the given grams may have been added.
func (s *Signature) MayHold(grams []uint32) bool {
	if s.odd {
		return true
	}
	for _, gram := range grams {
		if n := hashGram(gram) >> (32 - s.size); s.bits[n/64]&(1<<(n%64)) == 0 {
			return false
		}
	}
	return true
}

// Size returns the bytes of the signature.
func (s *Signature) Size() int { return len(s.bits) * 8 }

// Shrink halves the signature while less than an eighth of its bits are set, and then until it has at most limit bytes.
func (s *Signature) Shrink(limit int) {
	for s.size > minSignature && (s.ones() < len(s.bits)*8 || s.Size() > limit) {
		s.halve()
	}
}

func (s *Signature) ones() (n int) {
	for _, word := range s.bits {
		for ; word != 0; word &= word - 1 {
			n++
		}
	}
	return n
}

// halve makes one bit of every two neighbours: the hash's top bits choose a bit, so that one fewer of them is left.
func (s *Signature) halve() {
	half := make([]uint64, len(s.bits)/2)
	for i := range half {
		half[i] = pairs(s.bits[2*i]) | pairs(s.bits[2*i+1])<<32
	}
	s.bits, s.size = half, s.size-1
}

// pairs returns 32 bits, each of which says whether one of two neighbours is set in a word.
func pairs(word uint64) (half uint64) {
	word |= word >> 1
	for i := range 32 {
		half |= word >> i & (1 << i)
	}
	return half
}

// Grams returns every three bytes that stand beside each other in a text, as MayHold takes them.
func Grams(text []byte) (all []uint32) {
	gram := uint32(0)
	for i, c := range text {
		if gram = gram<<8 | uint32(lowerASCII(c)); i >= 2 {
			all = append(all, gram&0xffffff)
		}
	}
	return all
}

func hashGram(gram uint32) uint32 { return (gram & 0xffffff) * 2654435761 }

func lowerASCII(c byte) byte {
	if c-'A' < 26 {
		c += 'a' - 'A'
	}
	return c
}

// Section returns the signature of the transcript of the chunk with the given number in the recording.
func (s *Signature) Section(number int) Section {
	raw := appendUvarint(nil, uint64(number))
	odd := byte(0)
	if s.odd {
		odd = 1
	}
	raw = append(raw, byte(s.size), odd)
	for _, word := range s.bits {
		raw = binary.LittleEndian.AppendUint64(raw, word)
	}
	return Section{Kind: SectionSignature, Raw: raw}
}

var errSignature = errors.New("malformed signature")

func parseSignature(section Section) (number int, s *Signature, err error) {
	sc := scanner{b: section.Raw}
	number = sc.below(maxTicks, errSignature)
	head := sc.bytes(2)
	if section.Kind != SectionSignature || sc.err != nil || head[0] < minSignature || head[0] > maxSignature ||
		len(sc.b) != 1<<head[0]/8 {
		return 0, nil, errSignature
	}
	s = &Signature{bits: make([]uint64, 1<<head[0]/64), size: uint(head[0]), odd: head[1] != 0}
	for i := range s.bits {
		s.bits[i] = binary.LittleEndian.Uint64(sc.b[8*i:])
	}
	return number, s, nil
}
