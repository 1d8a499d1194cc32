package player

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// A Hit is a place where a pattern stood on the screen.
type Hit struct {
	At         time.Duration // when it first stood there in full
	Until      time.Duration // when its line was gone
	Line       string        // the line, with wrapped rows joined
	Start, End int           // of the match in Line, in bytes
}

// errStop says that nobody wants more hits.
var errStop = errors.New("stop")

// Find yields every place where the pattern stood on the screen. It replays the recording on a screen of its own from
// start to end, in bounded memory, and may run beside everything else. A hit is yielded when its line is gone, so that
// hits do not come in the order of their times; all that are yielded between two chunks of the recording do. Text that
// stays, is drawn again at once, or grows behind the match is one hit. An error is the last thing it yields. Unless
// passed is nil, it is told from time to time up to where the recording has been searched.
func (p *Player) Find(ctx context.Context, pattern *Pattern, passed func(time.Duration)) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		w := watch{pattern: pattern, passed: passed}
		err := p.watch(ctx, &w, func(h Hit) bool { return yield(h, nil) })
		if err != nil && !errors.Is(err, errStop) {
			yield(Hit{}, err)
		}
	}
}

// watch replays the recording before w and emits what it finds.
func (p *Player) watch(ctx context.Context, w *watch, emit func(Hit) bool) error {
	w.restart(firstKeyframe(p.Header()).screen())
	for i, index := range p.chunks() {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := p.chunkForWatch(i)
		if err != nil {
			return fmt.Errorf("find %q: %w", w.pattern.text, err)
		}
		w.chunk(c)
		if w.passed != nil {
			w.passed(index.End)
		}
		if !emitAll(w.take(), emit) {
			return errStop
		}
	}
	w.transcript.Close(p.Duration())
	if !emitAll(w.take(), emit) {
		return errStop
	}
	return nil
}

func emitAll(hits []Hit, emit func(Hit) bool) bool {
	for _, h := range hits {
		if !emit(h) {
			return false
		}
	}
	return true
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

// chunk feeds the events of a chunk to the screen.
func (w *watch) chunk(c *chunk) {
	if w.lost && c.keyframe != nil && len(c.events) > 0 {
		w.transcript.Close(c.events[0].At)
		w.restart(c.keyframe.screen())
	}
	w.lost = c.broken
	for _, e := range c.events {
		w.event(e)
	}
}
