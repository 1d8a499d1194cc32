package recorder

import (
	"errors"
	"io"

	"github.com/shellac-term/shellac/format"
)

// A composer writes batches as chunks of a recording, together with what is derived from them.
type composer struct {
	writer *format.Writer
	derive *guard
}

func newComposer(w *format.Writer, h format.Header) composer {
	return composer{writer: w, derive: newGuard(NewDeriver(h))}
}

// write writes a batch, and then what is derived from it. A full chunk is ended only when there is more, so that what
// still stands on the screen at the end of the session finds its place in the last one. It reports whether the batch may
// be used again.
func (c *composer) write(b *format.Batch) (free bool, err error) {
	if b.Len() == 0 {
		return true, nil
	}
	if c.writer.ChunkFull() {
		if err := c.writer.EndChunk(c.derive.rest()...); err != nil {
			return true, err
		}
	}
	if !c.writer.ChunkOpen() {
		if err := c.writer.StartChunk(b, c.derive.chunk()...); err != nil {
			return true, err
		}
	}
	if err := c.writer.WriteBatch(b); err != nil {
		return true, err
	}
	free = c.derive.batch(b)
	for _, section := range c.derive.pending() {
		if err := c.writer.WriteSection(section); err != nil {
			return free, err
		}
	}
	return free, nil
}

// close writes what is left and the trailer.
func (c *composer) close(interrupted bool) (format.Summary, error) {
	if err := c.writer.EndChunk(c.derive.close()...); err != nil {
		return format.Summary{}, err
	}
	if interrupted {
		return c.writer.CloseInterrupted()
	}
	return c.writer.Close()
}

// Convert writes a recording of events that were recorded elsewhere, or that another recording holds, with keyframes and
// transcript. next returns the events in order and ends with io.EOF, or with format.ErrTorn for a recording that is to
// stay marked as interrupted.
func Convert(w io.Writer, h format.Header, next func() (format.Event, error)) (format.Summary, error) {
	fw, err := format.NewWriter(w, h)
	if err != nil {
		return format.Summary{}, err
	}
	c := newComposer(fw, h)
	b := format.NewBatch(h.Tick)
	for {
		e, end := next()
		if end == nil {
			b.AppendEvent(e)
		} else if !errors.Is(end, io.EOF) && !errors.Is(end, format.ErrTorn) {
			return format.Summary{}, end
		}
		if end == nil && b.Bytes() < sealBytes {
			continue
		}
		free, err := c.write(b)
		if err != nil {
			return format.Summary{}, err
		}
		if !free {
			b = format.NewBatch(h.Tick)
		}
		b.Reset()
		if end != nil {
			return c.close(errors.Is(end, format.ErrTorn))
		}
	}
}
