package player

import (
	"bytes"
	"context"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// longestSync is how long synchronised output may hide what is drawn. A program that does not end it by then is taken to
// have forgotten, as terminals do.
const longestSync = time.Second

// syncStart is what a program writes before it draws a screen that is to be shown only when it is whole.
const syncStart = "\x1b[?2026h"

// syncEnd is what it writes behind it.
const syncEnd = "\x1b[?2026l"

// A drawing is a screen that is being drawn: since when, and the place before the event that began it.
type drawing struct {
	since time.Duration
	from  place
	late  bool // it began because the one before had lasted too long
}

// settle returns what a terminal shows at t, at which the replay stands in chunk c: inside synchronised output the last
// whole screen. until is when that will have lasted too long, 0 for a screen that is whole.
func (p *Player) settle(ctx context.Context, c *chunk, t time.Duration) (f vt.Frame, until time.Duration, err error) {
	f = p.replay.screen.Frame()
	if f.Complete || c == nil {
		return f, 0, nil
	}
	target := p.replay.at
	d, err := p.drawnSince(ctx, t, target)
	if err != nil || d == nil || t-d.since >= longestSync {
		return f, 0, err
	}
	whole, err := p.before(ctx, *d)
	return whole, d.since + longestSync, err
}

// drawnSince looks for the event that began the drawing which is under way at a target, the place of time t. It is nil if
// that lies too far back to count.
func (p *Player) drawnSince(ctx context.Context, t time.Duration, target place) (*drawing, error) {
	if _, err := p.seek(ctx, max(t-longestSync, 0)); err != nil {
		return nil, err
	}
	var d *drawing
	whole := p.replay.screen.Frame()
	if t <= longestSync { // the start of the recording counts
		if _, err := p.reach(ctx, place{}); err != nil {
			return nil, err
		}
		whole = p.replay.screen.Frame()
	}
	for p.replay.at.before(target) {
		c, err := p.chunkAt(p.replay.at.chunk)
		if err != nil {
			return nil, err
		}
		if p.replay.at.event == len(c.events) {
			if err := p.finishChunk(ctx); err != nil {
				return nil, err
			}
			continue
		}
		e, at, was := c.events[p.replay.at.event], p.replay.at, whole.Complete
		p.replay.apply(e)
		p.replay.screen.FrameInto(&whole)
		switch {
		case whole.Complete:
			d = nil
		case was:
			d = &drawing{since: e.At, from: at}
		case starts(e) >= 0 && (d == nil || e.At-d.since >= longestSync):
			d = &drawing{since: e.At, from: at, late: true}
		case starts(e) >= 0 && bytes.Contains(e.Data[:starts(e)], []byte(syncEnd)):
			d = &drawing{since: e.At, from: at}
		}
	}
	return d, nil
}

// starts returns where in an event the last synchronised output starts, -1 if none does.
func starts(e format.Event) int {
	if e.Kind != format.Output && e.Kind != format.Stderr {
		return -1
	}
	return bytes.LastIndex(e.Data, []byte(syncStart))
}

// before returns the screen as it was when a drawing began.
func (p *Player) before(ctx context.Context, d drawing) (vt.Frame, error) {
	c, err := p.reach(ctx, d.from)
	if err != nil {
		return vt.Frame{}, err
	}
	f := p.replay.screen.Frame()
	if d.from.event >= len(c.events) {
		return f, nil
	}
	e := c.events[d.from.event]
	n := starts(e)
	if n <= 0 {
		return f, nil
	}
	feed(p.replay.screen, format.Event{At: e.At, Kind: e.Kind, Data: e.Data[:n]})
	if started := p.replay.screen.Frame(); started.Complete || d.late {
		f = started
	}
	p.replay.screen = nil // it stands between two places
	return f, nil
}
