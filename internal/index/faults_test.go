package index

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
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

// TestSeveralAtOnce has several compactions run at once, also where the store has no swaps, and on a real S3 server.
func TestSeveralAtOnce(t *testing.T) {
	memory := func(t *testing.T) func() store.Store {
		m := store.NewMemory()
		return func() store.Store { return m }
	}
	stores := map[string]func(t *testing.T) func() store.Store{
		"memory": memory,
		"without swaps": func(t *testing.T) func() store.Store {
			m := memory(t)()
			return func() store.Store { return plain{m} }
		},
		"directory": func(t *testing.T) func() store.Store { return opener(t, "file://"+t.TempDir(), store.Options{}) },
		"S3": func(t *testing.T) func() store.Store {
			lab := s3.Start(t)
			return opener(t, lab.URL(lab.NewBucket(t), "p"), store.Options{Credentials: lab.Root})
		},
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			again := open(t)
			ids := fill(t, testArchive(again()), 4, 3)
			for range 2 {
				var all sync.WaitGroup
				for range 3 {
					all.Go(func() {
						s := again()
						if _, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Now: theNow, Folder: t.TempDir(), Readers: 1}); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
			}
			wantHits(t, again(), "stood here", ids)
			if got, _ := hits(t.Context(), Open(again(), Options{}), "nowhere"); len(got) > 0 {
				t.Error(got)
			}
		})
	}
}

// opener opens a store as another process would.
func opener(t *testing.T, url string, o store.Options) func() store.Store {
	return func() store.Store {
		s, err := store.Open(t.Context(), url, o)
		if err != nil {
			t.Fatal(err)
		}
		return store.Retry(s, store.Policy{Base: time.Millisecond})
	}
}
