package recorder

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// Output that comes faster than it can be drawn is written first; what is derived from it is made up for afterwards, out
// of what was written, and the screen is then the right one again.
func TestLateLinesAreMadeUpFor(t *testing.T) {
	dir := t.TempDir()
	h := format.Header{ID: "LATE", Size: format.Size{Cols: 120, Rows: 24}, Tick: format.DefaultTick}
	sp, err := createSpool(dir, h.ID)
	if err != nil {
		t.Fatal(err)
	}
	w, err := format.NewWriter(sp, h)
	if err != nil {
		t.Fatal(err)
	}
	s := &sealer{composer: newComposer(w, h), spool: sp, intake: newIntake(time.Now())}
	b := format.NewBatch(0)
	put := func(at time.Duration, text string, behind bool) {
		b.Reset()
		b.Append(at, format.Output, []byte(text))
		if _, err := s.write(b, behind); err != nil {
			t.Fatal(err)
		}
	}
	const batches, lines = 60, 3000
	for i := range batches {
		var text strings.Builder
		for j := range lines {
			fmt.Fprintf(&text, "line %d of batch %d %s\r\n", j, i, strings.Repeat("x", 60))
		}
		put(time.Duration(i)*time.Second, text.String(), true)
	}
	if !s.late.is {
		t.Fatal("a long burst is derived from at once")
	}
	for s.late.is {
		if err := s.work(); err != nil {
			t.Fatal(err)
		}
	}
	var more strings.Builder
	for more.Len() < format.ChunkTarget {
		more.WriteString("after the burst\r\n")
	}
	put(time.Hour, more.String(), false)
	put(2*time.Hour, "the end", false)
	if _, err := s.close(false); err != nil {
		t.Fatal(err)
	}
	f, err := format.NewFile(sp.stream, w.Offset())
	if err != nil || f.Damage() != nil {
		t.Fatal(err, f.Damage())
	}
	found, last := map[string]bool{}, len(f.Chunks())-1
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range c.Sections {
			list, err := format.ParseTranscript(section.Raw)
			if section.Kind == format.SectionUnderived {
				t.Errorf("chunk %d: %s", i, section.Raw)
			}
			if section.Kind == format.SectionTranscript && err == nil {
				for _, l := range list {
					found[l.Text] = true
				}
			}
		}
		if i == last {
			if k := firstKeyframe(t, c); !strings.Contains(string(k.Redraw), "after the burst") {
				t.Error("the last keyframe is of another screen")
			}
		}
	}
	for _, want := range []string{"line 0 of batch 0 ", "line 7 of batch 40 ", "line 2999 of batch 59 "} {
		if !found[want+strings.Repeat("x", 60)] {
			t.Errorf("no line %q", want)
		}
	}
}
