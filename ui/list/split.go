package list

import "github.com/shellac-term/shellac/ui/style"

// A Split says how a room is shared between a list and the details of its row: side by side where there are 90 columns, one
// above the other where there are 60, and else only the list.
type Split struct {
	Width, Height int // of the list
	Pane          Size
	Beside        bool // the details are at the right, not below
}

// A Size is a number of cells and lines. An empty one means that there is no room.
type Size struct{ Width, Height int }

// The widths at which details are shown.
const (
	besideFrom = 90
	belowFrom  = 60
)

// NewSplit shares a room of width cells and height lines. open says whether the user wants to see details.
func NewSplit(width, height int, open bool) Split {
	s := Split{Width: width, Height: height}
	switch {
	case !open || width < belowFrom:
	case width >= besideFrom:
		pane := min(max(width*38/100, 36), 80)
		s.Beside = true
		s.Width, s.Pane = width-pane-1, Size{pane, height}
	case height >= 14:
		pane := min(max(height*2/5, 6), 14)
		s.Height, s.Pane = height-pane-1, Size{width, pane}
	}
	return s
}

// Shown reports whether there is room for details.
func (s Split) Shown() bool { return s.Pane.Height > 0 }

// Join draws the list and the details as one. The details must be clean; they are cut to their room.
func (s Split) Join(t style.Theme, list, pane []string) []string {
	if !s.Shown() {
		return list
	}
	pane = style.Room(pane, s.Pane.Width, s.Pane.Height)
	if !s.Beside {
		return append(append(list, t.Rule(s.Width)), pane...)
	}
	bar := t.Paint(style.Faint, t.Box().Side)
	out := make([]string, len(list))
	for i, l := range list {
		out[i] = l + bar + pane[i]
	}
	return out
}
