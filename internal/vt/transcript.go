package vt

import (
	"cmp"
	"slices"
	"time"
)

const (
	// settledAfter is how long a line must have stood in total to count as read.
	settledAfter = 100 * time.Millisecond
	// flicker is how long a line may be away and still be the same line when it comes back.
	flicker = 500 * time.Millisecond
	// longestSync is how long synchronised output may hide what is drawn.
	longestSync = time.Second
	// maxWaiting is how many lines that are gone are held back in case they come back.
	maxWaiting = 1024
)

// Line is a line of text that stood on the screen. Rows that wrapped are one line.
type Line struct {
	Text string
	// From is when the line first stood on the screen, perhaps only with the start of its text, and To
	// when it was gone or, for lines that are still there, the end.
	From, To time.Duration
	// Row is where the line stood last, from 0.
	Row int
	// Alt is set for lines of the alternate screen.
	Alt bool
	// Transient lines stood less than 100 ms in total and did not scroll off: progress bars, half-drawn
	// screens. A reader did not see them, a search of everything may want them.
	Transient bool
	// Order numbers lines as they appeared, from top to bottom: the order to read them in.
	Order uint64

	steps []step
}

// step is a piece of a line's text, n bytes that stood from at on.
type step struct {
	at time.Duration
	n  int
}

// Since returns when the bytes from start up to end of the text had all come to stand on the screen. For
// a line that was typed this is later than From.
func (l *Line) Since(start, end int) time.Duration {
	at, since := 0, l.From
	for _, s := range l.steps {
		if at < end && at+s.n > start {
			since = max(since, s.at)
		}
		at += s.n
	}
	return since
}

// Transcript writes down the lines of text that stand on a screen. Output and Resize take the place of the
// Screen's own methods; each call is one instant. Lines are handed to emit when it is clear what became of
// them, up to half a second after they are gone, so not quite in reading order: sort by Order.
//
// Text under the attribute Hidden is left out, and so are titles.
type Transcript struct {
	screen *Screen
	emit   func(Line)
	now    time.Duration
	looked time.Duration
	order  uint64
	alt    bool // the screen looked at last was the alternate one

	tracks  []track
	free    []uint32
	waiting []*track
	lost    []uint32
	fresh   []fresh
	text    []byte
	times   []time.Duration

	// A line whose first rows have scrolled off while the rest still stands at row headRow.
	head      []byte
	headTrack uint32
	headRow   int
	headAlt   bool
}

// track follows one line on the screen.
type track struct {
	line  Line
	age   time.Duration // how long it stood before shown
	shown time.Duration // since when it stands
	gone  time.Duration // when it went, while it is waiting
	// scrolled lines count as read however short they stood.
	scrolled bool
	// covered text was part of a longer one that has been emitted: what remains after deleting.
	covered bool
	live    bool
}

// fresh is a line that is new on the screen.
type fresh struct {
	row     int
	text    string
	covered bool
}

// done marks rows whose line has been emitted already: history that may come back when the screen grows.
const done = ^uint32(0)

// NewTranscript returns a transcript of what s shows from now on. emit is called by the goroutine that
// calls the methods.
func NewTranscript(s *Screen, emit func(Line)) *Transcript {
	t := &Transcript{screen: s, emit: emit, tracks: make([]track, 1)}
	s.watcher = t
	for _, g := range []*grid{&s.main, &s.alt} {
		for i := range g.ring {
			g.ring[i].dirty, g.ring[i].track = true, 0
		}
	}
	return t
}

// Output feeds what a program wrote at time at, which must not be before that of the call before.
func (t *Transcript) Output(at time.Duration, p []byte) {
	t.now = at
	_, _ = t.screen.Write(p)
	t.look()
}

// Resize changes the size of the screen at time at.
func (t *Transcript) Resize(at time.Duration, cols, rows int) {
	t.now = at
	t.restoreHead()
	t.screen.Resize(cols, rows)
	t.relocate()
	t.look()
}

// Close emits the lines that still stand at time at, the end. The transcript is not to be used after it.
func (t *Transcript) Close(at time.Duration) {
	t.now = at
	t.screen.setMode(modeSync, false)
	t.look()
	var rest []*track
	for i := range t.tracks {
		if tr := &t.tracks[i]; tr.live {
			tr.age += at - tr.shown
			tr.gone = at
			// What stands at the end has been read, unless it has only just appeared on the way.
			tr.scrolled = true
			rest = append(rest, tr)
		}
	}
	rest = append(rest, t.waiting...)
	slices.SortFunc(rest, func(a, b *track) int { return cmp.Compare(a.line.Order, b.line.Order) })
	for _, tr := range rest {
		t.finish(tr)
	}
	t.tracks, t.waiting = nil, nil
	t.screen.watcher = nil
}

// look compares the screen with the lines it had. Inside synchronised output it waits for the end.
func (t *Transcript) look() {
	s := t.screen
	if s.modes.has(modeSync) && t.now-t.looked < longestSync {
		return
	}
	t.looked = t.now
	t.lost, t.fresh = t.lost[:0], t.fresh[:0]
	if t.alt != s.onAlt() {
		t.switched()
	}
	for y := 0; y < s.rows; {
		end := y + 1
		dirty := s.cur.row(y).dirty
		for end < s.rows && s.cur.row(end).cont {
			dirty = dirty || s.cur.row(end).dirty
			end++
		}
		if dirty {
			t.lookAt(y, end)
		}
		y = end
	}
	t.match()
	t.expire()
}

// switched handles the other screen having come into view. The main screen's lines stay as they are while
// they are hidden, those of the alternate screen are gone.
func (t *Transcript) switched() {
	s := t.screen
	t.alt = s.onAlt()
	if t.alt {
		t.eachTrack(&s.main, func(r *row) { t.tracks[r.track].age += t.now - t.tracks[r.track].shown })
		return
	}
	t.eachTrack(&s.main, func(r *row) { t.tracks[r.track].shown = t.now })
	t.eachTrack(&s.alt, func(r *row) {
		t.lost = append(t.lost, r.track)
		r.track = 0
	})
}

func (t *Transcript) eachTrack(g *grid, visit func(*row)) {
	for y := range min(g.rows, len(g.ring)) {
		if r := g.row(y); r.track != 0 && r.track != done {
			visit(r)
		}
	}
}

// lookAt compares the line in the rows from y up to end, of which one has changed.
func (t *Transcript) lookAt(y, end int) {
	first := t.screen.cur.row(y)
	text := t.lineText(y, end)
	id := t.startTrack(first, y)
	first.dirty = false
	for i := y + 1; i < end; i++ {
		r := t.screen.cur.row(i)
		r.dirty = false
		t.drop(r)
	}
	if id == 0 || id == done {
		t.setTrack(first, y, 0)
		if len(text) > 0 {
			t.fresh = append(t.fresh, fresh{row: y, text: string(text)})
		}
		return
	}
	t.changed(first, y, id, text)
}

// startTrack returns the track of the line that begins at row y, or before it in what scrolled off.
func (t *Transcript) startTrack(first *row, y int) uint32 {
	if t.continuesHead(first, y) {
		return t.headTrack
	}
	return first.track
}

func (t *Transcript) setTrack(first *row, y int, id uint32) {
	if t.continuesHead(first, y) {
		t.headTrack = id
		return
	}
	first.track = id
}

// continuesHead reports whether the line at row y began in rows that have scrolled off.
func (t *Transcript) continuesHead(first *row, y int) bool {
	return len(t.head) > 0 && first.cont && y == t.headRow && t.alt == t.headAlt
}

// changed handles the line of track id having the given text now.
func (t *Transcript) changed(first *row, y int, id uint32, text []byte) {
	tr := &t.tracks[id]
	old := tr.line.Text
	tr.line.Row = y
	switch {
	case string(text) == old:
	case len(text) == 0:
		t.lost = append(t.lost, id)
		t.setTrack(first, y, 0)
	case grows(old, text):
		t.grow(tr, text)
	default:
		t.lost = append(t.lost, id)
		t.setTrack(first, y, 0)
		t.fresh = append(t.fresh, fresh{row: y, text: string(text), covered: shrinks(old, text) && (tr.covered || t.age(tr) >= settledAfter)})
	}
}

// drop ends the track of a row that has become a continuation.
func (t *Transcript) drop(r *row) {
	if r.track != 0 && r.track != done {
		t.lost = append(t.lost, r.track)
	}
	r.track = 0
}

func (t *Transcript) age(tr *track) time.Duration { return tr.age + t.now - tr.shown }

// match finds the new lines among those that are lost or went a moment ago: lines that moved or flickered.
// The others begin.
func (t *Transcript) match() {
	for _, f := range t.fresh {
		first := t.screen.cur.row(f.row)
		if i := t.findLost(f.text); i >= 0 {
			id := t.lost[i]
			t.lost = slices.Delete(t.lost, i, i+1)
			t.tracks[id].line.Row = f.row
			t.setTrack(first, f.row, id)
			continue
		}
		t.setTrack(first, f.row, t.begin(f))
	}
	for _, id := range t.lost {
		t.leave(id, false)
	}
	t.lost = t.lost[:0]
}

func (t *Transcript) findLost(text string) int {
	return slices.IndexFunc(t.lost, func(id uint32) bool { return t.tracks[id].line.Text == text })
}

// begin starts a track, or takes up that of a line that has only flickered.
func (t *Transcript) begin(f fresh) uint32 {
	id := t.newTrack()
	tr := &t.tracks[id]
	if w := t.takeWaiting(f.text); w != nil {
		*tr = *w
		tr.shown, tr.line.Row, tr.live = t.now, f.row, true
		return id
	}
	t.order++
	*tr = track{shown: t.now, covered: f.covered, live: true, line: Line{
		Text: f.text, From: t.now, Row: f.row, Alt: t.alt, Order: t.order,
		steps: []step{{t.now, len(f.text)}},
	}}
	return id
}

func (t *Transcript) newTrack() uint32 {
	if n := len(t.free); n > 0 {
		id := t.free[n-1]
		t.free = t.free[:n-1]
		return id
	}
	t.tracks = append(t.tracks, track{})
	return uint32(len(t.tracks) - 1) // #nosec G115 -- at most the rows of two screens
}

func (t *Transcript) takeWaiting(text string) *track {
	i := slices.IndexFunc(t.waiting, func(w *track) bool { return w.line.Text == text && w.line.Alt == t.alt })
	if i < 0 {
		return nil
	}
	w := t.waiting[i]
	t.waiting = slices.Delete(t.waiting, i, i+1)
	return w
}

// leave ends a track; its line waits in case it comes back.
func (t *Transcript) leave(id uint32, scrolled bool) {
	tr := t.tracks[id]
	tr.age += t.now - tr.shown
	tr.gone, tr.live = t.now, false
	tr.scrolled = tr.scrolled || scrolled
	t.tracks[id] = track{}
	t.free = append(t.free, id)
	t.waiting = append(t.waiting, &tr)
}

// expire emits the lines that have been gone for too long to come back.
func (t *Transcript) expire() {
	n := 0
	for n < len(t.waiting) && (t.now-t.waiting[n].gone > flicker || len(t.waiting)-n > maxWaiting) {
		t.finish(t.waiting[n])
		n++
	}
	if n > 0 {
		t.waiting = slices.Delete(t.waiting, 0, n)
	}
}

// finish emits the line of a track that has ended.
func (t *Transcript) finish(tr *track) {
	if tr.covered {
		return
	}
	tr.line.To = tr.gone
	tr.line.Transient = !tr.scrolled && tr.age < settledAfter
	t.emit(tr.line)
}
