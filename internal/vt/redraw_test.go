package vt

import (
	"testing"
)

// twin returns what Redraw makes of s.
func twin(t *testing.T, s *Screen) *Screen {
	t.Helper()
	c := NewHistory(s.cols, s.rows, s.main.history())
	_, _ = c.Write(s.Redraw())
	check(t, c)
	if got, want := dump(c), dump(s); got != want {
		t.Fatalf("state after Redraw differs: %s\nredraw %q", diff(got, want), s.Redraw())
	}
	return c
}

func TestRedrawOfRandomOutputGivesAnEqualScreen(t *testing.T) {
	runs := 1500
	if testing.Short() {
		runs = 300
	}
	for seed := range uint64(runs) {
		r := newRand(seed)
		s := NewHistory(1+r.IntN(30), 1+r.IntN(12), r.IntN(15))
		var copies []*Screen
		for range 12 {
			o := op{out: randomOutput(r, 1+r.IntN(25))}
			if len(o.out) > 1 && r.IntN(2) == 0 {
				o.out = o.out[:1+r.IntN(len(o.out)-1)] // in the middle of a sequence or character
			}
			if r.IntN(8) == 0 {
				o = op{cols: 1 + r.IntN(30), rows: 1 + r.IntN(12)}
			}
			s.apply(o)
			check(t, s)
			for _, c := range copies {
				c.apply(o)
				if got, want := dump(c), dump(s); got != want {
					t.Fatalf("seed %d: copy differs after %q: %s", seed, o.out, diff(got, want))
				}
			}
			c := twin(t, s)
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
			if copies = append(copies, c); len(copies) > 3 {
				copies = copies[1:]
			}
		}
	}
}

func TestRedrawAtAnyCutOfRecordingsGivesAnEqualScreen(t *testing.T) {
	cuts, inside := 0, 0
	for _, st := range corpus(t) {
		r := newRand(7)
		s := New(st.cols, st.rows)
		var c *Screen
		every := max(1, len(st.ops)/12)
		for i, o := range st.ops {
			k := len(o.out)
			if i%every == every-1 && k > 1 {
				k = 1 + r.IntN(k-1)
			}
			rest := op{out: o.out[k:]}
			if o.out != nil {
				o.out = o.out[:k]
			}
			for _, x := range []*Screen{s, c} {
				if x != nil {
					x.apply(o)
				}
			}
			if len(rest.out) == 0 {
				continue
			}
			if c != nil && dump(c) != dump(s) {
				t.Fatalf("%s: differs after event %d: %s", st.name, i, diff(dump(c), dump(s)))
			}
			cuts++
			if s.parser.state != ground || s.parser.nutf > 0 {
				inside++
			}
			c = twin(t, s)
			s.apply(rest)
			c.apply(rest)
		}
		if c != nil && dump(c) != dump(s) {
			t.Errorf("%s: differs at the end: %s", st.name, diff(dump(c), dump(s)))
		}
	}
	t.Logf("%d cuts, %d inside a sequence or character", cuts, inside)
}

func TestRedrawOfANormalScreenIsSmall(t *testing.T) {
	for _, st := range corpus(t) {
		if st.cols > 100 || st.rows > 30 {
			continue
		}
		s := NewHistory(st.cols, st.rows, 0)
		for _, o := range st.ops {
			s.apply(o)
		}
		if n := len(s.Redraw()); n > 6000 {
			t.Errorf("%s: redraw of %dx%d has %d bytes", st.name, st.cols, st.rows, n)
		}
	}
}

func TestAnyCuttingGivesTheSameState(t *testing.T) {
	for seed := range uint64(200) {
		r := newRand(seed)
		in := randomOutput(r, 300)
		whole, bytewise, pieces := New(20, 8), New(20, 8), New(20, 8)
		_, _ = whole.Write(in)
		for i := range in {
			_, _ = bytewise.Write(in[i : i+1])
		}
		for rest := in; len(rest) > 0; {
			n := 1 + r.IntN(len(rest))
			_, _ = pieces.Write(rest[:n])
			rest = rest[n:]
		}
		if a, b := dump(bytewise), dump(whole); a != b {
			t.Fatalf("seed %d: byte by byte differs: %s", seed, diff(a, b))
		}
		if a, b := dump(pieces), dump(whole); a != b {
			t.Fatalf("seed %d: in pieces differs: %s", seed, diff(a, b))
		}
	}
}
