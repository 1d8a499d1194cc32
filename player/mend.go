package player

import (
	"context"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
)

// mend draws the recording from the first chunk on whose transcript is not whole, because the recorder did not keep up with
// the output or failed on it. What stands in both the transcript and what is drawn is one hit.
func (p *Player) mend(ctx context.Context, w *watch, s scanned) error {
	c := s.chunk
	switch {
	case !w.stored || w.patch == nil && (c == nil || !c.lacking):
		return nil // everything is being drawn anyway, or nothing has to be
	case c == nil: // it was not read, as its transcript holds nothing
		var err error
		if c, err = p.chunkAt(s.number); err != nil {
			return err
		}
	}
	if w.patch == nil {
		screen, err := p.screenBefore(ctx, s.number)
		if err != nil {
			return err
		}
		w.shown = make(map[string][]Hit)
		w.patch = vt.NewTranscript(screen, func(l vt.Line) { w.line(l.Text, l.To, l.Order, l.Since) })
	}
	feedTranscript(w.patch, c.events)
	return nil
}

// mended ends what mend draws.
func (w *watch) mended(at time.Duration) {
	if w.patch != nil {
		w.patch.Close(at)
		w.patch = nil
	}
}

// hit takes in a hit, unless it was found before in another way.
func (w *watch) hit(h Hit) {
	if w.shown != nil {
		for _, other := range w.shown[h.Line] {
			if other.Start == h.Start && other.At <= h.Until+2*format.LineTick && h.At <= other.Until+2*format.LineTick {
				return
			}
		}
		w.shown[h.Line] = append(w.shown[h.Line], h)
	}
	w.found = append(w.found, h)
}
