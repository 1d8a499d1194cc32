package recordings

import (
	"strings"

	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// View draws the screen.
func (s *Screen) View(width, height int) string {
	if s.text.pager != nil {
		return strings.Join(s.text.pager.Lines(width, height), "\n")
	}
	split := list.NewSplit(width, height, s.open)
	var over []string
	if s.export.open {
		over = s.exportLines(split.Width)
	}
	state := s.state(split.Width)
	lines := s.list.Lines(split.Width, max(split.Height-len(state)-len(over), 3))
	lines = append(lines, over...)
	lines = style.Room(append(lines, state...), split.Width, split.Height)
	var pane []string
	if split.Shown() {
		pane = s.pane(split.Pane.Width)
	}
	return strings.Join(split.Join(s.theme, lines, pane), "\n")
}

// maxState is how many lines are used to say what is wrong.
const maxState = 2

// state draws what stands below the list: what is going on, what is wrong, or what the signs mean.
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
	l, q := &s.load, &s.query
	switch {
	case q.wrong != "":
		return "! " + q.wrong, style.Warn
	case l.err != nil && len(s.entries) > 0:
		return "! " + s.explain(l.err) + "; R tries again", style.Bad
	case l.running && !l.replaces:
		return style.Count(len(s.entries)) + " read, more to come", style.Faint
	case q.searching:
		return "searching", style.Faint
	case l.cut:
		return "the newest " + style.Count(maxEntries) + " only; a filter such as until:2026-01-31 finds older ones", style.Faint
	}
	return legend, style.Faint
}

// empty says why there are no rows.
func (s *Screen) empty(width, height int) []string {
	var lines []string
	add := func(text string) {
		for _, l := range style.Wrap(style.Clean(text), max(width-6, 20)) {
			lines = append(lines, "   "+l)
		}
	}
	switch {
	case s.load.err != nil && len(s.entries) == 0:
		what, hint := s.load.err.Error(), ""
		if s.o.Explain != nil {
			what, hint = s.o.Explain(s.load.err)
		}
		add("The store cannot be read: " + s.o.Store)
		add(what)
		if hint != "" {
			lines = append(lines, "")
			add(hint)
		}
		lines = append(lines, "")
		add("R tries again. All else works meanwhile.")
	case s.load.running:
		add("reading " + s.o.Store)
	case s.list.Filter() != "":
		add("no recordings match; Esc clears the filter")
	default:
		add("There are no recordings in " + s.o.Store + " yet.")
		lines = append(lines, "")
		add("A session that is opened from here, or with `shellac ssh HOST`, `shellac kube exec` or `shellac run`, appears here while it runs.")
	}
	return append([]string{""}, lines...)
}
