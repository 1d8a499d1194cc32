package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

var errInjected = errors.New("injected")

// A failing store fails calls, by their number.
type failing struct {
	*store.Memory
	fails func(call int) bool
	after bool // the call is done all the same

	mu    sync.Mutex
	calls int
}

func (f *failing) fail() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	return f.fails(f.calls)
}

func (f *failing) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	fail := f.fail()
	if fail && !f.after {
		return errInjected
	}
	err := f.Memory.Put(ctx, key, r, size)
	if fail {
		return errInjected
	}
	return err
}

func (f *failing) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if f.fail() {
		return nil, errInjected
	}
	return f.Memory.Get(ctx, key, off, n)
}

func (f *failing) List(ctx context.Context, prefix, after string) iter.Seq2[store.Object, error] {
	if f.fail() {
		return func(yield func(store.Object, error) bool) { yield(store.Object{}, errInjected) }
	}
	return f.Memory.List(ctx, prefix, after)
}

func (f *failing) Delete(ctx context.Context, key string) error {
	if f.fail() {
		return errInjected
	}
	return f.Memory.Delete(ctx, key)
}

func (f *failing) Load(ctx context.Context, key string) ([]byte, string, error) {
	if f.fail() {
		return nil, "", errInjected
	}
	return f.Memory.Load(ctx, key)
}

func (f *failing) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	fail := f.fail()
	if fail && !f.after {
		return "", errInjected
	}
	stored, err := f.Memory.Swap(ctx, key, text, version)
	if fail {
		return "", errInjected
	}
	return stored, err
}

// copyOf is a store with the same objects.
func copyOf(t *testing.T, from *store.Memory) *store.Memory {
	t.Helper()
	to := store.NewMemory()
	for o, err := range from.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		r, err := from.Get(t.Context(), o.Key, 0, -1)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := to.Put(t.Context(), o.Key, strings.NewReader(string(b)), int64(len(b))); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestFailureAtEveryCall has a compaction, with a merge, fail at each of its calls: whatever it had done, nothing is found twice, and a second
// run completes it.
func TestFailureAtEveryCall(t *testing.T) {
	origin := store.NewMemory()
	ids := fill(t, testArchive(origin), 3, 2)
	late := func() time.Time { return theNow().AddDate(0, 2, 0) }
	run := func(s store.Store) error {
		_, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Now: late, Merge: true, Folder: t.TempDir(), Readers: 1})
		return err
	}
	kinds := map[string]func(n int) *failing{
		"one call":                func(n int) *failing { return &failing{fails: func(call int) bool { return call == n }} },
		"one call that was done":  func(n int) *failing { return &failing{fails: func(call int) bool { return call == n }, after: true} },
		"all from then on":        func(n int) *failing { return &failing{fails: func(call int) bool { return call >= n }} },
		"all, the first was done": func(n int) *failing { return &failing{fails: func(call int) bool { return call >= n }, after: true} },
	}
	for kind, make := range kinds {
		t.Run(kind, func(t *testing.T) {
			for n := 1; ; n++ {
				f := make(n)
				f.Memory = copyOf(t, origin)
				err := run(f)
				got, hitErr := hits(t.Context(), Open(f.Memory, Options{}), "stood here")
				if hitErr != nil || len(slices.Compact(slices.Clone(got))) != len(got) {
					t.Errorf("call %d failed: got %v, %v", n, got, hitErr)
				}
				if err := run(f.Memory); err != nil {
					t.Errorf("after call %d failed: %v", n, err)
				}
				wantHits(t, f.Memory, "stood here", ids)
				if f.calls < n {
					if err != nil {
						t.Errorf("without a failure: %v", err)
					}
					t.Logf("%d calls", f.calls)
					return
				}
			}
		})
	}
}

// plain hides what a store can beyond Store.
type plain struct{ store.Store }

func (plain) String() string { return "plain" }

// TestSeveralAtOnce has several compactions run at once, also where the store has no swaps.
func TestSeveralAtOnce(t *testing.T) {
	for _, swaps := range []bool{true, false} {
		t.Run(fmt.Sprintf("swaps %v", swaps), func(t *testing.T) {
			m := store.NewMemory()
			var s store.Store = m
			if !swaps {
				s = plain{m}
			}
			ids := fill(t, testArchive(m), 4, 3)
			for range 3 {
				var all sync.WaitGroup
				for range 3 {
					all.Go(func() {
						if _, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Now: theNow, Folder: t.TempDir(), Readers: 1}); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
			}
			wantHits(t, s, "stood here", ids)
			if got, _ := hits(t.Context(), Open(s, Options{}), "nowhere"); len(got) > 0 {
				t.Error(got)
			}
		})
	}
}
