package ui

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

// An action is a key that means the same everywhere, and what it does.
type action struct {
	key.Binding
	brief bool // in the footer
	do    func(key string) tea.Cmd
}

func bind(keys, shown, text string, brief bool, do func(string) tea.Cmd) action {
	return action{key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, text)), brief, do}
}

// rootActions returns the keys of the root in the order of the help. A screen may take them for itself, but for Ctrl-C.
func (m *model) rootActions() []action {
	tabs := make([]string, len(m.o.Tabs))
	for i := range tabs {
		tabs[i] = strconv.Itoa(i + 1)
	}
	step := func(n int) func(string) tea.Cmd {
		return func(string) tea.Cmd {
			m.trail = nil
			return m.show((m.shown + n + len(m.o.Tabs)) % len(m.o.Tabs))
		}
	}
	return []action{
		bind(strings.Join(tabs, " "), "1.."+strconv.Itoa(len(tabs)), "go to a tab", false, func(k string) tea.Cmd {
			m.trail = nil
			return m.show(int(k[0] - '1'))
		}),
		bind("tab", "tab", "the next tab", false, step(1)),
		bind("shift+tab", "shift-tab", "the tab before", false, step(-1)),
		bind(": ctrl+p", ":", "commands; also ctrl-p", true, func(string) tea.Cmd { m.palette.show(""); return nil }),
		bind("-", "-", "open the last session once more", false, func(string) tea.Cmd { return m.again() }),
		bind("?", "?", "help", true, func(string) tea.Cmd { m.showHelp(); return nil }),
		bind("ctrl+l", "ctrl-l", "draw anew", false, func(string) tea.Cmd { return tea.ClearScreen }),
		bind("ctrl+z", "ctrl-z", "suspend", false, func(string) tea.Cmd { return tea.Suspend }),
		bind("q", "q", "quit; first back to where you came from", true, func(string) tea.Cmd { return m.leave() }),
		bind("ctrl+c", "ctrl-c", "quit at once", false, func(string) tea.Cmd { return tea.Quit }),
	}
}

// free returns the actions of the root whose keys the screen does not use for something else.
func (m *model) free() []action {
	var here []key.Binding
	if s := m.screen(); s != nil {
		here = s.Bindings()
	}
	return slices.DeleteFunc(slices.Clone(m.actions), func(a action) bool {
		return slices.ContainsFunc(here, func(b key.Binding) bool {
			return slices.ContainsFunc(b.Keys(), func(k string) bool { return b.Enabled() && slices.Contains(a.Keys(), k) })
		})
	})
}

// key gives a key to whoever has the attention: what lies over the screen, the screen, or the root.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	if k.String() == "ctrl+c" {
		return tea.Quit
	}
	if cmd, taken := m.overlayKey(k); taken {
		return cmd
	}
	if s := m.screen(); s != nil {
		if cmd, taken := s.Update(k); taken {
			return cmd
		}
	}
	for _, a := range m.actions {
		if key.Matches(k, a.Binding) {
			return a.do(k.String())
		}
	}
	return nil
}

// overlayKey handles a key while something lies over the screen.
func (m *model) overlayKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case m.palette.open:
		return m.paletteKey(k), true
	case m.help != nil:
		open, taken := m.help.Update(k)
		if !open || !taken && k.String() == "?" {
			m.help = nil
			return nil, true
		}
		return nil, taken
	case m.welcome.open:
		return m.welcomeKey(k)
	}
	return nil, false
}

// leave goes back to the tab that led here, or ends the program.
func (m *model) leave() tea.Cmd {
	if n := len(m.trail); n > 0 {
		i := m.trail[n-1]
		m.trail = m.trail[:n-1]
		return m.show(i)
	}
	return tea.Quit
}

// again opens the last session once more.
func (m *model) again() tea.Cmd {
	if m.last.Args == nil {
		return act.Said("no session was opened yet")
	}
	return m.handOver(m.last)
}

// paste gives pasted text to whoever has the attention.
func (m *model) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case m.palette.open:
		m.palette.input.Insert(msg.Content)
		m.palette.cursor = 0
	case m.help != nil:
		m.help.Update(msg)
	case m.welcome.open:
		m.welcome.input.Insert(msg.Content)
	default:
		return m.tell(msg)
	}
	return nil
}

// mouseAt handles the mouse: the tabs are the root's, what is below them the screen's.
func (m *model) mouseAt(msg tea.MouseMsg) tea.Cmd {
	if m.tooSmall() || m.palette.open || m.welcome.open {
		return nil
	}
	if m.help != nil {
		m.help.Update(msg)
		return nil
	}
	at := msg.Mouse()
	if at.Y >= headRows {
		return m.tell(act.Shift(msg, 0, headRows))
	}
	if _, click := msg.(tea.MouseClickMsg); click && at.Y == tabRow {
		if i, ok := m.tabAt(at.X); ok {
			m.trail = nil
			return m.show(i)
		}
	}
	return nil
}
