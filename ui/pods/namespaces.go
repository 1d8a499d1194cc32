package pods

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

// namespaces are those of a context, for the palette and the menu.
type namespaces struct {
	context string // "" with no names: they were not read yet
	names   []string
	note    string
	wanted  bool // the menu opens when they are there
}

type namesMsg struct {
	context string
	names   []string
	note    string
	err     error
}

// namesLimit is how long the user waits for the menu of namespaces.
const namesLimit = 15 * time.Second

func (s *Screen) readNames() tea.Cmd {
	read, parent, name := s.o.Namespaces, s.ctx, s.place.context
	return func() tea.Msg {
		ctx, stop := context.WithTimeout(parent, namesLimit)
		defer stop()
		names, note, err := read(ctx, name)
		return namesMsg{name, names, note, err}
	}
}

func (s *Screen) sawNames(msg namesMsg) tea.Cmd {
	if msg.context != s.place.context {
		return nil
	}
	wanted := s.names.wanted
	s.names.wanted = false
	if msg.err != nil {
		if wanted {
			return act.Failed(asError(msg.err).Text)
		}
		return nil
	}
	s.names = namespaces{context: msg.context, names: msg.names, note: msg.note}
	if wanted {
		s.chooseNamespace()
	}
	return nil
}

// wantNamespace opens the menu of namespaces, as soon as they are known.
func (s *Screen) wantNamespace() tea.Cmd {
	if s.names.names != nil {
		s.chooseNamespace()
		return nil
	}
	s.names.wanted = true
	return s.readNames()
}
