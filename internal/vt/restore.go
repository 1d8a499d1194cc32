package vt

import (
	"bytes"
	"strconv"
)

// What no ordinary sequence can say, Redraw puts into application control strings (ESC _ … ESC \), which
// terminals that do not know them ignore:
//
//	shellac;1;w        the row of the cursor continues the row above
//	shellac;1;b        the space just printed is a blank cell with a style, not a space
//	shellac;1;p;XXXX   a wrap is pending (p) or not (n); XXXX is the character just printed in
//	                   hexadecimal, which REP repeats, or 0
//
// They only set state that output can bring about by other means.
const restoreMark = "shellac;1;"

func (w *redraw) restoreText(s string) { w.text("\x1b_" + restoreMark + s + "\x1b\\") }

// restoreCursor writes the pending wrap and the character just printed.
func (w *redraw) restoreCursor() {
	s := w.s
	if !s.pending && s.last == 0 {
		return
	}
	kind := "n;"
	if s.pending {
		kind = "p;"
	}
	w.restoreText(kind + strconv.FormatInt(int64(s.last), 16))
}

// applyRestore obeys such a string.
func (s *Screen) applyRestore(b []byte) {
	b, ok := bytes.CutPrefix(b, []byte(restoreMark))
	if !ok || len(b) == 0 {
		return
	}
	switch b[0] {
	case 'w':
		r := s.line()
		r.cont, r.dirty = true, true
	case 'b':
		r := s.line()
		if x := s.previous(); x >= 0 && r.cells[x]&(cellGlyph|cellWide) == ' ' {
			r.cells[x] &^= cellGlyph
			r.touch()
		}
	case 'p', 'n':
		s.pending = b[0] == 'p' && s.x == s.cols-1
		if len(b) < 2 {
			return
		}
		if r, err := strconv.ParseUint(string(b[2:]), 16, 21); err == nil && r >= 0x20 {
			s.last = rune(r) // #nosec G115 -- 21 bits
		}
	}
}

// unfinished writes the sequence and the character that were cut.
func (w *redraw) unfinished() {
	p := &w.s.parser
	switch p.state {
	case ground:
	case escape, escapeInter:
		w.text("\x1b")
		w.b = append(w.b, p.inters[:p.ninter]...)
	case csiIgnore:
		w.text("\x1b[0<")
	case text:
		w.unfinishedText()
	default:
		w.unfinishedCSI()
	}
	w.b = append(w.b, p.utf[:p.nutf]...)
}

func (w *redraw) unfinishedCSI() {
	p := &w.s.parser
	w.text("\x1b[")
	if p.prefix != 0 {
		w.b = append(w.b, p.prefix)
	}
	for i := range int(p.nparam) {
		switch {
		case i > 0 && p.isSub(i):
			w.text(":")
		case i > 0:
			w.text(";")
		}
		if p.params[i] >= 0 {
			w.num(int(p.params[i]))
		}
	}
	if p.over {
		w.text(";")
	}
	w.b = append(w.b, p.inters[:p.ninter]...)
}

func (w *redraw) unfinishedText() {
	p := &w.s.parser
	switch {
	case p.kind != 0:
		w.b = append(w.b, 0x1b, p.kind)
		w.b = append(w.b, p.payload...)
	case p.bell:
		w.text("\x1b]x")
	default:
		w.text("\x1bX")
	}
}
