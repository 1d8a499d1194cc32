package recorder

import (
	"io"
	"slices"

	"github.com/shellac-term/shellac/format"
)

// A late keeps the chunks whose keyframe and transcript are still to be made, because their events came faster than they
// could be drawn. The screen then stands before the first of them.
type late struct {
	back   io.ReaderAt // the recording as far as it has been written; nil if nothing may be late
	chunks []int       // numbers, in order; the last one may be open
	last   int         // the chunk that was made up for last, whose lines still stand on the screen
}

func (l *late) pending() bool { return len(l.chunks) > 0 }

func (l *late) add(chunk int) { l.chunks = append(l.chunks, chunk) }

// catchUp makes up for one chunk.
func (c *composer) catchUp() error {
	if err := c.writer.EndChunk(); err != nil {
		return err
	}
	chunk := c.late.chunks[0]
	contents, err := c.writer.ReadBack(c.late.back, chunk)
	if err != nil {
		return err
	}
	c.late.chunks, c.late.last = c.late.chunks[1:], chunk
	sections := c.derive.chunk()
	c.derive.events(contents.Events)
	sections = append(sections, c.derive.failure()...)
	sections = append(sections, c.derive.rest()...)
	if len(sections) == 0 {
		return nil // the Deriver is busy: the chunk says that it lacks something
	}
	c.signatures.add(chunk, c.derive.signature())
	c.writer.SetFast(false) // numbers and text of lines gain much from it, and there is time
	return c.writer.WriteLate(chunk, sections...)
}

// signatures are those of the chunks' transcripts, which are written at the end of the recording.
type signatures struct {
	chunks []int
	of     []*format.Signature
	bytes  int
}

const (
	signedChunks   = 8       // with fewer of them it takes no longer to read them all
	signatureLimit = 2 << 20 // bytes of memory for all signatures; beyond it they are made coarser, and then left out
	minSignature   = 1 << 10
)

// add keeps the signature of a chunk; nil stands for a chunk that must be read in any case.
func (s *signatures) add(chunk int, signature *format.Signature) {
	if signature == nil {
		return
	}
	size := 1 << 20
	for size > minSignature && len(s.of)*size > signatureLimit {
		size /= 2
	}
	signature.Shrink(size)
	if s.bytes += signature.Size(); s.bytes > 2*signatureLimit {
		return
	}
	s.chunks, s.of = append(s.chunks, chunk), append(s.of, signature)
}

// drop forgets the signature of a chunk.
func (s *signatures) drop(chunk int) {
	if i := slices.Index(s.chunks, chunk); i >= 0 {
		s.chunks, s.of = slices.Delete(s.chunks, i, i+1), slices.Delete(s.of, i, i+1)
	}
}

func (s *signatures) sections() []format.Section {
	if len(s.of) < signedChunks {
		return nil
	}
	var all []format.Section
	for i, signature := range s.of {
		all = append(all, signature.Section(s.chunks[i]))
	}
	return all
}
