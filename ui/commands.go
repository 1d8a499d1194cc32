package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

// commands returns those of the screen that is shown and those of the root.
func (m *model) commands() []act.Command {
	var all []act.Command
	if s, ok := m.screen().(act.Commander); ok {
		all = append(all, s.Commands()...)
	}
	for i, t := range m.o.Tabs {
		all = append(all, m.tabCommand(i, t))
	}
	for _, c := range m.o.Commands { // a screen may have a better one of the same name
		if !slices.ContainsFunc(all, func(has act.Command) bool { return has.Name == c.Name }) {
			all = append(all, c)
		}
	}
	last := act.Command{Name: "again", Text: "open the last session once more", Key: "-", Do: func(string) tea.Cmd { return m.again() }}
	if m.last.Args == nil {
		last.Why = "no session was opened yet"
	}
	mouse := act.Command{Name: "mouse", Text: "leave the mouse to the terminal, to select text", Do: func(string) tea.Cmd {
		m.mouse = !m.mouse
		return nil
	}}
	if !m.mouse {
		mouse.Text = "use the mouse here"
	}
	if m.o.Welcome != nil {
		all = append(all, act.Command{Name: "welcome", Text: "what shellac looked for on this machine", Do: func(string) tea.Cmd {
			m.welcome.open = true
			return nil
		}})
	}
	return append(all, last, mouse,
		act.Command{Name: "help", Text: "keys and commands", Key: "?", Do: func(string) tea.Cmd { m.showHelp(); return nil }},
		act.Command{Name: "quit", Text: "leave shellac", Key: "q", Do: func(string) tea.Cmd { return tea.Quit }})
}

func (m *model) tabCommand(i int, t Tab) act.Command {
	return act.Command{
		Name: strings.ToLower(t.Title), Arg: "[FILTER]", Text: "go to " + t.Title, Key: string(rune('1' + i)),
		Do: func(arg string) tea.Cmd { return act.Do(act.Go{Tab: t.Name, Filter: arg}) },
	}
}
