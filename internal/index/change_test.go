package index

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

func TestLateRecording(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 2, 2)
	compact(t, s, CompactOptions{})
	late := record(t, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), "db1", "late needle stood here")
	late.put(t, testArchive(s))
	r := compact(t, s, CompactOptions{})
	if r.Days != 1 || r.Recordings != 1 {
		t.Errorf("got %+v", r)
	}
	ids = append(ids, late.h.ID)
	slices.Sort(ids)
	wantHits(t, s, "stood here", ids)
}

func TestTornThenWhole(t *testing.T) {
	s := store.NewMemory()
	a := testArchive(s)
	m := record(t, time.Date(2026, 11, 20, 17, 0, 0, 0, time.UTC), "db1", strings.Fields(strings.Repeat("early ", 2000)+"at the end stood here")...)
	sink := a.Sink(m.h)
	if err := sink.Open(t.Context(), m.h); err != nil {
		t.Fatal(err)
	}
	half := m.bytes[:len(m.bytes)/2]
	if err := sink.PutSegment(t.Context(), 0, bytes.NewReader(half), int64(len(half))); err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return time.Now().AddDate(0, 0, 3) } // the objects in memory are of the real now
	late := func() Result {
		r, err := Compact(t.Context(), s, archiveAt(s, later), CompactOptions{Now: later, Folder: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := late(); r.Recordings != 1 {
		t.Errorf("torn: got %+v", r)
	}
	if got := hitsOf(t, s, "early"); len(got) == 0 {
		t.Error("nothing of the torn recording is found")
	}
	if r := late(); r.Days != 0 {
		t.Errorf("again: got %+v", r)
	}
	m.put(t, a)
	if r := late(); r.Recordings != 1 {
		t.Errorf("whole: got %+v", r)
	}
	if got := hitsOf(t, s, "early"); len(got) != 2000 {
		t.Errorf("got %d hits of the whole recording, want 2000", len(got))
	}
}

func TestGoneRecording(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 2, 2)
	compact(t, s, CompactOptions{})
	remove(t, s, ids[0])
	compact(t, s, CompactOptions{})
	wantHits(t, s, "stood here", ids[1:])
	remove(t, s, ids[1])
	compact(t, s, CompactOptions{})
	wantHits(t, s, "stood here", ids[2:])
	if days, _ := Open(s, Options{}).Days(t.Context()); len(days) != 1 {
		t.Errorf("got %d days, want 1", len(days))
	}
}

// remove removes a recording as a retention rule does.
func remove(t *testing.T, s store.Store, id string) {
	t.Helper()
	for o, err := range s.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(o.Key, id) {
			if err := s.Delete(t.Context(), o.Key); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestUnreadableRecordings(t *testing.T) {
	s := store.NewMemory()
	a := testArchive(s)
	ids := fill(t, a, 1, 2)
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	foreign, missing, corrupt, other := record(t, day, "x", "a"), record(t, day, "x", "b"), record(t, day, "x", strings.Fields(strings.Repeat("before stood there ", 9000))...), record(t, day, "x", "c")
	foreign.put(t, a)
	put(t, s, "rec/2026/11/23/"+foreign.h.ID+".shlc", []byte("this is no recording"))
	missing.put(t, a)
	if err := s.Delete(t.Context(), "rec/2026/11/23/"+missing.h.ID+".shlc"); err != nil {
		t.Fatal(err)
	}
	corrupt.put(t, a)
	b := bytes.Clone(corrupt.bytes)
	b[len(b)-len(b)/3] ^= 1
	put(t, s, "rec/2026/11/23/"+corrupt.h.ID+".shlc", b)
	other.put(t, a)
	put(t, s, "rec/2026/11/23/"+other.h.ID+".shlc", foreign.bytes)
	r := compact(t, s, CompactOptions{})
	why := map[string]error{}
	for _, l := range r.Left {
		why[l.ID] = l.Err
		if l.Partial != (l.ID == corrupt.h.ID) {
			t.Errorf("%s: partial is %v", l.ID, l.Partial)
		}
	}
	if len(r.Left) != 4 || r.Recordings != 3 || why[foreign.h.ID] == nil || why[missing.h.ID] == nil || why[corrupt.h.ID] == nil || why[other.h.ID] == nil {
		t.Errorf("got %+v", r)
	}
	wantHits(t, s, "stood here", ids)
	if got := hitsOf(t, s, "before"); len(got) == 0 {
		t.Error("nothing of the damaged recording is found")
	}
	if r := compact(t, s, CompactOptions{}); r.Days != 0 {
		t.Errorf("again: got %+v", r)
	}
}

func put(t *testing.T, s store.Store, key string, b []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatal(err)
	}
}

func TestMerge(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 5, 3)
	merge := func() Result {
		r, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Merge: true, Now: func() time.Time { return theNow().AddDate(0, 2, 0) }, Folder: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	compact(t, s, CompactOptions{})
	before := rowsOf(t, s)
	if r := merge(); r.Months != 1 {
		t.Errorf("got %+v", r)
	}
	wantHits(t, s, "stood here", ids)
	if got := rowsOf(t, s); !slices.Equal(got, before) {
		t.Errorf("got %d rows, want %d", len(got), len(before))
	}
	if r := merge(); r.Months != 0 {
		t.Errorf("again: got %+v", r)
	}
	late := record(t, time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC), "db1", "late needle stood here")
	late.put(t, testArchive(s))
	remove(t, s, ids[0])
	if r := merge(); r.Months != 1 {
		t.Errorf("with changes: got %+v", r)
	}
	ids = append(ids[1:], late.h.ID)
	slices.Sort(ids)
	wantHits(t, s, "stood here", ids)
	days, err := Open(s, Options{}).Days(t.Context())
	if err != nil || len(days) != 5 {
		t.Fatalf("got %d days, %v", len(days), err)
	}
	for _, d := range days {
		sessions, err := d.Sessions(t.Context())
		if err != nil || len(sessions) == 0 || sessions[0].Start.Truncate(24*time.Hour) != d.Date {
			t.Errorf("%v: got %v, %v", d.Date, sessions, err)
		}
	}
}

// rowsOf returns all lines that are packed.
func rowsOf(t *testing.T, s store.Store) (rows []string) {
	t.Helper()
	days, err := Open(s, Options{}).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days {
		for b, err := range d.Blocks(t.Context(), nil, nil) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range b.Len() {
				r, err := b.Row(i)
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, r.Session.ID+" "+string(b.Line(i)))
			}
		}
	}
	return rows
}

func TestRebuild(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 2, 2)
	compact(t, s, CompactOptions{})
	put(t, s, "idx/cover/2026-11.json", []byte("spoiled"))
	if _, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Now: theNow}); err == nil {
		t.Error("a spoiled cover is no error")
	}
	if _, err := Rebuild(t.Context(), s, testArchive(s), CompactOptions{Now: theNow, Folder: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	wantHits(t, s, "stood here", ids)
}

func TestSweep(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 2, 2)
	compact(t, s, CompactOptions{})
	put(t, s, "idx/lines/day=2026-11-22/orphan.parquet", []byte("x"))
	if r := compact(t, s, CompactOptions{}); r.Removed != 0 {
		t.Errorf("a young orphan: got %+v", r)
	}
	later := func() time.Time { return time.Now().AddDate(0, 0, 3) }
	r, err := Compact(t.Context(), s, testArchive(s), CompactOptions{Now: later, Folder: t.TempDir()})
	if err != nil || r.Removed != 1 {
		t.Errorf("got %+v, %v", r, err)
	}
	wantHits(t, s, "stood here", ids)
}

// TestWithoutSigns reads packs whose signs are gone, or damaged.
func TestWithoutSigns(t *testing.T) {
	for name, spoil := range map[string]func(t *testing.T, s store.Store, key string){
		"gone": func(t *testing.T, s store.Store, key string) {
			if err := s.Delete(t.Context(), key); err != nil {
				t.Fatal(err)
			}
		},
		"cut":     func(t *testing.T, s store.Store, key string) { put(t, s, key, []byte("shlsig1\n")) },
		"spoiled": func(t *testing.T, s store.Store, key string) { put(t, s, key, bytes.Repeat([]byte("x"), 1<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			s := store.NewMemory()
			ids := fill(t, testArchive(s), 2, 3)
			compact(t, s, CompactOptions{})
			want := rowsOf(t, s)
			for o := range s.List(t.Context(), "idx/signs/", "") {
				spoil(t, s, o.Key)
			}
			wantHits(t, s, "stood here", ids)
			if got := rowsOf(t, s); !slices.Equal(got, want) {
				t.Errorf("got %d rows, want %d", len(got), len(want))
			}
		})
	}
}

// TestDamagedPack names the pack that is damaged and reads the others.
func TestDamagedPack(t *testing.T) {
	s := store.NewMemory()
	fill(t, testArchive(s), 2, 3)
	compact(t, s, CompactOptions{})
	for o := range s.List(t.Context(), "idx/lines/day=2026-11-23/", "") {
		put(t, s, o.Key, bytes.Repeat([]byte("x"), int(o.Size)))
	}
	days, err := Open(s, Options{}).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, failed := 0, 0
	for _, d := range days {
		for b, err := range d.Blocks(context.Background(), nil, nil) {
			if err != nil {
				failed++
				if !strings.Contains(err.Error(), "day=2026-11-23") {
					t.Errorf("got %v", err)
				}
				continue
			}
			found += b.Len()
		}
	}
	if failed != 1 || found == 0 {
		t.Errorf("%d lines, %d failures", found, failed)
	}
}

func TestKeep(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 1, 6)
	compact(t, s, CompactOptions{})
	days, err := Open(s, Options{}).Days(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for b, err := range days[0].Blocks(t.Context(), func(s *Session) bool { return s.Target == "web1" }, nil) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len() {
			r, err := b.Row(i)
			if err != nil {
				t.Fatal(err)
			}
			if r.Session.Target != "web1" {
				t.Errorf("got a line of %s", r.Session.Target)
			}
			if strings.Contains(string(b.Line(i)), "stood here") {
				got = append(got, r.Session.ID)
			}
		}
	}
	slices.Sort(got)
	if want := []string{ids[1], ids[4]}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
