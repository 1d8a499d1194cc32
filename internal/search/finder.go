package search

import (
	"context"
	"slices"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/transcript"
)

// A finder makes hits of the lines of blocks that match.
type finder struct {
	q       *Query
	reading func(ctx context.Context, id string) (transcript.Reading, error) // gives the lines around a hit
}

// block returns the hits in a block, in the order of its lines; with Query.First the first of each recording.
func (f *finder) block(ctx context.Context, b *index.Block) (hits []Hit, err error) {
	last := ""
	f.q.matcher.lines(b.Text, b.Ends, func(i int) bool {
		var row index.Row
		if row, err = b.Row(i); err != nil {
			return false
		}
		if !f.q.wants(row.In) || f.q.First && row.Session.ID == last {
			return true
		}
		last = row.Session.ID
		hits = append(hits, f.hit(ctx, b, i, row))
		return true
	})
	return hits, err
}

// wants tells whether the query looks at lines of a kind.
func (q *Query) wants(in index.In) bool {
	if in == index.Transient {
		if !q.Deep {
			return false
		}
		in = index.Screen
	}
	return len(q.In) == 0 && in == index.Screen || slices.Contains(q.In, in)
}

func (f *finder) hit(ctx context.Context, b *index.Block, i int, row index.Row) Hit {
	if f.q.Bare {
		return Hit{Session: row.Session, In: row.In, Number: row.Number}
	}
	line := b.Line(i)
	h := Hit{Session: row.Session, At: row.At, Visible: row.Visible, In: row.In, Number: row.Number, Line: string(line),
		Spans: f.q.matcher.spans(line)}
	if len(h.Spans) > 0 {
		h.At = row.Since(h.Spans[0][0], h.Spans[0][1])
		h.Visible = max(row.At+row.Visible-h.At, 0)
	}
	if f.q.Context > 0 && (row.In == index.Screen || row.In == index.Transient) {
		f.around(ctx, b, i, &h)
	}
	return h
}

// around adds the lines around a hit: from the block, or from the recording if they do not all lie there.
func (f *finder) around(ctx context.Context, b *index.Block, i int, h *Hit) {
	before, ok := f.beside(b, i, -1, h)
	if ok {
		if h.After, ok = f.beside(b, i, 1, h); ok {
			slices.Reverse(before)
			h.Before = before
			return
		}
	}
	r, _ := f.reading(ctx, h.Session.ID) // what there is of it will do
	if h.Number < len(r.Lines) {
		h.Before = f.linesBeside(r, h.Number, -1)
		slices.Reverse(h.Before)
		h.After = f.linesBeside(r, h.Number, 1)
	}
}

// beside returns lines of the hit's recording before it or behind it, the nearest first. It reports false if the block ends before that
// is known.
func (f *finder) beside(b *index.Block, i, step int, h *Hit) (lines []string, ok bool) {
	for i += step; len(lines) < f.q.Context; i += step {
		if i < 0 || i >= b.Len() {
			return nil, step < 0 && h.Number == 0
		}
		row, err := b.Row(i)
		if err != nil {
			return nil, false
		}
		if row.Session.ID != h.Session.ID || row.In == index.Input || row.In == index.Mark {
			return lines, true
		}
		if f.q.wants(row.In) || row.In == index.Screen {
			lines = append(lines, string(b.Line(i)))
		}
	}
	return lines, true
}

func (f *finder) linesBeside(r transcript.Reading, number, step int) (lines []string) {
	for i := number + step; i >= 0 && i < len(r.Lines) && len(lines) < f.q.Context; i += step {
		if !r.Lines[i].Transient || f.q.Deep {
			lines = append(lines, r.Lines[i].Text)
		}
	}
	return lines
}
