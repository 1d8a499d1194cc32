package recordings

import (
	"context"
	"errors"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
)

// A transcript is shown in a pager, from the moment that its first lines are there.
type transcript struct {
	pager      *list.Pager // nil unless it is shown
	generation int
	cancel     context.CancelFunc
}

// maxLines is how many lines are read: more are not for reading on a screen.
const maxLines = 200000

// A textMsg brings lines.
type textMsg struct {
	generation int
	lines      []string
	next       tea.Cmd
	err        error
}

func (s *Screen) openTranscript() tea.Cmd {
	e, _, ok := s.current()
	if !ok || s.o.Transcript == nil {
		return nil
	}
	ctx, cancel := context.WithCancel(s.ctx)
	t := &s.text
	t.pager = list.NewPager(s.theme, "Transcript of "+e.Target+"  "+e.ID)
	t.pager.SetNote("reading")
	t.generation++
	t.cancel = cancel
	next, stop := iter.Pull2(s.o.Transcript(ctx, e))
	return pullText(t.generation, next, stop)
}

func pullText(generation int, next func() (string, error, bool), stop func()) tea.Cmd {
	return func() tea.Msg {
		msg := textMsg{generation: generation}
		for start := time.Now(); len(msg.lines) < 2000 && (len(msg.lines) == 0 || time.Since(start) < batchTime); {
			line, err, ok := next()
			if !ok || err != nil {
				stop()
				msg.err = err
				return msg
			}
			msg.lines = append(msg.lines, line)
		}
		msg.next = pullText(generation, next, stop)
		return msg
	}
}

func (s *Screen) gotText(msg textMsg) tea.Cmd {
	t := &s.text
	if msg.generation != t.generation || t.pager == nil {
		return msg.next // which ends soon
	}
	t.pager.Add(msg.lines...)
	switch {
	case msg.err != nil && !errors.Is(msg.err, context.Canceled):
		t.pager.SetNote(s.explain(msg.err))
	case msg.next == nil:
		t.pager.SetNote("")
		if t.pager.Len() == 0 {
			t.pager.SetNote("nothing stood on the screen")
		}
	case t.pager.Len() >= maxLines:
		t.pager.SetNote("there is more: `shellac export` writes all of it")
		t.cancel()
		return msg.next
	}
	return msg.next
}

func (s *Screen) textKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if k.String() == "y" && !s.text.pager.Typing() {
		return s.copyLink(), true
	}
	open, taken := s.text.pager.Update(k)
	if !open {
		s.text.cancel()
		s.text.pager = nil
		s.text.generation++
	}
	return nil, taken
}

// explain says in a line what is wrong.
func (s *Screen) explain(err error) string {
	if s.o.Explain == nil {
		return err.Error()
	}
	what, _ := s.o.Explain(err)
	return what
}

// nothingTo says that something cannot be done here.
func nothingTo(what string) tea.Cmd { return act.Failed("there is no recording to " + what) }
