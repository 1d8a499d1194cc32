package index

import (
	"context"
	"fmt"
	"slices"
	"time"

	pqformat "github.com/parquet-go/parquet-go/format"
)

// mergeMonths makes the packs of each month that ended long ago into few: one for as many days as fit. They get folders of their own, by month,
// since a folder of one day must not hold others. Within a pack the days follow each other, each in row groups of its own.
func (p *packer) mergeMonths(ctx context.Context) error {
	covers, err := loadCovers(ctx, p.store)
	if err != nil {
		return err
	}
	for m, c := range covers {
		if p.o.Until.Sub(m.end()) < p.o.Settled || merged(c) {
			continue
		}
		if err := p.mergeMonth(ctx, m, c); err != nil {
			return fmt.Errorf("merge %s: %w", m, err)
		}
	}
	return nil
}

// end returns the first moment after a month.
func (m month) end() time.Time {
	t, _ := time.Parse(monthLayout, string(m))
	return t.AddDate(0, 1, 0)
}

// merged tells that there is nothing to merge: each day is in one pack, and that is of the month.
func merged(c *cover) bool {
	for _, d := range c.days() {
		packs := c.packs(d)
		if len(packs) > 1 || !packs[0].Partition.month() {
			return false
		}
	}
	return true
}

// mergeMonth merges the days of a month. A day whose packs change meanwhile stays as it is.
func (p *packer) mergeMonth(ctx context.Context, m month, c *cover) error {
	days := c.days()
	slices.Reverse(days)
	var made []packEntry
	for len(days) > 0 {
		n, text := 0, int64(0)
		for n < len(days) && (n == 0 || text < p.o.pack) {
			for _, e := range c.packs(days[n]) {
				text += e.Text / int64(len(e.Days))
			}
			n++
		}
		entry, err := p.mergeDays(ctx, m, c, days[:n])
		if err != nil {
			return err
		}
		made, days = append(made, entry), days[n:]
	}
	ok, err := p.change(ctx, m, func(now *cover) bool { return now.replace(c, made) })
	if err == nil && ok {
		p.result.Months++
	} else if err == nil {
		p.result.Skipped = append(p.result.Skipped, string(m))
	}
	return err
}

// replace puts packs in the place of those that the cover had when it was read. It reports false when they are no longer the ones that count.
func (c *cover) replace(read *cover, made []packEntry) bool {
	for _, e := range made {
		for _, d := range e.Days {
			if !slices.EqualFunc(c.packs(d), read.packs(d), samePack) {
				return false
			}
		}
	}
	for _, e := range made {
		for _, d := range e.Days {
			note := c.Days[d]
			c.drop(d)
			c.Days[d] = note
		}
	}
	c.put(made...)
	return true
}

// mergeDays makes one pack of several days.
func (p *packer) mergeDays(ctx context.Context, m month, c *cover, days []day) (packEntry, error) {
	w, err := newPackWriter(p.o.Folder)
	if err != nil {
		return packEntry{}, err
	}
	defer w.discard()
	for i, d := range days {
		if err := p.copyDay(ctx, w, packedDay{p.reader, d, c.packs(d)}); err != nil {
			return packEntry{}, err
		}
		if err := w.endGroup(); err != nil {
			return packEntry{}, err
		}
		p.report(Progress{Day: string(m), Recordings: i + 1, Of: len(days), Text: p.result.Text + w.table.text})
	}
	if err := w.finish(); err != nil {
		return packEntry{}, err
	}
	e, err := p.put(ctx, w, m.partition())
	e.Days = slices.Clone(days)
	p.result.Bytes += e.Bytes.Lines + e.Bytes.Sessions + e.Bytes.Signs
	return e, err
}

// copyDay writes all that is packed of a day into another pack.
func (p *packer) copyDay(ctx context.Context, w *packWriter, from packedDay) error {
	shares, err := from.shares(ctx)
	if err != nil {
		return err
	}
	type part struct {
		*member
		of *copier
	}
	var parts []part
	for i := range shares {
		of := &copier{p: p, share: &shares[i]}
		for _, m := range shares[i].members {
			parts = append(parts, part{m, of})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return byHost(a.listed(), b.listed()) })
	for _, part := range parts {
		w.begin(part.Session, part.size)
		if err := part.of.copy(ctx, w, part.member); err != nil {
			return err
		}
	}
	return nil
}

// A copier reads the rows of a pack, for the most part in order.
type copier struct {
	p     *packer
	share *share
	at    int // the stretch that is open, counted from 1
	block *Block
	rest  *columns
}

// copy writes the rows of one session.
func (c *copier) copy(ctx context.Context, w *packWriter, m *member) error {
	for row := m.first; row < m.end(); row++ {
		if c.at == 0 || row < c.rest.at.first || row >= c.rest.at.end() {
			if err := c.open(ctx, row); err != nil {
				return err
			}
		}
		i := row - c.rest.at.first
		r := m.row(row, c.rest.transient[i])
		err := w.add(line{text: c.block.Line(i), at: time.Duration(c.rest.times[i]) * time.Millisecond,
			visible: time.Duration(c.rest.visible[i]) * time.Millisecond, in: r.In, number: r.Number, steps: c.rest.steps[i]})
		if err != nil {
			return err
		}
	}
	return nil
}

// open reads the stretch that holds a row.
func (c *copier) open(ctx context.Context, row int) error {
	stretches := c.share.table.stretches
	i, found := slices.BinarySearchFunc(stretches, row, func(s stretch, row int) int {
		if s.end() <= row {
			return -1
		}
		return max(s.first-row, 0)
	})
	if !found {
		return errPack
	}
	at := &stretches[i]
	leaf, err := c.p.reader.fetch.read(ctx, c.share.lines(), at.leaves.line)
	if err != nil {
		return err
	}
	values, n, err := c.p.reader.memory.inflaters.openLeaf(nil, leaf, pqformat.Plain)
	if err != nil || n != at.rows {
		return errPack
	}
	text, ends, err := linesOfLeaf(values, n, nil)
	if err != nil {
		return err
	}
	c.at, c.block = i+1, &Block{Text: text, Ends: ends}
	c.rest = &columns{ctx: ctx, r: c.p.reader, of: c.share, at: at}
	return c.rest.load()
}
