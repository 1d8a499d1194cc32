package search

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
)

// A unit is a piece of the work: what is packed of a day, or one recording. Units are worked on ahead, several at a time, and taken in
// order.
type unit struct {
	day time.Time
	id  string // of the recording, if it is one

	pack    bool                     // it is what is packed, in part or all of it:
	members map[string]archive.Entry // these, by ID
	before  string                   // ID of the newest recording of the day that is not packed; "" if there is none

	out      chan []Hit // is closed when the work is done
	outcomes []outcome  // of all recordings; to be read after that
	notes    []error

	err error // listing ended with it; there is no work
}

const (
	maxUnits   = 24      // that are worked on ahead
	budget     = 48      // tokens for recordings that are read at the same time
	tokenBytes = 1 << 20 // of output, for which a recording takes a token
	minTokens  = 3       // of the smallest recording
	batchHits  = 256     // that are handed over at a time
	plansAhead = 8       // days whose work is sorted out ahead
)

// A plan is the work of one day.
type plan struct {
	day     time.Time
	packed  packs
	members map[string]archive.Entry // those recordings that are packed, by ID
	rest    []archive.Entry          // newest first
	kept    []outcome                // recordings that the filter of headers keeps out
	notes   []error
	err     error
}

// A packs is what is packed of a day: an index.Day.
type packs interface {
	BlocksAny(ctx context.Context, keep func(*index.Session) bool, alternatives [][][]byte) iter.Seq2[*index.Block, error]
}

// units returns the units in order, which are being worked on.
func (s *run) units() <-chan *unit {
	plans, units := make(chan chan plan, plansAhead), make(chan *unit, maxUnits)
	s.working.Go(func() {
		defer close(plans)
		for entries, err := range s.days() {
			p := make(chan plan, 1)
			if err != nil {
				p <- plan{err: err}
			} else {
				s.working.Go(func() { p <- s.plan(entries) })
			}
			select {
			case plans <- p:
			case <-s.ctx.Done():
				return
			}
		}
	})
	s.working.Go(func() {
		defer close(units)
		start := starter{run: s, units: units, tokens: make(chan struct{}, budget), packs: make(chan struct{}, runtime.GOMAXPROCS(0))}
		for p := range plans {
			if !start.plan(<-p) {
				return
			}
		}
	})
	return units
}

// days yields the recordings of each day from the newest to the oldest. An error is the last thing it yields.
func (s *run) days() iter.Seq2[[]archive.Entry, error] {
	return func(yield func([]archive.Entry, error) bool) {
		entries := s.from.Entries
		if entries == nil {
			entries = s.from.Archive.List(s.ctx, s.q.Filter)
		}
		var day []archive.Entry
		for e, err := range entries {
			if len(day) > 0 && (err != nil || !day[0].Day().Equal(e.Day())) {
				if !yield(day, nil) {
					return
				}
				day = nil
			}
			if err != nil {
				yield(nil, err)
				return
			}
			day = append(day, e)
		}
		if len(day) > 0 {
			yield(day, nil)
		}
	}
}

// A table is the days of the index.
type table struct {
	days map[time.Time]index.Day
	note error // what could not be read of it
}

// readTable returns the days of the index. Without an index all is read from the recordings.
func (s *run) readTable() table {
	if s.from.Index == nil {
		return table{}
	}
	days, err := s.from.Index.Days(s.ctx)
	t := table{days: make(map[time.Time]index.Day, len(days))}
	if err != nil && s.ctx.Err() == nil {
		t.note = fmt.Errorf("read index, without which recordings are read instead: %w", err)
	}
	for _, d := range days {
		t.days[d.Date.UTC()] = d
	}
	return t
}

// plan sorts out what of a day is packed.
func (s *run) plan(entries []archive.Entry) plan {
	p := plan{day: entries[0].Day(), members: make(map[string]archive.Entry)}
	sessions := make(map[string]*index.Session)
	if day, ok := s.table().days[p.day]; ok {
		all, err := day.Sessions(s.ctx)
		if err != nil && s.ctx.Err() == nil {
			p.notes = append(p.notes, fmt.Errorf("read packs of %s, without which recordings are read instead: %w", p.day.Format(time.DateOnly), err))
		}
		for i := range all {
			sessions[all[i].ID] = &all[i]
		}
		p.packed = day
	}
	for _, e := range entries {
		switch session := sessions[e.ID]; {
		case session == nil || session.State != e.State:
			p.rest = append(p.rest, e)
		case !s.q.Header.Admits(session.Labels, session.Reason):
			p.kept = append(p.kept, outcome{entry: e, kept: true})
		default:
			p.members[e.ID] = e
		}
	}
	return p
}

// A starter starts the work on units, in order, so that what comes first has what it needs before anything behind it takes that.
type starter struct {
	*run
	units  chan<- *unit
	tokens chan struct{}
	packs  chan struct{}
	begun  bool // with the first day that is packed
}

// plan starts the units of a day. It reports false if the search is over.
func (s *starter) plan(p plan) bool {
	if p.err != nil {
		return s.start(&unit{err: p.err}, nil, 0, nil)
	}
	for _, u := range s.packUnits(p) {
		if !s.start(u, s.packs, s.share(), func(ctx context.Context) { s.searchPacks(ctx, u, p) }) {
			return false
		}
	}
	for _, e := range p.rest {
		u := &unit{day: p.day, id: e.ID}
		if !s.start(u, s.tokens, tokensOf(e), func(ctx context.Context) { s.searchRecording(ctx, u, e) }) {
			return false
		}
	}
	return true
}

// headUnit is how many recordings are searched before the others of the first day that is packed, and manyMembers how many make that
// worth it: a common word is then found without a look at all of the day.
const (
	headUnit    = 4
	manyMembers = 32
)

// packUnits returns the units of what is packed of a day, those of newer recordings first.
func (s *starter) packUnits(p plan) []*unit {
	if len(p.members) == 0 && len(p.kept) == 0 && len(p.notes) == 0 {
		return nil
	}
	all := &unit{day: p.day, pack: true, members: p.members, outcomes: p.kept, notes: p.notes}
	if len(p.rest) > 0 {
		all.before = p.rest[0].ID
	}
	if s.begun || len(p.members) < manyMembers {
		return []*unit{all}
	}
	head := &unit{day: p.day, pack: true, members: make(map[string]archive.Entry), before: all.before}
	all.members = maps.Clone(p.members)
	ids := slices.Sorted(maps.Keys(p.members))
	for _, id := range ids[len(ids)-headUnit:] {
		head.members[id] = p.members[id]
		delete(all.members, id)
	}
	return []*unit{head, all}
}

// share says how many of the tokens for packs a day takes. The first day takes all of them, so that its hits come soon: the newest are
// what most searches are for.
func (s *starter) share() int {
	if s.begun {
		return 1
	}
	s.begun = true
	return cap(s.packs)
}

// tokensOf says how many tokens it takes to read a recording. Of some only the stored size is known, about an eighth of the output.
func tokensOf(e archive.Entry) int {
	return min(max(int(max(e.Bytes, 8*e.Size)/tokenBytes), minTokens), budget)
}

// start begins the work on a unit when there are n tokens for it.
func (s *starter) start(u *unit, tokens chan struct{}, n int, work func(context.Context)) bool {
	for range n {
		select {
		case tokens <- struct{}{}:
		case <-s.ctx.Done():
			return false
		}
	}
	u.out = make(chan []Hit, 1)
	if work == nil {
		close(u.out)
	} else {
		s.working.Go(func() {
			defer close(u.out)
			work(s.ctx)
			for range n {
				<-tokens
			}
		})
	}
	select {
	case s.units <- u:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// send hands hits over. It reports false if nobody wants them any more.
func (u *unit) send(ctx context.Context, hits []Hit) bool {
	if len(hits) == 0 {
		return ctx.Err() == nil
	}
	select {
	case u.out <- hits:
		return true
	case <-ctx.Done():
		return false
	}
}
