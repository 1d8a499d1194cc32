package play

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/vt"
)

// The smallest terminal the player draws in.
const (
	leastCols = 60
	leastRows = 15
)

// A layout is where things stand: the room for the recorded screen and, from the top, the rows of the lines below.
type layout struct {
	cols, rows int // of the room
	panel      int // columns of the panel
	strip      int // row of the timeline, -1 if there is none
	below      int // lines below the room
	about      bool
}

func (m *model) layout() layout {
	l := layout{below: 3, strip: m.rows - 2}
	switch {
	case m.pan.bare:
		l.below, l.strip = 1, -1
	case m.rows > 24:
		l.below, l.about, l.strip = 4, true, m.rows-3
	}
	l.panel = m.panel.cols(m.cols)
	l.cols, l.rows = m.cols-l.panel, m.rows-l.below
	return l
}

// View draws the player screen.
func (m *model) View() tea.View {
	v := tea.NewView(m.draw())
	v.AltScreen = true
	if m.look.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (m *model) draw() string {
	if m.cols == 0 || m.rows == 0 {
		return ""
	}
	if m.cols < leastCols || m.rows < leastRows {
		return fmt.Sprintf("terminal too small (%dx%d, need %dx%d); q leaves", m.cols, m.rows, leastCols, leastRows)
	}
	l := m.layout()
	var lines []string
	switch {
	case m.look.help:
		lines = m.helpLines(m.cols, l.rows)
	case m.look.about:
		lines = m.aboutLines(m.cols, l.rows)
	case l.cols <= 0:
		lines = m.panelLines(m.cols, l.rows)
	default:
		lines = m.room(l)
	}
	return strings.Join(append(lines, m.linesBelow(l)...), "\n")
}

// room draws the recorded screen, with the panel beside it if that is open.
func (m *model) room(l layout) []string {
	lines := m.screenLines(l)
	if l.panel == 0 {
		return lines
	}
	bar := "|"
	if !m.look.ascii {
		bar = "\u2502"
	}
	for i, h := range m.panelLines(l.panel-2, l.rows) {
		lines[i] += faint(bar) + " " + h
	}
	return lines
}

// A drawn is a picture together with what it was drawn from.
type drawn struct {
	key     drawnKey
	picture picture
	marks   int
}

type drawnKey struct {
	serial, generation int
	window             window
}

// screenLines draws the recorded screen in the middle of its room, with a frame around it if there is room for one.
func (m *model) screenLines(l layout) []string {
	if !m.shown.ok {
		return middle([]string{"reading the recording"}, 21, l.cols, l.rows)
	}
	f := m.shown.moment.Frame
	framed := l.cols >= f.Cols+2 && l.rows >= f.Rows+2
	d := m.picture(f, l.cols, l.rows)
	rows, cols := d.picture.rows, d.key.window.cols
	if framed {
		rows, cols = m.framed(rows, cols), cols+2
	}
	return middle(rows, cols, l.cols, l.rows)
}

// picture draws the part of the frame that is shown, or returns it as it was drawn before.
func (m *model) picture(f vt.Frame, cols, rows int) drawn {
	fresh := m.shown.drawn.key.serial != m.shown.serial || m.shown.drawn.key.generation != m.search.generation
	var marks []vt.Span
	if m.search.pattern != nil && (fresh || m.pan.toHit) {
		marks = m.search.pattern.Spans(f)
	}
	w := m.pan.look(f, cols, rows, m.hitFirst(f, marks))
	if m.pan.toHit && m.shown.current(m.position()) {
		m.pan.toHit = false
	}
	key := drawnKey{m.shown.serial, m.search.generation, w}
	if key == m.shown.drawn.key {
		return m.shown.drawn
	}
	if marks == nil && m.search.pattern != nil {
		marks = m.search.pattern.Spans(f)
	}
	m.shown.drawn = drawn{key, paint(f, w, marks, true), len(marks)}
	return m.shown.drawn
}

// hitFirst returns the marks with the one of the hit that was gone to before the others.
func (m *model) hitFirst(f vt.Frame, marks []vt.Span) []vt.Span {
	s := &m.search
	if s.current < 0 || s.current >= len(s.hits) {
		return marks
	}
	for i, mark := range marks {
		// What stands on the row may be the beginning of the line, or a part of one that wrapped.
		if strings.Contains(s.hits[s.current].Line, f.Text(mark.Row)) {
			return marks[i:]
		}
	}
	return marks
}

// middle puts rows of the given width into the middle of a room.
func middle(rows []string, cols, roomCols, roomRows int) []string {
	left := max((roomCols-cols)/2, 0)
	right := max(roomCols-cols-left, 0)
	top := max((roomRows-len(rows))/2, 0)
	lines := make([]string, 0, roomRows)
	for range top {
		lines = append(lines, spaces(roomCols))
	}
	for _, row := range rows {
		lines = append(lines, spaces(left)+row+spaces(right))
	}
	for len(lines) < roomRows {
		lines = append(lines, spaces(roomCols))
	}
	return lines[:roomRows]
}

// A border is what a frame is drawn with.
type border struct{ line, side, topLeft, topRight, bottomLeft, bottomRight string }

func (m *model) border() border {
	if m.look.ascii {
		return border{"-", "|", "+", "+", "+", "+"}
	}
	return border{"\u2500", "\u2502", "\u250c", "\u2510", "\u2514", "\u2518"}
}

// framed draws a frame with the recording's name around rows.
func (m *model) framed(rows []string, cols int) []string {
	b := m.border()
	title := b.line + " shellac play " + visible(m.options.Name) + " "
	if n := len([]rune(title)); n <= cols && plainASCII(m.options.Name) {
		title += strings.Repeat(b.line, cols-n)
	} else {
		title = strings.Repeat(b.line, cols)
	}
	out := []string{faint(b.topLeft + title + b.topRight)}
	side := faint(b.side)
	for _, row := range rows {
		out = append(out, side+row+side)
	}
	return append(out, faint(b.bottomLeft+strings.Repeat(b.line, cols)+b.bottomRight))
}
