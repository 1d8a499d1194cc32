package main

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/ui/recordings"
)

const (
	searchDelay = 150 * time.Millisecond // after a key press: another one may follow
	homeHits    = 5000                   // that the screen is given
)

// searcher returns what the screen of recordings searches with. The store is opened when it is needed first.
func (h *home) searcher() func(context.Context, []string, []archive.Entry) iter.Seq2[recordings.Hit, error] {
	var mu sync.Mutex
	var opened *search.Sources
	sources := func() (search.Sources, error) {
		mu.Lock()
		defer mu.Unlock()
		if opened == nil {
			s, err := h.quiet.searchSources(h.ctx)
			if err != nil {
				return s, err
			}
			opened = &s
		}
		return *opened, nil
	}
	return func(ctx context.Context, words []string, among []archive.Entry) iter.Seq2[recordings.Hit, error] {
		return func(yield func(recordings.Hit, error) bool) {
			select {
			case <-time.After(searchDelay):
			case <-ctx.Done():
				return
			}
			s, err := sources()
			if err == nil {
				err = searchAmong(ctx, s, words, among, yield)
			}
			if err != nil {
				yield(recordings.Hit{}, err)
			}
		}
	}
}

// searchAmong yields the hits in some recordings. The error is to be yielded.
func searchAmong(ctx context.Context, s search.Sources, words []string, among []archive.Entry, yield func(recordings.Hit, error) bool) error {
	q, err := search.Parse(words, search.Options{}, time.Now())
	if err != nil {
		return err
	}
	q.Limit = homeHits
	s.Entries = func(yield func(archive.Entry, error) bool) {
		for _, e := range among {
			if !yield(e, nil) {
				return
			}
		}
	}
	var r search.Report
	for h, err := range search.Run(ctx, s, q, &r) {
		if err != nil {
			return err
		}
		found := recordings.Hit{ID: h.Session.ID, At: h.At, Line: h.Line}
		if len(h.Spans) > 0 {
			found.Start, found.End = h.Spans[0][0], h.Spans[0][1]
		}
		if !yield(found, nil) {
			return nil
		}
	}
	if r.Limited {
		return recordings.ErrLimit
	}
	if len(r.LeftOut) > 0 {
		return fmt.Errorf("%s left out, one of them %s: %w", plural(len(r.LeftOut), "recording"), r.LeftOut[0].ID, r.LeftOut[0].Reason)
	}
	return nil
}
