package archive

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/shellac-term/shellac/internal/store"
)

const (
	stripe      = 128 << 10 // bytes that are read and kept together
	maxStripes  = 128       // of one recording that are kept: 16 MiB
	maxFetch    = 16        // stripes that one request brings: 2 MiB
	smallObject = 3         // stripes: what is not larger is read at once
)

// fetcher fills p with the bytes from off on.
type fetcher func(p []byte, off int64) error

// An object reads what lies in a store at any place with few requests: in whole stripes, of which it keeps the latest,
// with more and more ahead where it is read in order. It is safe for concurrent use.
type object struct {
	size  int64
	fetch fetcher

	mu      sync.Mutex
	stripes map[int64][]byte
	order   []int64 // by use, the latest last
	next    int64   // stripe after the last fetch
	ahead   int64   // stripes to fetch when the next fetch begins there
}

func newObject(size int64, fetch fetcher) *object {
	return &object{size: size, fetch: fetch, stripes: make(map[int64][]byte)}
}

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read at a negative offset")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for n < len(p) && off+int64(n) < o.size {
		at := off + int64(n)
		b, err := o.stripe(at/stripe, (min(off+int64(len(p)), o.size)-1)/stripe)
		if err != nil {
			return n, err
		}
		n += copy(p[n:], b[at%stripe:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// stripe returns stripe i of a read that goes up to stripe last.
func (o *object) stripe(i, last int64) ([]byte, error) {
	if b, ok := o.stripes[i]; ok {
		o.touch(i)
		return b, nil
	}
	n := o.missing(i, last)
	b := make([]byte, min((i+n)*stripe, o.size)-i*stripe)
	if err := o.fetch(b, i*stripe); err != nil {
		return nil, err
	}
	for k := range n {
		o.stripes[i+k] = b[k*stripe : min((k+1)*stripe, int64(len(b)))]
		o.touch(i + k)
	}
	o.next = i + n
	o.forget()
	return b[:min(stripe, len(b))], nil
}

// missing returns how many stripes from i on are to be fetched at once.
func (o *object) missing(i, last int64) int64 {
	count := (o.size + stripe - 1) / stripe
	if count <= smallObject {
		return count - i
	}
	want := last - i + 1
	if i == o.next && i > 0 {
		o.ahead = min(max(2*o.ahead, 2), maxFetch)
		want = max(want, o.ahead)
	} else {
		o.ahead = 0
	}
	want = min(want, maxFetch, count-i)
	for n := int64(1); n < want; n++ {
		if _, ok := o.stripes[i+n]; ok {
			return n
		}
	}
	return want
}

func (o *object) touch(i int64) {
	if k := slices.Index(o.order, i); k >= 0 {
		o.order = slices.Delete(o.order, k, k+1)
	}
	o.order = append(o.order, i)
}

func (o *object) forget() {
	for len(o.order) > maxStripes {
		delete(o.stripes, o.order[0])
		o.order = o.order[1:]
	}
}

// fetchFrom returns a fetcher for one object of the store.
func (a *Archive) fetchFrom(ctx context.Context, key string) fetcher {
	return func(p []byte, off int64) error { return readRange(ctx, a.store, key, p, off) }
}

// readRange fills p from off of an object.
func readRange(ctx context.Context, s store.Store, key string, p []byte, off int64) error {
	r, err := s.Get(ctx, key, off, int64(len(p)))
	if err != nil {
		return err
	}
	_, err = io.ReadFull(r, p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return errors.Join(err, r.Close())
}
