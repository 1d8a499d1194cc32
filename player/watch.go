package player

import (
	"cmp"
	"slices"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A watch looks for a pattern in the lines that stand on a screen while events are fed to it.
type watch struct {
	pattern    *Pattern
	transcript *vt.Transcript
	lost       bool // events are missing before what comes next
	found      []Hit
	passed     func(time.Duration)
}

// restart goes on with another screen.
func (w *watch) restart(s *vt.Screen) {
	w.transcript = vt.NewTranscript(s, w.line)
}

// event feeds an event to the screen.
func (w *watch) event(e format.Event) {
	switch e.Kind {
	case format.Output, format.Stderr:
		w.transcript.Output(e.At, e.Data)
	case format.Resize:
		if size, err := e.Size(); err == nil {
			w.transcript.Resize(e.At, size.Cols, size.Rows)
		}
	}
}

// line looks for the pattern in a line that stood on the screen.
func (w *watch) line(l vt.Line) {
	for _, m := range w.pattern.re.FindAllStringIndex(l.Text, -1) {
		if m[0] < m[1] {
			w.found = append(w.found, Hit{At: l.Since(m[0], m[1]), Line: l.Text, Start: m[0], End: m[1], Until: l.To})
		}
	}
}

// take returns what was found since the last call, in the order of the times.
func (w *watch) take() []Hit {
	hits := w.found
	w.found = nil
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(a.At, b.At) })
	return hits
}
