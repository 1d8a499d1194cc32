package index

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"slices"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// A cover says which packs of a month count. There is one a month, and not one a day, because merging a month's days has to change in one step
// what it says of all of them, and because a search over a year then reads twelve of them. It is replaced by compare-and-swap; where the
// store has none, the last writer wins, and what it did not know of is packed again.
type cover struct {
	Version int             `json:"version"`
	Days    map[day]dayNote `json:"days"`
	Packs   []packEntry     `json:"packs"` // where two hold a session, the later one counts
}

// A dayNote says what was seen of a day when it was packed last.
type dayNote struct {
	Recordings int    `json:"recordings"` // that are packed
	Sum        mark   `json:"sum"`        // of all that were seen, those left out included
	Left       []left `json:"left,omitempty"`
}

// A left is a recording that could not be packed.
type left struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// A packEntry is one pack: an object of lines, one of sessions, and perhaps one of signs.
type packEntry struct {
	Name      string    `json:"name"`
	Partition partition `json:"partition"`
	Days      []day     `json:"days"` // those for which it counts
	Sessions  int       `json:"sessions"`
	Text      int64     `json:"text"`  // bytes of lines
	Bytes     sizes     `json:"bytes"` // of the objects
}

// sizes are those of a pack's objects in bytes.
type sizes struct {
	Lines    int64 `json:"lines"`
	Sessions int64 `json:"sessions"`
	Signs    int64 `json:"signs"`
}

const coverVersion = 1

// maxCover bounds in bytes what is read of a cover.
const maxCover = 16 << 20

func newCover() *cover { return &cover{Version: coverVersion, Days: map[day]dayNote{}} }

// A mark tells, but for bad luck of one in 2^64, whether two sets of recordings are the same, in whatever order.
type mark string

// A marker makes a mark.
type marker struct{ sum uint64 }

// add takes in a recording in the state in which it is listed.
func (m *marker) add(id string, size int64, state archive.State) {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %d %d", id, size, state)
	m.sum += mix(h.Sum64())
}

func (m marker) mark() mark { return mark(fmt.Sprintf("%016x", m.sum)) }

// mix spreads the bits of a hash, whose sums would be too alike without (the last step of splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// packs returns the packs that count for a day, the latest last.
func (c *cover) packs(d day) (all []packEntry) {
	for _, p := range c.Packs {
		if slices.Contains(p.Days, d) {
			all = append(all, p)
		}
	}
	return all
}

// drop has the packs that there are no longer count for a day.
func (c *cover) drop(d day) {
	for i := range c.Packs {
		c.Packs[i].Days = slices.DeleteFunc(slices.Clone(c.Packs[i].Days), func(other day) bool { return other == d })
	}
	c.Packs = slices.DeleteFunc(c.Packs, func(p packEntry) bool { return len(p.Days) == 0 })
	delete(c.Days, d)
}

// put adds packs, each once.
func (c *cover) put(packs ...packEntry) {
	for _, p := range packs {
		c.Packs = slices.DeleteFunc(c.Packs, func(old packEntry) bool { return old.Name == p.Name && old.Partition == p.Partition })
		c.Packs = append(c.Packs, p)
	}
}

// days returns the days that are packed, the latest first.
func (c *cover) days() []day {
	var days []day
	for _, p := range c.Packs {
		days = append(days, p.Days...)
	}
	slices.SortFunc(days, func(a, b day) int { return cmp.Compare(b, a) })
	return slices.Compact(days)
}

func (c *cover) encode() ([]byte, error) {
	b, err := json.MarshalIndent(c, "", " ")
	return append(b, '\n'), err
}

var errCover = errors.New("not a cover")

func decodeCover(b []byte) (*cover, error) {
	c := newCover()
	if err := json.Unmarshal(b, c); err != nil {
		return nil, errCover // the decoder's words could repeat what it read
	}
	if c.Version != coverVersion {
		return nil, fmt.Errorf("%w of version %d, which this shellac reads; update it", errCover, coverVersion)
	}
	for _, p := range c.Packs {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// check refuses what would make keys outside of the index.
func (p packEntry) check() error {
	for _, key := range []string{p.Partition.lines(p.Name), p.Partition.sessions(p.Name), p.Partition.signs(p.Name)} {
		if store.CheckKey(key) != nil || p.Bytes.Lines < 0 || p.Bytes.Sessions < 0 || p.Bytes.Signs < 0 {
			return errCover
		}
	}
	for _, d := range p.Days {
		if _, ok := parseDay(string(d)); !ok {
			return errCover
		}
	}
	return nil
}

// loadCover reads the cover of a month and its version; without one it is empty and of version "".
func loadCover(ctx context.Context, s store.Store, m month) (*cover, string, error) {
	b, version, err := loadSmall(ctx, s, coverKey(m))
	if errors.Is(err, store.ErrNotExist) {
		return newCover(), "", nil
	}
	if err != nil {
		return nil, "", err
	}
	c, err := decodeCover(b)
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", coverKey(m), err)
	}
	return c, version, nil
}

func loadSmall(ctx context.Context, s store.Store, key string) ([]byte, string, error) {
	if swapper, ok := s.(store.Swapper); ok {
		return swapper.Load(ctx, key)
	}
	r, err := s.Get(ctx, key, 0, maxCover)
	if err != nil {
		return nil, "", err
	}
	b, err := io.ReadAll(r)
	return b, "", errors.Join(err, r.Close())
}

// swapCover replaces the cover of a month whose version is known, and returns the new version. Where the store has no swaps it just puts it
// there, and the version is "".
func swapCover(ctx context.Context, s store.Store, m month, c *cover, version string) (string, error) {
	b, err := c.encode()
	if err != nil {
		return "", err
	}
	if swapper, ok := s.(store.Swapper); ok {
		version, err := swapper.Swap(ctx, coverKey(m), b, version)
		if !errors.Is(err, errors.ErrUnsupported) {
			return version, err
		}
	}
	return "", s.Put(ctx, coverKey(m), bytes.NewReader(b), int64(len(b)))
}
