package recordings

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/ui/style"
)

// A hitsMsg brings what was found in recordings.
type hitsMsg struct {
	generation int
	hits       []Hit
	next       tea.Cmd
	err        error
}

// search looks for words in the recordings that pass the filter. Without words a search ends.
func (s *Screen) search(words []string) tea.Cmd {
	q := &s.query
	if slices.Equal(words, q.words) {
		return nil
	}
	if q.cancel != nil {
		q.cancel()
	}
	q.generation++
	q.words, q.hits, q.searching = words, nil, len(words) > 0
	if len(words) == 0 {
		return s.arrange()
	}
	ctx, cancel := context.WithCancel(s.ctx)
	q.cancel = cancel
	var among []archive.Entry
	for _, e := range s.entries {
		if q.filter.Admits(e) {
			among = append(among, e)
		}
	}
	next, stop := iter.Pull2(s.o.Search(ctx, words, among))
	return pullHits(q.generation, next, stop)
}

func pullHits(generation int, next func() (Hit, error, bool), stop func()) tea.Cmd {
	return func() tea.Msg {
		msg := hitsMsg{generation: generation}
		for start := time.Now(); len(msg.hits) < batchRows && (len(msg.hits) == 0 || time.Since(start) < batchTime); {
			h, err, ok := next()
			if !ok || err != nil {
				stop()
				msg.err = err
				return msg
			}
			msg.hits = append(msg.hits, h)
		}
		msg.next = pullHits(generation, next, stop)
		return msg
	}
}

// gotHits takes hits.
func (s *Screen) gotHits(msg hitsMsg) tea.Cmd {
	q := &s.query
	if msg.generation != q.generation {
		return msg.next
	}
	hits := maps.Clone(q.hits)
	if hits == nil {
		hits = make(map[string][]Hit)
	}
	for _, h := range msg.hits {
		hits[h.ID] = append(hits[h.ID][:len(hits[h.ID]):len(hits[h.ID])], h)
	}
	q.hits = hits
	if msg.next == nil {
		q.searching = false
		switch {
		case errors.Is(msg.err, ErrLimit), errors.As(msg.err, new(*search.ExpressionError)):
			q.wrong = msg.err.Error()
		case msg.err != nil:
			q.wrong = "not all recordings could be searched: " + s.explain(msg.err)
		}
	}
	return tea.Batch(msg.next, s.arrange())
}

// countHits says how much of the text that is looked for was found, and nothing while none is looked for.
func (s *Screen) countHits() string {
	n := 0
	for _, hits := range s.query.hits {
		n += len(hits)
	}
	switch n {
	case 0:
		return ""
	case 1:
		return "1 hit"
	}
	return fmt.Sprintf("%s hits in %s of %s", style.Count(n), style.Count(len(s.query.hits)), style.Count(len(s.entries)))
}

// withHits puts a row for each hit below the row of its recording.
func withHits(refs []ref, entries []archive.Entry, hits map[string][]Hit) []ref {
	if len(hits) == 0 {
		return refs
	}
	var all []ref
	for _, r := range refs {
		all = append(all, r)
		for n := range hits[entries[r.entry].ID] {
			all = append(all, ref{r.entry, int32(n)}) // #nosec G115 -- a search yields fewer
		}
	}
	return all
}
