package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A Reader reads a recording front to back and checks everything on its way: checksums, hash chain, index. It works on
// a stream that is torn or still growing.
type Reader struct {
	src    source
	header Header
	chunkReader
	events  []Event
	onOther func(Section)
	summary Summary
	done    error // io.EOF or ErrTorn once the footer was read, or what was corrupt
}

// NewReader reads the magic and the header. The error is ErrFormat, *VersionError, ErrTorn where the stream ends before
// the header does, *CorruptError, or an error of r.
func NewReader(r io.Reader) (*Reader, error) {
	fr := &Reader{}
	if err := fr.Reset(r); err != nil {
		return nil, err
	}
	return fr, nil
}

// Reset makes the Reader, which may be a zero one, read another recording, as NewReader does. Who reads many recordings saves the making
// of buffers, and what has been read is valid no more.
func (r *Reader) Reset(stream io.Reader) error {
	r.inflate.reset()
	*r = Reader{src: source{r: stream, buf: r.src.buf[:0]}, chunkReader: chunkReader{inflate: r.inflate}, events: r.events[:0]}
	err := r.readHeader()
	if err != nil {
		r.done = err
	}
	return err
}

func (r *Reader) readHeader() error {
	if err := r.readMagic(); err != nil {
		return err
	}
	p, err := r.src.part()
	if err != nil {
		return err
	}
	if p.typ != partHeader {
		return &CorruptError{int64(len(magic)), errPartOrder}
	}
	if r.header, err = parseHeader(p.payload); err != nil {
		return &CorruptError{int64(len(magic)), err}
	}
	r.ledger = newLedger(r.header.Tick, p.whole)
	return nil
}

func (r *Reader) readMagic() error {
	b, err := r.src.need(len(magic))
	if err := checkMagic(b, errors.Is(err, ErrTorn)); err != nil {
		return err
	}
	if err == nil {
		r.src.take(len(magic))
	}
	return err
}

// checkMagic looks at the first bytes of a stream, of which torn says that there are no more.
func checkMagic(b []byte, torn bool) error {
	n := min(len(b), len(magic)-1)
	if !bytes.Equal(b[:n], magic[:n]) {
		return ErrFormat
	}
	if torn || len(b) < len(magic) {
		return nil
	}
	if v := b[len(magic)-1]; v > Version {
		return &VersionError{v}
	} else if v == 0 {
		return ErrFormat
	}
	return nil
}

// Header returns the recording's header.
func (r *Reader) Header() Header { return r.header }

// Offset returns the number of bytes of the stream that have been read and believed. After ErrTorn it is the end of the
// last whole part.
func (r *Reader) Offset() int64 { return r.src.offset }

// Chunks returns the chunks read so far; the last one may still be open.
func (r *Reader) Chunks() []Chunk { return r.ledger.chunks }

// OnSection has f called for every section that is not events, in the order of the stream. The section's bytes are
// valid during the call.
func (r *Reader) OnSection(f func(Section)) { r.onOther = f }

// Summary returns what the trailer says. It is valid after Next returned io.EOF, or ErrTorn for a recording that was
// closed by somebody else than its recorder, which Interrupted tells.
func (r *Reader) Summary() Summary { return r.summary }

// Next returns the next event. At the end it returns io.EOF; where the stream ends without a trailer it returns
// ErrTorn, and may be called again when more bytes have arrived. Any error but ErrTorn sticks.
func (r *Reader) Next() (Event, error) {
	for len(r.events) == 0 {
		if r.done != nil {
			return Event{}, r.done
		}
		if err := r.advance(); err != nil {
			return Event{}, err
		}
	}
	e := r.events[0]
	r.events = r.events[1:]
	return e, nil
}

// advance takes the next part.
func (r *Reader) advance() error {
	at := r.src.offset
	p, err := r.src.part()
	if err == nil && p.typ == partTrailer && !r.ledger.open {
		err = r.readEnd(p)
	} else if err == nil {
		err = r.takePart(p)
	}
	var corrupt *CorruptError
	switch {
	case err == nil || errors.Is(err, ErrTorn):
		return err
	case !errors.As(err, &corrupt) && !errors.As(err, new(*readError)):
		err = &CorruptError{at, err}
	}
	r.done = err
	return err
}

func (r *Reader) takePart(p part) error {
	events, section, err := r.take(p)
	if err != nil {
		return err
	}
	if events {
		r.events = r.batch.appendEvents(r.events[:0])
	}
	if section != nil && r.onOther != nil {
		r.onOther(*section)
	}
	return nil
}

// readEnd checks the trailer against all that was read, and the footer that must follow it.
func (r *Reader) readEnd(p part) error {
	t, err := parseTrailer(p.payload, r.header.Tick)
	if err != nil {
		return err
	}
	fields := p.payload[:len(p.payload)-len(Digest{})]
	want := r.ledger.trailer(t.Interrupted)
	want.Unknown = t.Unknown
	if !bytes.Equal(want.appendFields(nil, r.header.Tick), fields) {
		return errIndex
	}
	footer, _ := r.src.need(footerSize) // source.part has made sure of it
	if at, ok := parseFooter(footer[:footerSize]); !ok || at != r.src.offset-int64(len(p.whole)) {
		return errFooter
	}
	if sealed := r.ledger.seal(bytes.Clone(fields)); !bytes.Equal(sealed, p.payload) {
		return errChain
	}
	r.src.take(footerSize)
	r.summary, r.done = t.Summary, io.EOF
	if t.Interrupted {
		r.done = ErrTorn
	}
	return r.expectEnd()
}

func (r *Reader) expectEnd() error {
	_, err := r.src.need(1)
	if err == nil {
		return &CorruptError{r.src.offset, errTrailing}
	}
	if !errors.Is(err, ErrTorn) {
		return err
	}
	return nil
}

// A readError is an error of the underlying reader, which says nothing about the recording.
type readError struct{ err error }

func (e *readError) Error() string { return fmt.Sprintf("read recording: %v", e.err) }
func (e *readError) Unwrap() error { return e.err }

// A source gives whole parts from a stream, and keeps what it has of the next one when the stream ends.
type source struct {
	r      io.Reader
	buf    []byte // buf[pos:] has not been taken
	pos    int
	offset int64 // of buf[pos] in the stream
}

const readSize = 256 << 10

// need returns at least n bytes without taking them. Where the stream ends before, it returns what there is and
// ErrTorn.
func (s *source) need(n int) ([]byte, error) {
	for idle := 0; len(s.buf)-s.pos < n; {
		s.makeRoom()
		got, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+got]
		if idle++; got > 0 {
			idle = 0
		} else if err == nil && idle > 100 {
			err = io.ErrNoProgress
		}
		if err == io.EOF && len(s.buf)-s.pos < n {
			return s.buf[s.pos:], ErrTorn
		}
		if err != nil && err != io.EOF {
			return nil, &readError{err}
		}
	}
	return s.buf[s.pos:], nil
}

// makeRoom makes room behind the bytes that are there, growing only as they really arrive.
func (s *source) makeRoom() {
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if cap(s.buf)-len(s.buf) < readSize/2 {
		grown := make([]byte, len(s.buf), max(readSize, 2*cap(s.buf)))
		copy(grown, s.buf)
		s.buf = grown
	}
}

func (s *source) take(n int) { s.pos += n; s.offset += int64(n) }

// part takes the next whole part. It is valid until the next call. A trailer counts as whole only with the footer
// behind it, so that a stream cut between the two can go on later.
func (s *source) part() (part, error) {
	need := 2
	for {
		b, err := s.need(need)
		if err != nil {
			return part{}, err
		}
		p, more, err := splitPart(b)
		if err != nil {
			return part{}, &CorruptError{s.offset, err}
		}
		if more == 0 && p.typ == partTrailer {
			more = len(p.whole) + footerSize
		}
		if len(b) >= more {
			s.take(len(p.whole))
			return p, nil
		}
		need = more
	}
}
