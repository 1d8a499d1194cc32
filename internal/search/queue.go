package search

import (
	"cmp"
	"slices"
	"time"
)

// A queue puts the hits of one day in order: the packs of a day are not in the order of time, and some of its recordings may not be in
// them.
type queue struct {
	of       time.Time // the day
	held     []group
	hits     int
	overflow bool   // there are too many to hold: from now on they come as they are found
	last     string // the recording whose hit came last
}

// A group is hits of one recording.
type group struct {
	id   string
	hits []Hit
}

// maxHeld is how many hits of a day are held to be put in order.
const maxHeld = 2000

// collect takes hits of packs.
func (q *queue) collect(in <-chan []Hit, emit func(Hit) bool) {
	for hits := range in {
		for _, h := range hits {
			if q.overflow {
				if !emit(h) {
					return
				}
				continue
			}
			q.hold(h)
			if q.hits > maxHeld {
				q.spill(emit)
			}
		}
	}
	q.sort()
}

func (q *queue) hold(h Hit) {
	if n := len(q.held); n == 0 || q.held[n-1].id != h.Session.ID {
		q.held = append(q.held, group{id: h.Session.ID})
	}
	g := &q.held[len(q.held)-1]
	g.hits = append(g.hits, h)
	q.hits++
}

// spill gives away what is held, last the recording whose hits are still coming.
func (q *queue) spill(emit func(Hit) bool) {
	q.overflow = true
	last := q.held[len(q.held)-1]
	q.held = q.held[:len(q.held)-1]
	q.sort()
	q.held = append(q.held, last)
	q.release(emit, "")
}

// sort puts newer recordings first.
func (q *queue) sort() {
	slices.SortStableFunc(q.held, func(a, b group) int { return cmp.Compare(b.id, a.id) })
}

// release gives away what is held of recordings that are newer than one; all of it for "".
func (q *queue) release(emit func(Hit) bool, before string) {
	for len(q.held) > 0 && q.held[0].id > before {
		for _, h := range q.held[0].hits {
			if !emit(h) {
				return
			}
		}
		q.held = q.held[1:]
	}
}

// pass gives hits away as they come.
func (q *queue) pass(in <-chan []Hit, emit func(Hit) bool) {
	for hits := range in {
		for _, h := range hits {
			if !emit(h) {
				return
			}
		}
	}
}
