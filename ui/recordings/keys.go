package recordings

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
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
		bind("enter", "enter", "play; a session that runs is followed", s.play),
		bind("p", "p", "from start; plays it from there", s.playFromStart),
		bind("t", "t", "transcript", s.openTranscript),
		bind("v", "v", "verify; those that are marked, or this one", s.verify),
		bind("x", "x", "export", s.openExport),
		bind("y", "y", "copy link; the command that plays it", s.copyLink),
		bind("o", "o", "details on, off", func() tea.Cmd { s.open = !s.open; return s.moved() }),
		bind("r", "r", "refresh", s.reload),
		bind("R", "R", "retry after trouble", s.reload),
	}
}

// Bindings returns the keys that are of use now.
func (s *Screen) Bindings() []key.Binding {
	switch {
	case s.text.pager != nil:
		return s.text.pager.Bindings()
	case s.export.open:
		return exportBindings()
	}
	var all []key.Binding
	for _, a := range s.actions {
		all = append(all, a.Binding)
	}
	return append(all, s.list.Bindings()...)
}

// key gives a key to whoever has the attention.
func (s *Screen) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.text.pager != nil {
		return s.textKey(k)
	}
	if s.export.open {
		return s.exportKey(k), true
	}
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

// play plays the recording under the cursor.
func (s *Screen) play() tea.Cmd {
	e, h, ok := s.current()
	if !ok || s.query.busy { // what the user sees is about to change
		return nil
	}
	args := []string{"play", e.ID}
	switch {
	case h != nil:
		args = append(args, "--at", h.from().String())
		if found := h.found(); found != "" {
			args = append(args, "--find", found)
		}
	case e.State == archive.Live:
		args = append(args, "--follow")
	}
	return act.Do(act.Run{Args: args, Wait: true})
}

func (s *Screen) playFromStart() tea.Cmd {
	e, _, ok := s.current()
	if !ok {
		return nil
	}
	return act.Do(act.Run{Args: []string{"play", e.ID, "--at", "0s"}, Wait: true})
}

// copyLink copies the command that shows the recording.
func (s *Screen) copyLink() tea.Cmd {
	e, h, ok := s.current()
	if !ok {
		return nil
	}
	text := link(e, h)
	return tea.Batch(tea.SetClipboard(text), act.Said("copied: "+text))
}

// Commands returns what the palette can do here.
func (s *Screen) Commands() []act.Command {
	none := ""
	if _, _, ok := s.current(); !ok {
		none = "there is no recording"
	}
	var all []act.Command
	for _, c := range []struct {
		name, text, key string
		do              func() tea.Cmd
	}{
		{"play", "play the recording", "enter", s.play},
		{"transcript", "read what stood on the screen", "t", s.openTranscript},
		{"verify", "check that nothing was changed", "v", s.verify},
		{"export", "write it in another form", "x", s.openExport},
		{"link", "copy the command that plays it", "y", s.copyLink},
	} {
		all = append(all, act.Command{Name: c.name, Text: c.text, Key: c.key, Why: none, Do: func(string) tea.Cmd { return c.do() }})
	}
	return append(all, act.Command{Name: "refresh", Text: "read the catalog anew", Key: "r", Do: func(string) tea.Cmd { return s.reload() }})
}
