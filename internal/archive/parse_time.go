package archive

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseTime reads a time of the filter language; isDay tells that it is only a day, whose first moment it then returns.
func parseTime(value string, now time.Time) (t time.Time, isDay bool, err error) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch strings.ToLower(value) {
	case "now":
		return now, false, nil
	case "today":
		return midnight, true, nil
	case "yesterday":
		return midnight.AddDate(0, 0, -1), true, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, value, now.Location()); err == nil {
		return t, true, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateTime, "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, value, now.Location()); err == nil {
			return t, false, nil
		}
	}
	if age, err := parseAge(value); err == nil {
		return now.Add(-age), false, nil
	}
	return time.Time{}, false, fmt.Errorf("%q is no time; write 7d, 12h, today, 2026-11-24 or 2026-11-24T15:04", value)
}

// parseAge reads a duration such as 7d or 1h30m: numbers, each with one of the units w, d, h, m, s.
func parseAge(value string) (time.Duration, error) {
	bad := fmt.Errorf("%q is no duration; write 7d, 1h30m or 90s", value)
	var total time.Duration
	for rest := value; rest != "" || value == ""; {
		n := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if n <= 0 {
			return 0, bad
		}
		v, err := strconv.ParseFloat(rest[:n], 64)
		unit := ageUnit(rest[n])
		if err != nil || unit == 0 || v*float64(unit)+float64(total) > float64(maxDuration) {
			return 0, bad
		}
		total += time.Duration(v * float64(unit))
		rest = rest[n+1:]
	}
	return total, nil
}

func ageUnit(letter byte) time.Duration {
	switch letter {
	case 'w':
		return 7 * 24 * time.Hour
	case 'd':
		return 24 * time.Hour
	case 'h':
		return time.Hour
	case 'm':
		return time.Minute
	case 's':
		return time.Second
	}
	return 0
}

// addDuration reads >10m, >=10m, <1h or <=1h. Sessions are measured to the millisecond, which is all that > and >= differ by.
func (f *Filter) addDuration(value string) error {
	rest := strings.TrimLeft(value, "<>=")
	sign := value[:len(value)-len(rest)]
	d, err := parseAge(rest)
	if err != nil {
		return err
	}
	switch sign {
	case ">":
		f.Longer = max(f.Longer, d+time.Millisecond)
	case ">=":
		f.Longer = max(f.Longer, d)
	case "<":
		f.shorten(d - time.Millisecond)
	case "<=":
		f.shorten(d)
	default:
		return errors.New("write dur:>10m or dur:<10m")
	}
	return nil
}

// shorten lowers the upper bound; the lowest is 1 ns, below which no session is, since 0 means no bound.
func (f *Filter) shorten(d time.Duration) {
	d = max(d, 1)
	if f.Shorter == 0 || d < f.Shorter {
		f.Shorter = d
	}
}
