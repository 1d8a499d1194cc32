package list

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// A filter is the line in which the user says what the list shows.
type filter struct {
	input   Input
	typing  bool
	history []string // oldest first
	at      int      // index into history; its length while the text is new
}

// maxHistory is how many filters are remembered.
const maxHistory = 50

// Filter returns the text of the filter.
func (l *Model) Filter() string { return l.filter.input.Text() }

// Typing tells whether keys go into the filter.
func (l *Model) Typing() bool { return l.filter.typing }

// SetFilter changes the filter and puts the cursor to the top.
func (l *Model) SetFilter(text string) tea.Cmd {
	l.filter.typing = false
	if text == l.Filter() {
		return nil
	}
	l.filter.input.Set(text)
	l.filter.keep()
	return l.filtered()
}

// filtered tells that the filter has changed.
func (l *Model) filtered() tea.Cmd {
	l.moved = false
	var cmd tea.Cmd
	if l.o.Filtered != nil {
		cmd = l.o.Filtered(l.Filter())
	}
	return tea.Batch(cmd, l.Refresh())
}

// keep remembers the text.
func (f *filter) keep() {
	text := strings.TrimSpace(f.input.Text())
	if text != "" && (len(f.history) == 0 || f.history[len(f.history)-1] != text) {
		f.history = append(f.history, text)
		f.history = f.history[max(len(f.history)-maxHistory, 0):]
	}
	f.at = len(f.history)
	if text != "" {
		f.at--
	}
}

// recall returns the text before the present one in the history, or after it.
func (f *filter) recall(step int) (string, bool) {
	at := f.at + step
	if at < 0 || at > len(f.history) {
		return "", false
	}
	f.at = at
	if at == len(f.history) {
		return "", true
	}
	return f.history[at], true
}

// draw draws the line in at most width cells.
func (f *filter) draw(t style.Theme, hint string, width int) string {
	switch {
	case f.typing:
		return t.Paint(style.Accent|style.Bold, "/") + f.input.Draw(t, width-1, true)
	case f.input.Text() != "":
		return "/" + f.input.Draw(t, width-1, false)
	}
	return t.Paint(style.Faint, style.Cut("/ "+hint, width))
}

// filterKey handles a key while the user types a filter. Keys that move the cursor are left to the list.
func (l *Model) filterKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	f := &l.filter
	before := f.input.Text()
	switch k.String() {
	case "enter":
		f.typing = false
		f.keep()
		return nil, true
	case "esc":
		f.typing = false
		f.input.Set("")
	case "up", "down", "pgup", "pgdown":
		return nil, false
	case "ctrl+p", "tab", "shift+tab":
		return nil, false
	case "backspace":
		if before == "" {
			f.typing = false
			return nil, true
		}
		f.input.Key(k)
	default:
		if !f.input.Key(k) {
			return nil, k.Text != "" // a letter never becomes a command here
		}
	}
	if f.input.Text() == before {
		return nil, true
	}
	return l.filtered(), true
}
