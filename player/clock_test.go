package player

import (
	"testing"
	"time"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

// wall returns a wall time d after the one at which the tests' clocks are made.
func wall(d time.Duration) time.Time {
	return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).Add(d)
}

func TestClock(t *testing.T) {
	tests := []struct {
		name string
		do   func(c *Clock)
		at   time.Duration // wall time of the question
		want time.Duration
	}{
		{"it runs from the start", func(c *Clock) {}, 3 * sec, 3 * sec},
		{"it stops at the end", func(c *Clock) {}, 200 * sec, 100 * sec},
		{"a pause holds the position", func(c *Clock) { c.Pause(wall(2 * sec)) }, 9 * sec, 2 * sec},
		{"playing goes on from the pause", func(c *Clock) { c.Pause(wall(2 * sec)); c.Play(wall(5 * sec)) }, 6 * sec, 3 * sec},
		{"play without a pause changes nothing", func(c *Clock) { c.Play(wall(5 * sec)) }, 6 * sec, 6 * sec},
		{"play at the end starts again", func(c *Clock) { c.Pause(wall(200 * sec)); c.Play(wall(201 * sec)) }, 203 * sec, 2 * sec},
		{"double speed", func(c *Clock) { c.SetSpeed(wall(0), 2) }, 3 * sec, 6 * sec},
		{"a change of speed keeps the position", func(c *Clock) { c.SetSpeed(wall(4*sec), 0.5) }, 6 * sec, 5 * sec},
		{"no faster than 16x", func(c *Clock) { c.SetSpeed(wall(0), 500) }, 1 * sec, 16 * sec},
		{"no slower than a quarter", func(c *Clock) { c.SetSpeed(wall(0), 0) }, 4 * sec, 1 * sec},
		{"faster and slower again", func(c *Clock) { c.Faster(wall(0)); c.Faster(wall(0)); c.Slower(wall(0)) }, 3 * sec, 6 * sec},
		{"seek", func(c *Clock) { c.Seek(wall(1*sec), 50*sec) }, 2 * sec, 51 * sec},
		{"seek while paused", func(c *Clock) { c.Pause(wall(0)); c.Seek(wall(1*sec), 50*sec) }, 9 * sec, 50 * sec},
		{"seek before the start", func(c *Clock) { c.Seek(wall(1*sec), -5*sec) }, 1 * sec, 0},
		{"seek beyond the end", func(c *Clock) { c.Seek(wall(1*sec), 500*sec) }, 1 * sec, 100 * sec},
		{"move back", func(c *Clock) { c.Move(wall(30*sec), -10*sec) }, 31 * sec, 21 * sec},
		{"wall time that stands still", func(c *Clock) { c.Seek(wall(9*sec), 7*sec) }, 9 * sec, 7 * sec},
		{"wall time before the change", func(c *Clock) { c.Seek(wall(9*sec), 7*sec) }, 8 * sec, 7 * sec},
		{"a growing recording", func(c *Clock) { c.SetEnd(wall(150*sec), 120*sec) }, 155 * sec, 105 * sec},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewClock(wall(0), 100*sec)
			tt.do(&c)
			if got := c.Position(wall(tt.at)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestClockSkips(t *testing.T) {
	skips := []Span{{10 * sec, 40 * sec}, {50 * sec, 60 * sec}, {90 * sec, 100 * sec}}
	tests := []struct {
		name            string
		start, at, want time.Duration
		speed           float64
	}{
		{"before the first", 0, 9 * sec, 9 * sec, 1},
		{"at the start of the first it is over", 0, 10 * sec, 40 * sec, 1},
		{"behind the first", 0, 12 * sec, 42 * sec, 1},
		{"behind the second", 0, 21 * sec, 61 * sec, 1},
		{"twice as fast", 0, 6 * sec, 42 * sec, 2},
		{"starting inside one shows where it starts", 20 * sec, 0, 20 * sec, 1},
		{"starting inside one leaves it at once", 20 * sec, 1 * ms, 40*sec + 1*ms, 1},
		{"quiet until the end ends", 60 * sec, 31 * sec, 100 * sec, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewClock(wall(0), 100*sec)
			c.SetSpeed(wall(0), tt.speed)
			c.SetSkips(wall(0), skips)
			c.Seek(wall(0), tt.start)
			if got := c.Position(wall(tt.at)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestClockLoop(t *testing.T) {
	tests := []struct {
		name  string
		start time.Duration
		at    time.Duration
		want  time.Duration
	}{
		{"inside", 22 * sec, 3 * sec, 25 * sec},
		{"one round", 22 * sec, 8 * sec, 20 * sec},
		{"three rounds and a bit", 22 * sec, 8*sec + 30*sec + 4*sec, 24 * sec},
		{"from outside it starts at A", 70 * sec, 1 * sec, 21 * sec},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := NewClock(wall(0), 100*sec)
			c.Seek(wall(0), tt.start)
			c.SetLoop(wall(0), Span{20 * sec, 30 * sec})
			if got := c.Position(wall(tt.at)); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
	t.Run("a seek out of the loop gives it up", func(t *testing.T) {
		c := NewClock(wall(0), 100*sec)
		c.SetLoop(wall(0), Span{20 * sec, 30 * sec})
		c.Seek(wall(0), 29*sec)
		if got := c.Position(wall(2 * sec)); got != 21*sec {
			t.Errorf("seek inside: got %v, want 21s", got)
		}
		c.Seek(wall(2*sec), 50*sec)
		if _, on := c.Loop(); on {
			t.Error("the loop is still on")
		}
	})
	t.Run("a loop over skipped time", func(t *testing.T) {
		c := NewClock(wall(0), 100*sec)
		c.SetSkips(wall(0), []Span{{22 * sec, 28 * sec}})
		c.SetLoop(wall(0), Span{20 * sec, 30 * sec})
		if got := c.Position(wall(5 * sec)); got != 21*sec {
			t.Errorf("got %v, want 21s", got)
		}
	})
	t.Run("a loop that is skipped altogether does not hang", func(t *testing.T) {
		c := NewClock(wall(0), 100*sec)
		c.SetSkips(wall(0), []Span{{20 * sec, 30 * sec}})
		c.SetLoop(wall(0), Span{20 * sec, 30 * sec})
		if got := c.Position(wall(5 * sec)); got != 35*sec {
			t.Errorf("got %v, want 35s", got)
		}
	})
}

func TestClockWallUntil(t *testing.T) {
	c := NewClock(wall(0), 100*sec)
	c.SetSpeed(wall(0), 2)
	c.SetSkips(wall(0), []Span{{10 * sec, 40 * sec}})
	if got, ok := c.WallUntil(wall(0), 42*sec); got != 6*sec || !ok {
		t.Errorf("got %v %v, want 6s", got, ok)
	}
	if _, ok := c.WallUntil(wall(0), 101*sec); ok {
		t.Error("beyond the end is reached")
	}
	c.Pause(wall(0))
	if _, ok := c.WallUntil(wall(0), 42*sec); ok {
		t.Error("a paused clock arrives")
	}
}
