package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/shellac-term/shellac/internal/store"
)

// ErrFault is the cause of the failures of Faulty.
var ErrFault = errors.New("fault injected")

// Faulty is a Store that fails before it works, as a bad network does: of every three calls alike the first fails at once,
// the second in the middle, and the third succeeds. Its errors are store.ErrUnreachable. The store under it must be a store.Swapper.
type Faulty struct {
	inner store.Store

	mu    sync.Mutex
	calls map[string]int
	count int
}

// NewFaulty returns a Faulty over another store.
func NewFaulty(inner store.Store) *Faulty {
	return &Faulty{inner: inner, calls: make(map[string]int)}
}

// String names the store.
func (f *Faulty) String() string { return fmt.Sprintf("faulty %v", f.inner) }

// Faults is the number of failures so far.
func (f *Faulty) Faults() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count
}

// turn counts calls alike: 0 fails at once, 1 in the middle, 2 not at all.
func (f *Faulty) turn(op, key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	turn := f.calls[op+" "+key] % 3
	f.calls[op+" "+key]++
	if turn < 2 {
		f.count++
	}
	return turn
}

func (f *Faulty) fault(op, key string) error {
	return &store.Error{Op: op, Key: key, Store: f.String(), Reason: ErrFault.Error(), Err: store.ErrUnreachable}
}

// Put fails after half was read, then after the object was stored: nobody heard of it.
func (f *Faulty) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	switch f.turn("put", key) {
	case 0:
		if _, err := io.CopyN(io.Discard, r, size/2); err != nil {
			return err
		}
		return f.fault("put", key)
	case 1:
		if err := f.inner.Put(ctx, key, r, size); err != nil {
			return err
		}
		return f.fault("put", key)
	}
	return f.inner.Put(ctx, key, r, size)
}

// Get fails, then gives a body that breaks off after half a kilobyte.
func (f *Faulty) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	turn := f.turn("get", key)
	if turn == 0 {
		return nil, f.fault("get", key)
	}
	body, err := f.inner.Get(ctx, key, off, n)
	if err != nil || turn == 2 {
		return body, err
	}
	return &brokenBody{body, 512, f.fault("get", key)}, nil
}

// brokenBody ends with an error after some bytes.
type brokenBody struct {
	io.ReadCloser
	left int
	err  error
}

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, b.err
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// Resume goes on in the same object.
func (b *brokenBody) Resume(_ context.Context, _, _ int64) (io.ReadCloser, error) {
	inner := b.ReadCloser
	b.ReadCloser = io.NopCloser(inner) // whoever closes the broken body leaves the rest open
	return inner, nil
}

// List fails, then breaks off after ten objects.
func (f *Faulty) List(ctx context.Context, prefix, after string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		left := -1
		switch f.turn("list", prefix) {
		case 0:
			left = 0
		case 1:
			left = 10
		}
		for o, err := range f.inner.List(ctx, prefix, after) {
			if left == 0 {
				break
			}
			left--
			if !yield(o, err) {
				return
			}
		}
		if left == 0 {
			yield(store.Object{}, f.fault("list", prefix))
		}
	}
}

// Delete fails, then deletes and says that it failed.
func (f *Faulty) Delete(ctx context.Context, key string) error {
	turn := f.turn("delete", key)
	if turn == 0 {
		return f.fault("delete", key)
	}
	err := f.inner.Delete(ctx, key)
	if err == nil && turn == 1 {
		return f.fault("delete", key)
	}
	return err
}

// Load fails twice.
func (f *Faulty) Load(ctx context.Context, key string) ([]byte, string, error) {
	if f.turn("load", key) < 2 {
		return nil, "", f.fault("get", key)
	}
	return f.inner.(store.Swapper).Load(ctx, key)
}

// Swap fails before it swaps, then after it did so: nobody heard of it.
func (f *Faulty) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	turn := f.turn("swap", key)
	if turn == 0 {
		return "", f.fault("put", key)
	}
	stored, err := f.inner.(store.Swapper).Swap(ctx, key, text, version)
	if err == nil && turn == 1 {
		return "", f.fault("put", key)
	}
	return stored, err
}
