package workload

import (
	"math"
	"math/rand"
	"time"
)

// A typist makes strokes with the pauses of a person: about six keys a second within a word, longer between commands.
type typist struct {
	rnd     *rand.Rand
	at      time.Duration
	strokes []stroke
}

func newTypist(seed int64) *typist {
	return &typist{rnd: rand.New(rand.NewSource(seed)), at: time.Second}
}

func (t *typist) pause(median time.Duration, spread float64) {
	t.at += time.Duration(float64(median) * math.Exp(spread*t.rnd.NormFloat64()))
}

// text types a line letter by letter, now and then with a slip and its correction.
func (t *typist) text(s string) {
	for _, r := range s {
		t.pause(140*time.Millisecond, 0.5)
		t.strokes = append(t.strokes, stroke{t.at, string(r)})
		if t.rnd.Intn(40) == 0 {
			t.pause(150*time.Millisecond, 0.4)
			t.strokes = append(t.strokes, stroke{t.at, "x"})
			t.pause(300*time.Millisecond, 0.4)
			t.strokes = append(t.strokes, stroke{t.at, "\x7f"})
		}
	}
}

func (t *typist) key(k string) {
	t.pause(250*time.Millisecond, 0.5)
	t.strokes = append(t.strokes, stroke{t.at, k})
}

// hold keeps a key pressed for n repetitions.
func (t *typist) hold(k string, n int) {
	t.pause(250*time.Millisecond, 0.5)
	for range n {
		t.at += 33 * time.Millisecond
		t.strokes = append(t.strokes, stroke{t.at, k})
	}
}
