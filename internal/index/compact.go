package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// CompactOptions say what Compact and Rebuild do; the zero value is right for use.
type CompactOptions struct {
	Until    time.Time        // only days that ended by then are packed; zero: now
	Merge    bool             // merge the days of months that ended long ago into fewer objects
	Folder   string           // for files that are gone at the end; "": the system's for such
	Readers  int              // recordings that are read at the same time; 0: one for each core, 8 at most
	Patience time.Duration    // how long a day waits for sessions that still run before it is packed without them; 0: two days
	Grace    time.Duration    // how long an object that no cover names is left alone; 0: a day
	Settled  time.Duration    // how long ago a month must have ended to be merged; 0: a week
	Progress func(Progress)   // called from one goroutine; may be nil
	Now      func() time.Time // nil: time.Now

	rebuild bool
	pack    int64 // bytes of lines that a pack holds at most, about
}

// A Progress says how far a compaction has come.
type Progress struct {
	Day        string // that is being packed, or the month that is being merged
	Recordings int    // of it that are packed
	Of         int
	Text       int64 // bytes of lines packed in all
}

// A Result is what a compaction did.
type Result struct {
	Days       int      // packed, or packed again
	Recordings int      // packed
	Text       int64    // bytes of lines
	Bytes      int64    // of the objects that were put
	Months     int      // merged
	Removed    int      // objects that no cover named
	Left       []Left   // recordings that could not be packed, or not wholly
	Waiting    []string // days that wait for a session that still runs
	Skipped    []string // days and months that somebody else changed all the time: next time
}

// A Left is a recording that could not be packed, or of which a part could not.
type Left struct {
	ID      string
	Partial bool // what comes before the damage was packed
	Err     error
}

const (
	defaultPatience = 48 * time.Hour
	defaultGrace    = 24 * time.Hour
	defaultSettled  = 7 * 24 * time.Hour
	defaultPack     = 1 << 30
	maxReaders      = 8
)

func (o CompactOptions) withDefaults() CompactOptions {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Until.IsZero() {
		o.Until = o.Now()
	}
	if o.Folder == "" {
		o.Folder = os.TempDir()
	}
	if o.Readers <= 0 {
		o.Readers = min(runtime.GOMAXPROCS(0), maxReaders)
	}
	defaults := []struct {
		d  *time.Duration
		is time.Duration
	}{{&o.Patience, defaultPatience}, {&o.Grace, defaultGrace}, {&o.Settled, defaultSettled}}
	for _, d := range defaults {
		if *d.d <= 0 {
			*d.d = d.is
		}
	}
	if o.pack <= 0 {
		o.pack = defaultPack
	}
	return o
}

// A packer packs the recordings of an archive.
type packer struct {
	store   store.Store
	archive *archive.Archive
	o       CompactOptions
	reader  *reader
	covers  map[month]*seenCover
	sorters sync.Pool // of *sorter
	readers sync.Pool // of *format.Reader
	result  Result
}

// A seenCover is a cover as it was when it was read.
type seenCover struct {
	*cover
	version string
}

// Compact packs the days of an archive, which lies in the same store, that are over and not yet packed, or not wholly. It may be killed at any
// time, run twice, and run by several at once. The archive should look at every session without a commit (archive.Options.Looks). The error
// is one of the store; what was packed before it counts. Recordings that cannot be read are no error: the result names them.
func Compact(ctx context.Context, s store.Store, a *archive.Archive, o CompactOptions) (Result, error) {
	p := newPacker(s, a, o)
	err := p.run(ctx)
	return p.result, err
}

// Rebuild makes the whole index anew from the recordings, and nothing from what was packed before.
func Rebuild(ctx context.Context, s store.Store, a *archive.Archive, o CompactOptions) (Result, error) {
	o.rebuild = true
	return Compact(ctx, s, a, o)
}

func newPacker(s store.Store, a *archive.Archive, o CompactOptions) *packer {
	return &packer{store: s, archive: a, o: o.withDefaults(), reader: newReader(&fetcher{store: s}), covers: map[month]*seenCover{}}
}

func (p *packer) run(ctx context.Context) error {
	listed, err := p.packDays(ctx)
	if err != nil {
		return err
	}
	if err := p.dropDays(ctx, listed); err != nil {
		return err
	}
	if p.o.Merge {
		if err := p.mergeMonths(ctx); err != nil {
			return err
		}
	}
	return p.sweep(ctx)
}

// packDays goes through the archive day by day, and returns which there are.
func (p *packer) packDays(ctx context.Context) (map[day]bool, error) {
	listed := map[day]bool{}
	var entries []archive.Entry
	end := func() error {
		if len(entries) == 0 {
			return nil
		}
		d := dayOfID(entries[0].ID)
		listed[d] = true
		err := p.packDay(ctx, d, entries)
		entries = entries[:0]
		return err
	}
	for e, err := range p.archive.List(ctx, archive.Filter{}) {
		if err != nil {
			return nil, err
		}
		if len(entries) > 0 && dayOfID(e.ID) != dayOfID(entries[0].ID) {
			if err := end(); err != nil {
				return nil, err
			}
		}
		entries = append(entries, e)
	}
	return listed, end()
}

// maxRaces is how often the packing of a day begins again because somebody else has packed it meanwhile.
const maxRaces = 5

// packDay packs what of a day is not packed yet.
func (p *packer) packDay(ctx context.Context, d day, entries []archive.Entry) error {
	if d.end().After(p.o.Until) {
		return nil
	}
	ready := slices.DeleteFunc(slices.Clone(entries), func(e archive.Entry) bool { return e.State == archive.Live })
	if len(ready) < len(entries) && p.o.Now().Sub(d.end()) < p.o.Patience {
		p.result.Waiting = append(p.result.Waiting, string(d))
		return nil
	}
	slices.SortFunc(ready, byHost)
	for range maxRaces {
		done, err := p.tryDay(ctx, d, ready)
		if done || err != nil {
			return err
		}
		delete(p.covers, d.month())
	}
	p.result.Skipped = append(p.result.Skipped, string(d))
	return nil
}

// byHost is the order of sessions in a pack.
func byHost(a, b archive.Entry) int {
	if c := strings.Compare(a.Target, b.Target); c != 0 {
		return c
	}
	if c := a.Start.Compare(b.Start); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

// tryDay packs a day as it stands in the cover. It reports false when somebody else has packed the day meanwhile.
func (p *packer) tryDay(ctx context.Context, d day, entries []archive.Entry) (bool, error) {
	c, err := p.cover(ctx, d.month())
	if err != nil {
		return false, err
	}
	plan, err := p.plan(ctx, c.cover, d, entries)
	if err != nil || plan.nothing {
		return err == nil, err
	}
	packed, err := p.pack(ctx, d.partition(), d, plan.entries)
	if err != nil {
		return false, fmt.Errorf("pack %s: %w", d, err)
	}
	before := c.packs(d)
	note := packed.note(entries, plan.kept)
	ok, err := p.change(ctx, d.month(), func(c *cover) bool {
		if !slices.EqualFunc(c.packs(d), before, samePack) {
			return false
		}
		if plan.anew {
			c.drop(d)
		}
		c.put(packed.packs...)
		c.Days[d] = note
		return true
	})
	if ok && err == nil {
		p.count(packed)
	}
	return ok, err
}

func samePack(a, b packEntry) bool { return a.Name == b.Name && a.Partition == b.Partition }

func (p *packer) count(k packed) {
	p.result.Days++
	p.result.Recordings += k.recordings
	p.result.Text += k.text
	for _, e := range k.packs {
		p.result.Bytes += e.Bytes.Lines + e.Bytes.Sessions + e.Bytes.Signs
	}
	p.result.Left = append(p.result.Left, k.left...)
}

// cover returns the cover of a month, as it was when this packer read it or changed it last.
func (p *packer) cover(ctx context.Context, m month) (*seenCover, error) {
	if c, ok := p.covers[m]; ok {
		return c, nil
	}
	c, version, err := loadCover(ctx, p.store, m)
	if errors.Is(err, errCover) && p.o.rebuild {
		_, version, err = loadSmall(ctx, p.store, coverKey(m))
		c = newCover()
	}
	if err != nil {
		return nil, err
	}
	p.covers[m] = &seenCover{c, version}
	return p.covers[m], nil
}

// change changes the cover of a month, however often others do so meanwhile. f makes the change, and reports false if it is no longer to be made.
func (p *packer) change(ctx context.Context, m month, f func(*cover) bool) (bool, error) {
	for {
		c, err := p.cover(ctx, m)
		if err != nil {
			return false, err
		}
		if !f(c.cover) {
			return false, nil
		}
		c.version, err = swapCover(ctx, p.store, m, c.cover, c.version)
		if err != nil || c.version == "" {
			delete(p.covers, m)
		}
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, store.ErrChanged) {
			return false, fmt.Errorf("say what is packed of %s: %w", m, err)
		}
	}
}

// dropDays takes out of the covers the days of which the archive has nothing any more.
func (p *packer) dropDays(ctx context.Context, listed map[day]bool) error {
	covers, err := loadCovers(ctx, p.store)
	if err != nil {
		return err
	}
	for m, c := range covers {
		gone := slices.DeleteFunc(c.days(), func(d day) bool { return listed[d] })
		if len(gone) == 0 {
			continue
		}
		_, err := p.change(ctx, m, func(c *cover) bool {
			for _, d := range gone {
				c.drop(d)
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}
