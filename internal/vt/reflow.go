package vt

// reflow wraps all lines anew for cols columns, except the one the cursor is on.
func (l *lines) reflow(s *Screen, cols int) {
	if cols > l.cols {
		l.widen(s, cols)
	} else {
		l.narrow(s, cols)
	}
}

// groupEnd returns the index after the last row that continues row i.
func (l *lines) groupEnd(i int) int {
	for i++; i < len(l.rows) && l.rows[i].cont; i++ {
	}
	return i
}

func (l *lines) hasCursor(from, to int) bool {
	at := l.base + l.y
	return at >= from && at < to
}

// widen joins wrapped rows into longer ones; the screen moves up over the rows that are no longer needed.
func (l *lines) widen(s *Screen, cols int) {
	kept := make([]row, 0, len(l.rows))
	removed := 0
	for i := 0; i < len(l.rows); {
		end := l.groupEnd(i)
		group := l.rows[i:end]
		if end-i > 1 && !l.hasCursor(i, end) {
			n := s.rewrap(group, l.cols, cols)
			removed += len(group) - n
			group = group[:n]
		}
		kept = append(kept, group...)
		i = end
	}
	l.rows = kept
	for range removed {
		if l.base > 0 {
			l.base--
			continue
		}
		l.y = max(l.y-1, 0)
		if len(l.rows) < l.height {
			l.rows = append(l.rows, row{cells: make([]cell, cols)})
		}
	}
	l.saved = max(l.saved-removed, 0)
}

// rewrap distributes the text of a group of rows over rows of cols columns, in place, and returns how many
// it needs. The rows must have at least cols columns.
func (s *Screen) rewrap(group []row, old, cols int) int {
	text, marks := joinGroup(group, old)
	if cols == 1 {
		dropWide(text)
	}
	cuts := wrapCells(text, cols)
	n := max(len(cuts), 1)
	track := group[0].track
	for i := range group {
		r := &group[i]
		cont := r.cont
		r.clear(0)
		r.cont = cont
		r.track = 0
		if i < len(cuts) {
			start := 0
			if i > 0 {
				start = cuts[i-1]
			}
			r.used = copy(r.cells, text[start:cuts[i]])
		}
	}
	group[0].track = track
	placeMarks(group[:n], cuts, marks)
	return n
}

// placed is a mark at an offset in the joined text of a group.
type placed struct {
	mark   Mark
	offset int
}

// joinGroup returns the cells of a group of wrapped rows in one line, without what the wrap left blank and
// without trailing blanks, and its marks.
func joinGroup(group []row, old int) (text []cell, marks []placed) {
	for i := range group {
		for _, m := range group[i].marks {
			marks = append(marks, placed{m, len(text) + m.Col})
		}
		text = append(text, group[i].cells[:groupLength(group, i, old)]...)
	}
	return text, marks
}

// dropWide blanks all wide cells, which a single column has no room for.
func dropWide(text []cell) {
	for i, c := range text {
		if c.has(cellWide | cellTail) {
			text[i] = 0
		}
	}
}

// groupLength returns how many columns of row i of a group belong to the line.
func groupLength(group []row, i, old int) int {
	r := &group[i]
	if i == len(group)-1 {
		return r.trimmed()
	}
	if last := r.cells[old-1]; last.blank() && group[i+1].cells[0].has(cellWide) {
		return old - 1
	}
	return old
}

// wrapCells returns the ends of the rows that text takes in cols columns; a wide cell is not cut.
func wrapCells(text []cell, cols int) []int {
	var cuts []int
	for start := 0; start < len(text); {
		end := min(start+cols, len(text))
		if end < len(text) && text[end].has(cellTail) && end-1 > start {
			end--
		}
		cuts = append(cuts, end)
		start = end
	}
	return cuts
}

// placeMarks puts marks back on the rows their text went to.
func placeMarks(rows []row, cuts []int, marks []placed) {
	for _, m := range marks {
		i, start := 0, 0
		for i < len(rows)-1 && i < len(cuts) && m.offset >= cuts[i] {
			start = cuts[i]
			i++
		}
		m.mark.Col = clamp(m.offset-start, 0, len(rows[i].cells)-1)
		if len(rows[i].marks) < maxMarks {
			rows[i].marks = append(rows[i].marks, m.mark)
		}
	}
}

// narrow wraps long lines over more rows. It goes from the bottom up, as the screen moves with each line.
func (l *lines) narrow(s *Screen, cols int) {
	var done [][]row // groups from the bottom up
	for end := len(l.rows); end > 0; {
		i := end - 1
		for i > 0 && l.rows[i].cont {
			i--
		}
		group := l.rows[i:end]
		if l.needsNarrow(group, cols) && !l.hasCursor(i, end) {
			before := len(group)
			group = s.rewrapNarrow(group, l.cols, cols)
			for range len(group) - before {
				l.shift(done)
			}
			l.saved += len(group) - before
		}
		done = append(done, group)
		end = i
	}
	l.rows = l.rows[:0:0]
	for i := len(done) - 1; i >= 0; i-- {
		l.rows = append(l.rows, done[i]...)
	}
	l.saved = min(l.saved, l.base+l.height-1)
	l.trim()
}

// shift moves the screen down for one more row above its end: a row below the cursor goes while there is
// no history, else the top row becomes history.
func (l *lines) shift(done [][]row) {
	if l.base > 0 || l.y >= l.height-1 {
		l.base++
		return
	}
	l.y++
	for i := range done {
		if n := len(done[i]); n > 0 {
			done[i] = done[i][:n-1]
			return
		}
	}
}

func (l *lines) needsNarrow(group []row, cols int) bool {
	return len(group) > 1 || group[0].trimmed() > cols
}

// rewrapNarrow distributes a group over rows of cols columns; it never takes fewer rows than before.
func (s *Screen) rewrapNarrow(group []row, old, cols int) []row {
	text, marks := joinGroup(group, old)
	if cols == 1 {
		dropWide(text)
	}
	cuts := wrapCells(text, cols)
	n := max(len(cuts), len(group))
	out := make([]row, n)
	for i := range out {
		out[i] = row{cells: make([]cell, cols), cont: i > 0, dirty: true}
		if i < len(cuts) {
			start := 0
			if i > 0 {
				start = cuts[i-1]
			}
			out[i].used = copy(out[i].cells, text[start:cuts[i]])
		}
	}
	out[0].cont, out[0].track = group[0].cont, group[0].track
	placeMarks(out[:max(len(cuts), 1)], cuts, marks)
	return out
}
