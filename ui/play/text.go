package play

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shellac-term/shellac/player"
)

// Styles of our own text. They are attributes, not colours, so that they show on any terminal and with NO_COLOR.

func bold(s string) string    { return "\x1b[1m" + s + "\x1b[m" }
func faint(s string) string   { return "\x1b[2m" + s + "\x1b[m" }
func reverse(s string) string { return "\x1b[7m" + s + "\x1b[m" }
func under(s string) string   { return "\x1b[4;1m" + s + "\x1b[22;24m" }

// warning is text that must not be overlooked.
func warning(s string) string { return "\x1b[1;31m" + s + "\x1b[m" }

// fit returns text without styles in exactly cols cells: cut at the end or filled with blanks.
func fit(s string, cols int) string {
	if cols <= 0 {
		return ""
	}
	w := cells(s)
	if w <= cols {
		return s + spaces(cols-w)
	}
	return cutText(s, cols-2) + ".."[:min(2, cols)] + spaces(0)
}

// cutText returns the longest beginning of s that takes at most cols cells, filled up to that with blanks.
func cutText(s string, cols int) string {
	if cols <= 0 {
		return ""
	}
	var b strings.Builder
	w := 0
	for _, r := range s {
		n := cells(string(r))
		if w+n > cols {
			break
		}
		b.WriteRune(r)
		w += n
	}
	return b.String() + spaces(cols-w)
}

// excerpt cuts the line of a hit around its match so that all three parts together take exactly cols cells.
func excerpt(h player.Hit, cols int) (before, match, after string) {
	before, match, after = visible(h.Line[:h.Start]), visible(h.Line[h.Start:h.End]), visible(h.Line[h.End:])
	if cells(match) >= cols {
		return "", cutText(match, cols), ""
	}
	room := cols - cells(match)
	if cells(before)+cells(after) > room {
		before = lastCells(before, max(room/2, room-cells(after)))
	}
	return before, match, cutText(after, room-cells(before))
}

// lastCells returns the longest end of s that takes at most cols cells.
func lastCells(s string, cols int) string {
	for cells(s) > cols {
		_, n := utf8.DecodeRuneInString(s)
		s = s[n:]
	}
	return s
}

// short writes a duration as briefly as it can be said: 2s, 500ms, 4m12s, 1h02m.
func short(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%dms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%gs", float64(d.Round(100*time.Millisecond))/1e9)
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

// brief writes a position as it stands at the ends of the timeline: 0:00, 44:02, 4:00:13.
func brief(t time.Duration) string {
	s := int64(t / time.Second)
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
