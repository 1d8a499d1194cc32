package search

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestLiteralNext(t *testing.T) {
	tests := []struct {
		name, text, literal string
		fold                bool
		want                int
	}{
		{"at the beginning", "drop table", "drop", false, 0},
		{"at the end", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx drop", "drop", false, 31},
		{"the whole text", "drop", "drop", false, 0},
		{"longer than the text", "drop", "drops", false, 4},
		{"nowhere", "a long line without any of the word that is looked for", "drop", false, 54},
		{"in another case", "xx DRoP", "drop", true, 3},
		{"in another case, which counts", "xx DRoP drop", "drop", false, 8},
		{"a sign that differs from another by the bit of case", "xxxxxxxxxxxxxxxxxxxxxxxx{[xxxxxxxxxxxxxxxxxxxxx[[", "[[", true, 47},
		{"one letter", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxA", "a", true, 28},
		{"one character, repeated", "abababababababababababababababababaabb", "aa", false, 34},
		{"Japanese", "これは日本語です", "日本", false, len("これは")},
		{"letters beside Japanese", "これは日本ABC", "本abc", true, len("これは日")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := newLiteral(tt.literal, tt.fold).next([]byte(tt.text), 0); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

// In texts of few characters, where much is nearly a match, every literal is found at the same places as by package bytes.
func TestLiteralAgainstBytes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	some := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abAB"[rnd.IntN(4)]
		}
		return b
	}
	for range 3000 {
		text, word := some(rnd.IntN(120)), some(1+rnd.IntN(6))
		for _, fold := range []bool{false, true} {
			l, in, of := newLiteral(string(word), fold), text, word
			if fold {
				in, of = bytes.ToLower(text), bytes.ToLower(word)
			}
			for from := 0; from <= len(text); from++ {
				want := len(text)
				if i := bytes.Index(in[from:], of); i >= 0 {
					want = from + i
				}
				if got := l.next(text, from); got != want {
					t.Fatalf("%q in %q from %d, fold %v: got %d, want %d", word, text, from, fold, got, want)
				}
			}
		}
	}
}

func BenchmarkLiteral(b *testing.B) {
	text := logText(8 << 20)
	for _, bb := range []struct {
		name, literal string
		fold          bool
	}{
		{"rare", "DROP TABLE", false}, {"rare/fold", "drop table", true}, {"frequent characters/fold", "tations", true}, {"one character", "q", false},
		{"Japanese", "日本語", false},
	} {
		b.Run(bb.name, func(b *testing.B) {
			l := newLiteral(bb.literal, bb.fold)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for at := 0; at < len(text); at++ {
					at = l.next(text, at)
				}
			}
		})
	}
	b.Run("bytes.Index", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			bytes.Index(text, []byte("DROP TABLE"))
		}
	})
	b.Run("odd characters", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			nextOdd(text, 0)
		}
	})
}
