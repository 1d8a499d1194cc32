package scan

import (
	"math"
	"strings"
	"time"
)

const (
	maxTicks = 1<<53 - 1                  // in a recording
	maxTime  = 100 * 365 * 24 * time.Hour // beyond any session; keeps sums from overflowing
)

// A Clock is the time within a session. It never runs backwards.
type Clock struct{ at, last time.Duration }

// NewClock returns a clock at 0 for times of the given resolution.
func NewClock(tick time.Duration) Clock {
	last := maxTime
	if tick < maxTime/maxTicks+1 {
		last = min(last, tick*maxTicks)
	}
	return Clock{last: last}
}

// Now returns the time.
func (c *Clock) Now() time.Duration { return c.at }

// Wait moves the clock on.
func (c *Clock) Wait(d time.Duration) error {
	if d < 0 || d > c.last {
		return ErrTime
	}
	return c.Reach(c.at + d)
}

// Reach moves the clock to a time, unless it is past that.
func (c *Clock) Reach(at time.Duration) error {
	if at > c.last {
		return ErrTime
	}
	c.at = max(c.at, at)
	return nil
}

const nanoDigits = 9

// Seconds reads a decimal number of seconds exactly; digits beyond nanoseconds are dropped. Programs that follow the
// user's locale may have written a comma.
func Seconds(text string) (time.Duration, error) {
	whole, part, _ := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	if whole+part == "" || len(whole) > nanoDigits+1 || strings.IndexFunc(whole+part, notDigit) >= 0 {
		return 0, ErrTime
	}
	part = (part + strings.Repeat("0", nanoDigits))[:nanoDigits]
	n := int64(0)
	for _, digit := range whole + part {
		if n > (math.MaxInt64-9)/10 {
			return 0, ErrTime
		}
		n = 10*n + int64(digit-'0')
	}
	return time.Duration(n), nil
}

func notDigit(r rune) bool { return r < '0' || r > '9' }
