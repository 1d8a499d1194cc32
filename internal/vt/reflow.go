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
			r.touch()
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
// Rows that the screen pushes out at its bottom are taken from those that were there before, as xterm.js
// does, even if a line in them has just been wrapped anew.
func (l *lines) narrow(s *Screen, cols int) {
	var added []insertion
	count := 0
	for end := len(l.rows); end > 0; {
		end = min(end, len(l.rows))
		i := end - 1
		for i > 0 && l.rows[i].cont {
			i--
		}
		group := l.rows[i:end]
		if l.needsNarrow(group, cols) && !l.hasCursor(i, end) {
			extra := s.rewrapNarrow(group, l.cols, cols)
			added = append(added, insertion{end, extra})
			count += len(extra)
			l.shift(len(extra), count)
			l.saved = min(l.saved+len(extra), l.base+l.height-1)
		}
		end = i
	}
	l.insert(added, count)
}

// insertion is rows to be put before row at.
type insertion struct {
	at   int
	rows []row
}

// shift moves the screen down for n more rows, of count so far: a row below the cursor goes while there is
// no history, else the top row becomes history.
func (l *lines) shift(n, count int) {
	have := len(l.rows)
	if l.base == 0 && l.y != have-1 {
		have = l.y
	}
	for n -= max(0, have-l.limit+n); n > 0; n-- {
		switch {
		case l.base > 0:
			if l.base < min(l.limit, len(l.rows)+count)-l.height {
				l.base++
			}
		case l.y < l.height-1:
			l.y++
			l.rows = l.rows[:len(l.rows)-1]
		default:
			l.base++
		}
	}
}

// insert puts the rows in, from the bottom up as they were collected, and forgets the oldest rows beyond
// the limit.
func (l *lines) insert(added []insertion, count int) {
	out := make([]row, 0, len(l.rows)+count)
	for i := 0; i <= len(l.rows); i++ {
		for n := len(added); n > 0 && (added[n-1].at == i || i == len(l.rows)); n-- {
			out = append(out, added[n-1].rows...)
			added = added[:n-1]
		}
		if i < len(l.rows) {
			out = append(out, l.rows[i])
		}
	}
	l.rows = out[max(0, len(out)-l.limit):]
}

func (l *lines) needsNarrow(group []row, cols int) bool {
	return len(group) > 1 || group[0].trimmed() > cols
}

// rewrapNarrow distributes a group over rows of cols columns. It fills the rows of the group, in place,
// and returns those that are needed beyond.
func (s *Screen) rewrapNarrow(group []row, old, cols int) []row {
	text, marks := joinGroup(group, old)
	if cols == 1 {
		dropWide(text)
	}
	cuts := wrapCells(text, cols)
	all := make([]row, max(len(cuts), len(group)))
	for i := range all {
		all[i] = row{cells: make([]cell, cols), cont: i > 0, dirty: true}
		if i < len(cuts) {
			start := 0
			if i > 0 {
				start = cuts[i-1]
			}
			all[i].used = copy(all[i].cells, text[start:cuts[i]])
		}
	}
	all[0].cont, all[0].track = group[0].cont, group[0].track
	placeMarks(all[:max(len(cuts), 1)], cuts, marks)
	return all[copy(group, all):]
}
