package vt

import (
	"fmt"
	"strings"
	"testing"
)

func TestResize(t *testing.T) {
	cases := []struct {
		name             string
		cols, rows       int
		in               string
		newCols, newRows int
		want             string
		x, y             int
	}{
		{name: "a narrower screen wraps lines anew", cols: 10, rows: 4, in: "abcdefgh\r\n$ ", newCols: 5, newRows: 4,
			want: "abcde|fgh|$", x: 2, y: 2},
		{name: "a wider screen joins them again", cols: 5, rows: 4, in: "abcdefgh\r\n$ ", newCols: 10, newRows: 4,
			want: "abcdefgh|$", x: 2, y: 1},
		{name: "the line of the cursor is only cut", cols: 10, rows: 4, in: "$ abcdefgh", newCols: 5, newRows: 4,
			want: "$ abc", x: 4, y: 0},
		{name: "a wide character is not cut by wrapping", cols: 10, rows: 4, in: "abcd漢字\r\n", newCols: 5, newRows: 4,
			want: "abcd|漢字", x: 0, y: 2},
		{name: "rows that were pushed out come back", cols: 10, rows: 4, in: "a\r\nb\r\nc\r\nd\r\n$ ", newCols: 10, newRows: 6,
			want: "a|b|c|d|$", x: 2, y: 4},
		{name: "a lower screen drops blank rows below the cursor first", cols: 10, rows: 6, in: "a\r\nb\r\n$ ", newCols: 10, newRows: 3,
			want: "a|b|$", x: 2, y: 2},
		{name: "then it pushes rows into the history", cols: 10, rows: 4, in: "a\r\nb\r\nc\r\n$ ", newCols: 10, newRows: 2,
			want: "c|$", x: 2, y: 1},
		{name: "the alternate screen does not wrap anew", cols: 10, rows: 3, in: "\x1b[?1049h\x1b[Habcdefgh", newCols: 5, newRows: 3,
			want: "abcde", x: 4, y: 0},
		{name: "a wide character cut in half is blanked", cols: 6, rows: 3, in: "\x1b[?1049h\x1b[Habcd漢", newCols: 5, newRows: 3,
			want: "abcd", x: 4, y: 0},
		{name: "the scroll region becomes the whole screen", cols: 6, rows: 3, in: "\x1b[2;3ra\r\n\r\nb", newCols: 6, newRows: 4,
			want: "a||b", x: 1, y: 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := New(c.cols, c.rows)
			_, _ = s.Write([]byte(c.in))
			s.Resize(c.newCols, c.newRows)
			check(t, s)
			got := strings.TrimRight(strings.ReplaceAll(screenText(s), "\n", "|"), "|")
			if got != c.want || s.x != c.x || s.y != c.y {
				t.Errorf("got %q, cursor %d,%d; want %q, cursor %d,%d", got, s.x, s.y, c.want, c.x, c.y)
			}
		})
	}
}

func TestSizesAreLimited(t *testing.T) {
	for _, c := range []struct{ cols, rows, wantCols, wantRows int }{
		{0, 0, 80, 24}, {-5, -5, 80, 24}, {0, 10, 80, 10}, {1, 1, 1, 1}, {1 << 30, 1 << 30, 1000, 262}, {300, 5000, 300, 873},
	} {
		t.Run(fmt.Sprintf("%dx%d", c.cols, c.rows), func(t *testing.T) {
			s := New(c.cols, c.rows)
			if cols, rows := s.Size(); cols != c.wantCols || rows != c.wantRows {
				t.Errorf("New: got %dx%d, want %dx%d", cols, rows, c.wantCols, c.wantRows)
			}
			s = New(20, 5)
			s.Resize(c.cols, c.rows)
			if cols, rows := s.Size(); cols != c.wantCols || rows != c.wantRows {
				t.Errorf("Resize: got %dx%d, want %dx%d", cols, rows, c.wantCols, c.wantRows)
			}
			check(t, s)
		})
	}
}

func TestEverNewColoursAndClustersDoNotGrowTheTables(t *testing.T) {
	s := New(80, 24)
	for i := range 200_000 {
		fmt.Fprintf(s, "\x1b[38;2;%d;%d;%dm\x1b]8;;http://host.example/%d\x07e\u0301%c", i%256, i/256%256, i/65536, i, rune(0x300+i%64))
	}
	cells := (24 + defaultHistory) * 80
	if n := len(s.looks.list); n > 2*cells+firstTableLimit {
		t.Errorf("%d looks for %d cells", n, cells)
	}
	if n := len(s.links.list); n > 2*cells+firstTableLimit {
		t.Errorf("%d links for %d cells", n, cells)
	}
	if n := len(s.clusters.list); n > 2*cells+firstTableLimit {
		t.Errorf("%d clusters for %d cells", n, cells)
	}
	check(t, s)
	twin(t, s)
}

func TestAScreenIsSmall(t *testing.T) {
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := NewHistory(80, 24, 0)
			_, _ = s.Write([]byte("\x1b[?1049hx"))
		}
	})
	if n := r.AllocedBytesPerOp(); n > 120<<10 {
		t.Errorf("a screen of 80x24 takes %d bytes, want at most 120 KiB", n)
	}
}
