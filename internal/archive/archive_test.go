package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

// theNow is the time in most tests.
func theNow() time.Time { return time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC) }

// A counted store counts requests and bytes as S3 would bill them, lets a test set the times of objects, and fails puts on request.
type counted struct {
	store.Store

	mu       sync.Mutex
	now      time.Time
	times    map[string]time.Time
	lists    int // requests of up to 1,000 keys
	keys     int // listed
	gets     int
	bytes    int64
	puts     []string
	deletes  int
	failFrom int // puts from this number on fail; 0: none does
	noDelete bool
}

func newCounted(s store.Store) *counted {
	return &counted{Store: s, now: theNow(), times: make(map[string]time.Time)}
}

func (c *counted) String() string { return "file:///counted" }

var errInjected = errors.New("injected")

func (c *counted) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	c.mu.Lock()
	fail := c.failFrom > 0 && len(c.puts)+1 >= c.failFrom
	if !fail {
		c.puts = append(c.puts, key)
		c.times[key] = c.now
	}
	c.mu.Unlock()
	if fail {
		return errInjected
	}
	return c.Store.Put(ctx, key, r, size)
}

func (c *counted) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r, err := c.Store.Get(ctx, key, off, n)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gets++
	c.bytes += int64(len(b))
	return io.NopCloser(bytes.NewReader(b)), errors.Join(err, r.Close())
}

func (c *counted) List(ctx context.Context, prefix, after string) iter.Seq2[store.Object, error] {
	return func(yield func(store.Object, error) bool) {
		n := 0
		defer func() {
			c.mu.Lock()
			c.lists += n/1000 + 1
			c.keys += n
			c.mu.Unlock()
		}()
		for o, err := range c.Store.List(ctx, prefix, after) {
			n++
			c.mu.Lock()
			if t, ok := c.times[o.Key]; ok {
				o.Modified = t
			}
			c.mu.Unlock()
			if !yield(o, err) {
				return
			}
		}
	}
}

func (c *counted) Delete(ctx context.Context, key string) error {
	c.mu.Lock()
	c.deletes++
	no := c.noDelete
	c.mu.Unlock()
	if no {
		return store.ErrForbidden
	}
	return c.Store.Delete(ctx, key)
}

func (c *counted) reset() {
	c.lists, c.keys, c.gets, c.bytes, c.puts, c.deletes, c.failFrom = 0, 0, 0, 0, nil, 0, 0
}

// eachStore runs a test on every kind of store.
func eachStore(t *testing.T, f func(t *testing.T, s *counted)) {
	t.Run("memory", func(t *testing.T) { f(t, newCounted(store.NewMemory())) })
	t.Run("dir", func(t *testing.T) {
		dir, err := store.NewDir(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		f(t, newCounted(dir))
	})
}

func testArchive(s store.Store) *Archive {
	return New(s, Options{Now: theNow, Poll: time.Millisecond})
}

// A session is a recording that a test makes.
type session struct {
	h     format.Header
	bytes []byte
	cuts  []int // where slices of the stream end
	sum   format.Summary
}

// record makes a recording that began at a time, of n batches with incompressible output.
func record(t testing.TB, start time.Time, n int) session {
	t.Helper()
	s := session{h: format.Header{ID: NewID(start), Kind: "ssh", Target: "web1", User: "mika@laptop", Start: start.UTC(), Tick: time.Millisecond,
		Size: format.Size{Cols: 80, Rows: 24}}}
	var b bytes.Buffer
	w, err := format.NewWriter(&b, s.h)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		batch := format.NewBatch(0)
		batch.Append(time.Duration(i)*time.Second, format.Output, noise(10<<10))
		if err := w.WriteBatch(batch); err != nil {
			t.Fatal(err)
		}
		if w.ChunkFull() {
			if err := w.EndChunk(); err != nil {
				t.Fatal(err)
			}
		}
		s.cuts = append(s.cuts, b.Len())
	}
	batch := format.NewBatch(0)
	batch.AppendEvent(format.ExitEvent(time.Duration(n)*time.Second, format.ExitStatus{Code: 7}))
	if err := w.WriteBatch(batch); err != nil {
		t.Fatal(err)
	}
	if s.sum, err = w.Close(); err != nil {
		t.Fatal(err)
	}
	s.bytes = b.Bytes()
	return s
}

// noise returns n bytes that do not compress.
func noise(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

// segment returns slice n of the stream.
func (s session) segment(n int) []byte {
	from := 0
	if n > 0 {
		from = s.cuts[n-1]
	}
	return s.bytes[from:s.cuts[n]]
}

// play stores the session as a recorder does, up to n segments, and commits it if asked to.
func (s session) play(a *Archive, n int, commit bool) error {
	ctx := context.Background()
	sink := a.Sink(s.h)
	if err := sink.Open(ctx, s.h); err != nil {
		return err
	}
	for i := range n {
		if err := sink.PutSegment(ctx, i, bytes.NewReader(s.segment(i)), int64(len(s.segment(i)))); err != nil {
			return err
		}
	}
	if !commit {
		return nil
	}
	return s.commit(a)
}

func (s session) commit(a *Archive) error {
	return a.Sink(s.h).Commit(context.Background(), bytes.NewReader(s.bytes), int64(len(s.bytes)), s.sum)
}

func listAll(t testing.TB, a *Archive, f Filter) []Entry {
	t.Helper()
	var entries []Entry
	for e, err := range a.List(context.Background(), f) {
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

func ids(entries []Entry) []string {
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

func allKeys(t testing.TB, s store.Store) []string {
	t.Helper()
	var keys []string
	for o, err := range s.List(context.Background(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

func equalIDs(t *testing.T, got []Entry, want ...string) {
	t.Helper()
	if !slices.Equal(ids(got), want) {
		t.Errorf("got %v, want %v", ids(got), want)
	}
}

func testMemory() store.Store { return store.NewMemory() }

// s3Named is a store that goes by the name of one on S3.
type s3Named struct{ *counted }

func (s3Named) String() string { return "s3://bucket" }
