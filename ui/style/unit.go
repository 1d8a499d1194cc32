package style

import (
	"fmt"
	"math"
	"time"
)

// Bytes writes a number of bytes in at most seven cells: 712 B, 3.4 KB, 12 MB. A KB has 1024.
func Bytes(n int64) string {
	if n < 1<<10 {
		return fmt.Sprintf("%d B", n)
	}
	units, f := "KMGT", float64(n)/1024
	for f >= 999.5 && len(units) > 1 {
		f, units = f/1024, units[1:]
	}
	if f < 9.95 {
		return fmt.Sprintf("%.1f %cB", f, units[0])
	}
	return fmt.Sprintf("%.0f %cB", f, units[0])
}

// Clock writes a length of time as a clock does: 0:09, 12:31, 1:02:03.
func Clock(d time.Duration) string {
	s := int64(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// Age writes how long ago something was, in one unit: 5s, 3m, 7h, 12d, 3y.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", max(d, 0)/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 365*24*time.Hour:
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	return fmt.Sprintf("%dy", d/(365*24*time.Hour))
}

// Date writes a time in fourteen cells: with its clock time if that says which day it was, as it does for most of a year.
func Date(at, now time.Time, zone *time.Location) string {
	at = at.In(zone)
	if d := now.Sub(at); d < 300*24*time.Hour && d > -24*time.Hour {
		return at.Format("01-02 15:04:05")
	}
	return at.Format("2006-01-02    ")
}

// Count writes a number with its thousands set apart: 50,000.
func Count(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Strip draws amounts as bars on a logarithmic scale, a cell each; nothing is an underscore.
func (t Theme) Strip(amounts []int64) string {
	signs := []rune("_\u2581\u2582\u2583\u2584\u2585\u2586\u2587")
	if t.ASCII {
		signs = []rune("_.:|")
	}
	most := int64(1)
	for _, n := range amounts {
		most = max(most, n)
	}
	bars := make([]rune, len(amounts))
	for i, n := range amounts {
		level := 0
		if n > 0 {
			level = 1 + int(math.Log1p(float64(n))/math.Log1p(float64(most))*float64(len(signs)-1)-1e-9)
		}
		bars[i] = signs[min(level, len(signs)-1)]
	}
	return string(bars)
}
