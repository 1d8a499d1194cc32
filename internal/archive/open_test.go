package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

// chunkEvents counts the events of all chunks.
func chunkEvents(t *testing.T, f *format.File) int {
	t.Helper()
	n := 0
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil && !errors.Is(err, format.ErrTorn) {
			t.Fatal(err)
		}
		n += len(c.Events)
	}
	return n
}

func TestOpenTakesFewRequests(t *testing.T) {
	for _, batches := range []int{0, 1, 40, 600} {
		t.Run(fmt.Sprint(batches, " batches"), func(t *testing.T) {
			s := newCounted(testMemory())
			a := testArchive(s)
			one := record(t, theNow(), batches)
			if err := one.commit(a); err != nil {
				t.Fatal(err)
			}
			e := listAll(t, a, Filter{})[0]
			s.reset()
			r, err := a.Open(context.Background(), e)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if s.gets > 3 || s.bytes > 512<<10 || s.lists > 0 {
				t.Errorf("%d requests and %d bytes for a recording of %d bytes", s.gets+s.lists, s.bytes, len(one.bytes))
			}
			if got := chunkEvents(t, r.File); r.File.Damage() != nil || got != batches+1 {
				t.Errorf("got %d events, %v", got, r.File.Damage())
			}
			if most := len(one.bytes)/maxFetch/stripe + 12; s.gets > most || s.bytes > int64(len(one.bytes))+4*stripe {
				t.Errorf("%d requests and %d bytes for all of %d bytes, want at most %d", s.gets, s.bytes, len(one.bytes), most)
			}
			t.Logf("%d bytes read with %d requests", s.bytes, s.gets)
		})
	}
}

func TestOpenOfASessionWithoutACommit(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		one := record(t, theNow(), 60)
		if err := one.play(a, 50, false); err != nil {
			t.Fatal(err)
		}
		r, err := a.Open(context.Background(), Entry{ID: one.h.ID})
		if err != nil {
			t.Fatal(err)
		}
		if got := chunkEvents(t, r.File); !errors.Is(r.File.Damage(), format.ErrTorn) || got != 50 || r.Size() != int64(one.cuts[49]) || r.Entry.State != Live {
			t.Errorf("got %d events, %v, %d bytes, %v", got, r.File.Damage(), r.Size(), r.Entry.State)
		}
		// A commit removes the segments under the reader, which has not kept what the cache has forgotten.
		if err := one.commit(a); err != nil {
			t.Fatal(err)
		}
		clear(r.object.stripes)
		if got := chunkEvents(t, r.File); got != 50 {
			t.Errorf("got %d events after the commit", got)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		clear(r.object.stripes)
		if _, err := r.ReadAt(make([]byte, 1), 0); !errors.Is(err, context.Canceled) {
			t.Errorf("read after close: got %v", err)
		}
		// The entry is one of before the commit.
		old := Entry{ID: one.h.ID, key: "old", stage: begun}
		if r, err = a.Open(context.Background(), old); err != nil || r.File.Damage() != nil || chunkEvents(t, r.File) != 61 {
			t.Errorf("opened by an old entry: %v", err)
		}
	})
}

func TestOpenUpToAMissingSegment(t *testing.T) {
	s := newCounted(testMemory())
	a := testArchive(s)
	one := record(t, theNow(), 9)
	if err := one.play(a, 9, false); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(context.Background(), segmentKey(one.h.ID, 4)); err != nil {
		t.Fatal(err)
	}
	r, err := a.Open(context.Background(), Entry{ID: one.h.ID})
	if err != nil || chunkEvents(t, r.File) != 4 {
		t.Errorf("got %v", err)
	}
}

func TestOpenErrors(t *testing.T) {
	s := newCounted(testMemory())
	a := testArchive(s)
	empty := record(t, theNow(), 0)
	if err := empty.play(a, 0, false); err != nil {
		t.Fatal(err)
	}
	gone := record(t, theNow().Add(-time.Hour), 0)
	if err := gone.commit(a); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(context.Background(), wholeKey(gone.h.ID)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		id   string
		want error
	}{{empty.h.ID, format.ErrTorn}, {gone.h.ID, store.ErrNotExist}, {NewID(theNow()), ErrNotFound}, {"", ErrNotFound}, {"../../etc", ErrNotFound}} {
		if _, err := a.Open(context.Background(), Entry{ID: tt.id}); !errors.Is(err, tt.want) {
			t.Errorf("%q: got %v, want %v", tt.id, err, tt.want)
		}
	}
}

func TestOpenWhenTheCatalogIsWrongAboutTheSize(t *testing.T) {
	one := record(t, theNow(), 3)
	for _, size := range []int64{0, 1, int64(len(one.bytes)) - 1, int64(len(one.bytes)) + 1, maxNumber} {
		s := newCounted(testMemory())
		a := testArchive(s)
		if err := one.commit(a); err != nil {
			t.Fatal(err)
		}
		e := listAll(t, a, Filter{})[0]
		e.Size = size
		r, err := a.Open(context.Background(), e)
		if err != nil || r.File.Damage() != nil || chunkEvents(t, r.File) != 4 {
			t.Errorf("%d: got %v", size, err)
		}
	}
}

func TestReadAtAnyPlace(t *testing.T) {
	want := noise(40*stripe + 12345)
	fetches := 0
	o := newObject(int64(len(want)), func(p []byte, off int64) error {
		fetches++
		copy(p, want[off:])
		return nil
	})
	for range 3000 {
		off := rand.IntN(len(want) + 10)
		p := make([]byte, rand.IntN(3*stripe))
		n, err := o.ReadAt(p, int64(off))
		end := min(off+len(p), len(want))
		if off >= len(want) {
			end = off
		}
		if n != max(end-off, 0) || (n < len(p)) != errors.Is(err, io.EOF) || n > 0 && !bytes.Equal(p[:n], want[off:end]) {
			t.Fatalf("%d bytes at %d: got %d, %v", len(p), off, n, err)
		}
	}
	if _, err := o.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("a negative offset was read")
	}
	if fetches > 41 {
		t.Errorf("%d fetches of what fits the cache", fetches)
	}
}

func TestFollow(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		one := record(t, theNow(), 20)
		ctx := context.Background()
		if err := one.play(a, 3, false); err != nil {
			t.Fatal(err)
		}
		r, err := a.Follow(ctx, Entry{ID: one.h.ID})
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, one.cuts[2])
		if _, err := io.ReadFull(r, got); err != nil {
			t.Fatal(err)
		}
		sink := a.Sink(one.h)
		for i := 3; i < 18; i++ { // the rest comes only with the commit
			if err := sink.PutSegment(ctx, i, bytes.NewReader(one.segment(i)), int64(len(one.segment(i)))); err != nil {
				t.Fatal(err)
			}
			more := make([]byte, len(one.segment(i)))
			if _, err := io.ReadFull(r, more); err != nil {
				t.Fatal(err)
			}
			got = append(got, more...)
		}
		if err := one.commit(a); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(r)
		if got = append(got, rest...); err != nil || !bytes.Equal(got, one.bytes) {
			t.Errorf("got %d bytes, want %d: %v", len(got), len(one.bytes), err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestFollowEnds(t *testing.T) {
	s := newCounted(testMemory())
	a := testArchive(s)
	torn := record(t, theNow().Add(-20*time.Hour), 3)
	s.now = theNow().Add(-19 * time.Hour)
	if err := torn.play(a, 3, false); err != nil {
		t.Fatal(err)
	}
	s.now = theNow()
	later := New(s, Options{Now: func() time.Time { return theNow().Add(13 * time.Hour) }, Poll: time.Millisecond})
	for _, a := range []*Archive{a, later} {
		r, err := a.Follow(context.Background(), Entry{ID: torn.h.ID})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || len(got) != torn.cuts[2] {
			t.Errorf("torn: got %d bytes, want %d: %v", len(got), torn.cuts[2], err)
		}
	}
	live := record(t, theNow(), 3)
	if err := live.play(a, 3, false); err != nil {
		t.Fatal(err)
	}
	r, err := a.Follow(context.Background(), Entry{ID: live.h.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(r, make([]byte, live.cuts[2])); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("closed: got %v", err)
	}
}
