package player

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrTime says that a text names no time of the recording. Errors of ParseTime wrap it.
var ErrTime = errors.New("player: no time of the recording")

// A Scale is what ParseTime reads times against.
type Scale struct {
	Now      time.Duration  // position that relative times count from
	Duration time.Duration  // of the recording; 0 if it is not known
	Start    time.Time      // when the session started
	Location *time.Location // of clock times without a zone; nil means time.Local
	Markers  []Marker       // that can be named
}

// ParseTime returns the position in the recording that s names. It is one of:
//
//	90s 1m2.5s 90       time since the start, as a Go duration or in seconds
//	12:31 1:02:03.5     minutes and seconds, or hours, minutes and seconds since the start
//	+5m -10s +1:30      relative to s.Now
//	50%                 of the duration
//	start end           the two ends
//	14:02:11Z           a clock time with a zone (Z, +09:00): the first such moment after the start
//	@14:02 @14:02:11    the same in the Location
//	2026-11-24T14:02:11Z, 2026-11-24 14:02:11
//	row count checked   the name of a marker, or the beginning of one
//
// A time since the start that lies beyond the end is taken as a clock time in the Location if the session ran then: who
// reads 14:02:11 in a log can type it as it stands there. The result is never negative; a relative time stops at either
// end.
func ParseTime(s string, scale Scale) (time.Duration, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, fmt.Errorf("read time: %w", ErrTime)
	}
	for _, parse := range []func(string) (time.Duration, bool){
		scale.word, scale.relative, scale.elapsed, scale.clock, scale.date, scale.marker,
	} {
		if t, ok := parse(s); ok {
			return scale.check(s, t)
		}
	}
	return 0, fmt.Errorf("read time %q: %w", s, ErrTime)
}

// check refuses times outside the recording.
func (c Scale) check(s string, t time.Duration) (time.Duration, error) {
	switch {
	case t < 0:
		return 0, fmt.Errorf("read time %q: before the start: %w", s, ErrTime)
	case c.Duration > 0 && t > c.Duration:
		return 0, fmt.Errorf("read time %q: the recording ends at %s: %w", s, FormatTime(c.Duration), ErrTime)
	}
	return t, nil
}

func (c Scale) word(s string) (time.Duration, bool) {
	switch s {
	case "start":
		return 0, true
	case "end":
		return c.Duration, true
	}
	digits, ok := strings.CutSuffix(s, "%")
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || f < 0 || f > 100 {
		return 0, false
	}
	return time.Duration(f / 100 * float64(c.Duration)), true
}

func (c Scale) relative(s string) (time.Duration, bool) {
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	d, ok := parseElapsed(s[1:])
	if !ok {
		return 0, false
	}
	if s[0] == '-' {
		d = -d
	}
	t := max(c.Now+d, 0)
	if c.Duration > 0 {
		t = min(t, c.Duration)
	}
	return t, true
}

func (c Scale) elapsed(s string) (time.Duration, bool) {
	d, ok := parseElapsed(s)
	if ok && c.Duration > 0 && d > c.Duration {
		if t, ok := c.clock("@" + s); ok && t <= c.Duration {
			return t, true
		}
	}
	return d, ok
}

// parseElapsed reads a time since the start: a Go duration, seconds, or numbers between colons.
func parseElapsed(s string) (time.Duration, bool) {
	if strings.ContainsAny(s, "+-_") {
		return 0, false
	}
	if strings.Contains(s, ":") {
		return parseColons(s)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil {
		return seconds(f)
	}
	d, err := time.ParseDuration(s)
	return d, err == nil && d >= 0
}

// maxTime bounds what a time may be, so that arithmetic on it cannot overflow.
const maxTime = 100 * 365 * 24 * time.Hour

func seconds(f float64) (time.Duration, bool) {
	if f < 0 || f > maxTime.Seconds() || f != f {
		return 0, false
	}
	return time.Duration(f * float64(time.Second)), true
}

func parseColons(s string) (time.Duration, bool) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, false
	}
	var total float64
	for i, p := range parts {
		last := i == len(parts)-1
		if p == "" || !digitsOnly(p, last) {
			return 0, false
		}
		f, err := strconv.ParseFloat(p, 64)
		if err != nil || i > 0 && f >= 60 {
			return 0, false
		}
		total = total*60 + f
	}
	return seconds(total)
}

func digitsOnly(s string, dot bool) bool {
	for _, c := range s {
		if (c < '0' || c > '9') && (c != '.' || !dot) {
			return false
		}
	}
	return true
}

// clock reads a time of day: with a zone, or with an @ before it in the location.
func (c Scale) clock(s string) (time.Duration, bool) {
	layouts := []string{"15:04:05Z07:00", "15:04Z07:00"}
	loc := c.location()
	if rest, ok := strings.CutPrefix(s, "@"); ok {
		s, layouts = rest, []string{"15:04:05", "15:04", "15:04:05Z07:00", "15:04Z07:00"}
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, s, loc)
		if err != nil {
			continue
		}
		return c.firstAfterStart(t), true
	}
	return 0, false
}

// firstAfterStart returns the position of the first moment from the start on with the time of day of t, in t's zone.
func (c Scale) firstAfterStart(t time.Time) time.Duration {
	start := c.Start.In(t.Location())
	y, m, d := start.Date()
	// A time of day without fractions means the whole second, also the one in which the session started.
	at := time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	if at.Before(start) && !at.Equal(start.Truncate(time.Second)) {
		at = at.AddDate(0, 0, 1)
	}
	return max(at.Sub(start), 0)
}

func (c Scale) location() *time.Location {
	if c.Location == nil {
		return time.Local
	}
	return c.Location
}

func (c Scale) date(s string) (time.Duration, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, c.location()); err == nil {
			d := t.Sub(c.Start)
			if d < 0 && d > -time.Second {
				d = 0
			}
			return d, true
		}
	}
	return 0, false
}

// marker finds a marker by its name, or by the beginning of it in any case.
func (c Scale) marker(s string) (time.Duration, bool) {
	for _, m := range c.Markers {
		if m.Label == s {
			return m.At, true
		}
	}
	for _, m := range c.Markers {
		if len(m.Label) >= len(s) && strings.EqualFold(m.Label[:len(s)], s) {
			return m.At, true
		}
	}
	return 0, false
}

// FormatTime writes a position as h:mm:ss, the hours with two digits: the form ParseTime reads.
func FormatTime(t time.Duration) string {
	t = max(t, 0)
	s := int64(t / time.Second)
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}
