package player

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Hit is a place where a pattern stood on the screen.
type Hit struct {
	At         time.Duration // when it first stood there in full
	Line       string        // the line, with wrapped rows joined
	Start, End int           // of the match in Line, in bytes
}

// foldWithin is how soon text that was gone must come back to be the same hit: programs erase and draw again.
const foldWithin = 2 * time.Second

// errStop says that nobody wants more hits.
var errStop = errors.New("stop")

// Find yields every place where the pattern stood on the screen, in the order of their times. It replays the recording
// on a screen of its own from start to end, in bounded memory, and may run beside everything else. Text that stays, is
// drawn again at once, or grows behind the match is one hit. An error is the last thing it yields.
func (p *Player) Find(ctx context.Context, pattern *Pattern) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		w := watch{pattern: pattern, present: make(map[string]*sighting), emit: func(h Hit) bool { return yield(h, nil) }}
		err := p.watch(ctx, &w)
		if err == nil {
			err = w.flush(maxTime)
		}
		if err != nil && !errors.Is(err, errStop) {
			yield(Hit{}, err)
		}
	}
}

// watch replays the recording before w.
func (p *Player) watch(ctx context.Context, w *watch) error {
	w.screen = firstKeyframe(p.Header()).screen()
	for i := range p.chunks() {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := p.chunkForWatch(i)
		if err != nil {
			return fmt.Errorf("find %q: %w", w.pattern.text, err)
		}
		if w.lost && c.keyframe != nil {
			w.screen = c.keyframe.screen()
		}
		w.lost = c.broken
		for _, e := range c.events {
			if err := w.event(e); err != nil {
				return err
			}
		}
	}
	return nil
}

// chunkForWatch returns a chunk without making it push others out of memory.
func (p *Player) chunkForWatch(i int) (*chunk, error) {
	p.mu.Lock()
	c := p.cache.get(i)
	p.mu.Unlock()
	if c != nil {
		return c, nil
	}
	return p.readChunk(i)
}

func (w *watch) event(e format.Event) error {
	switch e.Kind {
	case format.Output, format.Stderr:
		return w.output(e.At, e.Data)
	case format.Resize:
		feed(w.screen, e)
		return w.look(e.At, true)
	}
	return nil
}
