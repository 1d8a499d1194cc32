package index

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/store"
)

// foreignRow is a row of lines as other programs see it.
type foreignRow struct {
	Session string `parquet:"session"`
	Host    string `parquet:"host"`
	User    string `parquet:"user"`
	Kind    string `parquet:"kind"`
	Start   int64  `parquet:"start,timestamp(millisecond)"`
	Number  int32  `parquet:"number"`
	Place   string `parquet:"place"`
	At      int64  `parquet:"t_ms"`
	Visible int64  `parquet:"vis_ms"`
	Steps   []byte `parquet:"steps"`
	Line    string `parquet:"line"`
}

func (r foreignRow) equals(other foreignRow) bool {
	steps := bytes.Equal(r.Steps, other.Steps)
	r.Steps, other.Steps = nil, nil
	return steps && reflect.DeepEqual(r, other)
}

// TestParquet has another implementation read what we write, with many sessions and row groups, and compares every value. DuckDB and ClickHouse do
// so in test/scale.
func TestParquet(t *testing.T) {
	s := store.NewMemory()
	p := newPacker(s, testArchive(s), CompactOptions{Folder: t.TempDir(), Now: theNow})
	w, err := newPackWriter(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer w.discard()
	want := writeRandom(t, w)
	var k packed
	if err := p.endPack(t.Context(), &k, w, day("2026-11-23").partition(), "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	e := k.packs[0]
	b := object(t, s, e.Partition.lines(e.Name))
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.RowGroups()) < 2 {
		t.Errorf("only %d row groups", len(f.RowGroups()))
	}
	r := parquet.NewGenericReader[foreignRow](f)
	defer r.Close()
	got := make([]foreignRow, len(want)+1)
	n, err := r.Read(got)
	if !errors.Is(err, io.EOF) || n != len(want) {
		t.Fatalf("read %d rows, %v; want %d", n, err, len(want))
	}
	for i := range want {
		if !got[i].equals(want[i]) {
			t.Fatalf("row %d: got %+v, want %+v", i, got[i], want[i])
		}
	}
	checkBounds(t, f, want)
	sessions, err := readSessions(object(t, s, e.Partition.sessions(e.Name)))
	if err != nil || len(sessions) != len(w.table.members) || sessions[3].Labels["env"] != "prod" || *sessions[3].Exit != 7 {
		t.Errorf("got %d sessions, %v", len(sessions), err)
	}
}

// writeRandom writes some sessions of all sizes and returns their rows.
func writeRandom(t *testing.T, w *packWriter) (want []foreignRow) {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	for n := range 60 {
		start := theNow().Add(time.Duration(n-2000) * time.Minute)
		s := Session{ID: fmt.Sprintf("01JD7X8M4RZQ3W5E6T7Y8K%04d", n), Target: fmt.Sprint("web", n/7), User: "mika@laptop", Kind: []string{"ssh", "kube"}[n%2], Start: start,
			Labels: []format.Label{{Name: "env", Value: "prod"}}, Exit: &format.ExitStatus{Code: 7}}
		w.begin(s, int64(n))
		rows := []int{0, 1, 10, 3000, 15_000}[n%5]
		for i := range rows {
			l := line{text: []byte(strings.Repeat("wörd ", rng.IntN(60)) + fmt.Sprint(rng.Uint32())), at: time.Duration(rng.IntN(1e6)) * time.Millisecond,
				visible: time.Duration(rng.IntN(1e5)) * time.Millisecond, in: In(rng.IntN(2)), number: i}
			if i == rows-1 && n%2 == 0 {
				l.in, l.number = Mark, 0
			}
			if rng.IntN(9) == 0 {
				l.steps = appendSteps(nil, l.at, []format.Step{{At: l.at + time.Second, Size: 3}})
			}
			if err := w.add(l); err != nil {
				t.Fatal(err)
			}
			want = append(want, foreignRow{s.ID, s.Target, s.User, s.Kind, start.UnixMilli(), int32(l.number), l.in.String(), l.at.Milliseconds(), l.visible.Milliseconds(), l.steps, string(l.text)})
		}
	}
	return want
}

// checkBounds makes sure that no value lies outside of what the pages say.
func checkBounds(t *testing.T, f *parquet.File, want []foreignRow) {
	t.Helper()
	first := 0
	for g, group := range f.RowGroups() {
		for _, column := range []int{columnHost, columnLine} {
			chunk := group.ColumnChunks()[column]
			index, err := chunk.ColumnIndex()
			if err != nil {
				t.Fatal(err)
			}
			offsets, err := chunk.OffsetIndex()
			if err != nil {
				t.Fatal(err)
			}
			for leaf := range index.NumPages() {
				end := int(group.NumRows())
				if leaf+1 < offsets.NumPages() {
					end = int(offsets.FirstRowIndex(leaf + 1))
				}
				low, high := index.MinValue(leaf).String(), index.MaxValue(leaf).String()
				for _, row := range want[first+int(offsets.FirstRowIndex(leaf)) : first+end] {
					value := row.Host
					if column == columnLine {
						value = row.Line
					}
					if value < low || value > high {
						t.Fatalf("row group %d, page %d: %q is not between %q and %q", g, leaf, value, low, high)
					}
				}
			}
		}
		first += int(group.NumRows())
	}
}

func object(t *testing.T, s store.Store, key string) []byte {
	t.Helper()
	r, err := s.Get(t.Context(), key, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBounds(t *testing.T) {
	long := strings.Repeat("x", 100)
	tests := []struct{ min, max, wantMin, wantMax string }{
		{"a", "b", "a", "b"},
		{long, long, long[:64], long[:63] + "y"},
		{strings.Repeat("é", 50), strings.Repeat("é", 50), strings.Repeat("é", 32), strings.Repeat("é", 50)},
	}
	for _, tt := range tests {
		got := bound{[]byte(tt.min), []byte(tt.max)}.texts()
		if string(got.min) != tt.wantMin || string(got.max) != tt.wantMax {
			t.Errorf("%.9q: got %q and %q, want %q and %q", tt.min, got.min, got.max, tt.wantMin, tt.wantMax)
		}
	}
}

// TestSpilledRecording sorts more lines than fit into memory.
func TestSpilledRecording(t *testing.T) {
	s := newSorter(t.TempDir())
	defer s.close()
	rng := rand.New(rand.NewPCG(3, 3))
	const n = 600_000
	for _, order := range rng.Perm(n) {
		if err := s.add(format.Line{Text: fmt.Sprint("line ", order), Order: uint64(order), From: time.Duration(order) * format.LineTick}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 1 {
		t.Fatalf("it was not spilled: %d runs", len(s.runs))
	}
	next := 0
	err := s.each(func(l line) error {
		if string(l.text) != fmt.Sprint("line ", next) || l.number != next || l.at != time.Duration(next)*format.LineTick {
			return fmt.Errorf("line %d is %q", next, l.text)
		}
		next++
		return nil
	})
	if err != nil || next != n {
		t.Errorf("got %d lines, %v", next, err)
	}
}
