// Package storetest holds the suite that every store.Store passes, and a store that fails on purpose.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

// Run runs the suite. Each part asks open for an empty store; what they hold may be the same place.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	parts := []struct {
		name string
		run  func(*testing.T, store.Store)
	}{
		{"object comes back as put", testRoundTrip},
		{"object is put from where the reader stands", testOffset},
		{"object is replaced", testReplace},
		{"object of 40 MiB", testLarge},
		{"odd keys", testOddKeys},
		{"bad keys are refused", testBadKeys},
		{"key as folder of a key", testFolder},
		{"ranges", testRanges},
		{"missing object", testMissing},
		{"delete", testDelete},
		{"list in byte order", testOrder},
		{"list many", testMany},
		{"list of nothing", testListNothing},
		{"reader that fails", testFailingReader},
		{"reader that ends early", testShortReader},
		{"context that is done", testDone},
		{"context that ends in the middle", testCancel},
		{"puts of one key at once", testConcurrentPuts},
		{"puts and deletes at once", testConcurrentDeletes},
		{"swap", testSwap},
		{"swaps at once", testSwapRace},
		{"errors are plain", testErrors},
	}
	for _, p := range parts {
		t.Run(p.name, func(t *testing.T) { p.run(t, open(t)) })
	}
}

// put stores b or ends the test.
func put(t *testing.T, s store.Store, key string, b []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatalf("put %q: %v", key, err)
	}
}

// get reads a range or ends the test.
func get(t *testing.T, s store.Store, key string, off, n int64) []byte {
	t.Helper()
	b, err := read(t.Context(), s, key, off, n)
	if err != nil {
		t.Fatalf("get %q from %d, %d bytes: %v", key, off, n, err)
	}
	return b
}

func read(ctx context.Context, s store.Store, key string, off, n int64) ([]byte, error) {
	r, err := s.Get(ctx, key, off, n)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	return b, errors.Join(err, r.Close())
}

// keys lists or ends the test.
func keys(t *testing.T, s store.Store, prefix, after string) []string {
	t.Helper()
	var got []string
	for o, err := range s.List(t.Context(), prefix, after) {
		if err != nil {
			t.Fatalf("list %q after %q: %v", prefix, after, err)
		}
		got = append(got, o.Key)
	}
	return got
}

// content is what a test of some size stores; the same seed gives the same bytes.
func content(seed uint64, size int) []byte {
	b := make([]byte, size)
	rng := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = rng.Read(b) // never fails
	return b
}

// together runs f with 0 to n-1, at most eight at once, and reports what fails.
func together(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < n; i += 8 {
				if err := f(i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func wantKeys(t *testing.T, what string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s: got %q at %d, want %q (%d keys, want %d)", what, got[i], i, want[i], len(got), len(want))
			return
		}
	}
	t.Errorf("%s: got %d keys, want %d", what, len(got), len(want))
}

func wantError(t *testing.T, what string, err error, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got %v, want %v", what, err, want)
	}
	var e *store.Error
	if err != nil && !errors.As(err, &e) {
		t.Errorf("%s: got a %T, want a *store.Error", what, err)
	}
}

func testErrors(t *testing.T, s store.Store) {
	_, err := read(t.Context(), s, "no/such", 0, -1)
	var e *store.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *store.Error", err)
	}
	if e.Op != "get" || e.Key != "no/such" || e.Reason == "" || e.Tries < 1 {
		t.Errorf("got op %q, key %q, reason %q, %d tries", e.Op, e.Key, e.Reason, e.Tries)
	}
	if got, want := e.Error(), "get no/such: "+e.Reason; !bytes.HasPrefix([]byte(got), []byte(want)) {
		t.Errorf("got %q, want %q and then notes", got, want)
	}
	if got := fmt.Sprint(s); got == "" || e.Store == "" {
		t.Errorf("got %q as the store's name and %q in the error", got, e.Store)
	}
}
