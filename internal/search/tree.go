package search

import "slices"

// A node is what a line must meet: a term, or all or one of some nodes, or not to meet a node.
type node struct {
	op   op
	term *term
	subs []*node
}

type op uint8

const (
	opTerm op = iota
	opAll
	opAny
	opNot
)

// needs are what every line must hold that meets the node, by what each term needs.
func (n *node) needs(of func(*term) needs) (all needs) {
	switch n.op {
	case opTerm:
		return of(n.term)
	case opAll:
		for _, sub := range n.subs {
			all = all.both(sub.needs(of))
		}
	case opAny:
		all = n.subs[0].needs(of)
		for _, sub := range n.subs[1:] {
			all = all.either(sub.needs(of))
		}
	}
	return all
}

// cover returns an expression that matches in every line that meets the node; "" if none is known.
func (n *node) cover() string {
	switch n.op {
	case opTerm:
		return n.term.cover
	case opAll:
		for _, sub := range n.subs {
			if c := sub.cover(); c != "" {
				return c
			}
		}
	case opAny:
		var alternatives string
		for _, sub := range n.subs {
			c := sub.cover()
			if c == "" {
				return ""
			}
			alternatives += "|(?:" + c + ")"
		}
		return alternatives[1:]
	}
	return ""
}

// positive tells whether a line that meets the node has something that was looked for in it.
func (n *node) positive() bool {
	switch n.op {
	case opAll:
		return slices.ContainsFunc(n.subs, (*node).positive)
	case opAny:
		return !slices.ContainsFunc(n.subs, func(sub *node) bool { return !sub.positive() })
	}
	return n.op == opTerm
}

// matches tells whether a line meets the node. The line is as for term.matches.
func (n *node) matches(line []byte, odd bool, w *worker) bool {
	switch n.op {
	case opTerm:
		return n.term.matches(line, odd, w.automaton(n.term))
	case opAll:
		return !slices.ContainsFunc(n.subs, func(sub *node) bool { return !sub.matches(line, odd, w) })
	case opAny:
		return slices.ContainsFunc(n.subs, func(sub *node) bool { return sub.matches(line, odd, w) })
	}
	return !n.subs[0].matches(line, odd, w)
}

// spans adds where terms that are wanted are in a line.
func (n *node) spans(all [][2]int, line []byte, odd bool) [][2]int {
	if n.op == opTerm {
		return append(all, n.term.spans(line, odd)...)
	}
	if n.op != opNot {
		for _, sub := range n.subs {
			all = sub.spans(all, line, odd)
		}
	}
	return all
}
