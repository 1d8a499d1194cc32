package search

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// A program is an expression compiled to steps over bytes, for text that is UTF-8. It tells whether a line matches, not where.
type program struct {
	steps []step
	start uint32
	word  bool // there is a condition on words
}

// A step is one of these: it takes a byte and goes to where its table says; it goes to out and to alt; it goes to out where a
// condition holds; it matches; it fails, as the first step of every program does.
type step struct {
	kind     stepKind
	when     syntax.EmptyOp
	out, alt uint32
	table    *stepTable
}

// A stepTable says for every byte which step follows.
type stepTable [256]uint32

type stepKind uint8

const (
	stepFail stepKind = iota
	stepByte
	stepFork
	stepWhen
	stepMatch
)

// maxSteps bounds a program. What is longer, such as a class of thousands of characters repeated a hundred times, is left to package
// regexp.
const maxSteps = 10000

// compileProgram returns nil for an expression that is too large.
func compileProgram(e *syntax.Regexp) *program {
	from, err := syntax.Compile(e.Simplify())
	if err != nil {
		return nil
	}
	p := &program{steps: make([]step, len(from.Inst)), start: uint32(from.Start)} // #nosec G115 -- bounded by the parser
	b := programBuilder{p, make(map[stepTable]uint32)}
	for i, inst := range from.Inst {
		s := b.step(inst) // which may add steps
		p.steps[i] = s
		if len(p.steps) > maxSteps {
			return nil
		}
	}
	return p
}

type programBuilder struct {
	*program
	made map[stepTable]uint32 // so that what ends alike ends in the same steps
}

func (b *programBuilder) step(inst syntax.Inst) step {
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		return step{kind: stepFork, out: inst.Out, alt: inst.Arg}
	case syntax.InstCapture, syntax.InstNop:
		return step{kind: stepFork, out: inst.Out, alt: inst.Out}
	case syntax.InstEmptyWidth:
		when := syntax.EmptyOp(inst.Arg)
		b.word = b.word || when&(syntax.EmptyWordBoundary|syntax.EmptyNoWordBoundary) != 0
		return step{kind: stepWhen, when: when, out: inst.Out}
	case syntax.InstMatch:
		return step{kind: stepMatch}
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return b.characters(runesOf(inst), inst.Out)
	}
	return step{}
}

// runesOf returns the characters that an instruction takes, as pairs of the first and the last of a range.
func runesOf(inst syntax.Inst) []rune {
	switch {
	case inst.Op == syntax.InstRuneAny || inst.Op == syntax.InstRuneAnyNotNL:
		return []rune{0, utf8.MaxRune} // a line holds no '\n'
	case len(inst.Rune) != 1:
		return inst.Rune
	}
	r := inst.Rune[0]
	all := []rune{r, r}
	if syntax.Flags(inst.Arg)&syntax.FoldCase != 0 {
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			all = append(all, f, f)
		}
		slices.Sort(all)
	}
	return all
}

// characters returns the step that takes one of some characters and goes to out.
func (b *programBuilder) characters(ranges []rune, out uint32) step {
	var all [][]byteRange
	for i := 0; i+1 < len(ranges); i += 2 {
		utf8Ranges(ranges[i], ranges[i+1], func(seq []byteRange) { all = append(all, seq) })
	}
	return step{kind: stepByte, table: b.table(all, out)}
}

// table returns where the first bytes of sequences lead to.
func (b *programBuilder) table(all [][]byteRange, out uint32) *stepTable {
	t := new(stepTable)
	for len(all) > 0 {
		first := all[0][0]
		n := slices.IndexFunc(all, func(seq []byteRange) bool { return seq[0] != first })
		if n < 0 {
			n = len(all)
		}
		rest := make([][]byteRange, n)
		for i, seq := range all[:n] {
			rest[i] = seq[1:]
		}
		to := out
		if len(rest[0]) > 0 {
			to = b.share(b.table(rest, out))
		}
		for c := int(first.lo); c <= int(first.hi); c++ {
			t[c] = to
		}
		all = all[n:]
	}
	return t
}

func (b *programBuilder) share(t *stepTable) uint32 {
	if i, ok := b.made[*t]; ok {
		return i
	}
	i := uint32(len(b.steps)) // #nosec G115 -- see maxSteps
	b.steps = append(b.steps, step{kind: stepByte, table: t})
	b.made[*t] = i
	return i
}

// A byteRange is the bytes from lo up to hi.
type byteRange struct{ lo, hi byte }

// utf8Ranges calls yield with sequences of ranges of bytes that together are the UTF-8 of all characters from lo up to hi, in
// rising order. Those that begin with the same byte have no other first byte.
func utf8Ranges(lo, hi rune, yield func([]byteRange)) {
	const firstSurrogate, lastSurrogate = 0xd800, 0xdfff
	for _, last := range []rune{0x7f, 0x7ff, firstSurrogate - 1, lastSurrogate, 0xffff} {
		if lo <= last && last < hi {
			utf8Ranges(lo, last, yield)
			utf8Ranges(last+1, hi, yield)
			return
		}
	}
	if lo > hi || lo >= firstSurrogate && hi <= lastSurrogate {
		return
	}
	// All have the same length. Only a range whose bytes are independent of each other is one sequence.
	for low := rune(1<<6 - 1); low < 1<<18 && hi > 0x7f; low = low<<6 | 0x3f {
		if lo&^low == hi&^low {
			break
		}
		if lo&low != 0 {
			utf8Ranges(lo, lo|low, yield)
			utf8Ranges((lo|low)+1, hi, yield)
			return
		}
		if hi&low != low {
			utf8Ranges(lo, hi&^low-1, yield)
			utf8Ranges(hi&^low, hi, yield)
			return
		}
	}
	seq, last := make([]byteRange, 0, utf8.UTFMax), utf8.AppendRune(nil, hi)
	for i, c := range utf8.AppendRune(nil, lo) {
		seq = append(seq, byteRange{c, last[i]})
	}
	yield(seq)
}
