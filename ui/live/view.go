package live

import (
	"fmt"
	"strings"

	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// View draws the screen.
func (s *Screen) View(width, height int) string {
	split := list.NewSplit(width, height, s.open)
	state := s.state(split.Width)
	lines := s.list.Lines(split.Width, max(split.Height-len(state), 3))
	lines = style.Room(append(lines, state...), split.Width, split.Height)
	var pane []string
	if split.Shown() {
		pane = s.pane(split.Pane.Width, split.Pane.Height)
	}
	return strings.Join(split.Join(s.theme, lines, pane), "\n")
}

// maxState is how many lines are used to say what is wrong.
const maxState = 2

// state draws what stands below the list.
func (s *Screen) state(width int) []string {
	text, st := s.stateWords()
	lines := style.Wrap(style.Clean(text), max(width-2, 10))
	lines = lines[:min(len(lines), maxState)]
	for i, l := range lines {
		lines[i] = s.theme.Paint(st, " "+l)
	}
	return lines
}

func (s *Screen) stateWords() (string, style.Style) {
	switch {
	case s.stored.err != nil:
		return "! " + s.explain(s.stored.err) + "; R tries again", style.Bad
	case s.local.err != nil:
		return "! " + s.explain(s.local.err), style.Bad
	case !s.stored.done && s.o.Stored != nil:
		return "looking at the store", style.Faint
	}
	return fmt.Sprintf("%d here . %d in the store . %d on this disk only", s.rows.count(here), s.rows.count(stored),
		s.rows.count(ended, died, sending)), style.Faint
}

// empty says why there are no rows.
func (s *Screen) empty(width, _ int) []string {
	var lines []string
	add := func(text string) {
		for _, l := range style.Wrap(style.Clean(text), max(width-6, 20)) {
			lines = append(lines, "   "+l)
		}
	}
	lines = append(lines, "")
	switch {
	case s.list.Filter() != "" && s.rows.total > 0:
		add("no sessions match; Esc clears the filter")
	case !s.local.done:
		add("looking")
	default:
		add("Nothing is recorded right now, and nothing waits to be sent to " + s.o.Store + ".")
		lines = append(lines, "")
		add("A session that is opened in another terminal appears here by itself; Enter then follows it.")
	}
	return lines
}

// pane draws what is known of the session under the cursor, and below it the end of its screen.
func (s *Screen) pane(width, height int) []string {
	r, ok := s.current()
	if !ok {
		return nil
	}
	t := s.theme
	lines := []string{t.Heading(r.Target, width)}
	add := func(name, value string) { lines = append(lines, t.Field(name, value, width)...) }
	add("state", r.state.sentence())
	add("who", r.User)
	if r.state == here || r.state == stored {
		add("runs for", r.running(s.o.Now()))
	} else {
		add("start", r.Start.In(s.o.Zone).Format("2006-01-02 15:04:05 -07:00"))
	}
	add("store", s.storeWords(r))
	if r.File != "" {
		add("disk", style.Bytes(r.Bytes))
	}
	add("id", r.ID)
	return append(lines, s.tailLines(width, height-len(lines))...)
}

func (s *Screen) storeWords(r row) string {
	switch {
	case r.stored < 0:
		return "does not have it yet"
	case r.File == "":
		return style.Bytes(r.stored) + " so far"
	case r.unsent() == 0:
		return "has all of it"
	}
	return style.Bytes(r.unsent()) + " behind"
}

// tailLines draws the end of the screen of the session.
func (s *Screen) tailLines(width, height int) []string {
	if height < 3 {
		return nil
	}
	rule := s.theme.Rule(width)
	if s.tail.err != nil {
		return []string{rule, " " + style.Clean(s.explain(s.tail.err))}
	}
	lines := s.tail.lines
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	out := []string{rule}
	for _, l := range lines[max(len(lines)-(height-1), 0):] {
		out = append(out, " "+style.Cut(style.Clean(l), width-1))
	}
	return out
}
