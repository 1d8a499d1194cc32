package search

import "bytes"

// A lane is a part of a text over which an automaton runs beside others: each step waits for the table that the one before named, and a
// processor waits for several at a time as long as for one.
type lane struct {
	s     *state
	text  []byte // that is left
	at    int    // where it begins
	found []int
}

// lanes is how many there are.
const lanes = 4

// places returns a place in every line of a text that matches, in rising order. Where the automaton is hopeless it is every line from
// some place on.
func (a *automaton) places(text []byte) []int {
	var all [lanes]lane
	at := 0
	for i := range all {
		n := len(text) / (lanes - i)
		if n > 0 && text[n-1] != '\n' {
			n += bytes.IndexByte(text[n:], '\n') + 1
		}
		all[i] = lane{s: a.start, text: text[:n], at: at}
		text, at = text[n:], at+n
	}
	a.together(&all)
	var found []int
	for i := range all {
		for len(all[i].text) > 0 {
			a.alone(&all[i])
		}
		found = append(found, all[i].found...)
	}
	return found
}

// together runs all lanes until one is at its end.
func (a *automaton) together(all *[lanes]lane) {
	for {
		w, x, y, z := all[0].text, all[1].text, all[2].text, all[3].text
		n := min(len(w), len(x), len(y), len(z))
		if n == 0 {
			return
		}
		w, x, y, z = w[:n], x[:n], y[:n], z[:n]
		s, t, u, v := all[0].s, all[1].s, all[2].s, all[3].s
		i := 0
		for i < len(w) && i < len(x) && i < len(y) && i < len(z) {
			s1, t1, u1, v1 := s.next[w[i]], t.next[x[i]], u.next[y[i]], v.next[z[i]]
			if s1 == nil || t1 == nil || u1 == nil || v1 == nil {
				break
			}
			s, t, u, v = s1, t1, u1, v1
			i++
		}
		for k, at := range [...]*state{s, t, u, v} {
			l := &all[k]
			l.s = at
			l.pass(i)
			if i < n && at.next[l.text[0]] == nil {
				a.turn(l)
			}
		}
		a.read += lanes * i
	}
}

// alone runs a lane up to where the next state is not known, or to its end.
func (a *automaton) alone(l *lane) {
	s, i := l.s, 0
	for i < len(l.text) {
		n := s.next[l.text[i]]
		if n == nil {
			break
		}
		s = n
		i++
	}
	a.read += i
	l.s = s
	l.pass(i)
	if len(l.text) > 0 {
		a.turn(l)
	}
}

func (l *lane) pass(n int) {
	l.text, l.at = l.text[n:], l.at+n
}

// turn takes the byte that is next, behind which the state is not an ordinary one or not known yet.
func (a *automaton) turn(l *lane) {
	if a.hopeless {
		l.found = append(l.found, l.at)
		l.endLine(a)
		return
	}
	switch n := a.after(l.s, l.text[0]); n {
	case a.matched:
		l.found = append(l.found, l.at)
		l.endLine(a)
	case a.dead:
		l.endLine(a)
	default:
		l.s = n
		l.pass(1)
	}
}

func (l *lane) endLine(a *automaton) {
	n := bytes.IndexByte(l.text, '\n') + 1
	if n == 0 {
		n = len(l.text)
	}
	l.pass(n)
	l.s = a.start
}
