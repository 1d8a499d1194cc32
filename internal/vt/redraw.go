package vt

import (
	"strconv"
	"unicode/utf8"
)

// Redraw returns the state of the screen as terminal output: fed to a fresh screen of the same size (and
// history) it gives an equal screen, which stays equal under any further bytes and sizes. That includes
// both grids, the history, pen, modes, margins, tab stops, charsets, saved cursors and a sequence or a
// character that was cut in the middle. Another terminal shows the same picture.
//
// What ordinary sequences cannot say is in control strings that other terminals ignore, see restore.go.
func (s *Screen) Redraw() []byte { return s.AppendRedraw(nil) }

// AppendRedraw is Redraw appending to b.
func (s *Screen) AppendRedraw(b []byte) []byte {
	w := redraw{s: s, b: b}
	w.main()
	if s.onAlt() {
		w.alternate()
	}
	w.settings()
	w.position(s.x, s.y)
	if n := s.cs.single; n != 0 {
		w.b = append(w.b, 0x1b, 'L'+n)
	}
	w.restoreCursor()
	w.unfinished()
	return w.b
}

// redraw writes the state of a screen. pen is what the reader's pen is at this point of the output.
type redraw struct {
	s   *Screen
	b   []byte
	pen look
}

func (w *redraw) text(s string) { w.b = append(w.b, s...) }
func (w *redraw) num(n int)     { w.b = strconv.AppendInt(w.b, int64(n), 10) }

// csi writes a control sequence with parameters.
func (w *redraw) csi(final string, params ...int) {
	w.text("\x1b[")
	for i, n := range params {
		if i > 0 {
			w.text(";")
		}
		w.num(n)
	}
	w.text(final)
}

// position moves the cursor; origin mode, if on, is taken into account.
func (w *redraw) position(x, y int) {
	if w.s.modes.has(modeOrigin) {
		y -= w.s.top
	}
	w.csi("H", y+1, x+1)
}

// main writes history and main screen, and what DECSC saved there.
func (w *redraw) main() {
	g := &w.s.main
	w.grid(g, -g.hist)
	w.saved(g)
}

// alternate switches to the alternate screen and writes it.
func (w *redraw) alternate() {
	w.style(look{})
	w.csi("H", w.s.main.left+1, 1)
	w.text("\x1b[?1047h\x1b[H")
	w.grid(&w.s.alt, 0)
	w.saved(&w.s.alt)
}

// grid writes the rows from first on, with the cursor at the top left.
func (w *redraw) grid(g *grid, first int) {
	last := g.rows - 1
	if first == 0 {
		for last > 0 && g.row(last).bare() {
			last--
		}
	}
	for y := first; y <= last; y++ {
		r := g.row(y)
		if y > first && !w.flows(g, y) {
			w.background(0)
			w.text("\r\n")
		}
		if r.cont && (y == first || !w.flows(g, y)) {
			w.restoreText("w")
		}
		w.marks(r)
		w.row(r)
	}
}

// bare reports whether nothing at all is on the row.
func (r *row) bare() bool {
	if r.cont || len(r.marks) > 0 {
		return false
	}
	for _, c := range r.cells[:r.used] {
		if c != 0 {
			return false
		}
	}
	return true
}

// flows reports whether row y can be reached by printing over the margin of the row above.
func (w *redraw) flows(g *grid, y int) bool {
	r, above := g.row(y), g.row(y-1)
	if !r.cont || len(r.marks) > 0 {
		return false
	}
	head, end := r.cells[0], above.cells[g.cols-1]
	if head.blank() || w.s.looks.list[head.lookID()].Bg != 0 || !w.simple(head) {
		return false
	}
	return end.has(cellTail) || !end.blank()
}

// marks writes the prompt marks of a row whose first column the cursor is on.
func (w *redraw) marks(r *row) {
	for _, m := range r.marks {
		if m.Col > 0 {
			w.csi("C", m.Col)
		}
		w.text("\x1b]133;")
		w.b = append(w.b, byte(m.Kind))
		if m.Exit >= 0 {
			w.text(";")
			w.num(m.Exit)
		}
		w.text("\x1b\\\r")
	}
}

// row writes the cells of a row from its first column on.
func (w *redraw) row(r *row) {
	for x := 0; x < len(r.cells); {
		c := r.cells[x]
		n := 1
		for x+n < len(r.cells) && r.cells[x+n] == c && c.blank() {
			n++
		}
		switch {
		case c.has(cellTail):
		case c.blank():
			w.gap(c, x, n, len(r.cells), r.cont)
			if x+n == len(r.cells) {
				return
			}
		default:
			w.glyph(c)
		}
		x += n
	}
}

// gap writes n equal blank cells at column x.
func (w *redraw) gap(c cell, x, n, cols int, cont bool) {
	l := w.s.looks.list[c.lookID()]
	if l != l.erased() {
		w.styledGap(l, n)
		return
	}
	bg := l.Bg
	toEnd := x+n == cols
	if bg == 0 {
		if !toEnd {
			w.csi("C", n)
		}
		return
	}
	w.background(bg)
	if toEnd && (x > 0 || !cont) {
		w.text("\x1b[K")
		return
	}
	w.csi("X", n)
	if !toEnd {
		w.csi("C", n)
	}
}

// styledGap writes n blank cells that have more than a background.
func (w *redraw) styledGap(l look, n int) {
	w.style(l)
	for range n {
		w.text(" ")
		w.restoreText("b")
	}
}

// background makes sure that erasing leaves bg.
func (w *redraw) background(bg Color) {
	if w.pen.Bg != bg {
		w.style(look{Style: Style{Bg: bg}})
	}
}

// glyph writes a cell that has text.
func (w *redraw) glyph(c cell) {
	w.style(w.s.looks.list[c.lookID()])
	if w.simple(c) {
		w.b = w.s.appendText(w.b, c)
		return
	}
	w.text("\x1b[?2027h")
	w.b = w.s.appendText(w.b, c)
	w.text("\x1b[?2027l")
}

// simple reports whether the text of c takes the columns of c when grapheme clusters are off.
func (w *redraw) simple(c cell) bool {
	if !c.has(cellCluster) {
		return true
	}
	t := w.s.clusters.list[c.index()]
	r, n := utf8.DecodeRuneInString(t)
	if runeWidth(r) != c.width() {
		return false
	}
	for _, r := range t[n:] {
		if runeWidth(r) != 0 {
			return false
		}
	}
	return true
}

// saved writes what DECSC keeps on g, if it is not the initial state.
func (w *redraw) saved(g *grid) {
	v := g.saved
	if v == firstSaved() {
		return
	}
	w.csi("H", v.y+1, v.x+1)
	if v.origin {
		w.text("\x1b[?6h")
		w.csi("H", v.y+1, v.x+1)
	}
	w.charsets(v.cs)
	w.style(v.pen)
	w.text("\x1b7")
	w.charsetsBack(v.cs)
	if v.origin {
		w.text("\x1b[?6l")
	}
}

var (
	slotDesignator = [4]byte{'(', ')', '*', '+'}
	slotShift      = [4]string{"\x0f", "\x0e", "\x1bn", "\x1bo"}
)

// charsets designates and shifts, from the initial state.
func (w *redraw) charsets(c charsets) {
	for i, set := range c.g {
		if set != charsetASCII {
			w.b = append(w.b, 0x1b, slotDesignator[i], set)
		}
	}
	if c.gl != 0 {
		w.text(slotShift[c.gl])
	}
}

// charsetsBack undoes charsets.
func (w *redraw) charsetsBack(c charsets) {
	for i, set := range c.g {
		if set != charsetASCII {
			w.b = append(w.b, 0x1b, slotDesignator[i], charsetASCII)
		}
	}
	if c.gl != 0 {
		w.text(slotShift[0])
	}
}

// settings writes everything but the cells and the cursor.
func (w *redraw) settings() {
	s := w.s
	w.tabStops()
	if s.title != "" {
		w.text("\x1b]2;" + s.title + "\x1b\\")
	}
	if s.cursor != 0 {
		w.csi(" q", int(s.cursor))
	}
	if s.top != 0 || s.bot != s.rows-1 {
		w.csi("r", s.top+1, s.bot+1)
	}
	for _, m := range decModes {
		if on := s.modes.has(m.bit); on != firstModes.has(m.bit) {
			w.mode("?", m.number, on)
		}
	}
	for _, m := range ansiModes {
		if s.modes.has(m.bit) {
			w.mode("", m.number, true)
		}
	}
	w.charsets(s.cs)
	w.style(s.pen)
}

func (w *redraw) mode(prefix string, n int, on bool) {
	w.text("\x1b[" + prefix)
	w.num(n)
	if on {
		w.text("h")
	} else {
		w.text("l")
	}
}

// tabStops writes the tab stops if they are not the initial ones.
func (w *redraw) tabStops() {
	same := true
	for x, on := range w.s.tabs {
		same = same && on == (x > 0 && x%tabWidth == 0)
	}
	if same {
		return
	}
	w.text("\x1b[3g")
	for x, on := range w.s.tabs {
		if on {
			w.csi("G", x+1)
			w.text("\x1bH")
		}
	}
}
