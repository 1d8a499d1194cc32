package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/ui/style"
)

func TestSearchedWords(t *testing.T) {
	some := search.Report{Recordings: 1203, Searched: 1203, Unpacked: 12, Torn: 1, Hits: 5, WithHits: 2}
	tests := []struct {
		name   string
		change func(*search.Report)
		failed error
		want   string
	}{
		{"all", func(*search.Report) {}, nil, "5 hits in 2 recordings; 1,203 of 1,203 recordings, 12 not yet packed, 1 torn"},
		{"nothing found", func(r *search.Report) { r.Hits, r.Unpacked, r.Torn = 0, 0, 0 }, nil, "no hits; 1,203 of 1,203 recordings"},
		{"some left out", func(r *search.Report) { r.LeftOut, r.Searched, r.Running = make([]search.LeftOut, 2), 1201, 1 }, nil,
			"5 hits in 2 recordings; 1,201 of 1,203 recordings, 12 not yet packed, 1 torn, 1 running, 2 left out"},
		{"stopped", func(*search.Report) {}, context.Canceled, "5 hits in 2 recordings; 1,203 of at least 1,203 recordings, 12 not yet packed, 1 torn; stopped"},
		{"failed", func(r *search.Report) { r.Hits, r.WithHits = 1, 1 }, errors.New("x"), "1 hit in 1 recording; 1,203 of at least 1,203 recordings, 12 not yet packed, 1 torn"},
		{"limited", func(r *search.Report) { r.Limited = true }, nil, "5 hits in 2 recordings; 1,203 of at least 1,203 recordings, 12 not yet packed, 1 torn; ended at the limit"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := some
			tt.change(&r)
			if got := searchedWords(r, tt.failed); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func aHit(line string, spans ...[2]int) search.Hit {
	return search.Hit{Session: &index.Session{ID: "01JCZW2M4R0000000000000000", Kind: "ssh", Target: "web\x1b]0;x\a1", User: "mika@laptop",
		Start: time.Date(2026, 11, 22, 5, 41, 12, 0, time.UTC)}, At: 12*time.Minute + 31900*time.Millisecond, Line: line, Spans: spans}
}

// On a terminal a line is cut so that what was found can be seen, and colours go around what was found and nothing else.
func TestSearchText(t *testing.T) {
	long := strings.Repeat("before ", 30) + "needle" + strings.Repeat(" behind", 30)
	tests := []struct {
		name  string
		width int
		hit   search.Hit
		want  string // the line of the hit
	}{
		{"short", 0, aHit("a needle", [2]int{2, 8}), "    12:31  a needle"},
		{"long without a terminal", 0, aHit(long, [2]int{210, 216}), "    12:31  " + long},
		{"long on a terminal", 60, aHit(long, [2]int{210, 216}), "    12:31  … before before \x1b[1;4;93mneedle\x1b[m behind behind behind behi…"},
		{"in colours", 60, aHit("a needle and one", [2]int{2, 8}, [2]int{13, 16}), "    12:31  a \x1b[1;4;93mneedle\x1b[m and \x1b[1;4;93mone\x1b[m"},
		{"hostile", 0, aHit("\x1b[2J needle \u202e\u009b1m", [2]int{5, 11}), "    12:31  ?[2J needle ??1m"},
		{"wide characters", 24, aHit("日本語日本語日本語needle", [2]int{27, 33}), "    12:31  … 語\x1b[1;4;93mneedle\x1b[m"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			w := bufio.NewWriter(&b)
			text := &searchText{theme: style.Theme{Bare: tt.width == 0}, width: tt.width, utc: true}
			if err := errors.Join(text.hit(w, tt.hit), w.Flush()); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(b.String(), "\n")
			if lines[1] != tt.want {
				t.Errorf("got %q, want %q", lines[1], tt.want)
			}
			if head := "01JCZW2M4R00  2026-11-22 05:41:12 +00:00  mika@laptop  web?]0;x?1 (ssh)"; tt.width == 0 && lines[0] != head {
				t.Errorf("got %q, want %q", lines[0], head)
			}
			if !strings.Contains(lines[2], "shellac play 01JCZW2M4R00 --at 12:29") {
				t.Errorf("got %q", lines[2])
			}
			if tt.width > 0 && style.Width(lines[1]) > tt.width {
				t.Errorf("%d cells in %d", style.Width(lines[1]), tt.width)
			}
		})
	}
}

// JSON loses nothing, and steers no terminal.
func TestSearchJSON(t *testing.T) {
	line := "\x1b[2J needle \u202e\u009b1m \U000e0041 <&> 日本 \x7f"
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	if err := errors.Join((searchJSON{}).hit(w, aHit(line, [2]int{5, 11})), w.Flush()); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\u202e\u009b\U000e0041\x7f") || !strings.Contains(b.String(), "<&> 日本") {
		t.Errorf("got %q", b.String())
	}
	var got struct {
		APIVersion, Kind, Line string
		Matches                []struct{ Text string }
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil || got.Line != line || got.Matches[0].Text != "needle" || got.Kind != "SearchHit" || got.APIVersion != "shellac/v1" {
		t.Errorf("got %+v, %v", got, err)
	}
}
