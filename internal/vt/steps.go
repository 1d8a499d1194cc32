package vt

import (
	"iter"
	"time"
)

// Steps yields how the text of a line grew: the times at which pieces of it came to stand on the screen and their
// lengths in bytes. A line that came all at once has none.
func (l *Line) Steps() iter.Seq2[time.Duration, int] {
	return func(yield func(time.Duration, int) bool) {
		for _, s := range l.steps {
			if !yield(s.at, s.n) {
				return
			}
		}
	}
}
