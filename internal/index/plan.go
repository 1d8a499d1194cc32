package index

import (
	"context"

	"github.com/shellac-term/shellac/internal/archive"
)

// A plan says what is to be packed of a day.
type plan struct {
	nothing bool
	anew    bool            // the packs that there are no longer count: they hold what is gone, or has changed
	entries []archive.Entry // to be packed
	kept    int             // recordings that stay packed as they are
}

// plan compares a day with what is packed of it. It reads packs only if the two differ.
func (p *packer) plan(ctx context.Context, c *cover, d day, entries []archive.Entry) (plan, error) {
	if p.o.rebuild {
		return plan{anew: true, entries: entries, nothing: len(entries) == 0 && len(c.packs(d)) == 0}, nil
	}
	if markOf(entries) == c.Days[d].Sum {
		return plan{nothing: true}, nil
	}
	shares, err := packedDay{p.reader, d, c.packs(d)}.shares(ctx)
	if ctx.Err() != nil {
		return plan{}, ctx.Err()
	}
	if err != nil { // a pack that cannot be read is made anew
		return plan{anew: true, entries: entries}, nil
	}
	packed := map[string]mark{}
	for _, s := range shares {
		for _, m := range s.members {
			var of marker
			of.add(m.ID, m.size, m.State)
			packed[m.ID] = of.mark()
		}
	}
	var fresh []archive.Entry
	same := 0
	for _, e := range entries {
		if packed[e.ID] == markOf([]archive.Entry{e}) {
			same++
		} else {
			fresh = append(fresh, e)
		}
	}
	if same < len(packed) {
		return plan{anew: true, entries: entries}, nil
	}
	return plan{entries: fresh, kept: same}, nil
}

// markOf tells sets of recordings apart.
func markOf(entries []archive.Entry) mark {
	var m marker
	for _, e := range entries {
		m.add(e.ID, listedSize(e), e.State)
	}
	return m.mark()
}
