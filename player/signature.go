package player

// A signature says of the transcript of a chunk which three characters stand beside each other somewhere in it, so that
// most chunks need not be read to know that a word is not there. It may say yes where the answer is no.
type signature struct {
	bits  []uint64
	shift uint // of a hash, to make it the number of a bit
	// odd says that there are characters outside ASCII which are the same as a letter of it when case does not count.
	odd bool
}

// The sizes of a signature in bits, as powers of two. A chunk of a log fills an eighth of the largest one.
const (
	maxSignature = 16
	minSignature = 13
)

// newSignature returns an empty signature for a recording of so many chunks, whose signatures are to fit into limit bytes.
func newSignature(chunks, limit int) *signature {
	size := uint(maxSignature)
	for size > minSignature && chunks<<(size-3) > limit {
		size--
	}
	return &signature{bits: make([]uint64, 1<<size/64), shift: 32 - size}
}

// add takes in text.
func (s *signature) add(text []byte) {
	s.odd = s.odd || holdsOdd(text)
	bits, shift, gram := s.bits, s.shift, uint32(0)
	for _, c := range text { // the first two make grams with zeros, which do no harm
		gram = gram<<8 | uint32(lower(c))
		n := hash(gram) >> shift
		if bit := uint64(1) << (n % 64); bits[n/64]&bit == 0 { // it mostly is set: text repeats itself
			bits[n/64] |= bit
		}
	}
}

// mayHold reports whether text with the given grams may be in what was added.
func (s *signature) mayHold(grams []uint32) bool {
	if s.odd {
		return true
	}
	for _, gram := range grams {
		if n := hash(gram) >> s.shift; s.bits[n/64]&(1<<(n%64)) == 0 {
			return false
		}
	}
	return true
}

// grams returns every three characters that stand beside each other in a text.
func grams(text []byte) (all []uint32) {
	gram := uint32(0)
	for i, c := range text {
		if gram = gram<<8 | uint32(lower(c)); i >= 2 {
			all = append(all, gram)
		}
	}
	return all
}

func hash(gram uint32) uint32 { return (gram & 0xffffff) * 2654435761 }
