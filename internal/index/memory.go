package index

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/shellac-term/shellac/internal/transcript"
)

// A Member is a recording of an index in memory.
type Member struct {
	Session Session
	Reading transcript.Reading
}

// InMemory returns an index that holds the given recordings, each under the day on which it began.
func InMemory(members ...Member) *Index {
	byDay := map[time.Time][]Member{}
	for _, m := range members {
		day := m.Session.Start.UTC().Truncate(24 * time.Hour)
		byDay[day] = append(byDay[day], m)
	}
	var days []Day
	for date, of := range byDay {
		days = append(days, Day{Date: date, packs: memoryDay(of)})
	}
	slices.SortFunc(days, func(a, b Day) int { return b.Date.Compare(a.Date) })
	return &Index{days: func(ctx context.Context) ([]Day, error) { return days, ctx.Err() }}
}

type memoryDay []Member

func (d memoryDay) sessions(ctx context.Context) ([]Session, error) {
	var all []Session
	for _, m := range d {
		all = append(all, m.Session)
	}
	slices.SortFunc(all, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	return all, ctx.Err()
}

func (d memoryDay) blocks(ctx context.Context, keep func(*Session) bool, _ [][][]byte) iter.Seq2[*Block, error] {
	return func(yield func(*Block, error) bool) {
		for i := range d {
			if keep != nil && !keep(&d[i].Session) {
				continue
			}
			for _, b := range BlocksOf(&d[i].Session, d[i].Reading) {
				if err := ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}
