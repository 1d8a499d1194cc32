package main

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/internal/shellword"
	"github.com/shellac-term/shellac/ui/style"
)

// A searchText prints hits for people: a line for each recording, and below it the hits with the commands that play them.
type searchText struct {
	theme   style.Theme
	width   int // of the terminal, 0 without one
	utc     bool
	context bool
	last    string // the recording whose hit was printed last
}

func newSearchText(a *app, f searchFlags) searchOutput {
	t := &searchText{theme: style.Theme{Bare: true}, width: a.columns(), utc: f.utc, context: f.context > 0}
	if t.width > 0 {
		t.theme = style.FromEnv(a.getenv)
	}
	return t
}

// indent is what stands before the lines of a hit: room for a time.
const indent = 11

func (t *searchText) hit(w *bufio.Writer, h search.Hit) error {
	if h.Session.ID != t.last {
		if t.last != "" {
			w.WriteString("\n")
		}
		t.last = h.Session.ID
		fmt.Fprintf(w, "%s\n", t.heading(h.Session))
	} else if t.context {
		fmt.Fprintf(w, "%s\n", t.theme.Paint(style.Faint, strings.Repeat(" ", indent-4)+"--"))
	}
	for _, line := range h.Before {
		t.line(w, "", t.theme.Paint(style.Faint, style.Clean(line)), 0)
	}
	text, at := t.marked(h)
	from := inWords(h.In)
	t.line(w, clockTime(h.At.Truncate(time.Second)), t.theme.Paint(style.Faint, from)+text, len(from)+at)
	for _, line := range h.After {
		t.line(w, "", t.theme.Paint(style.Faint, style.Clean(line)), 0)
	}
	_, err := fmt.Fprintf(w, "%s%s\n", style.Blank(indent), t.theme.Paint(style.Faint, playCommand(h)))
	return err
}

// inWords says of a line that stood on no screen where it is from.
func inWords(in index.In) string {
	switch in {
	case index.Input:
		return "[typed] "
	case index.Mark:
		return "[mark] "
	}
	return ""
}

// heading is the line of a recording.
func (t *searchText) heading(s *index.Session) string {
	start := s.Start.Local()
	if t.utc {
		start = s.Start
	}
	return fmt.Sprintf("%s  %s  %s  %s", t.theme.Paint(style.Bold, shortID(style.Clean(s.ID))), start.Format("2006-01-02 15:04:05 -07:00"),
		style.Clean(s.User), t.theme.Paint(style.Accent, fmt.Sprintf("%s (%s)", style.Clean(s.Target), style.Clean(s.Kind))))
}

// marked is the line of a hit with what was found in it, and in which column the first of that is.
func (t *searchText) marked(h search.Hit) (text string, column int) {
	var b strings.Builder
	at := 0
	for i, s := range h.Spans {
		b.WriteString(style.Clean(h.Line[at:s[0]]))
		if i == 0 {
			column = style.Width(b.String())
		}
		b.WriteString(t.theme.Paint(style.Match|style.Warn, style.Clean(h.Line[s[0]:s[1]])))
		at = s[1]
	}
	b.WriteString(style.Clean(h.Line[at:]))
	return b.String(), column
}

// line prints a line behind a label. On a terminal it is cut so that what is in the column can be seen.
func (t *searchText) line(w *bufio.Writer, label, text string, column int) {
	room := t.width - indent
	if t.width > 0 && style.Width(text) > room {
		if column > room*2/3 {
			text = "…" + style.Skip(text, column-room/3+1)
		}
		if style.Width(text) > room {
			text = style.Cut(text, room-1) + "…"
		}
	}
	fmt.Fprintf(w, "%s%s\n", style.FitRight(label, indent-2)+"  ", text)
}

func (t *searchText) count(w *bufio.Writer, s *index.Session, hits int) error {
	_, err := fmt.Fprintf(w, "%7s  %s\n", thousands(hits), t.heading(s))
	return err
}

func (t *searchText) end(*bufio.Writer, search.Report, error) error { return nil }

// playCommand plays a hit from a little before it, and marks what was found.
func playCommand(h search.Hit) string {
	command := fmt.Sprintf("shellac play %s --at %s", shortID(style.Clean(h.Session.ID)), clockTime(h.PlayFrom().Truncate(time.Second)))
	if found := h.Found(); found != "" && len(found) <= maxFind && style.Clean(found) == found {
		command += " --find " + shellword.Quote(found)
	}
	return command
}

// maxFind is how many bytes of what was found a command repeats.
const maxFind = 60

// A searchNames prints the IDs of recordings.
type searchNames struct{}

func newSearchNames(*app, searchFlags) searchOutput { return searchNames{} }

func (searchNames) hit(w *bufio.Writer, h search.Hit) error {
	_, err := fmt.Fprintln(w, style.Clean(h.Session.ID))
	return err
}

func (searchNames) count(w *bufio.Writer, s *index.Session, hits int) error {
	_, err := fmt.Fprintln(w, style.Clean(s.ID), hits)
	return err
}

func (searchNames) end(*bufio.Writer, search.Report, error) error { return nil }
