package search

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/transcript"
)

// searchPacks searches what is packed of a day.
func (s *run) searchPacks(ctx context.Context, u *unit, p plan) {
	if len(u.members) == 0 {
		return
	}
	w := packWork{run: s, u: u, p: p, found: make(map[string]rank)}
	if err := w.blocks(ctx); err != nil && ctx.Err() == nil {
		u.notes = append(u.notes, fmt.Errorf("read packs of %s, without which recordings are read instead: %w", p.day.Format(time.DateOnly), err))
		w.recordings(ctx)
		return
	}
	for _, e := range u.members {
		u.outcomes = append(u.outcomes, outcome{entry: e, packed: true, read: true})
	}
}

// A packWork is the search of what is packed of a day.
type packWork struct {
	*run
	u     *unit
	p     plan
	found map[string]rank // the last hit of each recording that has one
}

// A result is what was found in one block.
type result struct {
	hits []Hit
	err  error
}

// blocks searches the blocks, several at a time, and gives the hits away in order. An error is the first of those of single packs: all
// the other packs were searched.
func (w *packWork) blocks(ctx context.Context) (wrong error) {
	results := make(chan chan result, runtime.GOMAXPROCS(0))
	w.working.Go(func() {
		defer close(results)
		w.match(ctx, results)
	})
	for r := range results {
		done := <-r
		if done.err != nil && wrong == nil {
			wrong = done.err
		}
		if !w.give(ctx, done.hits) {
			for r := range results {
				<-r
			}
			return ctx.Err()
		}
	}
	return wrong
}

// match matches the blocks, each on a goroutine, and hands over where its result will be.
func (w *packWork) match(ctx context.Context, results chan<- chan result) {
	cache := readings{run: w.run, members: w.u.members}
	f := finder{q: w.q, reading: cache.read}
	keep := func(s *index.Session) bool { _, ok := w.u.members[s.ID]; return ok }
	for b, err := range w.p.packed.BlocksAny(ctx, keep, w.q.needs) {
		r := make(chan result, 1)
		results <- r
		if err != nil {
			r <- result{err: err}
			continue
		}
		w.working.Go(func() {
			hits, err := f.block(ctx, b)
			b.Release()
			r <- result{hits, err}
		})
		if ctx.Err() != nil {
			return
		}
	}
}

// give hands hits over, in batches, and none that came before.
func (w *packWork) give(ctx context.Context, hits []Hit) bool {
	fresh := hits[:0]
	for _, h := range hits {
		last, any := w.found[h.Session.ID]
		if any && (w.q.First || !h.rank().after(last)) {
			continue
		}
		w.found[h.Session.ID] = h.rank()
		fresh = append(fresh, h)
	}
	for len(fresh) > batchHits {
		if !w.u.send(ctx, fresh[:batchHits:batchHits]) {
			return false
		}
		fresh = fresh[batchHits:]
	}
	return w.u.send(ctx, fresh)
}

// recordings searches the recordings of the day themselves, for what was not found in the packs.
func (w *packWork) recordings(ctx context.Context) {
	failures := 0
	for _, id := range slices.Backward(slices.Sorted(maps.Keys(w.u.members))) {
		if ctx.Err() != nil || failures >= maxFailures {
			return
		}
		o := w.search(ctx, w.u.members[id], func(hits []Hit) bool { return w.give(ctx, hits) })
		if failures++; o.err == nil || !ofStore(o.err) {
			failures = 0
		}
		w.u.outcomes = append(w.u.outcomes, o)
	}
}

// A readings reads recordings for the lines around hits. It keeps the last one, and may be used by several goroutines.
type readings struct {
	*run
	members map[string]archive.Entry

	mu   sync.Mutex
	id   string
	kept transcript.Reading
}

func (r *readings) read(ctx context.Context, id string) (transcript.Reading, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.id == id {
		return r.kept, nil
	}
	reading, err := r.run.read(ctx, r.members[id])
	if err == nil {
		r.id, r.kept = id, reading
	}
	return reading, err
}
