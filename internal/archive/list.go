package archive

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// List yields the recordings that pass the filter, newest first. It asks for more only a few days ahead of the loop, and an
// error ends it. It reads no object, except the catalog entries of recordings whose names are too long for a key, when the filter
// asks for a name.
func (a *Archive) List(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		left := f.Limit
		for e, err := range a.settled(ctx, f) {
			if err != nil {
				yield(Entry{}, fmt.Errorf("list recordings: %w", err))
				return
			}
			if !yield(e, nil) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// settled yields what passes the whole filter, with the state of every session found out.
func (a *Archive) settled(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		l := looker{a: a, left: a.o.Looks}
		for entries, err := range a.windows(ctx, f) {
			for i := len(entries) - 1; i >= 0 && err == nil; i-- {
				if entries[i].stage == begun {
					err = l.look(ctx, entries[:i+1])
				}
				if err == nil && f.admitsState(entries[i]) && !yield(entries[i], nil) {
					return
				}
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
		}
	}
}

// admits applies what of the filter can be told before a look at the session.
func (a *Archive) admits(ctx context.Context, f Filter, e *Entry) (bool, error) {
	if e.ID == "" || !f.admitsBefore(*e) {
		return false, nil
	}
	if e.cut && f.readsText() {
		d, err := a.Details(ctx, *e)
		if ctx.Err() != nil {
			return false, err
		}
		if err == nil { // else what there is must do
			e.Kind, e.User, e.Target, e.cut = d.Header.Kind, d.Header.User, d.Header.Target, false
		}
	}
	return f.admitsText(*e), nil
}

// Stale tells how long a session that stores nothing more still counts as live.
func (a *Archive) Stale() time.Duration { return a.o.Stale }
