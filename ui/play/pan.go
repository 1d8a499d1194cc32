package play

import "github.com/shellac-term/shellac/internal/vt"

// A pan says which part of a recorded screen is shown when it is larger than the room for it.
type pan struct {
	follow bool // move so that the cursor, or a hit, is in sight
	bare   bool // leave out the lines below the screen but one
	toHit  bool // the next picture shows the hit about a third from the top
	x, y   int
}

// move pans by hand.
func (p *pan) move(dx, dy int) {
	p.follow, p.toHit = false, false
	p.x, p.y = max(p.x+dx, 0), max(p.y+dy, 0)
}

// cycle goes to the next way of showing a screen and says which one that is.
func (p *pan) cycle() string {
	switch {
	case p.follow && !p.bare:
		p.bare = true
		return "all room for the recorded screen"
	case p.bare:
		p.follow, p.bare = false, false
		return "the view stands still; Shift and arrows move it"
	}
	p.follow = true
	return "the view follows the cursor"
}

// look returns the part of a frame to show in a room of cols times rows cells. What is to be kept in sight is the first
// span, or the cursor.
func (p *pan) look(f vt.Frame, cols, rows int, marks []vt.Span) window {
	w := window{cols: min(cols, f.Cols), rows: min(rows, f.Rows)}
	switch {
	case p.toHit && len(marks) > 0:
		s := marks[0]
		p.y = s.Row - w.rows/3
		p.x = sight(p.x, s.Start, s.End, w.cols)
	case p.follow:
		p.x = sight(p.x, f.Cursor.X, f.Cursor.X+1, w.cols)
		p.y = sight(p.y, f.Cursor.Y, f.Cursor.Y+1, w.rows)
	}
	p.x = max(min(p.x, f.Cols-w.cols), 0)
	p.y = max(min(p.y, f.Rows-w.rows), 0)
	w.x, w.y = p.x, p.y
	return w
}

// sight returns the offset nearest to at with which from up to to lies in a view of the given size.
func sight(at, from, to, size int) int {
	return min(max(at, to-size), from)
}
