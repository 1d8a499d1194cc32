package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/shellac-term/shellac/internal/foreign"
	"github.com/shellac-term/shellac/internal/store"
)

// A storeFolder is a folder of a store that recordings are imported from. Nothing is ever written to it. It is for one
// goroutine at a time.
type storeFolder struct {
	ctx     context.Context
	store   store.Store
	prefix  string
	objects map[string]store.Object // by name
	recent  []*storeFile            // the latest last
}

func newStoreFolder(ctx context.Context, s store.Store, prefix string) *storeFolder {
	return &storeFolder{ctx: ctx, store: s, prefix: prefix, objects: map[string]store.Object{}}
}

// Names implements foreign.Folder.
func (f *storeFolder) Names() ([]string, error) {
	var names []string
	for name := range f.objects {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// maxRecent is of how many objects what was read last is kept: a recording is looked at, summed up and read in turn.
const maxRecent = 8

// Open implements foreign.Folder.
func (f *storeFolder) Open(name string) (foreign.File, error) {
	o, ok := f.objects[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	if i := slices.IndexFunc(f.recent, func(r *storeFile) bool { return r.object.Key == o.Key }); i >= 0 {
		return f.recent[i], nil
	}
	file := &storeFile{ctx: f.ctx, store: f.store, object: o}
	f.recent = append(f.recent, file)
	if len(f.recent) > maxRecent {
		f.recent = slices.Delete(f.recent, 0, 1)
	}
	return file, nil
}

const (
	firstWindow = 128 << 10 // bytes that one request brings
	maxWindow   = 4 << 20   // bytes that one request brings where an object is read from front to back
)

// A storeFile reads an object at any place, and with few requests from front to back.
type storeFile struct {
	ctx    context.Context
	store  store.Store
	object store.Object

	mu     sync.Mutex
	at     int64 // where window begins
	window []byte
}

// ReadAt implements io.ReaderAt.
func (f *storeFile) ReadAt(p []byte, off int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at < 0 || at >= f.object.Size {
			return n, io.EOF
		}
		if at < f.at || at >= f.at+int64(len(f.window)) {
			if err := f.fetch(at, int64(len(p)-n)); err != nil {
				return n, err
			}
		}
		n += copy(p[n:], f.window[at-f.at:])
	}
	return n, nil
}

// fetch reads from a place on: more than was asked for where that follows what was read before.
func (f *storeFile) fetch(at, want int64) error {
	size := max(want, firstWindow)
	if at > 0 && at == f.at+int64(len(f.window)) {
		size = max(want, min(2*int64(len(f.window)), maxWindow))
	}
	size = min(size, f.object.Size-at)
	r, err := f.store.Get(f.ctx, f.object.Key, at, size)
	if err != nil {
		return err
	}
	b := make([]byte, size)
	_, err = io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the object became shorter while it was read")
	}
	f.at, f.window = at, b
	return errors.Join(err, r.Close())
}

// Size implements foreign.File.
func (f *storeFile) Size() int64 { return f.object.Size }

// Modified implements foreign.File.
func (f *storeFile) Modified() time.Time { return f.object.Modified }

// Close implements io.Closer. What was read is kept for the next who opens the object.
func (f *storeFile) Close() error { return nil }
