package player

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"time"

	"github.com/shellac-term/shellac/format"
)

// NextOutput returns the time of the first change of the screen after t, and false if there is none. It reads what it
// needs.
func (p *Player) NextOutput(ctx context.Context, t time.Duration) (time.Duration, bool, error) {
	return p.forward(ctx, t, func(c *chunk) (time.Duration, bool) {
		for _, e := range c.events[c.until(t):] {
			if shows(e.Kind) {
				return e.At, true
			}
		}
		return 0, false
	})
}

// PreviousOutput returns the time of the change of the screen before the one that is shown at t. Before the first one
// lies the start. It is false at the start only.
func (p *Player) PreviousOutput(ctx context.Context, t time.Duration) (time.Duration, bool, error) {
	shown, ok, err := p.backward(ctx, t, func(c *chunk) (time.Duration, bool) { return c.lastShown(t) })
	if !ok || err != nil {
		return 0, t > 0, err
	}
	before, _, err := p.backward(ctx, shown, func(c *chunk) (time.Duration, bool) { return c.lastShown(shown - 1) })
	return before, shown > 0, err
}

// lastShown returns the time of the last change of the screen at or before t.
func (c *chunk) lastShown(t time.Duration) (time.Duration, bool) {
	for i := c.until(t) - 1; i >= 0; i-- {
		if shows(c.events[i].Kind) {
			return c.events[i].At, true
		}
	}
	return 0, false
}

// NextBurst returns where the screen first changes after t after it did not for at least quiet, and false if that does
// not happen any more.
func (p *Player) NextBurst(ctx context.Context, t, quiet time.Duration) (time.Duration, bool, error) {
	return p.forward(ctx, t, func(c *chunk) (time.Duration, bool) {
		for _, s := range c.quiet {
			if s.To > t && s.To-s.From >= quiet && c.changesAt(s.To) {
				return s.To, true
			}
		}
		return 0, false
	})
}

// PreviousBurst returns the last such place before t; failing one, the start. It is false at the start only.
func (p *Player) PreviousBurst(ctx context.Context, t, quiet time.Duration) (time.Duration, bool, error) {
	at, _, err := p.backward(ctx, t, func(c *chunk) (time.Duration, bool) {
		for i := len(c.quiet) - 1; i >= 0; i-- {
			if s := c.quiet[i]; s.To < t && s.To-s.From >= quiet && c.changesAt(s.To) {
				return s.To, true
			}
		}
		return 0, false
	})
	return at, t > 0, err
}

// changesAt reports whether the screen changes at t: a stretch of quiet can also end with the chunk.
func (c *chunk) changesAt(t time.Duration) bool {
	last, ok := c.lastShown(t)
	return ok && last == t
}

// forward asks the chunks from t on, one after the other, until one has an answer.
func (p *Player) forward(ctx context.Context, t time.Duration, ask func(*chunk) (time.Duration, bool)) (time.Duration, bool, error) {
	chunks := p.chunks()
	return p.ask(ctx, max(chunkOf(chunks, t), 0), len(chunks), 1, ask)
}

// backward is forward in the other direction.
func (p *Player) backward(ctx context.Context, t time.Duration, ask func(*chunk) (time.Duration, bool)) (time.Duration, bool, error) {
	return p.ask(ctx, chunkOf(p.chunks(), t), -1, -1, ask)
}

func (p *Player) ask(ctx context.Context, from, to, step int, ask func(*chunk) (time.Duration, bool)) (time.Duration, bool, error) {
	for i := from; i != to && i >= 0; i += step {
		if err := ctx.Err(); err != nil {
			return 0, false, err
		}
		c, err := p.chunkAt(i)
		if err != nil {
			return 0, false, fmt.Errorf("step: %w", err)
		}
		if at, ok := ask(c); ok {
			return at, true, nil
		}
	}
	return 0, false, nil
}

// NextLandmark returns the first landmark after t: a marker, or the start of a command where the shell marks it (OSC 133).
// It reads chunks until it finds one.
func (p *Player) NextLandmark(ctx context.Context, t time.Duration) (time.Duration, bool, error) {
	return p.forward(ctx, t, func(c *chunk) (time.Duration, bool) {
		marks := c.landmarks()
		i := sort.Search(len(marks), func(i int) bool { return marks[i] > t })
		if i == len(marks) {
			return 0, false
		}
		return marks[i], true
	})
}

// PreviousLandmark returns the last landmark before t; failing one, the start. It is false at the start only.
func (p *Player) PreviousLandmark(ctx context.Context, t time.Duration) (time.Duration, bool, error) {
	at, _, err := p.backward(ctx, t, func(c *chunk) (time.Duration, bool) {
		marks := c.landmarks()
		i := sort.Search(len(marks), func(i int) bool { return marks[i] >= t })
		if i == 0 {
			return 0, false
		}
		return marks[i-1], true
	})
	return at, t > 0, err
}

// landmarks returns the chunk's landmarks in order.
func (c *chunk) landmarks() []time.Duration {
	var marks []time.Duration
	for _, e := range c.events {
		if e.Kind == format.Marker || startsCommand(e) {
			marks = append(marks, e.At)
		}
	}
	return marks
}

// commandStart is what a shell with integration writes when a command starts to run.
const commandStart = "\x1b]133;C"

// startsCommand reports whether a command starts in an event. A sequence that was cut between two events is missed.
func startsCommand(e format.Event) bool {
	return e.Kind == format.Output && bytes.Contains(e.Data, []byte(commandStart))
}
