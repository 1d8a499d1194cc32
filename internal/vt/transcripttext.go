package vt

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

// maxSteps is how many pieces of a line that grows are told apart.
const maxSteps = 256

// stepTime is how close two pieces may be in time to count as one.
const stepTime = 50 * time.Millisecond

// grow gives a track a text that only adds to the one it had: what is added stands from now on.
func (t *Transcript) grow(tr *track, text []byte) {
	old := tr.line.Text
	t.times = t.times[:0]
	for _, s := range tr.line.steps {
		for range s.n {
			t.times = append(t.times, s.at)
		}
	}
	before := len(t.times)
	if inserted(old, text) {
		t.insertTimes(commonPrefix(old, text), len(text)-len(old))
	} else {
		t.fillTimes(old, text)
	}
	tr.line.steps = appendSteps(tr.line.steps[:0], t.times[before:])
	tr.line.Text, tr.covered = string(text), false
}

// insertTimes adds to times those of a text of which n bytes at index i are new.
func (t *Transcript) insertTimes(i, n int) {
	before := len(t.times)
	t.times = append(t.times, t.times[:i]...)
	for range n {
		t.times = append(t.times, t.now)
	}
	t.times = append(t.times, t.times[i:before]...)
}

// fillTimes adds to times those of a text that has something new where old has blanks.
func (t *Transcript) fillTimes(old string, text []byte) {
	i := 0
	for len(text) > 0 {
		a, n := utf8.DecodeRuneInString(old)
		b, m := utf8.DecodeRune(text)
		at := t.now
		if len(old) > 0 && a == b {
			at = t.times[i]
		}
		for range m {
			t.times = append(t.times, at)
		}
		if a != b {
			n = min(max(1, runeWidth(b)), len(old))
		}
		i, old, text = i+n, old[n:], text[m:]
	}
}

// appendSteps joins bytes that came to stand at about the same time.
func appendSteps(steps []step, times []time.Duration) []step {
	for near := stepTime; ; near *= 2 {
		steps = steps[:0]
		for _, at := range times {
			if n := len(steps); n > 0 && at-steps[n-1].at < near && steps[n-1].at-at < near {
				steps[n-1].n++
				continue
			}
			steps = append(steps, step{at, 1})
		}
		if len(steps) <= maxSteps {
			return steps
		}
	}
}

func commonPrefix(a string, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// grows reports whether text only adds to old: something was inserted in one place, or blanks were filled.
func grows(old string, text []byte) bool {
	if len(text) < len(old) {
		return false
	}
	return inserted(old, text) || fills(old, text)
}

// inserted reports whether long is short with something put in at one place.
func inserted[A, B string | []byte](short A, long B) bool {
	n := 0
	for n < len(short) && short[n] == long[n] {
		n++
	}
	rest := len(short) - n
	return rest == 0 || string(short[n:]) == string(long[len(long)-rest:])
}

// fills reports whether text differs from old only where old has blanks.
func fills(old string, text []byte) bool {
	for len(old) > 0 {
		a, n := utf8.DecodeRuneInString(old)
		b, m := utf8.DecodeRune(text)
		if a != b {
			if a != ' ' || len(text) == 0 {
				return false
			}
			if runeWidth(b) == 2 { // it took the place of two blanks
				if len(old) < 2 || old[1] != ' ' {
					return false
				}
				n = 2
			}
		}
		old, text = old[n:], text[m:]
	}
	return true
}

// shrinks reports whether text is old with something taken out at one place.
func shrinks(old string, text []byte) bool {
	return len(text) < len(old) && inserted(text, old)
}

// lineText returns the text of the line in the rows from y up to end, with what of it has scrolled off,
// and without trailing blanks. It is valid until the next call.
func (t *Transcript) lineText(y, end int) []byte {
	t.text = t.text[:0]
	if t.continuesHead(t.screen.cur.row(y), y) {
		t.text = append(t.text, t.head...)
	}
	for i := y; i < end; i++ {
		t.text = t.appendRow(t.text, i, i+1 < end)
	}
	t.text = bytes.TrimRight(t.text, " ")
	return t.text
}

// appendRow adds the text of row y. A row that goes on in the next one has its full width, but for what a
// wide character left free.
func (t *Transcript) appendRow(b []byte, y int, whole bool) []byte {
	s := t.screen
	r := s.cur.row(y)
	cells := r.cells[:r.used]
	for i := 0; i < len(cells); i++ {
		c := cells[i]
		switch {
		case c.has(cellTail):
		case c.blank() || s.hidden && s.looks.list[c.lookID()].Has(Hidden):
			b = append(b, ' ')
			if c.has(cellWide) {
				b = append(b, ' ')
			}
		case c&(cellCluster|cellText) < utf8.RuneSelf:
			b = append(b, byte(c))
		default:
			b = s.appendText(b, c)
		}
	}
	if !whole {
		return b
	}
	pad := s.cols - r.used
	if last := r.cells[s.cols-1]; last.blank() && y+1 < s.rows && s.cur.row(y + 1).cells[0].has(cellWide) {
		if pad--; pad < 0 {
			return b[:len(b)-1]
		}
	}
	for ; pad > 0; pad-- {
		b = append(b, ' ')
	}
	return b
}

// scrolled takes down a row that is about to scroll off. A line that goes on below is complete when its
// last row goes.
func (t *Transcript) scrolled(y, top int) {
	s := t.screen
	r := s.cur.row(y)
	goesOn := y < s.rows-1 && s.cur.row(y+1).cont
	alt := s.onAlt()
	if len(t.head) > 0 && (!r.cont || top != t.headRow || alt != t.headAlt) {
		t.flushHead()
	}
	if len(t.head) == 0 {
		t.headTrack, t.headRow, t.headAlt = r.track, top, alt
	}
	t.head = t.appendRow(t.head, y, goesOn)
	r.track = done
	if !goesOn {
		t.flushHead()
	} else if len(t.head) >= longestLine {
		t.splitHead()
	} else if len(t.head) == 0 {
		t.head = append(t.head, ' ')
	}
}

// longestLine is the number of bytes after which a line without an end is cut: every look compares all of a line.
const longestLine = 16 << 10

// splitHead ends the line that has scrolled off in part, as if the rest began another one.
func (t *Transcript) splitHead() {
	id := t.headTrack
	if id == 0 || id == done || !strings.HasPrefix(t.tracks[id].line.Text, string(bytes.TrimRight(t.head, " "))) {
		t.flushHead()
		return
	}
	t.leave(id, true) // its text has all of this, and more
	t.head, t.headTrack = t.head[:0], 0
}

// pushed ends the line of a row that is about to leave at the bottom.
func (t *Transcript) pushed(y int) {
	r := t.screen.cur.row(y)
	if r.track != 0 && r.track != done {
		t.leave(r.track, true)
	}
	r.track = 0
}

// flushHead emits the line that has scrolled off.
func (t *Transcript) flushHead() {
	text := bytes.TrimRight(t.head, " ")
	t.head = t.head[:0]
	id := t.headTrack
	t.headTrack = 0
	if id == done {
		return
	}
	if id == 0 {
		t.emitScrolled(text)
		return
	}
	tr := &t.tracks[id]
	old := tr.line.Text
	switch {
	case string(text) == old || len(text) == 0:
	case grows(old, text):
		t.grow(tr, text)
	default:
		t.leave(id, false)
		t.emitScrolled(text)
		return
	}
	if len(text) == 0 {
		t.leave(id, false)
		return
	}
	t.leaveScrolled(id)
}

// leaveScrolled ends the track of a line that scrolled off. On the main screen it cannot come back.
func (t *Transcript) leaveScrolled(id uint32) {
	if t.screen.onAlt() {
		t.leave(id, true)
		return
	}
	tr := t.tracks[id]
	tr.scrolled, tr.gone = true, t.now
	t.tracks[id] = track{}
	t.free = append(t.free, id)
	t.finish(&tr)
}

// emitScrolled emits a line that scrolled off before it was looked at.
func (t *Transcript) emitScrolled(text []byte) {
	if len(text) == 0 {
		return
	}
	t.order++
	t.emit(Line{
		Text: string(text), From: t.now, To: t.now, Row: t.screen.rows - 1, Alt: t.screen.onAlt(), Order: t.order,
	})
}
