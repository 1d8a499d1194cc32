package index

import (
	"bytes"
	"math/bits"
)

// Signs tell which units of a pack's lines cannot hold a text: of each unit of about 64 KiB they hold a set of bits, two for every three
// bytes that stand beside each other in a line, in the form of Fold. The sets lie across: what a search asks for, whether one bit is set, lies
// together for all units.
type signs struct {
	units  int
	power  uint   // there are 2^power bits a unit
	matrix []byte // of each bit the units that have it: 2^power rows of stride bytes
}

const (
	unitText = 64 << 10 // bytes of lines after which a unit ends
	maxPower = 15
	minPower = 9
)

func (s *signs) stride() int { return (s.units + 7) / 8 }

// gramBits returns which two bits stand for three bytes: two of one word of 64, so that whoever sets them touches memory once.
func gramBits(gram uint32, power uint) (word, a, b uint64) {
	h := uint64(gram) * 0x9e3779b97f4a7c15
	return h >> (64 + 6 - power), h >> 26 & 63, h >> 20 & 63
}

// A signer makes signs.
type signer struct {
	open   []uint64 // bits of the unit that is being made
	units  [][]uint64
	folded []byte
	begun  bool
	low    [256]byte // makes letters of ASCII small
}

func newSigner() *signer {
	s := &signer{}
	for i := range s.low {
		s.low[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			s.low[i] += 'a' - 'A'
		}
	}
	return s
}

// line takes in a line of the open unit.
func (s *signer) line(text []byte) {
	if s.open == nil {
		s.open = make([]uint64, 1<<maxPower/64)
	}
	s.begun = true
	if isASCII(text) {
		s.add(text)
		return
	}
	// A line may be looked for as it stands, too, in parts that Fold would compose with what follows.
	s.add(text)
	s.folded = Fold(s.folded[:0], text)
	s.add(s.folded)
}

func (s *signer) add(text []byte) {
	if len(text) < 3 {
		return
	}
	set, low := s.open, &s.low
	gram := uint32(low[text[0]])<<8 | uint32(low[text[1]])
	for _, c := range text[2:] {
		gram = (gram<<8 | uint32(low[c])) & 0xffffff
		word, a, b := gramBits(gram, maxPower)
		if bits := uint64(1)<<a | uint64(1)<<b; set[word]&bits != bits { // they mostly are set: text repeats itself
			set[word] |= bits
		}
	}
}

// end ends a unit.
func (s *signer) end() {
	if s.begun {
		s.units = append(s.units, s.open)
		s.open, s.begun = nil, false
	}
}

// signs makes the signs of all units, of the least size at which at most about half of the bits are set.
func (s *signer) signs() *signs {
	s.end()
	power := uint(maxPower)
	for power > minPower && 25*s.ones() < 8*len(s.units)<<power {
		for i, unit := range s.units {
			s.units[i] = halve(unit)
		}
		power--
	}
	made := &signs{units: len(s.units), power: power}
	made.matrix = make([]byte, made.stride()<<power)
	for u, unit := range s.units {
		made.put(u, unit)
	}
	return made
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

func (s *signs) put(unit int, set []uint64) {
	stride := s.stride()
	for i, word := range set {
		for ; word != 0; word &= word - 1 {
			bit := i*64 + bits.TrailingZeros64(word)
			s.matrix[bit*stride+unit/8] |= 1 << (unit % 8)
		}
	}
}

// mayHold returns the set of units that may hold all literals of one of the alternatives, a bit each; nil means all of them.
func (s *signs) mayHold(alternatives [][][]byte) []byte {
	if len(alternatives) == 0 {
		return nil
	}
	any := make([]byte, s.stride())
	for _, literals := range alternatives {
		all, told := bytes.Repeat([]byte{0xff}, s.stride()), false
		for _, literal := range literals {
			told = s.narrow(all, literal) || told
		}
		if !told {
			return nil
		}
		for i := range any {
			any[i] |= all[i]
		}
	}
	return any
}

// narrow takes out of a set the units that cannot hold a literal. It reports false for one that is too short to tell.
func (s *signs) narrow(set []byte, literal []byte) bool {
	literal = Fold(nil, literal)
	stride := s.stride()
	for i := 0; i+3 <= len(literal); i++ {
		gram := uint32(literal[i])<<16 | uint32(literal[i+1])<<8 | uint32(literal[i+2])
		word, a, b := gramBits(gram, s.power)
		for _, row := range [...][]byte{s.matrix[int(word*64+a)*stride:][:stride], s.matrix[int(word*64+b)*stride:][:stride]} {
			for k := range set {
				set[k] &= row[k]
			}
		}
	}
	return len(literal) >= 3
}

func inSet(set []byte, i int) bool { return set == nil || set[i/8]>>(i%8)&1 != 0 }
