package player

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A Hit is a place where a pattern stood on the screen.
type Hit struct {
	// At is when it first stood there in full: to the millisecond where the player saw it itself, up to about a
	// tenth of a second too early where the recording's transcript says so. Exact tells the time.
	At         time.Duration
	Until      time.Duration // when its line was gone
	Line       string        // the line, with wrapped rows joined
	Start, End int           // of the match in Line, in bytes
	Order      uint64        // of the line among those that came at one time
}

// Compare orders hits as they are read: by time, then by line, then from left to right.
func (h Hit) Compare(other Hit) int {
	return cmp.Or(cmp.Compare(h.At, other.At), cmp.Compare(h.Order, other.Order), cmp.Compare(h.Start, other.Start))
}

// errStop says that nobody wants more hits.
var errStop = errors.New("stop")

// Find yields every place where the pattern stood on the screen. It reads the recording's transcript from start to end;
// where there is none it replays the recording on a screen of its own, in bounded memory. It may run beside everything
// else. A hit is yielded when its line is gone, so that hits do not come in the order of their times. Text that stays, is
// drawn again at once, or grows behind the match is one hit. An error is the last thing it yields. Unless passed is nil,
// it is told from time to time up to where the recording has been searched.
func (p *Player) Find(ctx context.Context, pattern *Pattern, passed func(time.Duration)) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		w := watch{pattern: pattern, passed: passed}
		err := p.watch(ctx, &w, func(h Hit) bool { return yield(h, nil) })
		if err != nil && !errors.Is(err, errStop) {
			yield(Hit{}, err)
		}
	}
}

// watch shows the recording to w and emits what it finds.
func (p *Player) watch(ctx context.Context, w *watch, emit func(Hit) bool) error {
	first := firstKeyframe(p.Header())
	w.tail.from = first
	w.torn = errors.Is(p.recording().Damage(), format.ErrTorn)
	w.restart(first.screen())
	if err := p.readWords(); err != nil {
		return fmt.Errorf("find %q: %w", w.pattern.text, err)
	}
	chunks := p.chunks()
	for s := range p.scan(ctx, w.pattern, len(chunks), w.torn) {
		if s.err != nil {
			return fmt.Errorf("find %q: %w", w.pattern.text, s.err)
		}
		if err := p.mend(ctx, w, s); err != nil {
			return fmt.Errorf("find %q: %w", w.pattern.text, err)
		}
		w.chunk(s)
		if w.passed != nil {
			w.passed(chunks[s.number].End)
		}
		if !emitAll(w.take(), emit) {
			return errStop
		}
	}
	if w.stored && w.torn {
		if err := p.watchTail(ctx, w, len(chunks)); err != nil {
			return fmt.Errorf("find %q: %w", w.pattern.text, err)
		}
	}
	w.mended(p.Duration())
	if w.own != nil {
		w.own.Close(p.Duration())
	}
	if !emitAll(w.take(), emit) {
		return errStop
	}
	return nil
}

// watchTail replays the end of a recording that was cut off: its writer had not written down all lines.
func (p *Player) watchTail(ctx context.Context, w *watch, chunks int) error {
	w.restart(w.tail.from.screen())
	for i := w.tail.from.at.chunk; i < chunks; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, _, err := p.readChunk(i)
		if err != nil {
			return err
		}
		w.events(c.events)
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

// exactWithin is how long after the time of a hit the match is looked for on the screen.
const exactWithin = time.Second

// Exact returns when the pattern of a hit stands on the screen: the time of the first change of the screen from h.At on
// that shows it; failing one within a second, h.At.
func (p *Player) Exact(ctx context.Context, pattern *Pattern, h Hit) (time.Duration, error) {
	for at := h.At; at <= h.At+exactWithin; {
		m, err := p.MomentAt(ctx, at)
		if err != nil {
			return 0, err
		}
		if pattern.standsOn(m.Frame, h) {
			return at, nil
		}
		if m.Last || m.Next <= at {
			break
		}
		at = m.Next
	}
	return min(h.At, p.Duration()), nil
}

// standsOn reports whether a line of the frame matches as the hit's line does, as far as it is there already.
func (p *Pattern) standsOn(f vt.Frame, h Hit) bool {
	for top := 0; top < f.Rows; {
		end := lineEnd(f, top)
		line, _ := joined(f, top, end)
		if len(line) >= h.End && line[h.Start:h.End] == h.Line[h.Start:h.End] && p.re.MatchString(line) {
			return true
		}
		top = end
	}
	return false
}
