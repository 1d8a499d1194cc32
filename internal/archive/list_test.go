package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// putEntry puts a committed catalog entry without a recording.
func putEntry(t testing.TB, a *Archive, start time.Time, change func(h *format.Header, s *format.Summary)) string {
	t.Helper()
	h := format.Header{ID: NewID(start), Kind: "ssh", Target: "web1", User: "mika@laptop", Start: start}
	s := format.Summary{Duration: time.Minute, OutputBytes: 1000, Exit: &format.ExitStatus{}}
	if change != nil {
		change(&h, &s)
	}
	if err := a.putCatalog(context.Background(), summaryEntry(h, s, 100), h, &s); err != nil {
		t.Fatal(err)
	}
	return h.ID
}

// putBegun puts the catalog entry of a session without a commit.
func putBegun(t testing.TB, a *Archive, start time.Time) string {
	t.Helper()
	h := format.Header{ID: NewID(start), Kind: "ssh", Target: "web1", User: "mika@laptop", Start: start}
	if err := a.Sink(h).Open(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	return h.ID
}

func TestListIsNewestFirst(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		ages := []time.Duration{0, time.Second, time.Hour, 20 * time.Hour, 25 * time.Hour, 48 * time.Hour, 40 * 24 * time.Hour, 400 * 24 * time.Hour, 20000 * 24 * time.Hour}
		var want []string
		for _, age := range ages {
			want = append(want, putEntry(t, a, theNow().Add(-age), nil))
		}
		future := putEntry(t, a, theNow().AddDate(70, 0, 0), nil)
		soon := putEntry(t, a, theNow().Add(30*time.Hour), nil)
		want = append([]string{future, soon}, want...)
		equalIDs(t, listAll(t, a, Filter{}), want...)
		equalIDs(t, listAll(t, a, Filter{Limit: 3}), want[:3]...)
		since, until := theNow().Add(-48*time.Hour), theNow()
		equalIDs(t, listAll(t, a, Filter{Since: since, Until: until}), want[3:8]...)
		equalIDs(t, listAll(t, a, Filter{Since: until.AddDate(0, 0, 2), Until: until.AddDate(1, 0, 0)}))
		equalIDs(t, listAll(t, a, Filter{Until: theNow().AddDate(-50, 0, 0)}), want[10])
	})
}

func TestListOfAnEmptyStore(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		equalIDs(t, listAll(t, a, Filter{}))
		if s.lists != 1 {
			t.Errorf("%d requests, want 1", s.lists)
		}
		if _, err := a.Resolve(context.Background(), Last); !errors.Is(err, ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRequestsOfAListing(t *testing.T) {
	busy := func(t *testing.T, a *Archive) {
		for d := range 60 {
			for i := range 50 {
				putEntry(t, a, theNow().AddDate(0, 0, -d).Add(-time.Duration(i)*time.Minute), nil)
			}
		}
	}
	old := func(t *testing.T, a *Archive) {
		putEntry(t, a, theNow().AddDate(-20, 0, 0), nil)
		for d := range 500 {
			for range 12 {
				putEntry(t, a, theNow().AddDate(-10, 0, -d), nil)
			}
		}
	}
	tests := []struct {
		name      string
		fill      func(t *testing.T, a *Archive)
		f         Filter
		want, max int // entries, requests
	}{
		{"the newest of a busy store", busy, Filter{Limit: 20}, 20, 7},
		{"all of a busy store", busy, Filter{}, 3000, 32},
		{"one day of a busy store", busy, Filter{Since: theNow().AddDate(0, 0, -30), Until: theNow().AddDate(0, 0, -29)}, 50, 4},
		{"nothing since the last use", old, Filter{Since: theNow().AddDate(-1, 0, 0)}, 0, 1},
		{"the newest of a store that was left ten years ago", old, Filter{Limit: 1}, 1, 60},
		{"all of a store that was left ten years ago", old, Filter{}, 6001, 110},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newCounted(testMemory())
			a := testArchive(s)
			tt.fill(t, a)
			s.reset()
			if got := len(listAll(t, a, tt.f)); got != tt.want || s.lists > tt.max || s.gets > 0 {
				t.Errorf("got %d entries with %d lists and %d gets; want %d with at most %d and 0", got, s.lists, s.gets, tt.want, tt.max)
			}
			t.Logf("%d requests, %d keys", s.lists, s.keys)
		})
	}
}

func TestListingReadsOnlyAFewDaysAhead(t *testing.T) {
	s := newCounted(testMemory())
	a := testArchive(s)
	for d := range 40 {
		for range 500 {
			putEntry(t, a, theNow().AddDate(0, 0, -d), nil)
		}
	}
	s.reset()
	n := 0
	for _, err := range a.List(context.Background(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 600 {
			break
		}
	}
	if s.keys > 10*500 {
		t.Errorf("%d keys were listed for 600 entries", s.keys)
	}
}

func TestLiveOrTorn(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		put := func(age, quiet time.Duration, segments int) session {
			t.Helper()
			one := record(t, theNow().Add(-age), 3)
			s.now = theNow().Add(-age)
			if err := one.play(a, 0, false); err != nil {
				t.Fatal(err)
			}
			for i := range segments {
				s.now = theNow().Add(-quiet)
				if err := a.Sink(one.h).PutSegment(context.Background(), i, bytes.NewReader(one.segment(i)), int64(len(one.segment(i)))); err != nil {
					t.Fatal(err)
				}
			}
			return one
		}
		fresh := put(time.Minute, 0, 0)
		long := put(100*time.Hour, time.Hour, 3)
		dead := put(101*time.Hour, 13*time.Hour, 2)
		stillborn := put(102*time.Hour, 0, 0)
		entries := listAll(t, a, Filter{})
		equalIDs(t, entries, fresh.h.ID, long.h.ID, dead.h.ID, stillborn.h.ID)
		for i, want := range []struct {
			State
			time.Duration
			size int
		}{{Live, time.Minute, 0}, {Live, 100 * time.Hour, long.cuts[2]}, {Torn, 88 * time.Hour, dead.cuts[1]}, {Torn, 0, 0}} {
			if e := entries[i]; e.State != want.State || e.Duration != want.Duration || e.Size != int64(want.size) {
				t.Errorf("%d: got %v, %v, %d bytes; want %+v", i, e.State, e.Duration, e.Size, want)
			}
		}
		equalIDs(t, listAll(t, a, Filter{States: []State{Torn}}), dead.h.ID, stillborn.h.ID)
		equalIDs(t, listAll(t, a, Filter{States: []State{Live}, Longer: time.Hour}), long.h.ID)
		s.reset()
		equalIDs(t, listAll(t, a, Filter{States: []State{Complete}}))
		without := s.lists
		s.reset()
		equalIDs(t, listAll(t, a, Filter{Users: []Pattern{{Globs: []string{"nobody"}}}}))
		if s.lists != without {
			t.Errorf("%d requests for sessions that the filter leaves out, want %d", s.lists, without)
		}
	})
}

func TestLooksAreBounded(t *testing.T) {
	s := newCounted(testMemory())
	a := testArchive(s)
	s.now = theNow().Add(-20 * time.Hour)
	for i := range 300 {
		putBegun(t, a, theNow().Add(-20*time.Hour-time.Duration(i)*time.Second))
	}
	s.reset()
	entries := listAll(t, a, Filter{})
	if len(entries) != 300 || slices.ContainsFunc(entries, func(e Entry) bool { return e.State != Torn }) {
		t.Errorf("got %d entries", len(entries))
	}
	if s.lists > 2*defaultLooks+10 {
		t.Errorf("%d requests", s.lists)
	}
	s.reset()
	listAll(t, a, Filter{Limit: 1})
	if s.lists > 2*looksAtOnce+10 {
		t.Errorf("%d requests for one entry", s.lists)
	}
}

func TestListEndsWithTheErrorOfTheStore(t *testing.T) {
	a := testArchive(newCounted(testMemory()))
	putEntry(t, a, theNow(), nil)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n := 0
	for _, err := range a.List(ctx, Filter{}) {
		if n++; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if n != 1 {
		t.Errorf("the loop ran %d times, want once", n)
	}
}

func TestEntryAsJSON(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 12, 4, 5e6, time.UTC)
	tests := []struct {
		e    Entry
		want string
	}{
		{Entry{ID: oneID, Kind: "ssh", Target: "web1", User: "mika@laptop", Start: start, Duration: 1500 * time.Millisecond, Bytes: 12, Size: 9, State: Complete, Exit: &format.ExitStatus{Code: 7}},
			`{"id":"` + oneID + `","kind":"ssh","target":"web1","user":"mika@laptop","start":"2026-11-24T09:12:04.005Z","duration_s":1.5,"bytes":12,"size":9,"state":"complete","exit":7}`},
		{Entry{Start: start, State: Torn, Exit: &format.ExitStatus{Signal: "SIGKILL"}},
			`{"id":"","kind":"","target":"","user":"","start":"2026-11-24T09:12:04.005Z","duration_s":0,"bytes":0,"size":0,"state":"torn","exit":"SIGKILL"}`},
		{Entry{Start: start},
			`{"id":"","kind":"","target":"","user":"","start":"2026-11-24T09:12:04.005Z","duration_s":0,"bytes":0,"size":0,"state":"live","exit":null}`},
	}
	for _, tt := range tests {
		if got, err := json.Marshal(tt.e); err != nil || string(got) != tt.want {
			t.Errorf("got %s, %v; want %s", got, err, tt.want)
		}
	}
}

// Admits agrees with listings.
func TestAdmits(t *testing.T) {
	a := testArchive(newCounted(testMemory()))
	putBegun(t, a, theNow().Add(-time.Minute))
	put := func(age, duration time.Duration, kind, user, target string, exit format.ExitStatus, torn bool) {
		putEntry(t, a, theNow().Add(-age), func(h *format.Header, s *format.Summary) {
			h.Kind, h.User, h.Target = kind, user, target
			s.Duration, s.Exit, s.Interrupted = duration, &exit, torn
		})
	}
	put(2*time.Minute, time.Minute, "ssh", "mika@acme", "deploy@web-01", format.ExitStatus{}, false)
	put(3*time.Hour, time.Hour, "ssh", "mika@acme", "db-01", format.ExitStatus{Code: 3}, false)
	put(4*time.Hour, time.Second, "kube", "ken@ops", "prod-01/shop/cart-7d9f", format.ExitStatus{Signal: "SIGKILL"}, false)
	put(30*time.Hour, time.Minute, "run", "sora@laptop", "日本ホスト", format.ExitStatus{}, true)
	all := listAll(t, a, Filter{})
	for _, q := range []string{"", "node:web*", "node:cart*", "node:WEB*", "user:mika", "user:mika@acme", "user:!mika", "kind:!run", "kind:ssh|kube", "exit:!0", "exit:0|SIGKILL",
		"since:1h", "until:2026-11-23", "dur:>2m", "dur:<3m exit:!0", "state:live|torn", "state:complete", "web", `"prod-01"`, "node:*-0?", "node:?b-01", "node:日本*", "node:*ホスト"} {
		f, err := ParseFilter(q, theNow())
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, e := range all {
			if f.Admits(e) {
				got = append(got, e.ID)
			}
		}
		for _, e := range listAll(t, a, f) {
			want = append(want, e.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d of %d are admitted, a listing has %d", q, len(got), len(all), len(want))
		}
	}
}
