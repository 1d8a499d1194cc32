package nodes

import (
	"fmt"
	"strings"

	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// View draws the screen.
func (s *Screen) View(width, height int) string {
	if s.pager != nil {
		return strings.Join(s.pager.Lines(width, height), "\n")
	}
	split := list.NewSplit(width, height, s.open && len(s.rows.targets) > 0)
	if s.form.open && !split.Beside { // the form needs the lines
		split = list.NewSplit(width, height, false)
	}
	var below []string
	if s.form.open {
		below = s.formLines(split.Width)
	}
	below = append(below, s.state(split.Width)...)
	lines := s.list.Lines(split.Width, max(split.Height-len(below), 3))
	lines = style.Room(append(lines, below...), split.Width, split.Height)
	var pane []string
	if split.Shown() {
		pane = s.pane(split.Pane.Width)
	}
	return strings.Join(split.Join(s.theme, lines, pane), "\n")
}

// state draws the lines below the list: what the sources have, and the first thing that is wrong with them.
func (s *Screen) state(width int) []string {
	texts := make([]string, 0, len(s.o.Sources)+len(s.o.Off))
	for i, source := range s.o.Sources {
		texts = append(texts, style.Clean(source.Name())+" "+s.sourceState(i))
	}
	for _, name := range s.o.Off {
		texts = append(texts, style.Clean(name)+" off")
	}
	var lines []string
	for _, l := range sourceLines(texts, width) {
		lines = append(lines, s.theme.Paint(style.Faint, style.Fit(l, width)))
	}
	all := s.warnings()
	if len(all) == 0 {
		return lines
	}
	text := " ! " + style.Clean(all[0])
	more := " w: all "
	if len(all) > 1 {
		more = fmt.Sprintf(" w: all %d ", len(all))
	}
	return append(lines, s.theme.Paint(style.Warn, style.Between(style.Fit(text, width-len(more)-1), more, width)))
}

// sourceLines puts what the sources have into two lines at most.
func sourceLines(texts []string, width int) []string {
	const before = " Sources: "
	line := before + strings.Join(texts, " . ")
	if style.Width(line) <= width {
		return []string{line}
	}
	first := before
	for i, text := range texts {
		if style.Width(first+text) > width-2 {
			return []string{first, style.Blank(len(before)) + strings.Join(texts[i:], " . ")}
		}
		first += text + " . "
	}
	return []string{first}
}

// sourceState says in a word or two what a source has.
func (s *Screen) sourceState(i int) string {
	l := &s.load.sources[i]
	switch {
	case l.reading && !l.done:
		return "reading"
	case l.err != nil:
		return "cannot be read"
	}
	return style.Count(len(l.listing.Targets))
}

// empty says why there are no rows.
func (s *Screen) empty(width, _ int) []string {
	lines := []string{""}
	add := func(text string) {
		for _, l := range style.Wrap(style.Clean(text), max(width-6, 20)) {
			lines = append(lines, "   "+l)
		}
	}
	switch {
	case s.list.Filter() != "":
		add("no hosts match; Esc clears the filter")
		if typed := s.typed(); typed != "" {
			add(typed)
		}
	case s.load.reading():
		add("reading")
	default:
		add("Nothing to list yet. shellac looked here:")
		lines = append(lines, "")
		lines = append(lines, s.looked(width)...)
		lines = append(lines, "")
		add("Open a host now: press / and type user@host, then Enter.")
		add("Hosts of ~/.ssh/config and the files it includes appear here by themselves; shellac writes to none of them.")
		add("Inventory files and programs that print hosts are named in the configuration: sources: {inventory: [hosts.yaml]}.")
	}
	return lines
}

// looked draws what was looked at.
func (s *Screen) looked(width int) []string {
	var lines []string
	for i, source := range s.o.Sources {
		l := s.load.sources[i]
		for _, place := range l.listing.Looked {
			state := "not found"
			if place.Found {
				state = "names no host"
			}
			lines = append(lines, s.lookedLine(source.Name(), s.o.Tilde(place.Path), state, width))
		}
		if len(l.listing.Looked) == 0 {
			state := "lists no host"
			if l.err != nil {
				state = "cannot be read"
			}
			lines = append(lines, s.lookedLine(source.Name(), "", state, width))
		}
	}
	for _, name := range s.o.Off {
		lines = append(lines, s.lookedLine(name, "", "off in the configuration", width))
	}
	return lines
}

func (s *Screen) lookedLine(name, path, state string, width int) string {
	return style.Fit(fmt.Sprintf("     [ ] %s  %s  %s", style.Fit(style.Clean(name), 12), style.Fit(style.Clean(path), 24), state), width)
}
