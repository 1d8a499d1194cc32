package live

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
)

type localMsg struct {
	generation int
	all        []Session
	err        error
}

type storedMsg struct {
	generation int
	all        []archive.Entry
	err        error
}

// A what is something to look at again.
type what uint8

const (
	localAgain what = iota
	storedAgain
	tailAgain
)

// An againMsg is when it is time to look again.
type againMsg struct {
	generation int // of the screen's looking, or of the tail
	what       what
}

func (s *Screen) after(d time.Duration, m againMsg) tea.Cmd {
	return s.tick(d, func(time.Time) tea.Msg { return m })
}

func (s *Screen) lookLocal() tea.Cmd {
	if s.o.Local == nil {
		return nil
	}
	ctx, look, generation := s.ctx, s.o.Local, s.generation
	return func() tea.Msg {
		all, err := look(ctx)
		return localMsg{generation, all, err}
	}
}

func (s *Screen) lookStored() tea.Cmd {
	if s.o.Stored == nil {
		return nil
	}
	ctx, look, generation := s.ctx, s.o.Stored, s.generation
	return func() tea.Msg {
		all, err := look(ctx)
		return storedMsg{generation, all, err}
	}
}

// again looks again, if that is still wanted.
func (s *Screen) again(msg againMsg) tea.Cmd {
	switch {
	case msg.what == tailAgain && msg.generation == s.tail.generation:
		return s.readTail()
	case msg.what == localAgain && msg.generation == s.generation:
		return s.lookLocal()
	case msg.what == storedAgain && msg.generation == s.generation:
		return s.lookStored()
	}
	return nil
}

func (s *Screen) sawLocal(msg localMsg) tea.Cmd {
	if msg.generation != s.generation {
		return nil
	}
	s.local = look[Session]{msg.all, msg.err, true}
	return tea.Batch(s.gather(), s.after(s.o.LocalEvery, againMsg{s.generation, localAgain}))
}

func (s *Screen) sawStored(msg storedMsg) tea.Cmd {
	if msg.generation != s.generation {
		return nil
	}
	if msg.err != nil && !errors.Is(msg.err, context.Canceled) {
		s.stored.err, s.stored.done = msg.err, true // what was seen before is better than nothing
	} else {
		s.stored = look[archive.Entry]{msg.all, nil, true}
	}
	return tea.Batch(s.gather(), s.after(s.o.StoredEvery, againMsg{s.generation, storedAgain}))
}
