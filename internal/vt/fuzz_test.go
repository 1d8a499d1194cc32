package vt

import (
	"testing"
	"time"
)

// fuzzSeeds are streams from the tables of the other tests.
func fuzzSeeds() [][]byte {
	var seeds [][]byte
	for _, p := range somePieces {
		seeds = append(seeds, []byte(p))
	}
	for seed := range uint64(20) {
		seeds = append(seeds, randomOutput(newRand(seed), 40))
	}
	return seeds
}

func addSeeds(f *testing.F) {
	seeds := fuzzSeeds()
	if len(seeds) == 0 {
		f.Fatal("no seeds")
	}
	for _, s := range seeds {
		f.Add(s, uint8(20), uint8(6))
	}
}

// fuzzPieces cuts a fuzzed input into writes and, after a byte 0x01, resizes.
func fuzzPieces(in []byte) []op {
	var ops []op
	for len(in) > 0 {
		n := min(len(in), 1+int(in[0])%40)
		if in[0] == 1 && len(in) >= 3 {
			ops = append(ops, op{cols: int(in[1]) % 90, rows: int(in[2]) % 40})
			in = in[3:]
			continue
		}
		ops = append(ops, op{out: in[:n]})
		in = in[n:]
	}
	return ops
}

// FuzzScreen feeds bytes and sizes: no panic, the invariants hold, a redraw gives an equal screen at every
// point, and any cutting gives the same state.
func FuzzScreen(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, in []byte, cols, rows uint8) {
		if len(in) > 2000 {
			return
		}
		s := NewHistory(int(cols)%60, int(rows)%30, int(cols)%9)
		bytewise := NewHistory(int(cols)%60, int(rows)%30, int(cols)%9)
		var c *Screen
		for i, o := range fuzzPieces(in) {
			s.apply(o)
			check(t, s)
			if o.out == nil {
				bytewise.apply(o)
			}
			for k := range o.out {
				_, _ = bytewise.Write(o.out[k : k+1])
			}
			if c != nil {
				c.apply(o)
			}
			if i%8 == 7 {
				if c != nil && dump(c) != dump(s) {
					t.Fatalf("copy differs: %s", diff(dump(c), dump(s)))
				}
				c = twin(t, s)
			}
		}
		if got, want := dump(bytewise), dump(s); got != want {
			t.Fatalf("byte by byte differs: %s", diff(got, want))
		}
		f := s.Frame()
		f.Find("a")
	})
}

// FuzzTranscript feeds a transcript: no panic, and times and texts make sense.
func FuzzTranscript(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, in []byte, cols, rows uint8) {
		if len(in) > 4000 {
			return
		}
		s := NewHistory(int(cols)%60, int(rows)%30, int(cols)%9)
		tr := NewTranscript(s, func(l Line) {
			total := 0
			for _, p := range l.steps {
				total += p.n
			}
			if l.Text == "" || l.To < l.From || l.Order == 0 || len(l.steps) > 0 && total != len(l.Text) {
				t.Errorf("line %+v", l)
			}
		})
		at := time.Duration(0)
		for _, o := range fuzzPieces(in) {
			at += 7 * time.Millisecond
			if o.out == nil {
				tr.Resize(at, o.cols, o.rows)
			} else {
				tr.Output(at, o.out)
			}
			check(t, s)
		}
		tr.Close(at)
	})
}
