package player

import (
	"slices"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// A transcript is the sections of a chunk that hold lines.
type transcript [][]byte

func storedTranscript(c format.Contents) (t transcript) {
	for _, s := range c.Sections {
		if s.Kind == format.SectionTranscript {
			t = append(t, s.Raw)
		}
	}
	return t
}

// lines returns the lines of the sections in which the pattern may be, of all if pattern is nil. A section that cannot be
// read is left out.
func (t transcript) lines(pattern *Pattern) (all []format.Line) {
	for _, raw := range t {
		if pattern != nil && !pattern.mayBeIn(raw) {
			continue
		}
		if lines, err := format.ParseTranscript(raw); err == nil {
			all = append(all, lines...)
		}
	}
	return all
}

// A watch looks for a pattern in the lines that stood on the screen: in those of the recording's transcript, or, where
// there is none, in those that it sees itself while events are fed to a screen.
type watch struct {
	pattern *Pattern
	passed  func(time.Duration)
	found   []Hit

	stored bool           // the recording has a transcript
	own    *vt.Transcript // nil while it is relied on
	lost   bool           // events are missing before what comes next
	torn   bool           // the transcript may end before the recording does
	tail   tail

	patch *vt.Transcript   // of chunks whose transcript is not whole; nil outside of them
	shown map[string][]Hit // hits by line, from the first such chunk on
}

// A tail is the end of a recording whose transcript may not reach to it: from is the screen before the last chunk that
// has a part of the transcript, and known what is written down from there on.
type tail struct {
	from  keyframe
	known map[ended]int
}

// An ended is a line that was gone, as far as two looks at the same events have to agree on it.
type ended struct {
	text string
	to   time.Duration // in units of format.LineTick
}

// restart goes on with another screen.
func (w *watch) restart(s *vt.Screen) {
	w.own = vt.NewTranscript(s, func(l vt.Line) {
		if key := (ended{l.Text, l.To / format.LineTick}); w.tail.known[key] > 0 {
			w.tail.known[key]--
			return
		}
		w.line(l.Text, l.To, l.Order, l.Since)
	})
}

// chunk takes in a chunk. The first one with a transcript shows that the recording has one: the lines before it are in
// it too, as they have stood until then.
func (w *watch) chunk(s scanned) {
	if s.stored {
		w.stored, w.own = true, nil
	}
	if s.stored && w.torn {
		w.note(s.chunk, s.lines)
	}
	for _, h := range s.hits {
		w.hit(h)
	}
	if w.stored {
		return
	}
	c := s.chunk
	if k, ok := c.first(); ok && w.lost && len(c.events) > 0 {
		w.own.Close(c.events[0].At)
		w.restart(k.screen())
	}
	w.lost = c.broken
	w.events(c.events)
}

// note keeps what is needed to finish the transcript from this chunk on.
func (w *watch) note(c *chunk, t transcript) {
	if k, ok := c.first(); ok {
		w.tail = tail{from: k}
	}
	if w.tail.known == nil {
		w.tail.known = make(map[ended]int)
	}
	for _, l := range t.lines(nil) {
		w.tail.known[ended{l.Text, l.To / format.LineTick}]++
	}
}

func (w *watch) events(events []format.Event) { feedTranscript(w.own, events) }

func feedTranscript(t *vt.Transcript, events []format.Event) {
	for _, e := range events {
		switch e.Kind {
		case format.Output, format.Stderr:
			t.Output(e.At, e.Data)
		case format.Resize:
			if size, err := e.Size(); err == nil {
				t.Resize(e.At, size.Cols, size.Rows)
			}
		}
	}
}

// line looks for the pattern in a line that stood on the screen.
func (w *watch) line(text string, until time.Duration, order uint64, since func(start, end int) time.Duration) {
	for _, h := range w.pattern.appendHits(nil, text, until, order, since) {
		w.hit(h)
	}
}

// appendHits adds the matches in a line.
func (p *Pattern) appendHits(hits []Hit, text string, until time.Duration, order uint64, since func(start, end int) time.Duration) []Hit {
	for _, m := range p.all(text) {
		if m[0] < m[1] {
			hits = append(hits, Hit{At: since(m[0], m[1]), Until: until, Line: text, Start: m[0], End: m[1], Order: order})
		}
	}
	return hits
}

// take returns what was found since the last call, in the order of the times.
func (w *watch) take() []Hit {
	hits := w.found
	w.found = nil
	slices.SortFunc(hits, Hit.Compare)
	return hits
}
