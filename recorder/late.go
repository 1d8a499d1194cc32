package recorder

import (
	"io"

	"github.com/shellac-term/shellac/format"
)

// A late keeps the chunks whose keyframe and transcript are still to be made, because their events came faster than they
// could be drawn. The screen then stands before the first of them.
type late struct {
	back   io.ReaderAt // the recording as far as it has been written; nil if nothing may be late
	chunks []int       // numbers, in order; the last one may be open
}

func (l *late) pending() bool { return len(l.chunks) > 0 }

func (l *late) add(chunk int) { l.chunks = append(l.chunks, chunk) }

// catchUp makes up for one chunk. With last set nothing will follow the last of them, and the lines that still stand on
// the screen are written with it.
func (c *composer) catchUp(last bool) error {
	if err := c.writer.EndChunk(); err != nil {
		return err
	}
	chunk := c.late.chunks[0]
	contents, err := c.writer.ReadBack(c.late.back, chunk)
	if err != nil {
		return err
	}
	c.late.chunks = c.late.chunks[1:]
	sections := c.derive.chunk()
	c.derive.events(contents.Events)
	sections = append(sections, c.derive.failure()...)
	if last && !c.late.pending() {
		sections = append(sections, c.derive.close()...)
	} else {
		sections = append(sections, c.derive.rest()...)
	}
	if len(sections) == 0 {
		return nil // the Deriver is busy: the chunk says that it lacks something
	}
	c.signatures.add(chunk, c.derive.signature())
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
