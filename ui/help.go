package ui

import (
	"charm.land/bubbles/v2/key"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// showHelp opens the help, which is made of the bindings and commands that there are.
func (m *model) showHelp() {
	title := "Keys and commands"
	if len(m.o.Tabs) > 0 {
		title += " of " + m.o.Tabs[m.shown].Title
	}
	m.help = list.NewPager(m.theme, title)
	m.help.Add(m.helpLines(m.cols - 2)...)
}

// helpLines lays the help out in two columns, or one if there is no room for two.
func (m *model) helpLines(width int) []string {
	var here []key.Binding
	if s := m.screen(); s != nil {
		here = s.Bindings()
	}
	var everywhere []key.Binding
	for _, a := range m.free() {
		everywhere = append(everywhere, a.Binding)
	}
	column := width
	if width >= twoColumns {
		column = width/2 - 1
	}
	left := keyLines("On this tab", here, column)
	right := append(append(keyLines("Everywhere", everywhere, column), ""), commandLines(m.commands(), column)...)
	if width < twoColumns {
		return append(append(left, ""), right...)
	}
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = style.Fit(l, column) + "  " + r
	}
	return lines
}

// twoColumns is the width from which there is room for keys and commands side by side.
const twoColumns = 130

// helpKey is how many cells keys take in the help.
const helpKey = 12

func keyLines(title string, keys []key.Binding, width int) []string {
	lines := []string{title}
	for _, k := range keys {
		if h := k.Help(); h.Desc != "" && k.Enabled() {
			lines = append(lines, entryLines(h.Key, h.Desc, helpKey, width)...)
		}
	}
	return lines
}

func commandLines(commands []act.Command, width int) []string {
	lines := []string{"Commands (:)"}
	for _, c := range commands {
		text := c.Text
		if c.Why != "" {
			text += " (not now: " + c.Why + ")"
		}
		lines = append(lines, entryLines(":"+commandName(c), text, min(2*helpKey, width/3), width)...)
	}
	return lines
}

// entryLines draws a name and what it stands for, in as many lines as that takes.
func entryLines(name, text string, cells, width int) []string {
	var lines []string
	for i, part := range style.Wrap(style.Clean(text), max(width-cells-3, 10)) {
		if i > 0 {
			name = ""
		}
		lines = append(lines, "  "+style.Fit(style.Clean(name), cells)+" "+part)
	}
	return lines
}

func commandName(c act.Command) string {
	if c.Arg == "" {
		return c.Name
	}
	return c.Name + " " + c.Arg
}
