package format

import (
	"errors"
	"fmt"
	"io"
)

// WithBatch returns the recording as it is with one more batch of events behind what was read of it, in memory: a look at
// a session that runs and whose recorder has not written the batch yet. Times in b that lie before the end of the
// recording are lifted. A recording that is complete, or in which bytes are wrong, is returned as it is.
func (f *File) WithBatch(b *Batch) (*File, error) {
	if !errors.Is(f.damage, ErrTorn) || f.summary.Interrupted || b.Len() == 0 {
		return f, nil
	}
	l, err := f.ledgerAtEnd()
	if err != nil {
		return nil, fmt.Errorf("read end of recording: %w", err)
	}
	end := l.offset
	var more []byte
	if !l.open {
		s := chunkStart{at: max(b.times[0], l.end)}
		more = appendPart(more, partChunkStart, l.nextChunk(s))
		l.startChunk(more, s)
	}
	b.lift(l.last)
	raw := b.appendRaw(nil, l.last)
	more = appendPart(more, partSection, append(appendSectionHead(nil, sectionHead{SectionEvents, codingStored, len(raw)}), raw...))
	return NewFile(&extended{f.r, end, more}, end+int64(len(more)))
}

// End returns where the last whole part of the recording ends, counted in bytes from its start: what lies behind was cut off.
func (f *File) End() int64 {
	if n := len(f.all); n > 0 && f.damage != nil {
		return f.all[n-1].Offset + f.all[n-1].Size
	}
	if f.damage != nil {
		return f.body
	}
	return f.size
}

// ledgerAtEnd returns a ledger that stands behind all whole parts of a recording without a trailer.
func (f *File) ledgerAtEnd() (*ledger, error) {
	last := len(f.all) - 1
	if last < 0 {
		l := newLedger(f.header.Tick, nil)
		l.offset, l.chain, l.first = f.body, f.start, f.start
		return l, nil
	}
	b, at, err := f.readAround(last, f.all[last])
	if err != nil {
		return nil, err
	}
	c := chunkReader{ledger: f.ledgerAt(last, b[:at])}
	defer c.inflate.close()
	_, err = c.readAll(b[at:], f.all[last].Offset)
	return c.ledger, err
}

// extended is the first size bytes of another reader, and then more.
type extended struct {
	io.ReaderAt
	size int64
	more []byte
}

func (e *extended) ReadAt(p []byte, off int64) (n int, err error) {
	if off < e.size {
		n, err = e.ReaderAt.ReadAt(p[:min(int64(len(p)), e.size-off)], off)
		if err != nil && n < len(p) && off+int64(n) < e.size {
			return n, err
		}
	}
	at := off + int64(n) - e.size
	if at < 0 || at > int64(len(e.more)) {
		return n, io.EOF
	}
	n += copy(p[n:], e.more[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
