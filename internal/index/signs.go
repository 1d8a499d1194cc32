package index

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"slices"
)

// Signs tell which units of a pack's lines cannot hold a text: of each unit of about 64 KiB they hold a set of bits, two for every three
// bytes that stand beside each other in a line, in the form of Fold. The sets lie across: what a search asks for, whether one bit is set, lies
// together for all units; and the two bits of one gram are of the same group of 64.
type signs struct {
	units int
	power uint // there are 2^power bits a unit
	off   int64
}

const (
	unitText = 64 << 10 // bytes of lines after which a unit ends
	maxPower = 15
	minPower = 9

	groupBits  = 64
	groupPower = 6
)

// stride is how many bytes hold one bit of every unit.
func (s *signs) stride() int { return (s.units + 7) / 8 }

// groups returns how many groups of bits there are.
func (s *signs) groups() int { return 1 << s.power / groupBits }

// group returns where a group lies in the object of signs, its checksum included.
func (s *signs) group(i int) place {
	size := int64(groupBits*s.stride() + crc32.Size)
	return place{s.off + int64(i)*size, size}
}

// gramBits returns which two bits stand for three bytes, in which group.
func gramBits(gram uint32, power uint) (group, a, b uint64) {
	h := uint64(gram) * 0x9e3779b97f4a7c15
	return h >> (64 + groupPower - power), h >> 26 & (groupBits - 1), h >> 20 & (groupBits - 1)
}

// gramMask takes three bytes of four. In a gram the first byte is the lowest.
const gramMask = 1<<24 - 1

// A question is what signs are asked: which grams, of all literals of one alternative or of another.
type question [][]uint32

// ask makes a question; nil is one that every unit may answer.
func ask(alternatives [][][]byte) (q question) {
	for _, literals := range alternatives {
		var grams []uint32
		for _, literal := range literals {
			literal = Fold(nil, literal)
			for i := 0; i+3 <= len(literal); i++ {
				grams = append(grams, uint32(literal[i])|uint32(literal[i+1])<<8|uint32(literal[i+2])<<16)
			}
		}
		if len(grams) == 0 {
			return nil
		}
		q = append(q, grams)
	}
	return q
}

// groups returns the groups of bits that a question needs, in order.
func (s *signs) needs(q question) (groups []int) {
	for _, grams := range q {
		for _, gram := range grams {
			group, _, _ := gramBits(gram, s.power)
			groups = append(groups, int(group))
		}
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}

// answer returns the set of units that may hold what is asked for, a bit each. It is given the groups that are needed. It reports false when they
// are damaged.
func (s *signs) answer(q question, needed []int, groups [][]byte) ([]byte, bool) {
	for _, g := range groups {
		rest := len(g) - crc32.Size
		if rest != groupBits*s.stride() || crc32.Checksum(g[:rest], castagnoli()) != binary.LittleEndian.Uint32(g[rest:]) {
			return nil, false
		}
	}
	any := make([]byte, s.stride())
	for _, grams := range q {
		all := bytes.Repeat([]byte{0xff}, s.stride())
		for _, gram := range grams {
			group, a, b := gramBits(gram, s.power)
			i, _ := slices.BinarySearch(needed, int(group))
			narrow(all, groups[i][int(a)*s.stride():], groups[i][int(b)*s.stride():])
		}
		for i := range any {
			any[i] |= all[i]
		}
	}
	return any, true
}

// narrow takes out of a set what is not in two others.
func narrow(set, a, b []byte) {
	a, b = a[:len(set)], b[:len(set)]
	for i := range set {
		set[i] &= a[i] & b[i]
	}
}

func inSet(set []byte, i int) bool { return set == nil || set[i/8]>>(i%8)&1 != 0 }

// A signer makes signs.
type signer struct {
	open   []uint64 // bits of the unit that is being made
	units  [][]uint64
	folded []byte
	small  []byte // a line with small letters
	begun  bool
}

// line takes in a line of the open unit.
func (s *signer) line(text []byte) {
	if s.open == nil {
		s.open = make([]uint64, 1<<maxPower/64)
	}
	s.begun = true
	s.add(text)
	if isASCII(text) {
		return
	}
	// It may be looked for as it stands, in parts that Fold composes with what follows, and as Fold has it.
	s.folded = Fold(s.folded[:0], text)
	s.add(s.folded)
}

func (s *signer) add(text []byte) {
	set := s.open
	s.small = append(appendSmall(s.small[:0], text), 0) // so that the last gram can be read with the byte behind it
	for b := s.small; len(b) > 3; b = b[1:] {
		group, low, high := gramBits(binary.LittleEndian.Uint32(b)&gramMask, maxPower)
		if bits := uint64(1)<<low | uint64(1)<<high; set[group]&bits != bits { // they mostly are set: text repeats itself
			set[group] |= bits
		}
	}
}

// appendSmall appends a text with letters of ASCII made small, eight bytes at a time.
func appendSmall(dst, text []byte) []byte {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; len(text) >= 8; text = text[8:] {
		w := binary.LittleEndian.Uint64(text)
		rest := w &^ high
		fromA, aboveZ := rest+(0x80-'A')*ones, rest+(0x7f-'Z')*ones
		dst = binary.LittleEndian.AppendUint64(dst, w|(fromA&^aboveZ&^w&high)>>2) // 'a' is 'A' + 0x20
	}
	return appendLower(dst, text)
}

// end ends a unit.
func (s *signer) end() {
	if s.begun {
		s.units = append(s.units, s.open)
		s.open, s.begun = nil, false
	}
}

// signs makes the signs of all units, of the least size at which at most about half of the bits are set, and the bytes of their groups.
func (s *signer) signs() (*signs, []byte) {
	s.end()
	power := uint(maxPower)
	for power > minPower && 25*s.ones() < 8*len(s.units)<<power {
		for i, unit := range s.units {
			s.units[i] = halve(unit)
		}
		power--
	}
	made := &signs{units: len(s.units), power: power}
	var b []byte
	for g := range made.groups() {
		b = s.appendGroup(b, g, made.stride())
	}
	return made, b
}

// appendGroup appends a group of bits with its checksum.
func (s *signer) appendGroup(b []byte, group, stride int) []byte {
	start := len(b)
	b = append(b, make([]byte, groupBits*stride)...)
	rows := b[start:]
	for u, unit := range s.units {
		for word := unit[group]; word != 0; word &= word - 1 {
			rows[bits.TrailingZeros64(word)*stride+u/8] |= 1 << (u % 8)
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(rows, castagnoli()))
}

func (s *signer) ones() (n int) {
	for _, unit := range s.units {
		for _, word := range unit {
			n += bits.OnesCount64(word)
		}
	}
	return n
}

// halve makes one word of every two neighbours: a hash's top bits choose a word, so that one fewer of them is left.
func halve(unit []uint64) []uint64 {
	half := make([]uint64, len(unit)/2)
	for i := range half {
		half[i] = unit[2*i] | unit[2*i+1]
	}
	return half
}
