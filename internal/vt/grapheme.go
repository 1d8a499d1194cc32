package vt

import "unicode/utf8"

func appendRune(b []byte, r rune) []byte { return utf8.AppendRune(b, r) }

// breakClass is a Grapheme_Cluster_Break property, with Extended_Pictographic as one more.
type breakClass uint8

const (
	breakOther breakClass = iota
	breakControl
	breakExtend
	breakZWJ
	breakSpacing
	breakPrepend
	breakRegional
	breakL
	breakV
	breakT
	breakLV
	breakLVT
	breakPictograph
)

// joins reports whether r continues the grapheme cluster of the cell before the cursor (UAX 29), which
// matters in mode 2027 only.
func (s *Screen) joins(r rune) bool {
	x := s.previous()
	if x < 0 {
		return false
	}
	s.scratch = s.appendText(s.scratch[:0], s.line().cells[x])
	return len(s.scratch) > 0 && len(s.scratch) <= maxCluster-utf8.UTFMax && continues(s.scratch, r)
}

// continues reports whether there is no cluster boundary between the cluster b and r.
func continues(b []byte, r rune) bool {
	class := runeBreak(r)
	last, size := utf8.DecodeLastRune(b)
	prev := runeBreak(last)
	switch {
	case class == breakExtend || class == breakZWJ || class == breakSpacing:
		return prev != breakControl
	case prev == breakZWJ && class == breakPictograph:
		return endsInPictograph(b[:len(b)-size])
	case class == breakRegional:
		return regionals(b)%2 == 1
	}
	return hangul(prev, class)
}

// hangul holds rules GB6 to GB8: syllable parts that stay together.
func hangul(prev, class breakClass) bool {
	switch prev {
	case breakL:
		return class == breakL || class == breakV || class == breakLV || class == breakLVT
	case breakLV, breakV:
		return class == breakV || class == breakT
	case breakLVT, breakT:
		return class == breakT
	}
	return false
}

// endsInPictograph reports whether b ends in a pictograph and extending characters.
func endsInPictograph(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeLastRune(b)
		switch runeBreak(r) {
		case breakExtend:
			b = b[:len(b)-n]
		case breakPictograph:
			return true
		default:
			return false
		}
	}
	return false
}

// regionals counts the regional indicators at the end of b.
func regionals(b []byte) int {
	k := 0
	for len(b) > 0 {
		r, n := utf8.DecodeLastRune(b)
		if runeBreak(r) != breakRegional {
			break
		}
		k++
		b = b[:len(b)-n]
	}
	return k
}

const emojiSelector = '\ufe0f'

// clusterWidth returns the columns of a grapheme cluster: those of its widest character, and two for a
// flag or what the emoji selector makes an emoji.
func clusterWidth(b []byte) int {
	w, flags := 0, 0
	var prev rune
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		w = max(w, runeWidth(r))
		switch {
		case r == emojiSelector && runeBreak(prev) == breakPictograph:
			w = 2
		case runeBreak(r) == breakRegional:
			flags++
		}
		prev = r
	}
	if flags > 1 {
		return 2
	}
	return w
}
