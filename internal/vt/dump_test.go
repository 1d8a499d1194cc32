package vt

import (
	"fmt"
	"strings"
	"testing"
)

// dump writes the complete state of a screen in a form in which equal states are equal strings.
func dump(s *Screen) string {
	var b strings.Builder
	fmt.Fprintf(&b, "size %dx%d cursor %d,%d pending %v region %d-%d last %q alt %v\n",
		s.cols, s.rows, s.x, s.y, s.pending, s.top, s.bot, s.last, s.onAlt())
	fmt.Fprintf(&b, "modes %x cs %v cursor %d title %q pen %s tabs %v\n",
		s.modes, s.cs, s.cursor, s.title, lookText(s, s.pen), s.tabs)
	dumpGrid(&b, s, &s.main)
	if s.onAlt() {
		fmt.Fprintf(&b, "left %d\n", s.main.left)
		dumpGrid(&b, s, &s.alt)
	}
	p := &s.parser
	fmt.Fprintf(&b, "parser %d utf %q", p.state, p.utf[:p.nutf])
	switch p.state {
	case ground, csiIgnore:
	case text:
		fmt.Fprintf(&b, " kind %d bell %v payload %q", p.kind, p.bell, p.payload)
	default:
		fmt.Fprintf(&b, " prefix %d inters %q params %v sub %x over %v", p.prefix, p.inters[:p.ninter], p.params[:p.nparam], p.sub, p.over)
	}
	return b.String()
}

func lookText(s *Screen, l look) string {
	return fmt.Sprintf("%+v %q", l.Style, s.links.list[l.link])
}

func dumpGrid(b *strings.Builder, s *Screen, g *grid) {
	v := g.saved
	fmt.Fprintf(b, "grid hist %d saved %d,%d %s %v %v\n", g.hist, v.x, v.y, lookText(s, v.pen), v.cs, v.origin)
	for y := -g.hist; y < g.rows; y++ {
		r := g.row(y)
		fmt.Fprintf(b, "%d cont %v marks %v:", y, r.cont, r.marks)
		for x, c := range r.cells {
			if c != 0 {
				fmt.Fprintf(b, " %d=%q/%d/%s", x, s.appendText(nil, c), c.width(), lookText(s, s.looks.list[c.lookID()]))
			}
		}
		b.WriteByte('\n')
	}
}

// check reports broken invariants of a screen.
func check(t *testing.T, s *Screen) {
	t.Helper()
	if s.x < 0 || s.x >= s.cols || s.y < 0 || s.y >= s.rows || s.top < 0 || s.bot >= s.rows || s.top > s.bot {
		t.Fatalf("cursor %d,%d or region %d-%d outside %dx%d", s.x, s.y, s.top, s.bot, s.cols, s.rows)
	}
	if s.modes.has(modeOrigin) && (s.y < s.top || s.y > s.bot) {
		t.Fatalf("cursor row %d outside the region %d-%d in origin mode", s.y, s.top, s.bot)
	}
	for _, g := range []*grid{&s.main, &s.alt} {
		if g.ring == nil {
			continue
		}
		for y := -g.hist; y < g.rows; y++ {
			checkRow(t, s, g.row(y), y)
		}
	}
}

func checkRow(t *testing.T, s *Screen, r *row, y int) {
	t.Helper()
	if len(r.cells) != s.cols {
		t.Fatalf("row %d has %d columns, want %d", y, len(r.cells), s.cols)
	}
	for x, c := range r.cells {
		switch {
		case x >= r.used && c != 0:
			t.Fatalf("row %d column %d is %x beyond used %d", y, x, uint64(c), r.used)
		case c.has(cellWide) && (x+1 >= s.cols || !r.cells[x+1].has(cellTail)):
			t.Fatalf("row %d column %d: half a wide character", y, x)
		case c.has(cellTail) && (x == 0 || !r.cells[x-1].has(cellWide)):
			t.Fatalf("row %d column %d: a tail without its wide character", y, x)
		}
	}
}

// diff returns the first line in which two dumps differ.
func diff(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n got %s\nwant %s", i, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines and %d lines", len(x), len(y))
}
