package vt

// Size limits: what a recording claims must not exhaust memory.
const (
	defaultCols = 80
	defaultRows = 24
	maxSide     = 1000
	maxCells    = 1 << 18
	// defaultHistory is how many rows above the screen are kept. They come back into view when the
	// screen grows, so a keyframe carries them.
	defaultHistory = 100
)

// Screen is the state of a terminal: two grids of cells, cursor, modes and a parser that may be in the
// middle of a sequence. It is not safe for concurrent use.
type Screen struct {
	cols, rows int
	main, alt  grid
	cur        *grid // the one that is shown

	x, y     int
	pending  bool // the last column was written; the next character wraps first
	top, bot int  // scroll region, both inclusive
	tabs     []bool
	cs       charsets
	modes    modeSet
	last     rune // character just printed, which REP repeats; 0 after anything else

	pen      look
	penReady bool // penID and blank belong to pen
	penID    uint32
	blank    cell // what erasing leaves

	title  string
	cursor uint8 // DECSCUSR

	looks    lookTable
	links    textTable
	clusters textTable
	scratch  []byte
	hidden   bool // some look has Hidden

	parser  parser
	watcher watcher
}

// New returns a blank screen. No columns mean 80, no rows 24; sizes beyond 1000 columns or rows, or 262,144
// cells, are reduced. The screen keeps 100 rows of history.
func New(cols, rows int) *Screen { return NewHistory(cols, rows, defaultHistory) }

// NewHistory is New with another number of rows kept above the screen. They are not part of a Frame; they
// return to the screen when it grows, and are part of Redraw.
func NewHistory(cols, rows, history int) *Screen {
	cols, rows = clampSize(cols, rows)
	s := &Screen{cols: cols, rows: rows}
	s.main = makeGrid(cols, rows, clamp(history, 0, maxCells/cols))
	s.alt = grid{cols: cols, rows: rows, saved: firstSaved()}
	s.restart()
	return s
}

// restart brings everything but size, parser and watcher to its first state. It reuses all memory: a
// stream may reset the screen with every other byte.
func (s *Screen) restart() {
	s.main.wipe()
	s.alt.wipe()
	s.cur = &s.main
	s.x, s.y, s.pending, s.last = 0, 0, false, 0
	s.top, s.bot = 0, s.rows-1
	s.resizeTabs(s.cols)
	s.cs = firstCharsets()
	s.modes = firstModes
	s.pen, s.penReady = look{}, false
	s.title, s.cursor = "", 0
	s.resetTables()
}

// Size returns the size of the screen in columns and rows.
func (s *Screen) Size() (cols, rows int) { return s.cols, s.rows }

func (s *Screen) onAlt() bool { return s.cur == &s.alt }

// line returns the row the cursor is on.
func (s *Screen) line() *row { return s.cur.row(s.y) }

// freshPen makes penID and blank those of pen.
func (s *Screen) freshPen() {
	if s.penReady {
		return
	}
	if len(s.looks.list) >= s.looks.limit || s.links.full() {
		s.compactLooks()
	}
	s.penID = s.looks.intern(s.pen)
	s.hidden = s.hidden || s.pen.Has(Hidden)
	s.blank = 0
	if s.pen.Bg != 0 {
		s.blank = cell(s.looks.intern(s.pen.erased())) << lookShift
	}
	s.penReady = true
}

// blankCell is what an erase leaves with the present pen.
func (s *Screen) blankCell() cell {
	s.freshPen()
	return s.blank
}

func clampSize(cols, rows int) (c, r int) {
	if cols <= 0 {
		cols = defaultCols
	}
	if rows <= 0 {
		rows = defaultRows
	}
	cols, rows = min(cols, maxSide), min(rows, maxSide)
	return cols, min(rows, maxCells/cols)
}

func clamp(v, lo, hi int) int { return max(lo, min(v, hi)) }
