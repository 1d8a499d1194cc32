package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// The smallest terminal that is drawn in.
const (
	leastCols = 60
	leastRows = 15
)

// Where things stand.
const (
	tabRow   = 1
	headRows = 3 // title, tabs, rule
	footRows = 1
)

func (m *model) tooSmall() bool { return m.cols < leastCols || m.rows < leastRows }

// resize takes the size of the terminal. What was laid out for another one is laid out anew.
func (m *model) resize(cols, rows int) {
	m.cols, m.rows = cols, rows
	if m.help != nil {
		m.showHelp()
	}
}

// View draws everything.
func (m *model) View() tea.View {
	v := tea.NewView(m.draw())
	v.AltScreen = true
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	return v
}

func (m *model) draw() string {
	if m.cols <= 0 || m.rows <= 0 {
		return ""
	}
	if m.tooSmall() {
		text := fmt.Sprintf("terminal too small (%dx%d, need %dx%d)", m.cols, m.rows, leastCols, leastRows)
		return strings.Join(style.Room(style.Wrap(text, m.cols), m.cols, m.rows), "\n")
	}
	lines := []string{m.title(), m.tabs(), m.said()}
	lines = append(lines, m.body(m.cols, m.rows-headRows-footRows)...)
	return strings.Join(append(lines, m.footer()), "\n")
}

// title draws who runs what, and what waits on this disk; and the state of the store, if there is no room for it beside the
// tabs.
func (m *model) title() string {
	left := m.theme.Paint(style.Bold, " "+m.o.Name) + "  " + style.Clean(m.o.Who)
	right := m.spool()
	if !m.storeFits() {
		right += m.store()
	}
	return style.Between(style.Cut(left, m.cols), right, m.cols)
}

func (m *model) spool() string {
	if m.status.Spool == 0 {
		return ""
	}
	text := fmt.Sprintf("%d recordings are not sent yet ", m.status.Spool)
	if m.status.Spool == 1 {
		text = "1 recording is not sent yet "
	}
	return m.theme.Paint(style.Warn, text)
}

// tabs draws the names of the tabs and the state of the store.
func (m *model) tabs() string {
	left, right := m.tabNames(), ""
	if m.storeFits() {
		right = m.store()
	}
	return style.Between(style.Cut(left, m.cols), right, m.cols)
}

func (m *model) storeFits() bool { return style.Width(m.tabNames())+style.Width(m.store()) < m.cols }

func (m *model) tabNames() string {
	var b strings.Builder
	for i := range m.o.Tabs {
		text := m.tabText(i)
		if i == m.shown {
			text = m.theme.Paint(style.Bold|style.Accent, text)
		}
		b.WriteString(text)
	}
	return b.String()
}

func (m *model) store() string {
	if m.status.Store == "" {
		return ""
	}
	text := "store: " + style.Clean(m.status.Store) + " "
	if m.status.Bad {
		return m.theme.Paint(style.Bad, text)
	}
	return m.theme.Paint(style.Faint, text)
}

func (m *model) tabText(i int) string {
	name := fmt.Sprintf("%d %s", i+1, m.o.Tabs[i].Title)
	if i == m.shown {
		return "[" + name + "] "
	}
	return " " + name + "  "
}

// tabAt returns the tab whose name stands in a column.
func (m *model) tabAt(x int) (int, bool) {
	at := 0
	for i := range m.o.Tabs {
		at += style.Width(m.tabText(i))
		if x < at {
			return i, true
		}
	}
	return 0, false
}

// body draws the screen, or what lies over it.
func (m *model) body(width, height int) []string {
	switch {
	case m.palette.open:
		return m.paletteLines(width, height)
	case m.help != nil:
		return m.help.Lines(width, height)
	case m.welcome.open:
		return m.welcomeLines(width, height)
	}
	if s := m.screen(); s != nil {
		return style.Room(strings.Split(s.View(width, height), "\n"), width, height)
	}
	why := ""
	if len(m.o.Tabs) > 0 {
		why = m.o.Tabs[m.shown].Why
	}
	return style.Middle([]string{style.Clean(why)}, style.Width(why), width, height)
}

// said draws the line below the tabs, or in its place what is said for a while.
func (m *model) said() string {
	if m.message.Text == "" {
		return m.theme.Rule(m.cols)
	}
	st := style.Bold
	if m.message.Bad {
		st |= style.Bad
	}
	line := m.theme.Box().Line
	text := m.theme.Paint(style.Faint, line) + m.theme.Paint(st, " "+style.Cut(m.message.Text, m.cols-4)+" ")
	return text + m.theme.Rule(m.cols-style.Width(text))
}

// footer draws the keys that are of use now.
func (m *model) footer() string {
	right := ""
	for _, a := range m.actions {
		if a.brief {
			right += m.keyText(a.Binding)
		}
	}
	return style.Between(m.keys(m.cols-style.Width(right)-1), right, m.cols)
}

// keys draws as many keys of the screen as there is room for.
func (m *model) keys(width int) string {
	var b strings.Builder
	b.WriteString(" ")
	for _, k := range m.contextKeys() {
		text := m.keyText(k)
		if !k.Enabled() || k.Help().Desc == "" {
			continue
		}
		if style.Width(b.String())+style.Width(text) > width {
			break
		}
		b.WriteString(text)
	}
	return b.String()
}

// contextKeys returns the keys of whatever has the attention.
func (m *model) contextKeys() []key.Binding {
	switch {
	case m.palette.open:
		return paletteBindings()
	case m.help != nil:
		return m.help.Bindings()
	case m.welcome.open:
		return m.welcome.bindings()
	}
	if s := m.screen(); s != nil {
		return s.Bindings()
	}
	return nil
}

// keyText draws a key with what it does in short: up to a semicolon.
func (m *model) keyText(k key.Binding) string {
	text, _, _ := strings.Cut(k.Help().Desc, ";")
	return m.theme.Paint(style.Bold, k.Help().Key) + " " + text + "  "
}
