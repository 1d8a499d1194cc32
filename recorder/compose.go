package recorder

import (
	"errors"
	"io"

	"github.com/shellac-term/shellac/format"
)

// A composer writes batches as chunks of a recording, together with what is derived from them.
type composer struct {
	writer     *format.Writer
	derive     *guard
	late       late
	signatures signatures
}

// newComposer returns a composer that writes to w. back reads what has been written; without it nothing is derived late.
func newComposer(w *format.Writer, h format.Header, back io.ReaderAt) composer {
	return composer{writer: w, derive: newGuard(NewDeriver(h)), late: late{back: back}}
}

// write writes a batch, and then what is derived from it. If behind is set, more batches wait to be written: what is
// derived from this one then follows later. It reports whether the batch may be used again.
func (c *composer) write(b *format.Batch, behind bool) (free bool, err error) {
	if b.Len() == 0 {
		return true, nil
	}
	if c.writer.ChunkFull() || behind && c.late.back != nil && c.writer.ChunkOpen() && !c.late.pending() {
		if err := c.endChunk(); err != nil {
			return true, err
		}
	}
	if !c.writer.ChunkOpen() {
		if err := c.startChunk(b, behind); err != nil {
			return true, err
		}
	}
	if err := c.writer.WriteBatch(b); err != nil {
		return true, err
	}
	if c.late.pending() {
		return true, nil
	}
	free = c.derive.batch(b)
	for _, section := range c.derive.pending() {
		if err := c.writer.WriteSection(section); err != nil {
			return free, err
		}
	}
	return free, nil
}

// startChunk starts a chunk. While anything is to be derived late, so is what comes after it: the screen is one after the
// other.
func (c *composer) startChunk(b *format.Batch, behind bool) error {
	if c.late.back != nil && behind || c.late.pending() {
		c.late.add(c.writer.Chunks())
		return c.writer.StartChunk(b, format.Section{Kind: format.SectionUnderived, Raw: []byte("the output came faster than it could be drawn")})
	}
	return c.writer.StartChunk(b, c.derive.chunk()...)
}

// endChunk ends the open chunk. A full chunk is ended only when there is more, so that what still stands on the screen at
// the end of the session finds its place in the last one.
func (c *composer) endChunk() error {
	if c.late.pending() {
		return c.writer.EndChunk()
	}
	err := c.writer.EndChunk(c.derive.rest()...)
	c.signatures.add(c.writer.Chunks()-1, c.derive.signature())
	return err
}

// close writes what is left and the trailer.
func (c *composer) close(interrupted bool) (format.Summary, error) {
	if err := c.closeDerived(); err != nil {
		return format.Summary{}, err
	}
	if sections := c.signatures.sections(); len(sections) > 0 {
		if err := c.writer.WriteLate(c.writer.Chunks(), sections...); err != nil {
			return format.Summary{}, err
		}
	}
	if interrupted {
		return c.writer.CloseInterrupted()
	}
	return c.writer.Close()
}

// closeDerived writes the lines that still stand on the screen: into the open chunk, or, where everything was late, behind
// what was late.
func (c *composer) closeDerived() error {
	defer c.derive.end()
	last := c.writer.Chunks() - 1
	switch {
	case last < 0:
		return nil
	case c.late.pending():
		return c.writer.EndChunk()
	case c.writer.ChunkOpen():
		err := c.writer.EndChunk(c.derive.close()...)
		c.signatures.add(last, c.derive.signature())
		return err
	}
	rest := c.derive.close()
	if len(rest) == 0 {
		return nil
	}
	c.signatures.drop(c.late.last) // it lacks these lines
	return c.writer.WriteLate(c.late.last, rest...)
}

// Convert writes a recording of events that were recorded elsewhere, or that another recording holds, with keyframes and
// transcript. next returns the events in order and ends with io.EOF, or with format.ErrTorn for a recording that is to
// stay marked as interrupted.
func Convert(w io.Writer, h format.Header, next func() (format.Event, error)) (format.Summary, error) {
	fw, err := format.NewWriter(w, h)
	if err != nil {
		return format.Summary{}, err
	}
	c := newComposer(fw, h, nil)
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
		free, err := c.write(b, false)
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
