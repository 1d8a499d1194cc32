package vt

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A megabyte without a newline is cut into lines: everything is found, but for a phrase across a cut, and it costs what
// it would in lines of their own.
func TestTranscriptOfALineWithoutEnd(t *testing.T) {
	var lines []Line
	total := 0
	tr := NewTranscript(New(80, 24), func(l Line) {
		lines = append(lines, l)
		total += len(l.Text)
	})
	var text strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&text, "word%06d ", i)
	}
	start := time.Now()
	for i, rest := 0, text.String(); len(rest) > 0; i++ {
		n := min(len(rest), 4095)
		tr.Output(time.Duration(i)*time.Millisecond, []byte(rest[:n]))
		rest = rest[n:]
	}
	tr.Close(time.Minute)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	found := map[string]bool{}
	for _, l := range lines {
		for _, w := range strings.Fields(l.Text) {
			found[w] = true
		}
	}
	missing := 0
	for i := range 100_000 {
		if !found[fmt.Sprintf("word%06d", i)] {
			missing++
		}
	}
	if cuts := text.Len() / longestLine; missing > cuts {
		t.Errorf("%d words missing, %d cuts", missing, cuts)
	}
	if total > 2*text.Len() {
		t.Errorf("%d bytes of lines for %d of text", total, text.Len())
	}
}
