package index

import (
	"context"
	"fmt"
	"iter"
	"sort"
)

const (
	readAhead  = 4 // batches of a day that are read before they are asked for
	maxBatch   = 4 // stretches of a batch: 4 MiB of lines
	firstBatch = 1 // stretches of the first, so that the first hit comes soon
)

// A wish is a stretch of which some rows are wanted.
type wish struct {
	of   *share
	at   *stretch
	rows [][2]int // from and to, in the pack
}

// blocks implements content.
func (d packedDay) blocks(ctx context.Context, keep func(*Session) bool, alternatives [][][]byte) iter.Seq2[*Block, error] {
	return func(yield func(*Block, error) bool) {
		shares, err := d.shares(ctx)
		if err != nil && !yield(nil, err) {
			return
		}
		var wishes []wish
		for i := range shares {
			wishes = append(wishes, shares[i].wishes(keep, d.r.units(ctx, &shares[i], alternatives))...)
		}
		reading, cancel := context.WithCancel(ctx)
		defer cancel()
		var ahead []chan batch
		defer func() { drain(cancel, ahead) }()
		for size := firstBatch; len(wishes) > 0 || len(ahead) > 0; {
			for len(ahead) < readAhead && len(wishes) > 0 {
				n := cutBatch(wishes, size)
				ahead = append(ahead, d.r.start(reading, ctx, wishes[:n]))
				wishes, size = wishes[n:], min(2*size, maxBatch)
			}
			b := <-ahead[0]
			ahead = ahead[1:]
			for i, block := range b.blocks {
				if !yield(block, nil) {
					releaseAll(b.blocks[i+1:])
					return
				}
			}
			if b.err != nil && !yield(nil, b.err) {
				return
			}
		}
	}
}

// A batch is what was read for some wishes.
type batch struct {
	blocks []*Block
	err    error
}

func drain(cancel context.CancelFunc, ahead []chan batch) {
	cancel()
	for _, c := range ahead {
		releaseAll((<-c).blocks)
	}
}

func releaseAll(blocks []*Block) {
	for _, b := range blocks {
		b.Release()
	}
}

// cutBatch returns how many of the wishes make the next batch: of one pack, and not more than size.
func cutBatch(wishes []wish, size int) int {
	n := 1
	for n < min(size, len(wishes)) && wishes[n].of == wishes[0].of {
		n++
	}
	return n
}

// start begins to read a batch; later is the context for what is read when it is asked for.
func (r *reader) start(ctx, later context.Context, wishes []wish) chan batch {
	c := make(chan batch, 1)
	go func() { c <- r.read(ctx, later, wishes) }()
	return c
}

// read reads a batch. A stretch that is damaged is left out and named in the error.
func (r *reader) read(ctx, later context.Context, wishes []wish) (b batch) {
	of := wishes[0].of
	places := make([]place, len(wishes))
	for i, w := range wishes {
		places[i] = w.at.leaves.line
	}
	all, err := r.fetch.readAll(ctx, of.lines(), places)
	if err != nil {
		return batch{err: fmt.Errorf("read pack %s of %s: %w", of.entry.Name, of.entry.Partition, err)}
	}
	for i, w := range wishes {
		blocks, err := r.decode(later, w, all[i])
		if err != nil {
			b.err = fmt.Errorf("read pack %s of %s from row %d: %w", of.entry.Name, of.entry.Partition, w.at.first, err)
			continue
		}
		b.blocks = append(b.blocks, blocks...)
	}
	return b
}

func (s *share) lines() string { return s.entry.Partition.lines(s.entry.Name) }

// wishes returns what is to be read of a pack, in the order of its rows: of the units in a set, those rows whose sessions are kept.
func (s *share) wishes(keep func(*Session) bool, units []byte) (wishes []wish) {
	var kept [][2]int // rows
	for _, m := range s.members {
		if m.rows() == 0 || keep != nil && !keep(&m.Session) {
			continue
		}
		kept = appendRows(kept, m.first, m.end())
	}
	unit := 0
	for i := range s.table.stretches {
		at := &s.table.stretches[i]
		w := wish{of: s, at: at}
		for u, start := range at.units {
			end := at.end()
			if u+1 < len(at.units) {
				end = at.first + int(at.units[u+1])
			}
			if inSet(units, unit) {
				w.rows = appendCommon(w.rows, kept, at.first+int(start), end)
			}
			unit++
		}
		if len(w.rows) > 0 {
			wishes = append(wishes, w)
		}
	}
	return wishes
}

// appendRows adds rows behind those that there are.
func appendRows(rows [][2]int, from, to int) [][2]int {
	if n := len(rows) - 1; n >= 0 && rows[n][1] == from {
		rows[n][1] = to
		return rows
	}
	return append(rows, [2]int{from, to})
}

// appendCommon adds those rows from from to to that are among kept, which is in order.
func appendCommon(rows, kept [][2]int, from, to int) [][2]int {
	for i := sort.Search(len(kept), func(i int) bool { return kept[i][1] > from }); i < len(kept) && kept[i][0] < to; i++ {
		rows = appendRows(rows, max(from, kept[i][0]), min(to, kept[i][1]))
	}
	return rows
}
