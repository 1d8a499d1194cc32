package player

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// derived returns a recording in which every chunk carries a keyframe and a transcript. Torn ones lack the trailer
// and half the lines of the last chunk.
func derived(t *testing.T, h format.Header, torn bool, chunks ...[]format.Event) []byte {
	t.Helper()
	return derivedBut(t, h, torn, nil, chunks...)
}

// derivedBut is derived for a recorder that did not keep up in some chunks: they have neither keyframe nor lines.
func derivedBut(t *testing.T, h format.Header, torn bool, lacking map[int]bool, chunks ...[]format.Event) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := format.NewWriter(&buf, h)
	if err != nil {
		t.Fatal(err)
	}
	s := firstKeyframe(h).screen()
	var lines []format.Line
	text := vt.NewTranscript(s, func(l vt.Line) {
		line := format.Line{Text: l.Text, From: l.From, To: l.To, Row: l.Row, Alt: l.Alt, Transient: l.Transient, Order: l.Order}
		if since := l.Since(0, len(l.Text)); since > l.From {
			line.Steps = []format.Step{{At: l.From + (since-l.From)/2, Size: len(l.Text)}} // coarser than it was
		}
		lines = append(lines, line)
	})
	for i, events := range chunks {
		cols, rows := s.Size()
		before := format.Keyframe{Size: format.Size{Cols: cols, Rows: rows}, Redraw: s.Redraw()}
		b := format.NewBatch(h.Tick)
		for _, e := range events {
			b.AppendEvent(e)
			switch size, err := e.Size(); {
			case e.Kind == format.Output:
				text.Output(e.At, e.Data)
			case e.Kind == format.Resize && err == nil:
				text.Resize(e.At, size.Cols, size.Rows)
			}
		}
		if i == len(chunks)-1 && !torn {
			text.Close(events[len(events)-1].At)
		}
		if i == len(chunks)-1 && torn {
			lines = lines[:len(lines)/2]
		}
		if lacking[i] {
			check(t, w.StartChunk(b, format.Section{Kind: format.SectionUnderived, Raw: []byte("too slow")}))
			check(t, w.WriteBatch(b))
			check(t, w.EndChunk())
			lines = nil
			continue
		}
		check(t, w.StartChunk(b, before.Section()))
		check(t, w.WriteBatch(b))
		check(t, w.EndChunk(format.TranscriptSection(lines)))
		lines = nil
	}
	if !torn {
		_, err := w.Close()
		check(t, err)
	}
	return buf.Bytes()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type counting struct {
	*bytes.Reader
	reads int
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	c.reads++
	return c.Reader.ReadAt(p, off)
}

func TestStoredKeyframes(t *testing.T) {
	events := quantize(noise(5, 1000))
	b := derived(t, header(), false, cut(events, 100)...)
	r := &counting{Reader: bytes.NewReader(b)}
	f, err := format.NewFile(r, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if r.reads > 3 {
		t.Errorf("opening takes %d reads", r.reads)
	}
	p, _ := Open(f, Options{CacheBytes: 1})
	for _, part := range []time.Duration{97, 3, 50, 49, 88, 0} {
		r.reads = 0
		at := (p.Duration() * part / 100).Truncate(ms)
		got, err := p.FrameAt(at)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Equal(straight(header(), events, at)) {
			t.Errorf("the frame at %v differs from the one reached from the start", at)
		}
		if r.reads > 1 {
			t.Errorf("the frame at %v takes %d reads", at, r.reads)
		}
	}
}

func TestKeyframeAfterDamage(t *testing.T) {
	b := derived(t, header(), false, []format.Event{out(sec, "one ")}, []format.Event{out(2*sec, "two ")}, []format.Event{out(3*sec, "three ")})
	f, err := format.NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	b[f.Chunks()[1].Offset+12] ^= 0xff
	p := open(t, b, Options{})
	for _, at := range []time.Duration{2 * sec, 3 * sec, 3 * sec} { // step by step, as it is played
		if _, err := p.FrameAt(at); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := p.FrameAt(3 * sec); err != nil || got.Text(0) != "one two three" {
		t.Errorf("got %q, %v, want the screen as it was", got.Text(0), err)
	}
}

func TestKeyframesStayInTheirLimit(t *testing.T) {
	ks := keyframes{limit: 1000}
	for i := range 500 {
		ks.add(keyframe{at: place{i / 5, i % 5}, redraw: make([]byte, 50)})
		if ks.cost > ks.limit {
			t.Fatalf("%d bytes are kept", ks.cost)
		}
		if k, ok := ks.before(place{i / 5, i % 5}); !ok || k.at.chunk > i/5 {
			t.Fatalf("no keyframe before place %d", i)
		}
	}
	for i := 1; i < len(ks.list); i++ {
		if !ks.list[i-1].at.before(ks.list[i].at) {
			t.Fatal("keyframes are out of order")
		}
	}
}

// TestFindInTranscript compares what the stored transcript gives with what replaying gives, for a whole and a torn
// recording, and asks for the exact times.
func TestFindInTranscript(t *testing.T) {
	events := quantize(noise(7, 800))
	chunks := cut(events, 90)
	for name, torn := range map[string]bool{"whole": false, "torn": true} {
		t.Run(name, func(t *testing.T) {
			stored := open(t, derived(t, header(), torn, chunks...), Options{})
			replayed := open(t, write(t, header(), chunks...), Options{})
			pattern, _ := CompilePattern("line [0-9]*7 of", true)
			want := make(map[string]int)
			for _, h := range hits(t, replayed, "line [0-9]*7 of", true) {
				want[h.Line]++
			}
			got := 0
			for h, err := range stored.Find(context.Background(), pattern, nil) {
				check(t, err)
				if want[h.Line]--; want[h.Line] < 0 {
					t.Errorf("found once too often: %q at %v", h.Line, h.At)
				}
				got++
				at, err := stored.Exact(context.Background(), pattern, h)
				check(t, err)
				f, err := stored.FrameAt(at)
				check(t, err)
				if at < h.At || len(pattern.Spans(f)) == 0 && h.Until-h.At > 20*ms {
					t.Errorf("%q does not stand on the screen at %v, %v", h.Line, at, h)
				}
			}
			for line, n := range want {
				if n > 0 {
					t.Errorf("not found: %q", line)
				}
			}
			if got < 20 {
				t.Errorf("only %d hits", got)
			}
		})
	}
}
