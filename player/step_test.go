package player

import (
	"context"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func steps(t *testing.T) *Player {
	return open(t, write(t, header(),
		[]format.Event{out(1*sec, "a"), marker(2*sec, "first"), out(3*sec, "\x1b]133;C\x07b"), out(3*sec, "c")},
		[]format.Event{out(20*sec, "d"), format.ResizeEvent(21*sec, format.Size{Cols: 100, Rows: 30})},
		[]format.Event{marker(30*sec, "second"), out(50*sec, "e"), format.GapEvent(51*sec, 7, "disk full")},
	), Options{})
}

func TestSteps(t *testing.T) {
	type step func(*Player, context.Context, time.Duration) (time.Duration, bool, error)
	quiet := func(f func(*Player, context.Context, time.Duration, time.Duration) (time.Duration, bool, error)) step {
		return func(p *Player, ctx context.Context, t time.Duration) (time.Duration, bool, error) {
			return f(p, ctx, t, 5*sec)
		}
	}
	next, previous := (*Player).NextOutput, (*Player).PreviousOutput
	nextMark, previousMark := (*Player).NextLandmark, (*Player).PreviousLandmark
	nextBurst, previousBurst := quiet((*Player).NextBurst), quiet((*Player).PreviousBurst)
	tests := []struct {
		name     string
		step     step
		at, want time.Duration
		ok       bool
	}{
		{"next from the start", next, 0, 1 * sec, true},
		{"next skips a marker", next, 1 * sec, 3 * sec, true},
		{"next in the next chunk", next, 3 * sec, 20 * sec, true},
		{"a resize is a change", next, 20 * sec, 21 * sec, true},
		{"no next", next, 50 * sec, 0, false},
		{"previous", previous, 50 * sec, 21 * sec, true},
		{"previous from between two", previous, 49 * sec, 20 * sec, true},
		{"previous across chunks", previous, 20 * sec, 3 * sec, true},
		{"events of one time are one step", previous, 3 * sec, 1 * sec, true},
		{"before the first is the start", previous, 1 * sec, 0, true},
		{"before the first event", previous, 500 * ms, 0, true},
		{"no previous", previous, 0, 0, false},
		{"next landmark", nextMark, 0, 2 * sec, true},
		{"a command is a landmark", nextMark, 2 * sec, 3 * sec, true},
		{"landmark in a later chunk", nextMark, 3 * sec, 30 * sec, true},
		{"no landmark", nextMark, 30 * sec, 0, false},
		{"previous landmark", previousMark, 30 * sec, 3 * sec, true},
		{"no previous landmark goes to the start", previousMark, 2 * sec, 0, true},
		{"next burst", nextBurst, 0, 20 * sec, true},
		{"next burst after quiet with a marker in it", nextBurst, 20 * sec, 50 * sec, true},
		{"no burst", nextBurst, 50 * sec, 0, false},
		{"previous burst", previousBurst, 50 * sec, 20 * sec, true},
		{"first burst is the start", previousBurst, 20 * sec, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok, err := tt.step(steps(t), context.Background(), tt.at)
			if got != tt.want || ok != tt.ok || err != nil {
				t.Errorf("got %v %v %v, want %v %v", got, ok, err, tt.want, tt.ok)
			}
		})
	}
}

func TestTraits(t *testing.T) {
	p := steps(t)
	if m := p.Markers(); len(m) != 0 {
		t.Errorf("before anything was read: got markers %v", m)
	}
	if a := p.Activity(5); a[0] == 0 || a[4] == 0 {
		t.Errorf("activity from the index: got %v", a)
	}
	for left := 3; left > 0; {
		n, err := p.Survey()
		if err != nil || n != left-1 {
			t.Fatalf("survey: got %d, %v, want %d", n, err, left-1)
		}
		left = n
	}
	if m := p.Markers(); len(m) != 2 || m[0] != (Marker{2 * sec, "first"}) || m[1] != (Marker{30 * sec, "second"}) {
		t.Errorf("markers: got %v", m)
	}
	if g := p.Gaps(); len(g) != 1 || g[0] != (Gap{51 * sec, 7, "disk full"}) {
		t.Errorf("gaps: got %v", g)
	}
	if r := p.Resizes(); len(r) != 1 || r[0].Size != (format.Size{Cols: 100, Rows: 30}) {
		t.Errorf("resizes: got %v", r)
	}
	var sum int64
	for _, n := range p.Activity(51) {
		sum += n
	}
	if sum < 11 || sum > 20 {
		t.Errorf("activity: got a sum of %d bytes, want about 12", sum)
	}
}
