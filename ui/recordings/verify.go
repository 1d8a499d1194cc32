package recordings

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
)

// A verdictMsg is when a recording has been checked. rest are those that are checked next.
type verdictMsg struct {
	entry   archive.Entry
	verdict Verdict
	rest    []archive.Entry
}

// verify checks the recordings that are marked, or the one under the cursor, one after the other in the background.
func (s *Screen) verify() tea.Cmd {
	if s.o.Verify == nil {
		return act.Failed("this program cannot verify")
	}
	var all []archive.Entry
	if ids := s.list.Marked(); len(ids) > 0 {
		for _, e := range s.entries {
			if slices.Contains(ids, e.ID) {
				all = append(all, e)
			}
		}
		s.list.Unmark()
	} else if e, _, ok := s.current(); ok {
		all = append(all, e)
	}
	all = slices.DeleteFunc(all, func(e archive.Entry) bool { return s.verdicts[e.ID].State == Checking })
	for _, e := range all {
		s.verdicts[e.ID] = Verdict{State: Checking}
	}
	return s.check(all)
}

func (s *Screen) check(all []archive.Entry) tea.Cmd {
	if len(all) == 0 {
		return nil
	}
	ctx, check := s.ctx, s.o.Verify
	return func() tea.Msg { return verdictMsg{all[0], check(ctx, all[0]), all[1:]} }
}

// judged says what was found.
func (s *Screen) judged(msg verdictMsg) tea.Cmd {
	s.verdicts[msg.entry.ID] = msg.verdict
	text := shortID(msg.entry.ID) + " " + msg.entry.Target + ": " + msg.verdict.Text
	bad := msg.verdict.State != Intact
	return tea.Batch(act.Do(act.Say{Text: text, Bad: bad}), s.check(msg.rest))
}
