package player

import (
	"bytes"
	"context"
	"errors"
	"math/rand"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// straight returns the frame at t by replaying all events from the start.
func straight(h format.Header, events []format.Event, t time.Duration) vt.Frame {
	s := firstKeyframe(h).screen()
	for _, e := range events {
		if e.At <= t {
			feed(s, e)
		}
	}
	return s.Frame()
}

// TestSeekEqualsReplay seeks back and forth in recordings without stored keyframes and compares every frame with the one
// reached from the start.
func TestSeekEqualsReplay(t *testing.T) {
	recordings := map[string]func(t *testing.T) (format.Header, []format.Event){
		"noise": func(*testing.T) (format.Header, []format.Event) { return header(), noise(1, 1200) },
		"tmux":  func(t *testing.T) (format.Header, []format.Event) { return corpus(t, "tmux_split_v2.cast") },
		"vim":   func(t *testing.T) (format.Header, []format.Event) { return corpus(t, "vim_cjk_v2.cast") },
	}
	budgets := map[string]Options{"roomy": {}, "tight": {CacheBytes: 1, KeyframeBytes: 4000}}
	for name, recording := range recordings {
		for budget, o := range budgets {
			t.Run(name+" "+budget, func(t *testing.T) {
				h, events := recording(t)
				p := open(t, write(t, h, cut(events, 97)...), o)
				r := rand.New(rand.NewSource(2))
				for range 25 {
					at := time.Duration(r.Int63n(int64(p.Duration()) + 1))
					got, err := p.FrameAt(at)
					if err != nil {
						t.Fatal(err)
					}
					if !got.Equal(straight(h, events, at.Truncate(ms))) && !got.Equal(straight(h, quantize(events), at)) {
						t.Fatalf("the frame at %v differs from the one reached from the start", at)
					}
				}
			})
		}
	}
}

// quantize brings the times of events to those the recording stores.
func quantize(events []format.Event) []format.Event {
	q := make([]format.Event, len(events))
	for i, e := range events {
		e.At = e.At.Truncate(ms)
		q[i] = e
	}
	return q
}

func TestMoment(t *testing.T) {
	p := open(t, write(t, header(),
		[]format.Event{out(1*sec, "a"), out(1*sec, "b"), out(4*sec, "c")},
		[]format.Event{marker(10*sec, "m"), out(11*sec, "d"), format.ExitEvent(12*sec, format.ExitStatus{})},
	), Options{})
	tests := []struct {
		at   time.Duration
		text string
		next time.Duration
		last bool
	}{
		{-5, "", 1 * sec, false}, {0, "", 1 * sec, false}, {999 * ms, "", 1 * sec, false}, {1 * sec, "ab", 4 * sec, false},
		{4 * sec, "abc", 10 * sec, false}, {9 * sec, "abc", 10 * sec, false}, {10 * sec, "abc", 11 * sec, false},
		{11 * sec, "abcd", 12 * sec, false}, {12 * sec, "abcd", 12 * sec, true}, {time.Hour, "abcd", 12 * sec, true},
	}
	for _, tt := range tests {
		m, err := p.MomentAt(context.Background(), tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if m.Frame.Text(0) != tt.text || m.Next != tt.next || m.Last != tt.last {
			t.Errorf("at %v: got %q, next %v, last %v, want %q, %v, %v", tt.at, m.Frame.Text(0), m.Next, m.Last, tt.text, tt.next, tt.last)
		}
	}
	m, _ := p.MomentAt(context.Background(), 2*sec)
	if want := []Span{{0, 1 * sec}, {1 * sec, 4 * sec}, {4 * sec, 10 * sec}}; !equalSpans(m.Quiet, want) {
		t.Errorf("quiet: got %v, want %v", m.Quiet, want)
	}
}

func equalSpans(a, b []Span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestOddRecordings(t *testing.T) {
	t.Run("without events", func(t *testing.T) {
		p := open(t, write(t, header()), Options{})
		f, err := p.FrameAt(5 * sec)
		if err != nil || f.Cols != 80 || f.Text(0) != "" || p.Duration() != 0 {
			t.Errorf("got %dx%d %q, %v", f.Cols, f.Rows, f.Text(0), err)
		}
		if a := p.Activity(4); len(a) != 4 {
			t.Errorf("activity: got %v", a)
		}
	})
	t.Run("without a terminal line feeds are new lines", func(t *testing.T) {
		h := header()
		h.Size = format.Size{}
		p := open(t, write(t, h, []format.Event{out(0, "one\ntwo"), {At: 1, Kind: format.Stderr, Data: []byte("\nthree")}}), Options{})
		f, err := p.FrameAt(sec)
		if err != nil || f.Cols != 80 || f.Rows != 24 || f.Text(1) != "two" || f.Text(2) != "three" {
			t.Errorf("got %dx%d %q %q, %v", f.Cols, f.Rows, f.Text(1), f.Text(2), err)
		}
	})
	t.Run("all at one time", func(t *testing.T) {
		p := open(t, write(t, header(), []format.Event{out(0, "a")}, []format.Event{out(0, "b")}), Options{})
		f, err := p.FrameAt(0)
		if err != nil || f.Text(0) != "ab" {
			t.Errorf("got %q, %v", f.Text(0), err)
		}
		if a := p.Activity(2); a[0]+a[1] != 2 {
			t.Errorf("activity: got %v, want 2 bytes", a)
		}
	})
}

func TestDamaged(t *testing.T) {
	events := [][]format.Event{{out(1*sec, "one ")}, {out(2*sec, "two ")}, {out(3*sec, "three ")}}
	whole := write(t, header(), events...)
	chunks := open(t, whole, Options{}).chunks()
	t.Run("a corrupt chunk leaves the others", func(t *testing.T) {
		b := bytes.Clone(whole)
		b[chunks[1].Offset+12] ^= 0xff
		p := open(t, b, Options{})
		f, err := p.FrameAt(3 * sec)
		if err != nil || f.Text(0) != "one three" {
			t.Errorf("got %q, %v, want what is intact", f.Text(0), err)
		}
		var corrupt *format.CorruptError
		if !errors.As(p.Damage(), &corrupt) || corrupt.Offset < chunks[1].Offset || corrupt.Offset >= chunks[2].Offset {
			t.Errorf("damage: got %v, want a place in chunk 1", p.Damage())
		}
		if b := p.Breaks(); len(b) != 1 || b[0].At != chunks[1].Start {
			t.Errorf("breaks: got %v", b)
		}
	})
	t.Run("a part that claims to be longer than its chunk is corrupt, not torn", func(t *testing.T) {
		b := bytes.Clone(whole)
		b[chunks[1].Offset+9] ^= 0x7f // the length of the section
		p := open(t, b, Options{})
		_, err := p.FrameAt(3 * sec)
		if err != nil || !errors.As(p.Damage(), new(*format.CorruptError)) {
			t.Errorf("got %v, damage %v", err, p.Damage())
		}
	})
	t.Run("torn", func(t *testing.T) {
		p := open(t, whole[:chunks[2].Offset], Options{})
		f, err := p.FrameAt(time.Hour)
		if err != nil || f.Text(0) != "one two" || !errors.Is(p.Damage(), format.ErrTorn) || p.Complete() {
			t.Errorf("got %q, %v, damage %v", f.Text(0), err, p.Damage())
		}
		grown, err := format.NewFile(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		p.Extend(grown)
		if f, err := p.FrameAt(time.Hour); err != nil || f.Text(0) != "one two three" || !p.Complete() {
			t.Errorf("after it grew: got %q, %v", f.Text(0), err)
		}
	})
	t.Run("a read that fails is an error and can be tried again", func(t *testing.T) {
		r := &flaky{r: bytes.NewReader(whole)}
		f, err := format.NewFile(r, int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		p, _ := Open(f, Options{})
		r.err = errors.New("store is away")
		if _, err := p.FrameAt(2 * sec); !errors.Is(err, r.err) {
			t.Errorf("got %v, want %v", err, r.err)
		}
		r.err = nil
		if f, err := p.FrameAt(2 * sec); err != nil || f.Text(0) != "one two" {
			t.Errorf("got %q, %v", f.Text(0), err)
		}
	})
}

type flaky struct {
	r   *bytes.Reader
	err error
}

func (f *flaky) ReadAt(p []byte, off int64) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.r.ReadAt(p, off)
}

func TestCanceledSeek(t *testing.T) {
	p := open(t, write(t, header(), cut(noise(3, 500), 50)...), Options{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.MomentAt(ctx, p.Duration()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
