package recorder

import (
	"time"

	"github.com/shellac-term/shellac/format"
)

// deriveBudget is how long a batch may take to draw. It is less than the relay's patience.
const deriveBudget = time.Second

// A guard has a Deriver work on a goroutine of its own and waits for it for a bounded time. Output can be made so that
// drawing it takes very long; whoever does that must not be able to hold up what is written down of it.
type guard struct {
	derive *Deriver
	work   chan func()
	done   chan struct{}
	busy   bool // the Deriver is still drawing a batch that has been given up
}

func newGuard(d *Deriver) *guard {
	g := &guard{derive: d, work: make(chan func()), done: make(chan struct{}, 1)}
	go func() {
		for f := range g.work {
			f()
			g.done <- struct{}{}
		}
	}()
	return g
}

// batch has the Deriver take in a batch. It reports whether the batch may be used again: one that is still being drawn
// must be left alone.
func (g *guard) batch(b *format.Batch) (free bool) {
	return g.do(func() { g.derive.Batch(b) })
}

// events is batch for events that have been read back, which nobody else uses.
func (g *guard) events(events []format.Event) { g.do(func() { g.derive.Events(events) }) }

// do reports false if f is still running after its time.
func (g *guard) do(f func()) bool {
	if !g.idle() {
		return true
	}
	g.work <- f
	t := time.NewTimer(deriveBudget)
	defer t.Stop()
	select {
	case <-g.done:
		return true
	case <-t.C:
		g.busy = true
		return false
	}
}

// idle reports whether the Deriver can be used.
func (g *guard) idle() bool {
	if !g.busy {
		return true
	}
	select {
	case <-g.done:
		g.busy = false
		g.derive.Missed("drawing the output took too long")
		return true
	default:
		return false
	}
}

// chunk, pending, failure and rest are those of the Deriver, and nothing while it is busy.
func (g *guard) chunk() []format.Section   { return g.ask((*Deriver).Chunk) }
func (g *guard) pending() []format.Section { return g.ask((*Deriver).Pending) }
func (g *guard) failure() []format.Section { return g.ask((*Deriver).Failure) }
func (g *guard) rest() []format.Section    { return g.ask((*Deriver).Rest) }

// signature is that of the Deriver; nil while it is busy, and after it was.
func (g *guard) signature() *format.Signature {
	if !g.idle() {
		return nil
	}
	return g.derive.Signature()
}

func (g *guard) ask(f func(*Deriver) []format.Section) []format.Section {
	if !g.idle() {
		return nil
	}
	return f(g.derive)
}

// end ends the guard's goroutine, as soon as it is not busy.
func (g *guard) end() { close(g.work) }

// close returns what is left. A Deriver that is busy is left to itself, and the recording told.
func (g *guard) close() []format.Section {
	if !g.idle() {
		return []format.Section{{Kind: format.SectionUnderived, Raw: []byte("drawing the output took too long")}}
	}
	rest := g.derive.Pending()
	return append(rest, g.derive.Close()...)
}
