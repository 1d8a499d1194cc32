package archive

import (
	"context"
	"iter"
)

const (
	maxAhead   = 4    // stretches of days that are listed at once
	fewKeys    = 400  // fewer keys make the next stretch longer; a request to S3 brings 1,000
	manyKeys   = 1500 // more make it shorter
	maxKeys    = 4000 // more end a listing of several days, so that it can be cut in two
	maxWidth   = 1 << 20
	widthRatio = 4
)

// A window is a stretch of days that is being listed; the rest is there once done is closed.
type window struct {
	first, last day
	done        chan struct{}
	entries     []Entry // in the order of IDs
	keys        int
	full        bool // there are more than maxKeys keys on several days: entries lack the latest
	err         error
}

// windows yields the entries of one stretch of days after the other, later days first, each in the order of IDs. It lists a
// few stretches ahead, and makes them longer where there is little in them, so that years without a recording cost a handful
// of requests.
func (a *Archive) windows(ctx context.Context, f Filter) iter.Seq2[[]Entry, error] {
	return func(yield func([]Entry, error) bool) {
		span, err := a.bounds(ctx, f)
		if err != nil {
			yield(nil, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		p := planner{a: a, f: f, span: span, hi: span.last, width: 1}
		defer p.drain()
		defer cancel()
		for w := p.next(ctx); w != nil; w = p.next(ctx) {
			if !yield(w.entries, w.err) || w.err != nil {
				return
			}
		}
	}
}

// A planner cuts the days of a listing into windows.
type planner struct {
	a     *Archive
	f     Filter
	span  span
	hi    day // the last day of the next window
	width day
	ahead []*window
}

// next returns the next window that is read, or nil after the last.
func (p *planner) next(ctx context.Context) *window {
	for {
		p.startAhead(ctx)
		if len(p.ahead) == 0 {
			return nil
		}
		w := p.ahead[0]
		<-w.done
		p.ahead = p.ahead[1:]
		if !w.full {
			p.learn(w)
			return w
		}
		mid := w.first + (w.last-w.first)/2
		halves := []*window{p.start(ctx, mid+1, w.last), p.start(ctx, w.first, mid)}
		p.ahead = append(halves, p.ahead...)
		p.width = mid - w.first + 1
	}
}

func (p *planner) startAhead(ctx context.Context) {
	for len(p.ahead) < maxAhead && p.hi >= p.span.first {
		lo := max(p.span.first, p.hi-p.width+1)
		if p.hi > p.span.tomorrow {
			lo = max(lo, p.span.tomorrow+1)
		}
		p.ahead = append(p.ahead, p.start(ctx, lo, p.hi))
		if p.hi = lo - 1; p.hi == p.span.tomorrow {
			p.width = 1 // what some wrong clock has put into the future says nothing about the rest
		}
	}
}

// learn chooses how many days to list at once from what the last window held.
func (p *planner) learn(w *window) {
	days := w.last - w.first + 1
	switch {
	case w.first == p.span.tomorrow: // is empty nearly everywhere
	case w.keys < fewKeys:
		p.width = min(max(p.width, days*widthRatio), maxWidth)
	case w.keys > manyKeys:
		p.width = max(min(p.width, days/widthRatio), 1)
	}
}

func (p *planner) drain() {
	for _, w := range p.ahead {
		<-w.done
	}
}

func (p *planner) start(ctx context.Context, first, last day) *window {
	w := &window{first: first, last: last, done: make(chan struct{})}
	go func() {
		defer close(w.done)
		w.err = p.a.readWindow(ctx, p.f, w)
	}()
	return w
}

// readWindow lists the days of a window and keeps what may pass the filter.
func (a *Archive) readWindow(ctx context.Context, f Filter, w *window) error {
	var best Entry // of the ID that is being read
	first, end := w.first.catalog(), (w.last + 1).catalog()
	for o, err := range a.store.List(ctx, sharedPrefix(first+f.idPrefix, w.last.catalog()+f.idPrefix), first) {
		if err != nil {
			return err
		}
		if o.Key >= end {
			break
		}
		if w.keys++; w.keys > maxKeys && w.first < w.last {
			w.full = true
			return nil
		}
		e, ok := parseKey(o)
		switch {
		case !ok:
		case e.ID != best.ID:
			if err := a.keep(ctx, f, w, best); err != nil {
				return err
			}
			best = e
		case e.better(best):
			best = e
		}
	}
	return a.keep(ctx, f, w, best)
}

func (a *Archive) keep(ctx context.Context, f Filter, w *window, e Entry) error {
	ok, err := a.admits(ctx, f, &e)
	if ok {
		w.entries = append(w.entries, e)
	}
	return err
}

// better tells which of two entries of one recording stands for it: one of a commit, and the later of two commits.
func (e Entry) better(than Entry) bool {
	if e.stage != than.stage {
		return e.stage == committed
	}
	return !e.modified.Before(than.modified)
}

func sharedPrefix(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a[:n]
}
