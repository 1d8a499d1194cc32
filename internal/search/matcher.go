package search

import (
	"cmp"
	"regexp/syntax"
	"slices"
	"sort"
	"sync"
)

// A matcher finds lines in text. It may be used by several goroutines.
type matcher struct {
	root     *node
	literals []*literal // one of them is in every line without odd characters that matches; or
	cover    *program   // every line without odd characters that matches matches this one; or neither is known
	sure     bool       // a line that cover matches, or that holds a literal, matches

	workers sync.Pool
}

func newMatcher(root *node) *matcher {
	m := &matcher{root: root}
	m.workers.New = func() any { return newWorker(m) }
	m.plan()
	return m
}

// plan decides what is looked for in a text: literals if they are rare enough, or else an automaton.
func (m *matcher) plan() {
	t := m.root.term
	if m.root.op == opTerm && t.text != nil {
		m.literals, m.sure = []*literal{t.text}, !t.word
		return
	}
	n := m.root.needs(func(t *term) needs { return t.needs })
	if !n.known() {
		n = nil
	}
	if !n.rare() {
		if m.cover = compileCover(m.root.cover()); m.cover != nil {
			m.sure = m.root.op == opTerm && !t.word
			return
		}
	}
	for _, set := range n {
		m.literals = append(m.literals, rarest(set))
	}
}

func compileCover(expression string) *program {
	if expression == "" {
		return nil
	}
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	return compileProgram(tree)
}

// rarest chooses the text of a set that is looked for.
func rarest(set needSet) *literal {
	var all []*literal
	for _, x := range set {
		all = append(all, newLiteral(x.text, x.fold))
	}
	return slices.MinFunc(all, func(a, b *literal) int {
		return cmp.Or(cmp.Compare(min(len(b.text), enough), min(len(a.text), enough)), cmp.Compare(a.rank, b.rank))
	})
}

// A worker is what one goroutine needs to match.
type worker struct {
	cover    *automaton
	automata map[*term]*automaton
	line     []byte
	next     []int // where each literal is next
}

func newWorker(m *matcher) *worker {
	w := &worker{automata: make(map[*term]*automaton), next: make([]int, len(m.literals))}
	if m.cover != nil {
		w.cover = newAutomaton(m.cover)
	}
	return w
}

func (w *worker) automaton(t *term) *automaton {
	if t.steps == nil {
		return nil
	}
	a := w.automata[t]
	if a == nil {
		a = newAutomaton(t.steps)
		w.automata[t] = a
	}
	return a
}

// lines calls yield with the number of every line that matches, in rising order, until it returns false. ends says where the '\n'
// of each line of the text is.
func (m *matcher) lines(text []byte, ends []int32, yield func(line int) bool) {
	w := m.workers.Get().(*worker)
	defer m.workers.Put(w)
	s := scan{m: m, w: w, text: text, odd: -1}
	if w.cover != nil {
		s.covered = w.cover.places(text)
	}
	for i := range w.next {
		w.next[i] = -1
	}
	for at, line := 0, 0; ; {
		found := s.next(at)
		if found >= len(text) {
			return
		}
		if int(ends[line]) < found {
			line += sort.Search(len(ends)-line, func(i int) bool { return int(ends[line+i]) >= found })
		}
		start, end := at, int(ends[line])
		if line > 0 {
			start = int(ends[line-1]) + 1
		}
		if s.matches(start, end) && !yield(line) {
			return
		}
		at, line = end+1, line+1
	}
}

// A scan is one pass over a text.
type scan struct {
	m    *matcher
	w    *worker
	text []byte
	odd  int // where the next odd character is

	covered []int // where cover is
}

// next returns a place in the first line from a place on that may match.
func (s *scan) next(at int) int {
	if s.odd < at {
		s.odd = nextOdd(s.text, at)
	}
	switch {
	case s.w.cover != nil:
		for len(s.covered) > 0 && s.covered[0] < at {
			s.covered = s.covered[1:]
		}
		if len(s.covered) == 0 {
			return s.odd
		}
		return min(s.odd, s.covered[0])
	case len(s.w.next) == 0:
		return at
	}
	first := s.odd
	for i, l := range s.m.literals {
		if s.w.next[i] < at {
			s.w.next[i] = l.next(s.text, at)
		}
		first = min(first, s.w.next[i])
	}
	return first
}

// matches tells whether the line between two places matches, in which next has found something.
func (s *scan) matches(start, end int) bool {
	if s.odd > end {
		if s.m.sure && (s.w.cover == nil || !s.w.cover.hopeless) {
			return true
		}
		return s.m.root.matches(s.text[start:end+1], false, s.w)
	}
	n := normalize(s.text[start:end])
	s.w.line = append(append(s.w.line[:0], n.text...), '\n')
	return s.m.root.matches(s.w.line, true, s.w)
}

// spans returns where terms are in a line, in rising order and apart from each other.
func (m *matcher) spans(line []byte) [][2]int {
	if nextOdd(line, 0) == len(line) {
		return ordered(m.root.spans(nil, line, false))
	}
	n := normalize(line)
	return n.spans(ordered(m.root.spans(nil, n.text, true)))
}

// ordered sorts spans and joins those that overlap.
func ordered(spans [][2]int) [][2]int {
	slices.SortFunc(spans, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	kept := spans[:0]
	for _, s := range spans {
		if k := len(kept); k > 0 && s[0] < kept[k-1][1] {
			kept[k-1][1] = max(kept[k-1][1], s[1])
			continue
		}
		kept = append(kept, s)
	}
	return kept
}
