package archive

import (
	"context"
	"sync"
	"time"
)

// looksAtOnce is how many sessions one listing looks at at the same time.
const looksAtOnce = 8

// A looker finds out whether sessions without a commit are live or torn, a few at a time in the order of the listing.
// After left looks it goes by the time of the catalog entry alone.
type looker struct {
	a    *Archive
	left int
}

// look makes sure that the state of the last entry is known, and looks at some before it that will be next.
func (l *looker) look(ctx context.Context, entries []Entry) error {
	last := &entries[len(entries)-1]
	if last.looked {
		return nil
	}
	var next []*Entry
	for i := len(entries) - 1; i >= 0 && len(next) < min(looksAtOnce, l.left); i-- {
		if e := &entries[i]; e.stage == begun && !e.looked {
			next = append(next, e)
		}
	}
	if len(next) == 0 {
		last.settle(l.a, signs{})
		return nil
	}
	l.left -= len(next)
	errs := make([]error, len(next))
	var all sync.WaitGroup
	for i, e := range next {
		all.Go(func() { errs[i] = l.a.look(ctx, e) })
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// signs is what the slices of a session's stream tell.
type signs struct {
	segments int
	bytes    int64
	newest   time.Time
}

// look finds out about one session from the slices of its stream.
func (a *Archive) look(ctx context.Context, e *Entry) error {
	var s signs
	for o, err := range a.store.List(ctx, liveFolder(e.ID), "") {
		if err != nil {
			return err
		}
		s.segments++
		s.bytes += o.Size
		if o.Modified.After(s.newest) {
			s.newest = o.Modified
		}
	}
	if s.segments == 0 { // perhaps it was committed since
		now, found, err := a.catalogEntry(ctx, e.ID)
		if err != nil {
			return err
		}
		if found && now.stage == committed {
			*e = now
			e.looked = true
			return nil
		}
	}
	e.settle(a, s)
	return nil
}

// settle decides about the state of a session.
func (e *Entry) settle(a *Archive, s signs) {
	newest := e.modified
	if s.newest.After(newest) {
		newest = s.newest
	}
	e.looked, e.State, e.Size = true, Live, s.bytes
	now := a.o.Now()
	if now.Sub(newest) > a.o.Stale {
		e.State, now = Torn, newest
	}
	e.Duration = min(max(now.Sub(e.Start), 0), maxDuration).Truncate(time.Millisecond)
}

// catalogEntry finds what the catalog says of an ID, which must be valid.
func (a *Archive) catalogEntry(ctx context.Context, id string) (best Entry, found bool, err error) {
	for o, err := range a.store.List(ctx, idDay(id).catalog()+id+".", "") {
		if err != nil {
			return Entry{}, false, err
		}
		if e, ok := parseKey(o); ok && (!found || e.better(best)) {
			best, found = e, true
		}
	}
	return best, found, nil
}
