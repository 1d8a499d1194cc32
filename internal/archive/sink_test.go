package archive

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func TestCommittedRecordingIsAllThatStays(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		one := record(t, theNow(), 5)
		if err := one.play(a, 5, true); err != nil {
			t.Fatal(err)
		}
		entries := listAll(t, a, Filter{})
		equalIDs(t, entries, one.h.ID)
		e := entries[0]
		if e.State != Complete || e.Size != int64(len(one.bytes)) || e.Bytes != one.sum.OutputBytes || e.Duration != 5*time.Second ||
			e.Exit == nil || e.Exit.Code != 7 || e.Target != "web1" || e.User != "mika@laptop" || e.Kind != "ssh" || !e.Start.Equal(one.h.Start) {
			t.Errorf("got %+v", e)
		}
		want := []string{e.key, wholeKey(one.h.ID)}
		if got := allKeys(t, s); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// A session of two segments takes five puts: .a, two segments, the recording, .z. Whatever put is the first to fail,
// the session is listed once as soon as there is anything of it, and committing again heals it.
func TestSessionIsListedOnceWhereverItsRecorderDies(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		for fail := 1; fail <= 6; fail++ {
			one := record(t, theNow().Add(time.Duration(fail)*time.Minute), 2)
			s.reset()
			s.failFrom = fail
			err := one.play(a, 2, true)
			if (fail <= 5) != errors.Is(err, errInjected) {
				t.Fatalf("put %d: got %v", fail, err)
			}
			s.failFrom = 0
			e, err := a.Resolve(context.Background(), one.h.ID)
			switch {
			case fail == 1:
				if !errors.Is(err, ErrNotFound) {
					t.Errorf("put %d: got %v, want not found", fail, err)
				}
			case err != nil:
				t.Fatal(err)
			case fail <= 5 && e.State != Live, fail == 6 && e.State != Complete:
				t.Errorf("put %d: got %v", fail, e.State)
			}
			if got := len(listAll(t, a, Filter{})); fail > 1 && got != fail {
				t.Errorf("put %d: listed %d recordings, want %d", fail, got, fail)
			}
			for range 2 {
				if err := one.commit(a); err != nil {
					t.Fatal(err)
				}
			}
			e, err = a.Resolve(context.Background(), one.h.ID)
			if err != nil || e.State != Complete {
				t.Errorf("put %d, committed again: got %v, %v", fail, e.State, err)
			}
			if got := len(listAll(t, a, Filter{})); got != fail {
				t.Errorf("put %d, committed again: listed %d recordings, want %d", fail, got, fail)
			}
		}
		for _, key := range allKeys(t, s) {
			if strings.HasPrefix(key, liveRoot) || strings.Contains(key, ".a!") {
				t.Errorf("%s is left", key)
			}
		}
	})
}

func TestRecorderOnlyPutsWhereItMayNotDelete(t *testing.T) {
	s := newCounted(nil)
	one := record(t, theNow(), 1)
	inner := newCounted(testMemory())
	s.Store = inner
	a := New(s3Named{s}, Options{Now: theNow})
	if err := one.play(a, 1, true); err != nil {
		t.Fatal(err)
	}
	if s.deletes != 0 || s.lists != 0 || s.gets != 0 {
		t.Errorf("%d deletes, %d lists, %d gets; want none", s.deletes, s.lists, s.gets)
	}
	entries := listAll(t, a, Filter{})
	equalIDs(t, entries, one.h.ID)
	if entries[0].State != Complete {
		t.Errorf("got %v", entries[0].State)
	}
}

func TestForbiddenRemovalIsNoError(t *testing.T) {
	s := newCounted(testMemory())
	s.noDelete = true
	a := testArchive(s)
	one := record(t, theNow(), 2)
	if err := one.play(a, 2, true); err != nil {
		t.Fatal(err)
	}
	equalIDs(t, listAll(t, a, Filter{}), one.h.ID)
}

func TestLaterCommitWins(t *testing.T) {
	s := newCounted(testMemory())
	s.noDelete = true
	a := testArchive(s)
	one := record(t, theNow(), 2)
	torn := one
	torn.sum.Interrupted = true
	torn.sum.Exit = nil
	if err := torn.commit(a); err != nil {
		t.Fatal(err)
	}
	if got := listAll(t, a, Filter{})[0].State; got != Torn {
		t.Errorf("got %v, want torn", got)
	}
	s.now = s.now.Add(time.Minute)
	if err := one.commit(a); err != nil {
		t.Fatal(err)
	}
	entries := listAll(t, a, Filter{})
	equalIDs(t, entries, one.h.ID)
	if entries[0].State != Complete {
		t.Errorf("got %v, want complete", entries[0].State)
	}
}

func TestSinkRefusesAnIDOfAnotherTime(t *testing.T) {
	a := testArchive(newCounted(testMemory()))
	h := format.Header{ID: NewID(theNow()), Start: theNow().Add(time.Hour)}
	for name, err := range map[string]error{
		"open":         a.Sink(h).Open(context.Background(), h),
		"segment":      a.Sink(h).PutSegment(context.Background(), 0, bytes.NewReader(nil), 0),
		"commit":       a.Sink(h).Commit(context.Background(), bytes.NewReader(nil), 0, format.Summary{}),
		"lower case":   a.Sink(format.Header{}).Open(context.Background(), format.Header{ID: strings.ToLower(h.ID), Start: theNow()}),
		"without one":  a.Sink(format.Header{}).Commit(context.Background(), bytes.NewReader(nil), 0, format.Summary{}),
		"path for one": a.Sink(format.Header{}).Open(context.Background(), format.Header{ID: "../../../../etc/shadow_____", Start: theNow()}),
	} {
		if !errors.Is(err, ErrID) {
			t.Errorf("%s: got %v, want ErrID", name, err)
		}
	}
}

func TestDetailsHaveAllOfTheHeader(t *testing.T) {
	a := testArchive(newCounted(testMemory()))
	long := strings.Repeat("日本語ホスト", 100)
	h := format.Header{ID: NewID(theNow()), Kind: "kube", Target: long, User: "mika@laptop", RemoteUser: "root", Argv: []string{"kubectl", "exec", "\x1b[2J"}, Start: theNow(),
		Size: format.Size{Cols: 80, Rows: 24}, Term: "xterm", Labels: []format.Label{{Name: "env", Value: "prod"}}, Reason: "INC-1", Recorder: "shellac 1", Tick: time.Millisecond}
	if err := a.Sink(h).Open(context.Background(), h); err != nil {
		t.Fatal(err)
	}
	e := listAll(t, a, Filter{})[0]
	if !strings.HasSuffix(e.Target, "…") || !strings.HasPrefix(long, strings.TrimSuffix(e.Target, "…")) {
		t.Errorf("got target %q", e.Target)
	}
	d, err := a.Details(context.Background(), e)
	if err != nil || d.Header.Target != long || d.Header.Argv[2] != "\ufffd[2J" || d.Header.Labels[0].Value != "prod" || d.Header.Reason != "INC-1" || d.Summary != nil {
		t.Errorf("got %+v, %v", d, err)
	}
	// The name is cut in the listing, and yet its end is found.
	f, err := ParseFilter("node:*ホスト", theNow())
	if err != nil {
		t.Fatal(err)
	}
	equalIDs(t, listAll(t, a, f), h.ID)
	digest := format.Digest{1, 2, 3}
	sum := format.Summary{Duration: 1234567, Events: 3, OutputBytes: 4, Exit: &format.ExitStatus{Signal: "SIGKILL"}, Digest: digest}
	if err := a.PutRecording(context.Background(), bytes.NewReader([]byte("x")), 1, h, sum); err != nil {
		t.Fatal(err)
	}
	d, err = a.Details(context.Background(), Entry{ID: h.ID})
	if err != nil || d.Summary == nil || d.Summary.Digest != digest || d.Summary.Duration != 1234567 || *d.Summary.Exit != *sum.Exit {
		t.Errorf("got %+v, %v", d, err)
	}
}

// The interface that the recorder declares.
var _ interface {
	Open(ctx context.Context, h format.Header) error
	PutSegment(ctx context.Context, n int, r io.ReadSeeker, size int64) error
	Commit(ctx context.Context, r io.ReadSeeker, size int64, s format.Summary) error
} = (*Sink)(nil)

func TestDetailsOfAnEntryThatACommitHasRemoved(t *testing.T) {
	a := testArchive(newCounted(testMemory()))
	one := record(t, theNow(), 1)
	if err := one.play(a, 1, false); err != nil {
		t.Fatal(err)
	}
	e := listAll(t, a, Filter{})[0]
	if err := one.commit(a); err != nil {
		t.Fatal(err)
	}
	d, err := a.Details(context.Background(), e)
	if err != nil || d.Summary == nil || d.Summary.Digest != one.sum.Digest {
		t.Errorf("got %+v, %v", d, err)
	}
	r, err := a.Open(context.Background(), e)
	if err != nil || r.Entry.State != Complete {
		t.Errorf("opened by the old entry: %v", err)
	}
}

func TestSessionsAreListedOnceWhileTheyAreCommitted(t *testing.T) {
	eachStore(t, listWhileCommitting)
}

func listWhileCommitting(t *testing.T, s *counted) {
	a := testArchive(s)
	const n = 20
	var sessions []session
	for i := range n {
		sessions = append(sessions, record(t, theNow().Add(-time.Duration(i)*9*time.Hour), 2))
	}
	done := make(chan error, 1)
	go func() {
		for _, one := range sessions {
			if err := one.play(a, 2, true); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for ended := false; !ended; {
		select {
		case err := <-done:
			if ended = true; err != nil {
				t.Fatal(err)
			}
		default:
		}
		seen := make(map[string]bool)
		for _, e := range listAll(t, a, Filter{}) {
			if seen[e.ID] {
				t.Errorf("%s is listed twice", e.ID)
			}
			if seen[e.ID] = true; e.State == Torn {
				t.Errorf("%s is listed as torn", e.ID)
			}
		}
		if ended && len(seen) != n {
			t.Errorf("listed %d, want %d", len(seen), n)
		}
	}
}

func TestStreamIsTheBytesOfTheRecording(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		one := record(t, theNow(), 30)
		if err := one.play(a, 20, false); err != nil {
			t.Fatal(err)
		}
		check := func(want []byte) {
			t.Helper()
			r, err := a.Stream(context.Background(), Entry{ID: one.h.ID})
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, want) || r.Close() != nil {
				t.Errorf("got %d bytes, want %d: %v", len(got), len(want), err)
			}
		}
		check(one.bytes[:one.cuts[19]])
		if err := one.commit(a); err != nil {
			t.Fatal(err)
		}
		check(one.bytes)
	})
}
