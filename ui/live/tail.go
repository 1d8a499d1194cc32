package live

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A tail is the last lines of the session under the cursor. They are read when the cursor has rested, and again while it
// stays and the session runs.
type tail struct {
	generation int
	id         string
	lines      []string
	err        error
	cancel     context.CancelFunc
	quiet      time.Time // of the session, when it was read last
}

type tailMsg struct {
	generation int
	lines      []string
	err        error
}

const (
	rest      = 150 * time.Millisecond
	tailLines = 30
)

func (t *tail) stop() {
	if t.cancel != nil {
		t.cancel()
		t.cancel = nil
	}
	t.generation++
}

// moved begins to wait for the cursor to rest.
func (s *Screen) moved() tea.Cmd {
	r, ok := s.current()
	s.tail.stop()
	s.tail = tail{generation: s.tail.generation, id: r.ID}
	if !ok || !s.open || s.o.Tail == nil {
		return nil
	}
	return s.after(rest, againMsg{s.tail.generation, tailAgain})
}

// readTail reads the last lines.
func (s *Screen) readTail() tea.Cmd {
	r, ok := s.current()
	if !ok || !s.open || s.o.Tail == nil {
		return nil
	}
	if r.state == here && s.tail.lines != nil && r.Quiet.Equal(s.tail.quiet) {
		return s.after(s.o.LocalEvery, againMsg{s.tail.generation, tailAgain}) // nothing new
	}
	s.tail.quiet = r.Quiet
	if s.tail.cancel != nil {
		s.tail.cancel()
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.tail.cancel = cancel
	read, generation := s.o.Tail, s.tail.generation
	return func() tea.Msg {
		lines, err := read(ctx, r.ID, r.File, tailLines)
		return tailMsg{generation, lines, err}
	}
}

func (s *Screen) sawTail(msg tailMsg) tea.Cmd {
	t := &s.tail
	if msg.generation != t.generation || errors.Is(msg.err, context.Canceled) {
		return nil
	}
	t.err = msg.err
	if msg.err == nil {
		t.lines = msg.lines
	}
	r, _ := s.current()
	switch r.state {
	case here:
		return s.after(s.o.LocalEvery, againMsg{t.generation, tailAgain})
	case stored:
		return s.after(s.o.StoredEvery, againMsg{t.generation, tailAgain})
	}
	return nil
}
