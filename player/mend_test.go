package player

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// What a chunk's transcript lacks is found all the same, once.
func TestFindInLackingChunks(t *testing.T) {
	var chunks [][]format.Event
	for i := range 12 {
		start := time.Duration(i) * time.Minute
		events := []format.Event{
			out(start, fmt.Sprintf("\r\nneedle %d stands here", i)), out(start+10*sec, fmt.Sprintf("\r\nfleeting needle %d", i)),
			out(start+12*sec, "\x1b[2K\rgone"), out(start+20*sec, "\r\nhay\r\n"),
		}
		if i == 6 {
			events = append(events, out(start+30*sec, "\x1b[2J\x1b[H"))
		}
		chunks = append(chunks, events)
	}
	for _, tt := range []struct {
		name    string
		lacking map[int]bool
	}{
		{"one chunk", map[int]bool{4: true}},
		{"several beside each other", map[int]bool{5: true, 6: true, 7: true}},
		{"the first", map[int]bool{0: true}},
		{"the last", map[int]bool{11: true}},
		{"every other", map[int]bool{1: true, 3: true, 5: true, 7: true, 9: true}},
		{"all", map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 8: true, 9: true, 10: true, 11: true}},
	} {
		for _, torn := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, torn %v", tt.name, torn), func(t *testing.T) {
				want := lineSet(hits(t, open(t, derived(t, header(), torn, chunks...), Options{}), "needle", false))
				got := lineSet(hits(t, open(t, derivedBut(t, header(), torn, tt.lacking, chunks...), Options{}), "needle", false))
				if len(want) < 24 || !slices.Equal(got, want) {
					t.Errorf("got  %q\nwant %q", got, want)
				}
			})
		}
	}
}

func lineSet(hits []Hit) (lines []string) {
	for _, h := range hits {
		lines = append(lines, h.Line)
	}
	slices.Sort(lines)
	return lines
}
