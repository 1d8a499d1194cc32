package player

import (
	"bytes"
	"slices"
	"time"

	"github.com/shellac-term/shellac/internal/vt"
)

// A watch looks at a screen while it is written to, often enough that no line comes and goes unseen.
type watch struct {
	pattern *Pattern
	screen  *vt.Screen
	frame   vt.Frame
	lost    bool // events are missing before what comes next
	present map[string]*sighting
	pending []*sighting // not yet yielded, in order: the line may still grow
	scan    int         // number of the look at the whole screen
	emit    func(Hit) bool
}

// A sighting is a match that stands on the screen, or stood there lately.
type sighting struct {
	hit  Hit
	scan int           // in which it was seen last
	gone time.Duration // since when it is not seen, -1 while it is
	sent bool
}

// output writes p in parts after which everything it wrote is still on the screen, and looks at the screen after each.
func (w *watch) output(at time.Duration, p []byte) error {
	for len(p) > 0 {
		n := w.part(p)
		before := w.cursor()
		_, _ = w.screen.Write(p[:n])
		if err := w.changed(at, p[:n], before); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// part returns how much of p can be written before the screen must be looked at.
func (w *watch) part(p []byte) int {
	cols, rows := w.screen.Size()
	lines, most := max(rows/3, 1), max(cols*rows/3, 1)
	for i, c := range p {
		switch {
		case i >= most:
			return i
		case c == '\n':
			if lines--; lines == 0 {
				return i + 1
			}
		case c == 0x1b && i > 0 && wipes(p[i:]):
			return i
		}
	}
	return len(p)
}

// wipes reports whether the sequence at the start of p may clear the screen or move away from what was written.
func wipes(p []byte) bool {
	if len(p) > 1 && p[1] == 'c' {
		return true
	}
	if len(p) < 3 || p[1] != '[' {
		return false
	}
	end := bytes.IndexFunc(p[2:], func(r rune) bool { return r >= 0x40 && r < 0x7f })
	if end < 0 {
		return true
	}
	return bytes.IndexByte([]byte("JHfhlLM"), p[2+end]) >= 0
}

func (w *watch) cursor() int {
	return w.frame.Cursor.Y
}

// changed looks at what the bytes of p, just written, changed.
func (w *watch) changed(at time.Duration, p []byte, before int) error {
	return w.look(at, bytes.ContainsAny(p, "\n\x1b\r\x08") || before != w.cursor())
}

// look looks at the whole screen, or at the line with the cursor.
func (w *watch) look(at time.Duration, whole bool) error {
	w.screen.FrameInto(&w.frame)
	if !whole {
		top, end := w.lineOf(w.frame.Cursor.Y)
		w.line(at, top, end)
		return w.flush(at - foldWithin)
	}
	w.scan++
	for top := 0; top < w.frame.Rows; {
		_, end := w.lineOf(top)
		w.line(at, top, end)
		top = end
	}
	w.forget(at)
	return w.flush(at - foldWithin)
}

// lineOf returns the rows of the line that row y belongs to.
func (w *watch) lineOf(y int) (top, end int) {
	for top = y; top > 0 && w.frame.Wrapped(top); {
		top--
	}
	for end = y + 1; end < w.frame.Rows && w.frame.Wrapped(end); {
		end++
	}
	return top, end
}

// line looks for the pattern in a line of the frame.
func (w *watch) line(at time.Duration, top, end int) {
	text := w.frame.Text(top)
	if end > top+1 {
		text, _ = joined(w.frame, top, end)
	}
	for _, m := range w.pattern.re.FindAllStringIndex(text, -1) {
		if m[0] < m[1] {
			w.saw(Hit{at, text, m[0], m[1]})
		}
	}
}

// saw notes a match. The text up to its end tells it from others: what stands behind it may still be typed.
func (w *watch) saw(h Hit) {
	key := h.Line[:h.End]
	if s := w.present[key]; s != nil {
		s.gone, s.scan = -1, w.scan
		if !s.sent {
			s.hit.Line = h.Line
		}
		return
	}
	s := &sighting{hit: h, gone: -1, scan: w.scan}
	w.present[key] = s
	w.pending = append(w.pending, s)
}

// forget drops matches that have been gone for so long that their return is a hit of its own.
func (w *watch) forget(at time.Duration) {
	for key, s := range w.present {
		switch {
		case s.scan == w.scan:
		case s.gone < 0:
			s.gone = at
		case at-s.gone > foldWithin:
			delete(w.present, key)
		}
	}
}

// flush yields the hits from up to t.
func (w *watch) flush(t time.Duration) error {
	n := 0
	for n < len(w.pending) && w.pending[n].hit.At <= t {
		w.pending[n].sent = true
		if !w.emit(w.pending[n].hit) {
			return errStop
		}
		n++
	}
	w.pending = slices.Delete(w.pending, 0, n)
	return nil
}
