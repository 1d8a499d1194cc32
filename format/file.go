package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A File reads a recording at any place. It reads the end first, and then only what is asked for. It may be shared
// between goroutines if the underlying ReaderAt may.
type File struct {
	r       io.ReaderAt
	size    int64
	header  Header
	body    int64 // offset of the first chunk
	start   Digest
	all     []Chunk // as they lie in the recording
	chunks  []Chunk // those with events
	places  []place // of them
	summary Summary
	damage  error

	decoders sync.Pool // of *zstd.Decoder
}

// Contents is what a chunk holds.
type Contents struct {
	Events   []Event
	Sections []Section // other than events, in order
}

const (
	headGuess = 4 << 10
	tailGuess = 64 << 10
)

// NewFile opens a recording of size bytes. A recording that is torn, or whose trailer is damaged, is opened by walking
// through its parts; Damage then says so. The error is as that of NewReader.
func NewFile(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size}
	if err := f.readHeader(); err != nil {
		return nil, err
	}
	ok, err := f.readTrailer()
	if err != nil && errors.As(err, new(*readError)) {
		return nil, err
	}
	if !ok {
		f.damage = err
		err := f.walk()
		f.index()
		return f, err
	}
	f.index()
	if f.summary.Interrupted {
		f.damage = ErrTorn
	}
	return f, nil
}

// Header returns the recording's header.
func (f *File) Header() Header { return f.header }

// Size returns the recording's size in bytes.
func (f *File) Size() int64 { return f.size }

// Chunks returns the index of the chunks that hold events. The caller must not change it.
func (f *File) Chunks() []Chunk { return f.chunks }

// Summary returns what the trailer says, or for a recording without one what its chunks add up to.
func (f *File) Summary() Summary { return f.summary }

// Damage returns nil for a recording that was closed, ErrTorn for one that was not, and a *CorruptError where something
// was found to be wrong. Chunks are checked when they are read, not before.
func (f *File) Damage() error { return f.damage }

// ReadChunk reads and checks chunk i: its checksums, its link of the hash chain, its entry in the index. With a
// *CorruptError or ErrTorn it returns what comes before the damage. Sections that were derived late, and lie elsewhere in
// the recording, are among the sections.
func (f *File) ReadChunk(i int) (Contents, error) {
	at := f.places[i]
	contents, err := f.readChunk(at.own)
	if err == nil {
		err = f.addLate(&contents, at.late)
	}
	return contents, err
}

// readChunk reads one chunk, as it lies in the recording.
func (f *File) readChunk(i int) (Contents, error) {
	chunk := f.all[i]
	b, at, err := f.readAround(i, chunk)
	if err != nil {
		return Contents{}, err
	}
	c := chunkReader{ledger: f.ledgerAt(i, b[:at])}
	c.inflate.stream = f.decoder()
	defer f.giveBack(&c.inflate)
	contents, err := c.readAll(b[at:], chunk.Offset)
	if errors.Is(err, ErrTorn) && (i+1 < len(f.all) || f.damage == nil) {
		err = &CorruptError{chunk.Offset, errShort} // a length in it is wrong: the recording goes on behind it
	}
	if err == nil && c.ledger.chunks[i] != chunk {
		err = &CorruptError{chunk.Offset, errIndex}
	}
	return contents, err
}

// decoder returns a decoder for a chunk: one that was used before, if there is one. They are large.
func (f *File) decoder() *zstd.Decoder {
	if d, ok := f.decoders.Get().(*zstd.Decoder); ok {
		return d
	}
	return newDecoder()
}

func (f *File) giveBack(d *inflater) {
	d.reset()
	if d.stream.Reset(nil) == nil {
		f.decoders.Put(d.stream)
	}
}

// linkSize is how far before a chunk the last value of the hash chain starts: the value, and the checksum of its part.
const linkSize = len(Digest{}) + checksumSize

// readAround reads a chunk together with the chain's value before it, and says where in the bytes the chunk starts.
func (f *File) readAround(i int, chunk Chunk) (b []byte, at int, err error) {
	if i > 0 {
		at = linkSize
	}
	if chunk.Size > MaxChunk || chunk.Size < 0 || chunk.Offset+chunk.Size > f.size {
		return nil, 0, &CorruptError{chunk.Offset, errIndex}
	}
	b = make([]byte, at+int(chunk.Size))
	return b, at, f.readAt(b, chunk.Offset-int64(at))
}

// ledgerAt returns a ledger that stands before chunk i.
func (f *File) ledgerAt(i int, link []byte) *ledger {
	l := newLedger(f.header.Tick, nil)
	l.offset, l.chunks = f.all[i].Offset, f.all[:i:i]
	l.chain = f.start
	if i > 0 {
		copy(l.chain[:], link)
		l.end = int64(f.all[i-1].End / f.header.Tick)
	}
	return l
}

// readAll decodes the parts of one chunk, which starts at offset of the recording.
func (c *chunkReader) readAll(b []byte, offset int64) (Contents, error) {
	var contents Contents
	for len(b) > 0 {
		p, need, err := splitPart(b)
		if err == nil && need > 0 {
			return contents, ErrTorn
		}
		var events bool
		var section *Section
		if err == nil {
			events, section, err = c.take(p)
		}
		if err != nil {
			return contents, &CorruptError{offset, err}
		}
		if events {
			c.batch.data = bytes.Clone(c.batch.data)
			contents.Events = c.batch.appendEvents(contents.Events)
		}
		if section != nil {
			contents.Sections = append(contents.Sections, Section{section.Kind, bytes.Clone(section.Raw), section.After, section.Chunk})
		}
		b = b[len(p.whole):]
		offset += int64(len(p.whole))
	}
	return contents, nil
}

func (f *File) readHeader() error {
	b := make([]byte, min(f.size, headGuess))
	if err := f.readAt(b, 0); err != nil {
		return err
	}
	if err := checkMagic(b, len(b) < len(magic)); err != nil {
		return err
	}
	if len(b) < len(magic) {
		return ErrTorn
	}
	p, err := f.partAt(b[len(magic):], int64(len(magic)))
	if err != nil {
		return err
	}
	if p.typ != partHeader {
		return &CorruptError{int64(len(magic)), errPartOrder}
	}
	if f.header, err = parseHeader(p.payload); err != nil {
		return &CorruptError{int64(len(magic)), err}
	}
	l := newLedger(f.header.Tick, p.whole)
	f.body, f.start = l.offset, l.chain
	return nil
}

// partAt returns the part at offset, of which b holds the first bytes and perhaps all.
func (f *File) partAt(b []byte, offset int64) (part, error) {
	for {
		p, need, err := splitPart(b)
		switch {
		case err != nil:
			return part{}, &CorruptError{offset, err}
		case need == 0:
			return p, nil
		case offset+int64(need) > f.size:
			return part{}, ErrTorn
		}
		b = make([]byte, need)
		if err := f.readAt(b, offset); err != nil {
			return part{}, err
		}
	}
}

// readTrailer reads index and summary from the end. It returns false where there is no trailer that can be believed,
// with the reason.
func (f *File) readTrailer() (bool, error) {
	tail := make([]byte, min(f.size-f.body, tailGuess))
	if err := f.readAt(tail, f.size-int64(len(tail))); err != nil {
		return false, err
	}
	at, ok := parseFooter(tail)
	if !ok {
		return false, ErrTorn
	}
	if at < f.body || at > f.size-footerSize {
		return false, &CorruptError{f.size - footerSize, errFooter}
	}
	known := tail[max(0, int64(len(tail))-(f.size-at)):]
	if at < f.size-int64(len(tail)) {
		known = nil
	}
	p, err := f.partAt(known, at)
	if err != nil {
		return false, err
	}
	if p.typ != partTrailer || at+int64(len(p.whole))+footerSize != f.size {
		return false, &CorruptError{at, errFooter}
	}
	return f.useTrailer(p, at)
}

func (f *File) useTrailer(p part, at int64) (bool, error) {
	t, err := parseTrailer(p.payload, f.header.Tick)
	if err != nil {
		return false, &CorruptError{at, err}
	}
	chunks := t.chunks(f.body, f.header.Tick)
	end := f.body
	if n := len(chunks); n > 0 {
		end = chunks[n-1].Offset + chunks[n-1].Size
	}
	if end != at {
		return false, &CorruptError{at, errIndex}
	}
	f.all, f.summary = chunks, t.Summary
	return true, nil
}

func (f *File) readAt(b []byte, offset int64) error {
	n, err := f.r.ReadAt(b, offset)
	if n == len(b) {
		return nil
	}
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return &readError{fmt.Errorf("at byte %d: %w", offset, err)}
}
