package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

// Options of an Index; the zero value is right for use.
type Options struct {
	Cache     string // folder in which to keep what was read of a store that is not on a disk; "": none
	CacheSize int64  // bytes that it may hold; 0: 1 GiB
}

// An Index is the packed days of an archive. It is safe for concurrent use.
type Index struct {
	days func(ctx context.Context) ([]Day, error)
}

// Open returns the index that lies in a store; it does not touch the store. It never tries a call of the store twice: give it a store that does.
func Open(s store.Store, o Options) *Index {
	r := newReader(newFetcher(s, o.Cache, o.CacheSize))
	return &Index{days: r.days}
}

// Days returns the packed days, newest first. With an error it returns those that could be read: the error names the months whose are missing.
func (x *Index) Days(ctx context.Context) ([]Day, error) { return x.days(ctx) }

// A Day is one UTC day with what is packed of it, which may be not all of its recordings.
type Day struct {
	Date time.Time // its first moment, UTC

	packs content
}

// A content is what a Day holds.
type content interface {
	sessions(ctx context.Context) ([]Session, error)
	blocks(ctx context.Context, keep func(*Session) bool, alternatives [][][]byte) iter.Seq2[*Block, error]
}

// Sessions returns the recordings that are packed in a day, each once.
func (d Day) Sessions(ctx context.Context) ([]Session, error) { return d.packs.sessions(ctx) }

// Blocks yields the lines of the sessions that keep keeps, and of no others; nil keeps all. literals are texts that all stand in every
// line that is looked for, in the form that Fold gives them: what cannot hold one of them may be left out, and is where the packs have
// signs. keep is called once for a session, before the first Block. Blocks are read ahead while the loop's body runs. After an error
// that belongs to one pack the loop goes on with the next, so that a search can name it and go on.
func (d Day) Blocks(ctx context.Context, keep func(*Session) bool, literals [][]byte) iter.Seq2[*Block, error] {
	return d.BlocksAny(ctx, keep, [][][]byte{literals})
}

// BlocksAny is Blocks for lines that hold all literals of one alternative or of another. An alternative without literals, or no
// alternative, is one that every line may meet.
func (d Day) BlocksAny(ctx context.Context, keep func(*Session) bool, alternatives [][][]byte) iter.Seq2[*Block, error] {
	return d.packs.blocks(ctx, keep, alternatives)
}

// A reader reads the packs of a store.
type reader struct {
	fetch   *fetcher
	tables  tables
	answers answers
	rests   rests
	memory  memory
}

func newReader(f *fetcher) *reader {
	return &reader{fetch: f, answers: answers{seed: maphash.MakeSeed()}}
}

// coversAtOnce is how many covers are read at the same time.
const coversAtOnce = 16

func (r *reader) days(ctx context.Context) ([]Day, error) {
	covers, err := loadCovers(ctx, r.fetch.store)
	if covers == nil && err != nil {
		return nil, err
	}
	var days []Day
	for _, c := range covers {
		for _, d := range c.days() {
			days = append(days, Day{Date: d.start(), packs: packedDay{r, d, c.packs(d)}})
		}
	}
	slices.SortFunc(days, func(a, b Day) int { return b.Date.Compare(a.Date) })
	return days, err
}

// loadCovers reads all covers. With an error it returns those that could be read, unless not even their names could.
func loadCovers(ctx context.Context, s store.Store) (map[month]*cover, error) {
	covers, err := map[month]*cover{}, error(nil)
	var mu sync.Mutex
	var all sync.WaitGroup
	turns := make(chan struct{}, coversAtOnce)
	for o, listErr := range s.List(ctx, coverRoot, "") {
		if listErr != nil {
			all.Wait()
			return nil, fmt.Errorf("list covers of the index: %w", listErr)
		}
		m, ok := monthOfCover(o.Key)
		if !ok {
			continue
		}
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			c, _, loadErr := loadCover(ctx, s, m)
			mu.Lock()
			defer mu.Unlock()
			if err = errors.Join(err, loadErr); loadErr == nil {
				covers[m] = c
			}
		})
	}
	all.Wait()
	return covers, err
}

func monthOfCover(key string) (month, bool) {
	name, ok := strings.CutSuffix(strings.TrimPrefix(key, coverRoot), coverSuffix)
	_, err := time.Parse(monthLayout, name)
	return month(name), ok && err == nil
}

// packedDay is a day of the store.
type packedDay struct {
	r     *reader
	day   day
	packs []packEntry
}

// A share is what of a pack counts for a day: of a recording that two packs hold, the later one has it.
type share struct {
	entry   packEntry
	table   *table
	members []*member // in the order of their rows
}

// shares reads what is in the packs. Packs that cannot be read are named in the error, and left out.
func (d packedDay) shares(ctx context.Context) ([]share, error) {
	var shares []share
	var errs error
	seen := map[string]bool{}
	for _, entry := range slices.Backward(d.packs) {
		t, err := d.r.table(ctx, entry)
		if err != nil {
			errs = errors.Join(errs, fmt.Errorf("read pack %s of %s: %w", entry.Name, entry.Partition, err))
			continue
		}
		s := share{entry: entry, table: t}
		for i := range t.members {
			if m := &t.members[i]; m.day() == d.day && !seen[m.ID] {
				seen[m.ID] = true
				s.members = append(s.members, m)
			}
		}
		shares = append(shares, s)
	}
	slices.Reverse(shares)
	return shares, errs
}

func (d packedDay) sessions(ctx context.Context) ([]Session, error) {
	shares, err := d.shares(ctx)
	var all []Session
	for _, s := range shares {
		for _, m := range s.members {
			all = append(all, m.Session)
		}
	}
	slices.SortFunc(all, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
	return all, err
}
