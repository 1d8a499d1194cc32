package list

import (
	"strings"

	"github.com/shellac-term/shellac/ui/style"
)

// A Column is what stands below a title. The cells of a fixed column are cut at its width; the room that is left is shared
// among the others.
type Column struct {
	Title string
	Width int // of a fixed column in cells; at least so much of one that shares
	Share int // weight in what is left; 0 for a fixed column
	Right bool
	From  int  // hidden while the list is narrower than this, in cells
	Wide  bool // shown only when the user wants to see all (z)
}

// Sizes of what stands before and between the columns, in cells.
const (
	gutter   = 3 // cursor, mark, blank
	roomFrom = 80
)

// gapFor returns how many blanks stand between columns.
func gapFor(width int) int {
	if width < roomFrom {
		return 1
	}
	return 2
}

// A place is where a column stands.
type place struct {
	column int
	width  int
	right  bool
}

// places shares width cells among the columns that are shown.
func (l *Model) places(width int) []place {
	var shown []place
	left, shares, gap := width-gutter, 0, gapFor(width)
	for i, c := range l.o.Columns {
		if width < c.From || c.Wide && !l.wide {
			continue
		}
		shown = append(shown, place{i, c.Width, c.Right})
		left -= c.Width + gap
		shares += c.Share
	}
	left += gap // none after the last
	for i := range shown {
		if c := l.o.Columns[shown[i].column]; c.Share > 0 && left > 0 {
			n := left * c.Share / shares
			shown[i].width += n
			left, shares = left-n, shares-c.Share
		}
	}
	return shown
}

// titles draws the line of the columns' names.
func (l *Model) titles(places []place, width int) string {
	var b strings.Builder
	b.WriteString(style.Blank(gutter))
	for i, p := range places {
		if i > 0 {
			b.WriteString(style.Blank(gapFor(width)))
		}
		b.WriteString(fitted(l.o.Columns[p.column].Title, p.width, p.right))
	}
	return l.theme.Paint(style.Faint|style.Bold, style.Fit(b.String(), width))
}

func fitted(s string, width int, right bool) string {
	if right {
		return style.FitRight(s, width)
	}
	return style.Fit(s, width)
}
