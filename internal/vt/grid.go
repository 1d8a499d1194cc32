package vt

// grid is one of the two screens with the history above it, kept in a ring of rows: scrolling the whole
// screen moves the base and clears one row, so keeping a history costs nothing.
type grid struct {
	ring []row
	base int // index in ring of the top row of the screen
	hist int // rows of history before base
	cols int
	rows int

	saved saved
	// left is the row of the cursor when the other screen was last switched to; resizing needs it.
	left int
}

// saved is what DECSC keeps.
type saved struct {
	x, y   int
	pen    look
	cs     charsets
	origin bool
}

func firstSaved() saved { return saved{cs: firstCharsets()} }

// makeGrid returns a blank grid that keeps up to history rows above the screen.
func makeGrid(cols, rows, history int) grid {
	g := grid{ring: make([]row, rows+history), cols: cols, rows: rows, saved: firstSaved()}
	slab := make([]cell, cols*rows)
	for y := range rows {
		g.ring[y].cells = slab[y*cols : (y+1)*cols : (y+1)*cols]
	}
	return g
}

// history returns how many rows the grid may keep above the screen.
func (g *grid) history() int { return len(g.ring) - g.rows }

// row returns row y of the screen; negative numbers are the history.
func (g *grid) row(y int) *row {
	i := g.base + y
	switch {
	case i >= len(g.ring):
		i -= len(g.ring)
	case i < 0:
		i += len(g.ring)
	}
	return &g.ring[i]
}

// advance scrolls the whole screen up by one row, which becomes the newest row of history. The new row at
// the bottom is the recycled oldest one and not cleared yet.
func (g *grid) advance() {
	g.base++
	if g.base == len(g.ring) {
		g.base = 0
	}
	if g.hist < g.history() {
		g.hist++
	}
	if r := g.row(g.rows - 1); r.cells == nil {
		r.cells = make([]cell, g.cols)
	}
}

// rotateUp moves the rows from top to bot up by n; those that were at the top come to the bottom.
func (g *grid) rotateUp(top, bot, n int) {
	if n == 1 {
		first := *g.row(top)
		for y := top; y < bot; y++ {
			*g.row(y) = *g.row(y + 1)
		}
		*g.row(bot) = first
		return
	}
	g.reverse(top, top+n-1)
	g.reverse(top+n, bot)
	g.reverse(top, bot)
}

// rotateDown is the inverse of rotateUp.
func (g *grid) rotateDown(top, bot, n int) { g.rotateUp(top, bot, bot-top+1-n) }

// reverse turns the rows from top to bot upside down.
func (g *grid) reverse(top, bot int) {
	for ; top < bot; top, bot = top+1, bot-1 {
		a, b := g.row(top), g.row(bot)
		*a, *b = *b, *a
	}
}

// dropHistory forgets all rows above the screen.
func (g *grid) dropHistory() { g.hist = 0 }

// wipe brings the grid to its first state, keeping its memory.
func (g *grid) wipe() {
	for i := range g.ring {
		if r := &g.ring[i]; r.cells != nil {
			r.clear(0)
		}
	}
	g.hist, g.left, g.saved = 0, 0, firstSaved()
}
