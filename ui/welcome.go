package ui

import (
	"fmt"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A Welcome is what was found on this machine when there is nothing to list, and what one can do about it.
type Welcome struct {
	Empty  bool // there is nothing to list: show this
	Looked []Looked
	Starts []Start
	// Skip is called when the user does not want to see this again; nil means that it cannot be remembered.
	Skip func() error
}

// A Looked is a place that was looked at.
type Looked struct {
	What, Where, Found string
	OK                 bool
}

// A Start is something to begin with.
type Start struct {
	Name, Text string
	Ask        string // what has to be typed for it, such as user@host; empty if nothing
	Do         func(typed string) tea.Cmd
}

// A welcome is the screen with a Welcome.
type welcome struct {
	Welcome
	open   bool
	closed bool // by the user: it does not come again by itself
	asking int  // number of the start that something is typed for, 0 for none
	input  list.Input
}

// greet looks at the machine.
func (m *model) greet() tea.Cmd {
	if m.o.Welcome == nil {
		return nil
	}
	look, ctx := m.o.Welcome, m.ctx
	return func() tea.Msg { return look(ctx) }
}

// found takes what was found.
func (w *welcome) found(found Welcome) {
	w.Welcome = found
	w.open = found.Empty && !w.closed
}

func (w *welcome) close() { w.open, w.closed, w.asking = false, true, 0 }

func (w *welcome) bindings() []key.Binding {
	if w.asking > 0 {
		return []key.Binding{bind("enter", "enter", w.Starts[w.asking-1].Name, false, nil).Binding, bind("esc", "esc", "back", false, nil).Binding}
	}
	all := []key.Binding{bind("1", "1.."+strconv.Itoa(len(w.Starts)), "start", false, nil).Binding, bind("esc enter", "esc", "close", false, nil).Binding}
	if w.Skip != nil {
		all = append(all, bind("s", "s", "do not show again", false, nil).Binding)
	}
	return all
}

// welcomeKey handles a key on the welcome screen.
func (m *model) welcomeKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	w := &m.welcome
	if w.asking > 0 {
		return m.welcomeInput(k), true
	}
	switch s := k.String(); {
	case s == "esc", s == "enter":
		w.close()
		return nil, true
	case s == "s" && w.Skip != nil:
		w.close()
		skip := w.Skip
		return func() tea.Msg {
			if err := skip(); err != nil {
				return act.Say{Text: "cannot remember that: " + err.Error(), Bad: true}
			}
			return act.Say{Text: "not shown again; :welcome shows it"}
		}, true
	case len(s) == 1 && s[0] >= '1' && int(s[0]-'0') <= len(w.Starts):
		return m.start(int(s[0] - '0')), true
	}
	return nil, k.String() != "q" && k.String() != "?" && k.String() != ":"
}

// start does what a number stands for, or asks what it needs to know.
func (m *model) start(n int) tea.Cmd {
	s := m.welcome.Starts[n-1]
	if s.Ask != "" {
		m.welcome.asking = n
		m.welcome.input.Set("")
		return nil
	}
	return s.Do("")
}

func (m *model) welcomeInput(k tea.KeyPressMsg) tea.Cmd {
	w := &m.welcome
	switch k.String() {
	case "esc":
		w.asking = 0
	case "enter":
		text := strings.TrimSpace(w.input.Text())
		if text == "" {
			return nil
		}
		s := w.Starts[w.asking-1]
		w.asking = 0
		return s.Do(text)
	default:
		w.input.Key(k)
	}
	return nil
}

// welcomeLines draws the welcome screen.
func (m *model) welcomeLines(width, height int) []string {
	w := &m.welcome
	lines := []string{"Nothing to list yet. shellac looked here:", ""}
	for _, l := range w.Looked {
		lines = append(lines, m.lookedLine(l))
	}
	lines = append(lines, "", "Start with one of these:", "")
	for i, s := range w.Starts {
		lines = append(lines, m.startLine(i+1, s, width))
	}
	lines = append(lines, "", "shellac sends nothing anywhere but to the store you configure.", "No telemetry, no update check.")
	left := max(min((width-90)/2, 12), 2)
	out := make([]string, 0, height)
	if height > len(lines)+1 {
		out = append(out, "")
	}
	for _, l := range lines {
		out = append(out, style.Blank(left)+l)
	}
	return style.Room(out, width, height)
}

func (m *model) lookedLine(l Looked) string {
	box := "[ ] "
	if l.OK {
		box = m.theme.Paint(style.Good, "[x]") + " "
	}
	return "  " + box + style.Fit(l.What, 16) + " " + style.Fit(style.Clean(l.Where), 26) + " " + style.Clean(l.Found)
}

func (m *model) startLine(n int, s Start, width int) string {
	text := s.Text
	if m.welcome.asking == n {
		text = s.Ask + ": " + m.welcome.input.Draw(m.theme, max(width-50, 12), true)
	}
	return "  " + m.theme.Paint(style.Bold, fmt.Sprint(n)) + "  " + style.Fit(s.Name, 20) + " " + text
}
