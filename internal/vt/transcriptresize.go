package vt

import "slices"

// restoreHead gives the line that has scrolled off in part back to its first row, as a change of size may
// bring that row back into view.
func (t *Transcript) restoreHead() {
	s := t.screen
	if len(t.head) == 0 {
		return
	}
	if t.headAlt || t.headRow != 0 || s.main.hist == 0 || s.onAlt() {
		t.cutHead()
		return
	}
	s.main.row(t.headStart()).track = t.headTrack
	t.head, t.headTrack = t.head[:0], 0
}

// cutHead ends the line that has scrolled off in part; what still stands of it becomes a line of its own.
func (t *Transcript) cutHead() {
	if t.headTrack == 0 {
		t.flushHead()
		return
	}
	if t.headTrack != done {
		t.leave(t.headTrack, true)
	}
	t.head, t.headTrack = t.head[:0], 0
}

// headStart returns the row of history in which the line at the top of the main screen begins.
func (t *Transcript) headStart() int {
	g := &t.screen.main
	y := -1
	for y > -g.hist && g.row(y).cont {
		y--
	}
	return y
}

// relocate puts the tracks in order after the size has changed.
func (t *Transcript) relocate() {
	s := t.screen
	if !s.onAlt() && s.main.hist > 0 && s.main.row(0).cont {
		t.takeHead()
	}
	for y := -s.main.hist; y < 0; y++ {
		r := s.main.row(y)
		if r.track != 0 && r.track != done {
			t.leaveScrolled(r.track)
		}
		r.track = done
	}
	s.keepDone(&s.main)
	t.endOrphans()
}

// takeHead is the inverse of restoreHead.
func (t *Transcript) takeHead() {
	g := &t.screen.main
	start := t.headStart()
	t.headTrack, t.headRow, t.headAlt = g.row(start).track, 0, false
	for y := start; y < 0; y++ {
		t.head = t.appendRow(t.head, y, true)
		g.row(y).track = done
	}
}

// keepDone marks rows whose line has been taken down already as unchanged.
func (s *Screen) keepDone(g *grid) {
	for y := 0; y < g.rows; y++ {
		if g.row(y).track != done {
			continue
		}
		g.row(y).dirty = false
		for y+1 < g.rows && g.row(y+1).cont {
			y++
			g.row(y).dirty = false
		}
	}
}

// endOrphans ends the tracks whose rows are gone.
func (t *Transcript) endOrphans() {
	held := make([]bool, len(t.tracks))
	held[t.headIndex()] = true
	for _, g := range []*grid{&t.screen.main, &t.screen.alt} {
		t.eachTrack(g, func(r *row) { held[r.track] = true })
	}
	for id := range t.tracks {
		if t.tracks[id].live && !held[id] {
			t.leave(uint32(id), true) // #nosec G115 -- an index of tracks
		}
	}
	slices.Sort(t.free)
}

func (t *Transcript) headIndex() uint32 {
	if t.headTrack == done {
		return 0
	}
	return t.headTrack
}
