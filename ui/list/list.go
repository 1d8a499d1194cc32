// Package list is a table with a filter line, a cursor, marks and a sort order. It asks for the rows that are seen only, so
// that it is as quick with 50,000 of them as with five. What passes the filter, and in which order, is the business of the
// screen that has the values.
//
// Beside the table it has what belongs to one: a Split for details next to it, an Input for a line of text, and a Pager for
// text that is longer than the screen.
package list

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// Rows are what a list shows: what passes the filter, in the order to show it.
type Rows interface {
	// Len returns how many there are.
	Len() int
	// ID returns what a row is known by: the cursor and marks stay with it. It must cost next to nothing.
	ID(i int) string
	// Row returns what to draw. It is called only for rows that are seen.
	Row(i int) Row
}

// A Row is what is drawn of a row. Its texts are cleaned by the list.
type Row struct {
	Cells   []string      // one a column
	Styles  []style.Style // of the cells; may be shorter
	Matches [][]int       // by column, the numbers of the characters that were looked for; may be shorter, or nil
	Style   style.Style   // of all cells
	Sub     bool          // belongs to the row above: Cells[0] stands in place of the columns, moved in
}

// Options say what a list is of and whom it tells.
type Options struct {
	Theme   style.Theme
	Columns []Column
	Rows    Rows
	// Noun is what rows are, in the plural, for words such as "no hosts".
	Noun string
	// Hint stands in the empty filter line, such as "node:web* since:7d".
	Hint string
	// Sorts are the names of the orders that > and < go through; the first one is there at the start. Nil means one order.
	Sorts []string
	// Total returns how many rows there are without the filter, -1 if that is not known; nil means that it never is.
	Total func() int
	// Count says how many rows there are where that takes words; nil, or an empty text, leaves it to numbers.
	Count func() string
	// Empty returns lines to show where there are no rows; nil means "no NOUN".
	Empty func(width, height int) []string

	// Filtered is called when the filter has another text: Rows must change, or begin to.
	Filtered func(text string) tea.Cmd
	// Sorted is called when another one of Sorts was chosen.
	Sorted func(order int) tea.Cmd
	// Moved is called when the cursor is on another row.
	Moved func() tea.Cmd
}

// A Model is a list. Its methods are for the goroutine of the program's updates.
type Model struct {
	o      Options
	theme  style.Theme
	cursor int
	id     string // of the row under the cursor
	moved  bool   // the user has chosen a row: the cursor stays with it, and not at the top
	offset int    // the first row that is seen
	rows   int    // that are seen
	height int    // of all that was drawn last
	width  int
	marks  map[string]bool
	order  int // index into Sorts
	wide   bool
	blur   bool // the keys go elsewhere
	filter filter
	lead   string
}

// New returns a list.
func New(o Options) *Model {
	return &Model{o: o, theme: o.Theme, marks: make(map[string]bool), rows: 1}
}

// SetTheme changes how the list is drawn.
func (l *Model) SetTheme(t style.Theme) { l.theme = t }

// SetColumns changes the columns.
func (l *Model) SetColumns(c []Column) { l.o.Columns = c }

// SetLead changes the text that stands before the filter, such as "ctx prod . ns shop". It may be painted.
func (l *Model) SetLead(text string) { l.lead = text }

// SetBlur says that the keys go to something beside the list, which is shown.
func (l *Model) SetBlur(blur bool) { l.blur = blur }

// Wide tells whether the user wants to see all columns.
func (l *Model) Wide() bool { return l.wide }

// Order returns the index of the order that was chosen.
func (l *Model) Order() int { return l.order }

// Refresh must be called after the rows have changed. The cursor stays with its row, or at the top if the user has not moved
// it. The command is that of Moved, if the cursor is on another row now.
func (l *Model) Refresh() tea.Cmd {
	before := l.cursor
	switch {
	case !l.moved:
		l.cursor, l.offset = 0, 0
	case l.find(l.id):
		if l.offset > 0 { // what was at the same place of the screen stays there
			l.offset += l.cursor - before
		}
	}
	return l.settle()
}

// find puts the cursor onto the row with an ID, and looks near to where it is first.
func (l *Model) find(id string) bool {
	n := l.o.Rows.Len()
	for d := range n + 1 {
		for _, i := range [2]int{l.cursor + d, l.cursor - d} {
			if i >= 0 && i < n && l.o.Rows.ID(i) == id {
				l.cursor = i
				return true
			}
		}
		if l.cursor+d >= n && l.cursor-d < 0 {
			break
		}
	}
	return false
}

// settle brings cursor and offset into their bounds.
func (l *Model) settle() tea.Cmd {
	n := l.o.Rows.Len()
	l.cursor = max(min(l.cursor, n-1), 0)
	l.offset = max(min(l.offset, l.cursor, n-l.rows), l.cursor-l.rows+1, 0)
	id := ""
	if n > 0 {
		id = l.o.Rows.ID(l.cursor)
	}
	if id == l.id {
		return nil
	}
	l.id = id
	if l.o.Moved == nil {
		return nil
	}
	return l.o.Moved()
}

// Cursor returns the index and the ID of the row under the cursor; ok is false if there is none.
func (l *Model) Cursor() (i int, id string, ok bool) {
	return l.cursor, l.id, l.o.Rows.Len() > 0 && l.id != ""
}

// Select puts the cursor onto the row with an ID, if there is one.
func (l *Model) Select(id string) (tea.Cmd, bool) {
	if !l.find(id) {
		return nil, false
	}
	l.moved = true
	return l.settle(), true
}

// Go puts the cursor onto a row; beyond the ends it is the first or the last one.
func (l *Model) Go(i int) tea.Cmd {
	l.moved = true
	l.cursor = i
	return l.settle()
}

// Top puts the cursor onto the first row and keeps it there, whatever comes before it, until the user moves it.
func (l *Model) Top() tea.Cmd {
	l.moved = false
	return l.Refresh()
}

// Marked returns the IDs of the rows that are marked, in the order in which they stand. Marks of rows that do not pass the
// filter come last.
func (l *Model) Marked() []string {
	var ids []string
	left := len(l.marks)
	for i := 0; i < l.o.Rows.Len() && left > 0; i++ {
		if id := l.o.Rows.ID(i); l.marks[id] {
			ids = append(ids, id)
			left--
		}
	}
	if left > 0 {
		var rest []string
		for id := range l.marks {
			if !slices.Contains(ids, id) {
				rest = append(rest, id)
			}
		}
		slices.Sort(rest)
		ids = append(ids, rest...)
	}
	return ids
}

// Unmark takes all marks away.
func (l *Model) Unmark() { clear(l.marks) }

// mark changes the mark of the row under the cursor.
func (l *Model) mark() {
	if l.marks[l.id] {
		delete(l.marks, l.id)
	} else if l.id != "" {
		l.marks[l.id] = true
	}
}
