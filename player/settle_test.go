package player

import (
	"fmt"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// TestHalfDrawnFramesAreNotShown looks at moments inside synchronised output.
func TestHalfDrawnFramesAreNotShown(t *testing.T) {
	const begin, end = "\x1b[?2026h", "\x1b[?2026l"
	drawn := []format.Event{
		out(0, "\x1b[Hone"),
		out(2*sec, "\x1b[Htwo"+begin+"\x1b[2J\x1b[Hthr"), // shows two, then begins to draw
		out(2*sec+100*ms, "ee"),
		out(2*sec+200*ms, end+begin+"\x1b[2J\x1b[Hfo"),
		out(2*sec+400*ms, "ur"+end),
		out(10*sec, begin+"\x1b[2J\x1b[Hfive"), // never ended
		out(20*sec, " more"),
		out(30*sec, begin+"\x1b[2J\x1b[Hsix"),
		out(40*sec, "x"),
	}
	tests := []struct {
		at   time.Duration
		want string
	}{
		{sec, "one"}, {2 * sec, "two"}, {2*sec + 150*ms, "two"}, {2*sec + 200*ms, "three"}, {2*sec + 399*ms, "three"}, {2*sec + 400*ms, "four"},
		{10 * sec, "four"}, {10*sec + 999*ms, "four"}, {11 * sec, "five"}, {20 * sec, "five more"}, {30*sec + 500*ms, "five more"}, {31 * sec, "six"},
		{40 * sec, "sixx"},
	}
	for _, size := range []int{1, 2, 3, 100} {
		p := open(t, write(t, header(), cut(drawn, size)...), Options{})
		for _, order := range []int{1, -1} {
			for i := range tests {
				tt := tests[i]
				if order < 0 {
					tt = tests[len(tests)-1-i]
				}
				f, err := p.FrameAt(tt.at)
				if err != nil {
					t.Fatal(err)
				}
				if got := f.Text(0); got != tt.want {
					t.Errorf("chunks of %d, at %v: got %q, want %q", size, tt.at, got, tt.want)
				}
			}
		}
	}
}

// TestMomentEndsWhenDrawingLastsTooLong wants to be asked again when the frame changes without an event.
func TestMomentEndsWhenDrawingLastsTooLong(t *testing.T) {
	p := open(t, write(t, header(), []format.Event{out(0, "one"), out(sec, "\x1b[?2026h\x1b[2J"), out(9*sec, "x")}), Options{})
	m, err := p.MomentAt(t.Context(), sec+300*ms)
	if err != nil || m.Next != 2*sec || m.Frame.Text(0) != "one" {
		t.Errorf("got next %v, %q, %v, want 2s and the frame before", m.Next, m.Frame.Text(0), err)
	}
}

func TestPassage(t *testing.T) {
	prompt := func(at time.Duration) format.Event { return out(at, "\x1b]133;A\x07web$ \x1b]133;B\x07") }
	events := []format.Event{
		prompt(0), out(sec, "l"), out(sec+300*ms, "s"), out(2*sec, "\r\n\x1b]133;C\x07a\r\nweb$ no prompt\r\n"), marker(3*sec, "look"),
		prompt(4 * sec), out(5*sec, "exit"),
		out(6*sec, "\r\n"), out(7*sec, "bye\r\n"), format.ResizeEvent(8*sec, format.Size{Cols: 100, Rows: 30}),
	}
	want := []string{
		"0 0s-5s [1.3s 5 web$ ls] [2s 0 a] [2s 0 web$ no prompt] [3s 0 [mark] look] [4s 0 web$]",
		"1 5s-8s [5s 5 web$ exit] [7s 0 bye] [8s 0 [resize] 100x30]",
	}
	p := open(t, write(t, header(), events[:6], events[6:]), Options{})
	for i, at := range []time.Duration{2 * sec, 7 * sec} {
		got := passageText(t, p, i, at)
		if got != want[i] {
			t.Errorf("got  %s\nwant %s", got, want[i])
		}
	}
	p = open(t, derived(t, header(), false, events[:6], events[6:]), Options{})
	if got := passageText(t, p, 1, 7*sec); got != want[1] {
		t.Errorf("with keyframes: got  %s\nwant %s", got, want[1])
	}
}

func passageText(t *testing.T, p *Player, n int, at time.Duration) string {
	t.Helper()
	passage, err := p.PassageAt(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	s := fmt.Sprintf("%d %v-%v", n, passage.From, passage.To.Truncate(ms))
	for _, l := range passage.Lines {
		s += fmt.Sprintf(" [%v %d %s]", l.At, l.Prompt, l.Line)
	}
	return s
}
