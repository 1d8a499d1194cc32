package pick

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/list"
)

// A model is the list. The line that chooses what was typed is its last row.
type model struct {
	o      Options
	keys   decoder
	input  list.Input
	rows   []Row
	filter Filter
	found  []int
	typed  string // the words of the last line, which chooses what was typed; empty if there is none
	widths []int  // natural ones, by column
	ready  bool   // the rows are there

	cols, lines int // of the terminal
	cursor      int
	offset      int

	choice       Choice
	chosen, over bool
	err          error
}

func newModel(o Options) *model {
	m := &model{o: o}
	m.input.Set(o.Query)
	return m
}

// take handles what was typed.
func (m *model) take(events []event) {
	for _, e := range events {
		switch {
		case m.over: // typed after the choice
		case e.paste != "":
			m.input.Insert(strings.TrimSpace(e.paste))
			m.look()
		default:
			m.key(e.key)
		}
	}
}

// loaded takes the rows.
func (m *model) loaded(rows []Row, err error) {
	if err != nil {
		m.err, m.over = err, true
		return
	}
	m.rows, m.ready = rows, true
	m.filter = m.o.Filter(rows)
	m.widths = naturalWidths(rows)
	m.look()
}

// resize takes the size of the terminal.
func (m *model) resize(cols, lines int) {
	m.cols, m.lines = cols, lines
	m.settle()
}

// look filters the rows.
func (m *model) look() {
	m.cursor, m.offset = 0, 0
	if m.ready {
		m.found = append(m.found[:0], m.filter.Match(m.input.Text())...)
		m.typed = m.asTyped()
	}
	m.settle()
}

// asTyped returns the words of the line that chooses what was typed, unless that is a row or cannot be chosen.
func (m *model) asTyped() string {
	query := m.input.Text()
	if m.o.Typed == nil || query == "" {
		return ""
	}
	for _, i := range m.found {
		if m.rows[i].Cells[0] == query {
			return ""
		}
	}
	return m.o.Typed(query)
}

// count returns how many lines there are to choose from.
func (m *model) count() int {
	if m.typed != "" {
		return len(m.found) + 1
	}
	return len(m.found)
}

// bound are the keys of the list besides those that edit the text.
type bound struct{ choose, cancel, up, down, pageUp, pageDown key.Binding }

func bindings() bound {
	bind := func(shown, text string, names ...string) key.Binding {
		return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, text))
	}
	return bound{
		choose: bind("Enter", "open", "enter"), cancel: bind("Esc", "cancel", "esc", "ctrl+c", "ctrl+g"),
		up: bind("up", "", "up", "ctrl+p", "shift+tab"), down: bind("down", "", "down", "ctrl+n", "tab"),
		pageUp: bind("pgup", "", "pgup"), pageDown: bind("pgdn", "", "pgdown"),
	}
}

func (m *model) key(k tea.KeyPressMsg) {
	b := bindings()
	switch {
	case key.Matches(k, b.cancel):
		m.over = true
	case key.Matches(k, b.choose):
		m.choose()
	case key.Matches(k, b.up):
		m.move(-1)
	case key.Matches(k, b.down):
		m.move(1)
	case key.Matches(k, b.pageUp):
		m.cursor -= m.room()
	case key.Matches(k, b.pageDown):
		m.cursor += m.room()
	default:
		before := m.input.Text()
		if m.input.Key(k); m.input.Text() != before {
			m.look()
		}
	}
	m.settle()
}

// move moves the cursor by one line, and from one end to the other.
func (m *model) move(step int) {
	if n := m.count(); n > 0 {
		m.cursor = (m.cursor + step + n) % n
	}
}

// settle brings cursor and offset into their bounds.
func (m *model) settle() {
	n, room := m.count(), m.room()
	m.cursor = max(min(m.cursor, n-1), 0)
	m.offset = max(min(m.offset, m.cursor, n-room), m.cursor-room+1, 0)
}

// choose chooses the line under the cursor. While the rows are not there yet, or none matches, there is nothing to choose.
func (m *model) choose() {
	switch {
	case m.cursor < len(m.found):
		m.choice, m.chosen = Choice{Row: m.found[m.cursor]}, true
	case m.count() > len(m.found):
		m.choice, m.chosen = Choice{Row: -1, Typed: m.input.Text()}, true
	}
	m.over = m.chosen
}
