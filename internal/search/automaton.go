package search

import (
	"bytes"
	"encoding/binary"
	"regexp/syntax"
	"slices"
)

// An automaton runs a program over text, one look at a table for a byte. Its states are sets of steps of the program, made when
// they are first reached. It is for one goroutine.
type automaton struct {
	program *program
	alike   [256][]byte // the bytes that no step tells apart from a byte, under the lowest of them
	lowest  [256]byte

	known map[string]*state
	start *state // at the beginning of a line

	read     int  // bytes, since the states were forgotten
	hopeless bool // it does not pay to make states: every line is one that may match

	// Where states come to that are not like others.
	matched, dead *state

	set   stepSet
	stack []uint32
	key   []byte
}

// A state is where the program is in a line.
type state struct {
	next   [256]*state // nil where it was not worked out yet or is one of matched and dead
	end    [256]*state // which of these two
	steps  []uint32    // that take a byte, or wait for what comes next, in rising order
	waits  bool        // there are some that wait
	begins bool        // nothing of the line was read
	inWord bool        // the byte before was of a word
	match  bool
}

const (
	maxStates     = 1 << 11 // of four KiB each
	bytesPerState = 64      // that must be read to make up for having made it
)

func newAutomaton(p *program) *automaton {
	a := &automaton{program: p, set: newStepSet(len(p.steps)), matched: &state{match: true}, dead: &state{}}
	a.classify()
	a.clear()
	return a
}

// classify finds out which bytes the program tells apart.
func (a *automaton) classify() {
	var first [257]bool
	border := func(lo, hi byte) { first[lo], first[int(hi)+1] = true, true }
	border('\n', '\n')
	for _, s := range a.program.steps {
		for c := 1; s.kind == stepByte && c < 256; c++ {
			first[c] = first[c] || s.table[c] != s.table[c-1]
		}
	}
	if a.program.word {
		border('0', '9')
		border('A', 'Z')
		border('a', 'z')
		border('_', '_')
	}
	lowest := 0
	for c := range 256 {
		if first[c] {
			lowest = c
		}
		a.lowest[c] = byte(lowest)
		a.alike[lowest] = append(a.alike[lowest], byte(c))
	}
}

// clear forgets all states.
func (a *automaton) clear() {
	a.known, a.read = make(map[string]*state), 0
	beginning := cond{begins: true}
	a.set.clear()
	a.follow(a.program.start, beginning)
	a.start = a.settle(a.state(beginning, false))
}

// A cond is what is known of a place in a line.
type cond struct {
	begins bool           // it is the beginning
	next   bool           // it is known what comes next
	holds  syntax.EmptyOp // if it is
}

const atBegin = syntax.EmptyBeginLine | syntax.EmptyBeginText

// met tells whether a condition is met, and if not, whether it may be when it is known what comes next.
func (c cond) met(when syntax.EmptyOp) (met, later bool) {
	if c.begins {
		when &^= atBegin
	}
	switch {
	case when&atBegin != 0:
		return false, false
	case c.next:
		return when&^c.holds == 0, false
	}
	return when == 0, when != 0
}

// follow adds the steps that are reached from one without taking a byte.
func (a *automaton) follow(from uint32, c cond) {
	a.stack = append(a.stack[:0], from)
	for len(a.stack) > 0 {
		i := a.stack[len(a.stack)-1]
		a.stack = a.stack[:len(a.stack)-1]
		if !a.set.add(i) {
			continue
		}
		switch s := a.program.steps[i]; s.kind {
		case stepFork:
			a.stack = append(a.stack, s.alt, s.out)
		case stepWhen:
			if met, _ := c.met(s.when); met {
				a.stack = append(a.stack, s.out)
			}
		}
	}
}

// state makes a state of the steps that were reached.
func (a *automaton) state(c cond, inWord bool) state {
	s := state{inWord: inWord && a.program.word, begins: c.begins}
	for _, i := range a.set.sorted() {
		switch of := a.program.steps[i]; of.kind {
		case stepMatch:
			s.match = true
		case stepByte:
			s.steps = append(s.steps, i)
		case stepWhen:
			if _, later := c.met(of.when); later {
				s.steps, s.waits = append(s.steps, i), true
			}
		}
	}
	return s
}

// settle returns the state that stands for all that are like s.
func (a *automaton) settle(s state) *state {
	switch {
	case s.match:
		return a.matched
	case len(s.steps) == 0:
		return a.dead
	}
	if same, ok := a.known[string(a.keyOf(s))]; ok {
		return same
	}
	a.known[string(a.key)] = &s
	return &s
}

func (a *automaton) keyOf(s state) []byte {
	a.key = append(a.key[:0], flag(s.begins)|flag(s.inWord)<<1)
	for _, i := range s.steps {
		a.key = binary.AppendUvarint(a.key, uint64(i))
	}
	return a.key
}

func flag(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// next returns a place in the first line that matches from a place on, which is the beginning of a line; len(text) if there is none.
// Every line of the text ends in '\n'.
func (a *automaton) next(text []byte, from int) int {
	s, at := a.start, from
	for at < len(text) && !a.hopeless {
		run := at
		for _, c := range text[at:] {
			n := s.next[c]
			if n == nil {
				break
			}
			s = n
			at++
		}
		a.read += at - run
		if at == len(text) {
			return at
		}
		switch s = a.after(s, text[at]); s {
		case a.matched:
			return at
		case a.dead:
			rest := bytes.IndexByte(text[at:], '\n')
			if rest < 0 {
				return len(text)
			}
			at += rest
			s = a.start
		}
		at++
	}
	return at
}

// after returns the state that follows another at a byte.
func (a *automaton) after(s *state, c byte) *state {
	if s == a.matched || s == a.dead {
		return s
	}
	if end := s.end[c]; end != nil {
		return end
	}
	if len(a.known) > maxStates {
		a.hopeless = a.read < maxStates*bytesPerState
		a.clear()
	}
	n := a.step(s, c)
	for _, c := range a.alike[a.lowest[c]] {
		if n == a.matched || n == a.dead {
			s.end[c] = n
		} else {
			s.next[c] = n
		}
	}
	return n
}

// step works out the state that follows another at a byte.
func (a *automaton) step(s *state, c byte) *state {
	steps := s.steps
	if s.waits {
		a.set.clear()
		for _, i := range s.steps {
			a.follow(i, s.before(c))
		}
		steps = a.set.sorted()
		if slices.ContainsFunc(steps, func(i uint32) bool { return a.program.steps[i].kind == stepMatch }) {
			return a.matched
		}
	}
	if c == '\n' {
		return a.start
	}
	a.set.clear()
	for _, i := range steps {
		if s := a.program.steps[i]; s.kind == stepByte && s.table[c] != 0 {
			a.follow(s.table[c], cond{})
		}
	}
	a.follow(a.program.start, cond{}) // a match may begin anywhere
	return a.settle(a.state(cond{}, syntax.IsWordChar(rune(c))))
}

// before is what is known of the place between a state and the byte that follows.
func (s *state) before(c byte) cond {
	known := cond{begins: s.begins, next: true, holds: syntax.EmptyNoWordBoundary}
	if s.inWord != syntax.IsWordChar(rune(c)) {
		known.holds = syntax.EmptyWordBoundary
	}
	if c == '\n' {
		known.holds |= syntax.EmptyEndLine | syntax.EmptyEndText
	}
	return known
}

// A stepSet is a set of steps that is emptied in no time.
type stepSet struct {
	in  []uint32
	all []uint32
}

func newStepSet(n int) stepSet { return stepSet{in: make([]uint32, n)} }

func (s *stepSet) clear() { s.all = s.all[:0] }

// add tells whether i is new.
func (s *stepSet) add(i uint32) bool {
	if at := s.in[i]; int(at) < len(s.all) && s.all[at] == i {
		return false
	}
	s.in[i] = uint32(len(s.all)) // #nosec G115 -- see maxSteps
	s.all = append(s.all, i)
	return true
}

// sorted returns the set in rising order.
func (s *stepSet) sorted() []uint32 {
	all := slices.Clone(s.all)
	slices.Sort(all)
	return all
}
