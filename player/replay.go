package player

import (
	"context"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A replay is a screen and the place in the recording whose state it has.
type replay struct {
	screen *vt.Screen
	at     place
	fed    int // bytes of output since the last keyframe
}

// firstKeyframe is the screen before the first event. A session without a terminal writes bare line feeds, which there
// mean new lines.
func firstKeyframe(h format.Header) keyframe {
	k := keyframe{size: h.Size}
	if h.Size.Cols <= 0 && h.Size.Rows <= 0 {
		k.redraw = []byte("\x1b[20h")
	}
	return k
}

// restart puts the replay to a keyframe.
func (r *replay) restart(k keyframe) {
	r.screen, r.at, r.fed = k.screen(), k.at, 0
}

// apply feeds one event to the screen.
func (r *replay) apply(e format.Event) {
	feed(r.screen, e)
	r.at.event++
	r.fed += len(e.Data)
}

func feed(s *vt.Screen, e format.Event) {
	switch e.Kind {
	case format.Output, format.Stderr:
		s.Write(e.Data)
	case format.Resize:
		if size, err := e.Size(); err == nil {
			s.Resize(size.Cols, size.Rows)
		}
	}
}

// seek brings the replay to t and returns the chunk it then stands in, nil for a recording without chunks.
func (p *Player) seek(ctx context.Context, t time.Duration) (*chunk, error) {
	chunks := p.chunks()
	if len(chunks) == 0 {
		p.replay.restart(firstKeyframe(p.Header()))
		return nil, nil
	}
	number := max(chunkOf(chunks, t), 0)
	c, err := p.chunkAt(number)
	if err != nil {
		return nil, err
	}
	return p.reach(ctx, place{number, c.until(t)})
}

// reach brings the replay to a place and returns the chunk it then stands in.
func (p *Player) reach(ctx context.Context, target place) (*chunk, error) {
	c, err := p.chunkAt(target.chunk)
	if err != nil {
		return nil, err
	}
	p.start(c, target)
	for p.replay.at.chunk < target.chunk {
		if err := p.finishChunk(ctx); err != nil {
			return nil, err
		}
	}
	p.play(c, target.event)
	return c, nil
}

// chunkOf returns the number of the last chunk that starts at or before t, -1 if there is none.
func chunkOf(chunks []format.Chunk, t time.Duration) int {
	low, high := 0, len(chunks)
	for low < high {
		mid := (low + high) / 2
		if chunks[mid].Start <= t {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - 1
}

// start chooses where to replay from: the latest known state that is not after the target, in chunk c.
func (p *Player) start(c *chunk, target place) {
	best := firstKeyframe(p.Header())
	p.mu.Lock()
	if k, ok := p.keys.before(target); ok {
		best = k
	}
	p.mu.Unlock()
	for _, k := range c.keyframes {
		if best.at.before(k.at) && !target.before(k.at) {
			best = k
		}
	}
	r := &p.replay
	if r.screen == nil || target.before(r.at) || r.at.before(best.at) {
		r.restart(best)
	}
}

// finishChunk replays the rest of the chunk the replay stands in and moves on to the next one.
func (p *Player) finishChunk(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c, err := p.chunkAt(p.replay.at.chunk)
	if err != nil {
		return err
	}
	p.play(c, len(c.events))
	p.replay.at = place{c.number + 1, 0}
	if c.broken {
		return p.heal()
	}
	p.keep()
	return nil
}

// heal is called where events are lost before the chunk that comes next: if it carries a keyframe, the screen is right
// again from there on.
func (p *Player) heal() error {
	c, err := p.chunkAt(p.replay.at.chunk)
	if err != nil {
		return err
	}
	if k, ok := c.first(); ok {
		p.replay.restart(k)
	}
	return nil
}

// play replays the events of c up to number end, leaving keyframes behind.
func (p *Player) play(c *chunk, end int) {
	r := &p.replay
	for r.at.event < end {
		r.apply(c.events[r.at.event])
		if r.fed >= keyframeEvery {
			p.keep()
		}
	}
}

// keep makes a keyframe of the replay's state, if there is none.
func (p *Player) keep() {
	p.replay.fed = 0
	p.mu.Lock()
	known := p.keys.has(p.replay.at)
	p.mu.Unlock()
	if known {
		return
	}
	cols, rows := p.replay.screen.Size()
	k := keyframe{at: p.replay.at, size: format.Size{Cols: cols, Rows: rows}, redraw: p.replay.screen.Redraw()}
	p.mu.Lock()
	p.keys.add(k)
	p.mu.Unlock()
}
