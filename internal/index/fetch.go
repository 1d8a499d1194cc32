package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/shellac-term/shellac/internal/store"
)

// A fetcher reads parts of objects, from the cache where it has them. It is safe for concurrent use.
type fetcher struct {
	store store.Store
	cache *cache // nil: none
}

// newFetcher returns a fetcher with a cache in a folder; without one where the folder is "" or the store is on a disk itself.
func newFetcher(s store.Store, folder string, limit int64) *fetcher {
	f := &fetcher{store: s}
	if folder != "" && !isLocal(s) {
		f.cache = newCache(folder, limit)
	}
	return f
}

// isLocal asks the store's name, since the store may stand behind a decorator.
func isLocal(s store.Store) bool {
	n, ok := s.(fmt.Stringer)
	return ok && (strings.HasPrefix(n.String(), "file:") || n.String() == "memory")
}

// read returns some bytes of an object, all of them.
func (f *fetcher) read(ctx context.Context, key string, p place) ([]byte, error) {
	if f.cache != nil {
		if b, ok := f.cache.get(key, p); ok {
			return b, nil
		}
	}
	b, err := f.get(ctx, key, p)
	if err == nil && f.cache != nil {
		f.cache.put(key, p, b)
	}
	return b, err
}

func (f *fetcher) get(ctx context.Context, key string, p place) ([]byte, error) {
	r, err := f.store.Get(ctx, key, p.off, p.size)
	if err != nil {
		return nil, err
	}
	b, err := readExactly(r, p.size)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("%w: %s is too short", errPack, key)
	}
	return b, errors.Join(err, r.Close())
}

// readExactly reads n bytes. Of very many it believes only those that arrive.
func readExactly(r io.Reader, n int64) ([]byte, error) {
	const believed = 16 << 20
	b := make([]byte, min(n, believed))
	at, err := io.ReadFull(r, b)
	for err == nil && int64(len(b)) < n {
		b = append(b, make([]byte, min(n-int64(len(b)), int64(len(b))))...)
		var more int
		more, err = io.ReadFull(r, b[at:])
		at += more
	}
	return b, err
}

const (
	maxGap = 64 << 10 // bytes that nobody asked for, between two places, that are read rather than asked for twice
	maxRun = 4 << 20  // bytes that one request brings
)

// readAll is read for several places of one object, in the order of their offsets, with few requests: of what lies close together it makes
// one. It keeps each place for itself.
func (f *fetcher) readAll(ctx context.Context, key string, places []place) ([][]byte, error) {
	all := make([][]byte, len(places))
	var missing []int
	for i, p := range places {
		if f.cache != nil {
			all[i], _ = f.cache.get(key, p)
		}
		if all[i] == nil {
			missing = append(missing, i)
		}
	}
	runs := runsOf(places, missing)
	errs := make([]error, len(runs))
	var group sync.WaitGroup
	for n, run := range runs {
		group.Go(func() { errs[n] = f.readRun(ctx, key, places, run, all) })
	}
	group.Wait()
	return all, errors.Join(errs...)
}

// runsOf puts places that lie close together into one run each.
func runsOf(places []place, which []int) (runs [][]int) {
	for _, i := range which {
		if n := len(runs) - 1; n >= 0 {
			first, last := places[runs[n][0]], places[runs[n][len(runs[n])-1]]
			if gap := places[i].off - last.end(); gap >= 0 && gap <= maxGap && places[i].end()-first.off <= maxRun {
				runs[n] = append(runs[n], i)
				continue
			}
		}
		runs = append(runs, []int{i})
	}
	return runs
}

func (f *fetcher) readRun(ctx context.Context, key string, places []place, run []int, all [][]byte) error {
	first, last := places[run[0]], places[run[len(run)-1]]
	b, err := f.get(ctx, key, place{first.off, last.end() - first.off})
	if err != nil {
		return err
	}
	for _, i := range run {
		p := places[i]
		all[i] = b[p.off-first.off:][:p.size:p.size]
		if f.cache != nil {
			f.cache.put(key, p, all[i])
		}
	}
	return nil
}
