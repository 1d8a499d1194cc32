package index

import (
	"context"
	"os"
)

// An opened object is one of which small parts are read. It is for one goroutine.
type opened struct {
	ctx   context.Context
	fetch *fetcher
	key   string
	whole place
	bytes []byte   // all of it
	file  *os.File // of the cache that holds it
}

// maxWhole is the size in bytes up to which an object is fetched as a whole: of a larger one the parts that one search asks for are few.
const maxWhole = 4 << 20

// open opens an object of a size. With a cache a small one is fetched as a whole the first time: a search asks for many of its parts.
func (f *fetcher) open(ctx context.Context, key string, size int64) (*opened, error) {
	o := &opened{ctx: ctx, fetch: f, key: key, whole: place{0, size}}
	if f.cache == nil || size > maxWhole {
		return o, nil
	}
	var err error
	if o.file, err = f.cache.open(key, o.whole); err == nil {
		return o, nil
	}
	o.bytes, err = f.read(ctx, key, o.whole)
	return o, err
}

func (o *opened) close() {
	if o.file != nil {
		o.file.Close()
	}
}

// spoiled says that the bytes are not what they were.
func (o *opened) spoiled() {
	if o.file != nil {
		os.Remove(o.file.Name())
	}
}

// read returns some bytes.
func (o *opened) read(p place) ([]byte, error) {
	all, err := o.readAll([]place{p})
	return all[0], err
}

// readAll returns the bytes at several places, in the order of their offsets.
func (o *opened) readAll(places []place) ([][]byte, error) {
	all := make([][]byte, len(places))
	switch {
	case o.bytes != nil:
		for i, p := range places {
			all[i] = o.bytes[p.off:p.end()]
		}
	case o.file != nil:
		for i, p := range places {
			all[i] = make([]byte, p.size)
			if _, err := o.file.ReadAt(all[i], p.off); err != nil {
				return all, err
			}
		}
	default:
		return o.fetch.readAll(o.ctx, o.key, places)
	}
	return all, nil
}
