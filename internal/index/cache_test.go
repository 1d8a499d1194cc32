package index

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

func TestCache(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "cache")
	c := newCache(folder, 0)
	p := place{10, 5}
	if _, ok := c.get("k", p); ok {
		t.Error("it holds what nobody put there")
	}
	c.put("k", p, []byte("hello"))
	if b, ok := c.get("k", p); !ok || string(b) != "hello" {
		t.Errorf("got %q, %v", b, ok)
	}
	for _, other := range []place{{10, 4}, {11, 5}} {
		if _, ok := c.get("k", other); ok {
			t.Errorf("%v is there, too", other)
		}
	}
	if b, ok := newCache(folder, 0).get("k", p); !ok || string(b) != "hello" {
		t.Errorf("another process got %q, %v", b, ok)
	}
	for _, name := range []string{folder, filepath.Dir(c.file("k", p)), c.file("k", p)} {
		if st, err := os.Stat(name); err != nil || st.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: got %v, %v", name, st.Mode(), err)
		}
	}
	b, err := os.ReadFile(c.file("k", p))
	if err != nil {
		t.Fatal(err)
	}
	b[2] ^= 1
	if err := os.WriteFile(c.file("k", p), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.get("k", p); ok {
		t.Error("damage is not noticed")
	}
	if _, err := os.Stat(c.file("k", p)); err == nil {
		t.Error("the damaged file is still there")
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	c.put("k", p, []byte("again"))
	if b, ok := c.get("k", p); !ok || string(b) != "again" {
		t.Errorf("after its folder was removed: got %q, %v", b, ok)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache(t.TempDir(), 100_000)
	big := bytes.Repeat([]byte("x"), 10_000)
	for i := range 30 {
		c.put("k", place{int64(i), 10_000}, big)
		old := time.Now().Add(time.Duration(i-40) * time.Hour)
		if err := os.Chtimes(c.file("k", place{int64(i), 10_000}), old, old); err != nil && i > 20 {
			t.Fatal(err)
		}
	}
	if size := c.shrink(); size > 110_000 {
		t.Errorf("it holds %d bytes", size)
	}
	if _, ok := c.get("k", place{29, 10_000}); !ok {
		t.Error("the latest is gone")
	}
	if _, ok := c.get("k", place{0, 10_000}); ok {
		t.Error("the oldest is still there")
	}
}

func TestCacheShared(t *testing.T) {
	folder := t.TempDir()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			c := newCache(folder, 50_000)
			for i := range 200 {
				p := place{int64(i % 50), 2000}
				want := bytes.Repeat([]byte{byte(i % 50)}, 2000)
				if b, ok := c.get("k", p); ok && !bytes.Equal(b, want) {
					t.Errorf("got something else at %d", i)
				}
				c.put("k", p, want)
			}
		})
	}
	all.Wait()
}

// A remoteStore counts what is read of it, and goes by a name that is cached.
type remoteStore struct {
	*store.Memory
	mu    sync.Mutex
	gets  int
	packs int
}

func (*remoteStore) String() string { return "s3://bucket" }

func (r *remoteStore) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r.mu.Lock()
	r.gets++
	if key[:len(coverRoot)] != coverRoot {
		r.packs++
	}
	r.mu.Unlock()
	return r.Memory.Get(ctx, key, off, n)
}

// TestSecondSearchReadsNothing searches the same days twice, the second time as another process.
func TestSecondSearchReadsNothing(t *testing.T) {
	s := &remoteStore{Memory: store.NewMemory()}
	ids := fill(t, testArchive(s), 3, 3)
	compact(t, s, CompactOptions{})
	folder := t.TempDir()
	for i, want := range []bool{true, false} {
		s.packs = 0
		got, err := hits(t.Context(), Open(s, Options{Cache: folder}), "stood here")
		if err != nil || len(got) != len(ids) {
			t.Fatalf("got %d hits, %v; want %d", len(got), err, len(ids))
		}
		if (s.packs > 0) != want {
			t.Errorf("search %d read %d times of packs", i, s.packs)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if got, err := hits(t.Context(), Open(s, Options{Cache: folder}), "stood here"); err != nil || len(got) != len(ids) {
		t.Errorf("without its folder: got %d hits, %v", len(got), err)
	}
}

// Of a small object all is read the first time, of a large one only what is asked for, and neither twice.
func TestOpenedParts(t *testing.T) {
	for _, tt := range []struct {
		size   int64
		gets   int // for the first parts
		others int // for other ones, those before included
	}{
		{maxWhole, 1, 1},
		{maxWhole + 1, 2, 4},
	} {
		s := &remoteStore{Memory: store.NewMemory()}
		object := bytes.Repeat([]byte("0123456789"), int(tt.size/10)+1)[:tt.size]
		if err := s.Put(t.Context(), "idx/signs/large", bytes.NewReader(object), tt.size); err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		for i, step := range []struct {
			places []place
			gets   int
		}{
			{[]place{{3, 10}, {1 << 20, 10}}, tt.gets},
			{[]place{{3, 10}, {1 << 20, 10}}, tt.gets},
			{[]place{{2 << 20, 10}, {3 << 20, 10}}, tt.others},
		} {
			o, err := newFetcher(s, folder, 0).open(t.Context(), "idx/signs/large", tt.size)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := o.readAll(step.places)
			o.close()
			for n, p := range step.places {
				if err != nil || !bytes.Equal(parts[n], object[p.off:p.end()]) {
					t.Errorf("%d bytes, step %d: got %q, %v", tt.size, i, parts[n], err)
				}
			}
			if s.gets != step.gets {
				t.Errorf("%d bytes, step %d: %d reads of the store, want %d", tt.size, i, s.gets, step.gets)
			}
		}
	}
}
