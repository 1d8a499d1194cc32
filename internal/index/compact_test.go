package index

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/recorder"
)

// theNow is the time in tests: the evening after the last day.
func theNow() time.Time { return time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC) }

func testArchive(s store.Store) *archive.Archive {
	return archive.New(s, archive.Options{Now: theNow, Looks: 1000})
}

// A made recording is one that a test puts into an archive.
type made struct {
	h     format.Header
	bytes []byte
	sum   format.Summary
}

// record makes a recording whose screen shows the lines one after the other.
func record(t testing.TB, start time.Time, target string, lines ...string) made {
	t.Helper()
	m := made{h: format.Header{ID: archive.NewID(start), Kind: "ssh", Target: target, User: "mika@laptop", Start: start.UTC(), Tick: time.Millisecond,
		Size: format.Size{Cols: 80, Rows: 24}}}
	events := []format.Event{}
	for i, l := range lines {
		events = append(events, format.Event{At: time.Duration(i+1) * time.Second, Kind: format.Output, Data: []byte(l + "\r\n")})
	}
	at := time.Duration(len(lines)+2) * time.Second
	events = append(events, format.Event{At: at, Kind: format.Input, Data: []byte("typed by hand\r")},
		format.Event{At: at, Kind: format.Marker, Data: []byte("a mark")}, format.ExitEvent(at, format.ExitStatus{Code: 3}))
	var b bytes.Buffer
	var err error
	m.sum, err = recorder.Convert(&b, m.h, func() (format.Event, error) {
		if len(events) == 0 {
			return format.Event{}, io.EOF
		}
		e := events[0]
		events = events[1:]
		return e, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	m.bytes = b.Bytes()
	return m
}

func (m made) put(t testing.TB, a *archive.Archive) {
	t.Helper()
	if err := a.PutRecording(t.Context(), bytes.NewReader(m.bytes), int64(len(m.bytes)), m.h, m.sum); err != nil {
		t.Fatal(err)
	}
}

// fill puts some recordings of some days into an archive and returns their IDs.
func fill(t testing.TB, a *archive.Archive, days, each int) (ids []string) {
	t.Helper()
	for d := range days {
		for i := range each {
			start := time.Date(2026, 11, 23-d, 8, i, 0, 0, time.UTC)
			m := record(t, start, fmt.Sprintf("web%d", i%3), "$ uname -a", fmt.Sprintf("needle %d.%d stood here", d, i), "Linux web 6.1", "日本語のログ")
			m.put(t, a)
			ids = append(ids, m.h.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// hits returns in which recordings a text stands, by the packs, each as often as it was found.
func hits(ctx context.Context, x *Index, text string) (ids []string, err error) {
	days, err := x.Days(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range days {
		for b, err := range d.Blocks(ctx, nil, [][]byte{Fold(nil, []byte(text))}) {
			if err != nil {
				return nil, err
			}
			for i := range b.Len() {
				if !strings.Contains(string(b.Line(i)), text) {
					continue
				}
				row, err := b.Row(i)
				if err != nil {
					return nil, err
				}
				ids = append(ids, row.Session.ID)
			}
			b.Release()
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func wantHits(t *testing.T, s store.Store, text string, want []string) {
	t.Helper()
	got, err := hits(t.Context(), Open(s, Options{}), text)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q: got %d hits in %v, %v; want %d in %v", text, len(got), got, err, len(want), want)
	}
}

func compact(t *testing.T, s store.Store, o CompactOptions) Result {
	t.Helper()
	o.Now, o.Folder = theNow, t.TempDir()
	r, err := Compact(t.Context(), s, testArchive(s), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCompact(t *testing.T) {
	s := store.NewMemory()
	ids := fill(t, testArchive(s), 3, 5)
	r := compact(t, s, CompactOptions{})
	if r.Days != 3 || r.Recordings != 15 || len(r.Left) > 0 {
		t.Errorf("got %+v", r)
	}
	wantHits(t, s, "stood here", ids)
	wantHits(t, s, "needle 1.3", hitsOf(t, s, "needle 1.3 stood"))
	if got := hitsOf(t, s, "needle 1.3 stood"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	if r := compact(t, s, CompactOptions{}); r.Days != 0 {
		t.Errorf("the second time: got %+v", r)
	}
}

func hitsOf(t *testing.T, s store.Store, text string) []string {
	t.Helper()
	got, err := hits(t.Context(), Open(s, Options{}), text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRows(t *testing.T) {
	s := store.NewMemory()
	fill(t, testArchive(s), 1, 2)
	compact(t, s, CompactOptions{})
	days, err := Open(s, Options{}).Days(t.Context())
	if err != nil || len(days) != 1 {
		t.Fatal(days, err)
	}
	var got []string
	for b, err := range days[0].Blocks(t.Context(), nil, nil) {
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Len() {
			r, err := b.Row(i)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%s %v %v %v %d %s", r.Session.Target, r.At, r.Visible, r.In, r.Number, b.Line(i)))
		}
	}
	want := []string{
		"web0 1s 5s screen 0 $ uname -a", "web0 2s 4s screen 1 needle 0.0 stood here", "web0 3s 3s screen 2 Linux web 6.1", "web0 4s 2s screen 3 日本語のログ",
		"web0 6s 0s input 0 typed by hand", "web0 6s 0s mark 0 a mark",
		"web1 1s 5s screen 0 $ uname -a", "web1 2s 4s screen 1 needle 0.1 stood here", "web1 3s 3s screen 2 Linux web 6.1", "web1 4s 2s screen 3 日本語のログ",
		"web1 6s 0s input 0 typed by hand", "web1 6s 0s mark 0 a mark",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	sessions, err := days[0].Sessions(t.Context())
	if err != nil || len(sessions) != 2 || sessions[0].User != "mika@laptop" || sessions[0].Exit == nil || sessions[0].Exit.Code != 3 || sessions[0].Duration != 6*time.Second {
		t.Errorf("got %+v, %v", sessions, err)
	}
}

func archiveAt(s store.Store, now func() time.Time) *archive.Archive {
	return archive.New(s, archive.Options{Now: now, Looks: 1000})
}
