package live

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
)

// An uploadedMsg is when a recording has been sent, or could not be. rest are those that come next.
type uploadedMsg struct {
	id, said string
	err      error
	rest     []string
}

// upload sends the recordings that are marked, or the one under the cursor, in the background.
func (s *Screen) upload() tea.Cmd {
	r, ok := s.current()
	ids := s.list.Marked()
	s.list.Unmark()
	switch {
	case len(ids) > 0:
		return s.sendAll(ids)
	case !ok:
		return nil
	case r.state == here:
		return act.Said("it is sent while it runs; nothing waits")
	case r.state == sending:
		return act.Said("it is being sent")
	case r.state != ended && r.state != died:
		return act.Said("it is not on this machine")
	}
	return s.sendAll([]string{r.ID})
}

// uploadAll sends all that waits.
func (s *Screen) uploadAll() tea.Cmd {
	var ids []string
	for _, r := range s.rows.all {
		ids = append(ids, r.ID)
	}
	return s.sendAll(ids)
}

// sendAll sends those of ids that wait, one after the other.
func (s *Screen) sendAll(ids []string) tea.Cmd {
	if s.o.Upload == nil {
		return nil
	}
	ids = slices.DeleteFunc(ids, func(id string) bool {
		return !slices.ContainsFunc(s.rows.all, func(r row) bool { return r.ID == id && (r.state == ended || r.state == died) })
	})
	for _, id := range ids {
		s.uploading[id] = true
	}
	return tea.Batch(s.gather(), s.send(ids))
}

func (s *Screen) send(ids []string) tea.Cmd {
	if len(ids) == 0 {
		return nil
	}
	ctx, send := s.ctx, s.o.Upload
	return func() tea.Msg {
		said, err := send(ctx, ids[0])
		return uploadedMsg{ids[0], said, err, ids[1:]}
	}
}

func (s *Screen) uploaded(msg uploadedMsg) tea.Cmd {
	delete(s.uploading, msg.id)
	said := act.Said(msg.id + ": " + msg.said)
	if msg.err != nil {
		said = act.Failed(msg.id + " could not be sent: " + s.explain(msg.err))
	}
	cmd := tea.Batch(said, s.send(msg.rest))
	if s.visible {
		cmd = tea.Batch(cmd, s.watch())
	}
	return cmd
}

func (s *Screen) explain(err error) string {
	if s.o.Explain == nil {
		return err.Error()
	}
	what, _ := s.o.Explain(err)
	return what
}
