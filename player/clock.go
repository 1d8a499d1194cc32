package player

import "time"

// The slowest and the fastest speed of a Clock.
const (
	MinSpeed = 0.25
	MaxSpeed = 16
)

// A Span is a stretch of the session's time, From included and To not.
type Span struct{ From, To time.Duration }

// Contains reports whether t lies in the span.
func (s Span) Contains(t time.Duration) bool { return s.From <= t && t < s.To }

// A Clock maps wall time to a position in the recording. It is a value and holds no timer: Position is a function of the
// wall time it is given, and every method that changes something takes the wall time of the change. Wall times must not
// run backwards.
type Clock struct {
	end    time.Duration
	speed  float64
	paused bool
	loop   Span
	skips  []Span

	wall time.Time     // when the position was last fixed
	pos  time.Duration // where it was then
}

// NewClock returns a clock that runs at normal speed from the start of a recording which is end long.
func NewClock(now time.Time, end time.Duration) Clock {
	return Clock{end: max(end, 0), speed: 1, wall: now}
}

// Position returns where playing has come to at the wall time now.
func (c Clock) Position(now time.Time) time.Duration {
	budget := max(now.Sub(c.wall), 0)
	if c.paused || budget == 0 {
		return c.pos
	}
	return c.advance(time.Duration(float64(budget) * c.speed))
}

// advance returns the position after playing for d of the session's time.
func (c Clock) advance(d time.Duration) time.Duration {
	if c.looping() {
		d %= c.lap() // rounds that end where they began
		if left := c.length(c.pos, c.loop.To); d >= left {
			return c.along(c.loop.From, d-left)
		}
	}
	return c.along(c.pos, d)
}

// looping reports whether playing from the position will come back to the start of the loop.
func (c Clock) looping() bool {
	return c.loop.To > c.loop.From && c.pos < c.loop.To && c.lap() > 0
}

// lap is how long one round of the loop plays.
func (c Clock) lap() time.Duration { return c.length(c.loop.From, c.loop.To) }

// length is how long it takes at normal speed to play from one position to a later one.
func (c Clock) length(from, to time.Duration) time.Duration {
	n := to - from
	for _, s := range c.skips {
		n -= max(min(s.To, to)-max(s.From, from), 0)
	}
	return max(n, 0)
}

// along walks d forward from pos over the spans that are skipped, and stops at the end.
func (c Clock) along(pos, d time.Duration) time.Duration {
	for _, s := range c.skips {
		if s.To <= pos {
			continue
		}
		if pos+d < s.From {
			break
		}
		d -= max(s.From-pos, 0)
		pos = s.To
	}
	return min(pos+d, c.end)
}

// fix makes the position at now the one from which the clock runs on.
func (c *Clock) fix(now time.Time) {
	c.pos = c.Position(now)
	c.wall = now
}

// Pause stops the clock.
func (c *Clock) Pause(now time.Time) { c.fix(now); c.paused = true }

// Play lets the clock run on; at the end it starts again from the beginning.
func (c *Clock) Play(now time.Time) {
	c.fix(now)
	if c.paused && c.pos >= c.end {
		c.pos = 0
	}
	c.paused = false
}

// Paused reports whether the clock was stopped.
func (c Clock) Paused() bool { return c.paused }

// Ended reports whether the position at now is the end of the recording.
func (c Clock) Ended(now time.Time) bool { return c.Position(now) >= c.end }

// Seek moves to a position, or as near to it as the recording reaches. A loop it leads out of is given up.
func (c *Clock) Seek(now time.Time, to time.Duration) {
	c.wall, c.pos = now, min(max(to, 0), c.end)
	if c.loop != (Span{}) && !c.loop.Contains(c.pos) {
		c.loop = Span{}
	}
}

// Move seeks by d relative to the position at now.
func (c *Clock) Move(now time.Time, d time.Duration) { c.Seek(now, c.Position(now)+d) }

// Speed returns how many seconds of the session play in one second.
func (c Clock) Speed() float64 { return c.speed }

// SetSpeed changes the speed, which is brought between MinSpeed and MaxSpeed.
func (c *Clock) SetSpeed(now time.Time, speed float64) {
	c.fix(now)
	c.speed = min(max(speed, MinSpeed), MaxSpeed)
}

// Faster doubles the speed.
func (c *Clock) Faster(now time.Time) { c.SetSpeed(now, c.speed*2) }

// Slower halves the speed.
func (c *Clock) Slower(now time.Time) { c.SetSpeed(now, c.speed/2) }

// End returns the end of the recording.
func (c Clock) End() time.Duration { return c.end }

// SetEnd changes the end of the recording, which grows while the session still runs.
func (c *Clock) SetEnd(now time.Time, end time.Duration) { c.fix(now); c.end = max(end, 0) }

// Loop returns the span that is repeated, and false if there is none.
func (c Clock) Loop() (Span, bool) { return c.loop, c.loop.To > c.loop.From }

// SetLoop makes the clock repeat a span (A-B) until it is given an empty one. A position outside moves to the start of
// the span.
func (c *Clock) SetLoop(now time.Time, s Span) {
	c.fix(now)
	if s.To <= s.From {
		c.loop = Span{}
		return
	}
	c.loop = s
	if !s.Contains(c.pos) {
		c.pos = s.From
	}
}

// SetSkips gives the clock the spans to jump over while it runs: in order, without overlap. The position stays, even in
// the middle of one. Spans need be known only around the position.
func (c *Clock) SetSkips(now time.Time, skips []Span) {
	c.fix(now)
	c.skips = skips
}

// Skipping returns the span that the clock jumped over last when it stands at pos, and false if pos is not right behind
// one. Behind means within near.
func (c Clock) Skipping(pos, near time.Duration) (Span, bool) {
	for _, s := range c.skips {
		if s.To <= pos && pos < s.To+near {
			return s, true
		}
	}
	return Span{}, false
}

// WallUntil returns how long from now it takes until the clock reaches to, and false if it does not get there by itself.
func (c Clock) WallUntil(now time.Time, to time.Duration) (time.Duration, bool) {
	pos := c.Position(now)
	if c.paused || to > c.end || to < pos {
		return 0, false
	}
	return time.Duration(float64(c.length(pos, to)) / c.speed), true
}
