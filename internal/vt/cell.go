package vt

// cell is one position of the grid in eight bytes. The zero value is a cell nothing was written to.
//
//	bits  0..23  the character, or with cellCluster the index of a cluster
//	bit  24      cellCluster: the text has more than one character
//	bit  25      cellTail: the right half of the wide cell before it
//	bit  26      cellWide: takes two columns
//	bits 32..63  index of the look
type cell uint64

const (
	cellText    cell = 1<<24 - 1
	cellCluster cell = 1 << 24
	cellTail    cell = 1 << 25
	cellWide    cell = 1 << 26
	cellGlyph        = cellText | cellCluster
	lookShift        = 32
)

func (c cell) lookID() uint32          { return uint32(c >> lookShift) }
func (c cell) index() uint32           { return uint32(c & cellText) }
func (c cell) has(bits cell) bool      { return c&bits != 0 }
func (c cell) blank() bool             { return c&(cellGlyph|cellTail) == 0 }
func (c cell) withLook(id uint32) cell { return c&(1<<lookShift-1) | cell(id)<<lookShift }

func (c cell) width() int {
	switch {
	case c.has(cellTail):
		return 0
	case c.has(cellWide):
		return 2
	}
	return 1
}

// row is one line of the grid.
type row struct {
	cells []cell
	// used is an upper bound of what is written: cells[used:] are zero.
	used int
	// cont marks a row that continues the one above: the text wrapped at the right margin.
	cont bool
	// dirty is set by every change and cleared by the transcript.
	dirty bool
	// uniform marks a row whose cells are all filler: clearing it again with the same costs nothing,
	// however often output does so.
	uniform bool
	filler  cell
	// marks are the OSC 133 marks set on this row.
	marks []Mark
	// track is the transcript's number of the row's text, 0 for none.
	track uint32
}

// unwrap ends the row's being a continuation.
func (r *row) unwrap() {
	if r.cont {
		r.cont, r.dirty = false, true
	}
}

// touch is called with every change of cells.
func (r *row) touch() { r.dirty, r.uniform = true, false }

// clear erases the whole row with the cell blank.
func (r *row) clear(blank cell) {
	r.cont, r.dirty = false, true
	r.marks = r.marks[:0]
	if r.uniform && r.filler == blank {
		return
	}
	clear(r.cells[:r.used])
	r.used = 0
	if blank != 0 {
		r.fill(0, len(r.cells), blank)
	}
	r.uniform, r.filler = true, blank
}

// fill writes c to the columns from a up to b, which may be outside the row.
func (r *row) fill(a, b int, c cell) {
	a, b = max(a, 0), min(b, len(r.cells))
	if c == 0 {
		b = min(b, r.used)
	}
	if a >= b {
		return
	}
	part := r.cells[a:b]
	for i := range part {
		part[i] = c
	}
	r.touch()
	switch {
	case c == 0 && b == r.used:
		r.used = a
	case c != 0:
		r.used = max(r.used, b)
	}
}

// trimmed returns the number of columns up to the last one with text.
func (r *row) trimmed() int {
	for x := r.used - 1; x >= 0; x-- {
		if c := r.cells[x]; c.has(cellGlyph) {
			return x + c.width()
		}
	}
	return 0
}
