package live

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

// An action is a key and what it does.
type action struct {
	key.Binding
	do func() tea.Cmd
}

func bind(keys, shown, text string, do func() tea.Cmd) action {
	return action{key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, text)), do}
}

// keys returns the keys of the screen in the order of the help.
func (s *Screen) keys() []action {
	return []action{
		bind("enter", "enter", "follow; in the player, what has ended is played", s.follow),
		bind("u", "u", "upload now; those that are marked, or this one", s.upload),
		bind("y", "y", "copy link; the command that follows it", s.copyLink),
		bind("o", "o", "details on, off", func() tea.Cmd { s.open = !s.open; return s.moved() }),
		bind("r", "r", "refresh", s.watch),
		bind("R", "R", "retry after trouble", s.watch),
	}
}

// Bindings returns the keys that are of use now.
func (s *Screen) Bindings() []key.Binding {
	var all []key.Binding
	for _, a := range s.actions {
		all = append(all, a.Binding)
	}
	return append(all, s.list.Bindings()...)
}

func (s *Screen) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if cmd, taken := s.list.Update(k); taken {
		return cmd, true
	}
	if s.list.Typing() {
		return nil, false
	}
	for _, a := range s.actions {
		if key.Matches(k, a.Binding) {
			return a.do(), true
		}
	}
	return nil, false
}

// follow shows the session in the player.
func (s *Screen) follow() tea.Cmd {
	r, ok := s.current()
	if !ok {
		return nil
	}
	args := []string{"play", r.ID}
	switch r.state {
	case here, stored:
		args = append(args, "--follow")
	case ended, died, sending:
		args[1] = r.File // the store does not have it
	}
	return act.Do(act.Run{Args: args, Wait: true})
}

func (s *Screen) copyLink() tea.Cmd {
	r, ok := s.current()
	if !ok {
		return nil
	}
	text := "shellac play " + r.ID
	if r.state == here || r.state == stored {
		text += " --follow"
	}
	return tea.Batch(tea.SetClipboard(text), act.Said("copied: "+text))
}

// Commands returns what the palette can do here.
func (s *Screen) Commands() []act.Command {
	none := ""
	if _, ok := s.current(); !ok {
		none = "there is no session"
	}
	idle := none
	if s.rows.count(ended, died) == 0 {
		idle = "nothing waits"
	}
	return []act.Command{
		{Name: "follow", Text: "follow the session in the player", Key: "enter", Why: none, Do: func(string) tea.Cmd { return s.follow() }},
		{Name: "upload", Text: "send what waits on this disk to the store", Key: "u", Why: idle, Do: func(string) tea.Cmd { return s.uploadAll() }},
		{Name: "refresh", Text: "look again", Key: "r", Do: func(string) tea.Cmd { return s.watch() }},
	}
}
