package search

import (
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
)

// Sources are what is searched.
type Sources struct {
	Archive  *archive.Archive
	Index    *index.Index // nil if nothing is packed
	Progress func(Report) // is told after each recording or so, on the goroutine of the loop; may be nil

	// Entries are the recordings to search, newer days first; nil for those that the archive lists.
	Entries iter.Seq2[archive.Entry, error]
}

// Run yields the hits of a query as they are found: those of newer days first, and within a day those of newer recordings, except that
// of a day with very many hits in packs the first ones found come first. The hits of a recording follow each other as one reads them. r
// is filled while it runs. An error is the last thing it yields: a *StoreError, one of listing the archive, or that of ctx. What is
// wrong with single recordings is in r.
func Run(ctx context.Context, from Sources, q *Query, r *Report) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		s := &run{ctx: ctx, from: from, q: q, report: r, yield: yield}
		s.table = sync.OnceValue(s.readTable)
		defer s.working.Wait()
		defer cancel()
		s.working.Go(func() { s.table() }) // while the first recordings are listed
		if err := s.run(); err != nil && !s.stopped {
			yield(Hit{}, err)
		}
	}
}

// A run is one search.
type run struct {
	ctx     context.Context
	from    Sources
	q       *Query
	report  *Report
	yield   func(Hit, error) bool
	working sync.WaitGroup
	table   func() table

	day      queue
	stopped  bool // nobody wants more hits
	failures int  // recordings in a row that the store did not give
}

// run takes the units in their order, whose work is done ahead.
func (s *run) run() error {
	for u := range s.units() {
		if u.err != nil {
			s.day.release(s.emit, "")
			return u.err
		}
		if !u.day.Equal(s.day.of) {
			s.day.release(s.emit, "")
			s.day = queue{of: u.day}
		}
		if u.pack {
			s.day.collect(u.out, s.emit)
			s.day.release(s.emit, u.before)
		} else {
			s.day.release(s.emit, u.id)
			s.day.pass(u.out, s.emit)
		}
		if s.stopped {
			return nil
		}
		if err := s.settle(u); err != nil {
			s.day.release(s.emit, "")
			return err
		}
	}
	s.day.release(s.emit, "")
	if note := s.table().note; note != nil {
		s.report.Notes = append(s.report.Notes, note)
	}
	return s.ctx.Err()
}

// settle counts the recordings of a unit that has done its work.
func (s *run) settle(u *unit) error {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	for _, note := range u.notes {
		s.note(note)
	}
	for _, o := range u.outcomes {
		s.report.add(o)
		switch {
		case o.err == nil:
			s.failures = 0
		case ofStore(o.err):
			if s.failures++; s.failures >= maxFailures {
				return &StoreError{o.err}
			}
		}
	}
	if s.from.Progress != nil {
		s.from.Progress(*s.report)
	}
	return nil
}

// note keeps what is to be said at the end, once: two units of one day may find the same pack broken.
func (s *run) note(err error) {
	if !slices.ContainsFunc(s.report.Notes, func(n error) bool { return n.Error() == err.Error() }) {
		s.report.Notes = append(s.report.Notes, err)
	}
}

// emit gives a hit away. It reports false if nobody wants more.
func (s *run) emit(h Hit) bool {
	if s.stopped {
		return false
	}
	s.report.Hits++
	if h.Session.ID != s.day.last {
		s.report.WithHits++
		s.day.last = h.Session.ID
	}
	s.stopped = !s.yield(h, nil)
	if !s.stopped && s.report.Hits == s.q.Limit {
		s.stopped, s.report.Limited = true, true
		s.report.Searched = max(s.report.Searched, s.report.WithHits) // at least
		s.report.Recordings = max(s.report.Recordings, s.report.Searched)
	}
	return !s.stopped
}
