package archive

import "context"

// A span is the days that a listing has to read.
type span struct {
	first, last day
	tomorrow    day // the last day on which, with clocks that are right, anything can lie
}

// maxFuture is how many days of the future are looked up one by one.
const maxFuture = 16

// bounds returns the days on which recordings that pass the filter can lie: those of its times, not before the oldest
// day there is, and not after tomorrow unless there is something. That takes at most two requests while clocks are right.
func (a *Archive) bounds(ctx context.Context, f Filter) (span, error) {
	s := span{last: dayOf(lastTime()), tomorrow: dayOf(a.o.Now()) + 1}
	if !f.Until.IsZero() && f.Until.Before(lastTime()) {
		s.last = dayOf(f.Until.Add(startSlack))
	}
	if !f.Since.IsZero() {
		s.first = dayOf(f.Since.Add(-startSlack))
	}
	if s.first >= s.last {
		return s, nil
	}
	oldest, found, err := a.firstDay(ctx, s.first)
	if err != nil || !found {
		return span{first: 1}, err
	}
	s.first = oldest
	if s.tomorrow < s.last {
		s.last, err = a.lastDay(ctx, s.tomorrow, s.last)
	}
	return s, err
}

// firstDay finds the first day from a given one on with something in it.
func (a *Archive) firstDay(ctx context.Context, from day) (day, bool, error) {
	for o, err := range a.store.List(ctx, catalogRoot, from.catalog()) {
		if err != nil {
			return 0, false, err
		}
		if e, ok := parseKey(o); ok {
			return idDay(e.ID), true, nil
		}
	}
	return 0, false, nil
}

// lastDay returns tomorrow, or the last day after it with something in it, up to limit.
func (a *Archive) lastDay(ctx context.Context, tomorrow, limit day) (day, error) {
	last := tomorrow
	for range maxFuture {
		d, found, err := a.firstDay(ctx, last+1)
		if err != nil || !found || d > limit {
			return last, err
		}
		last = d
	}
	return limit, nil
}
