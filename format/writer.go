package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// A Writer writes a recording. After every call the stream ends at the end of a part, so that what has been written so
// far is a slice that can be sent away. The first error sticks.
type Writer struct {
	w       io.Writer
	ledger  *ledger
	fast    bool
	zstd    *zstd.Encoder // of the open chunk, and kept for those after it
	zstdOf  bool          // what fast was when it was made
	out     bytes.Buffer  // of zstd
	raw     []byte
	body    []byte
	rawSum  int  // raw bytes of the open chunk
	written File // for ReadBack
	err     error
}

// NewWriter writes the magic and the header and returns a Writer for the rest.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	payload := h.appendPayload(nil)
	if len(payload) > MaxHeader {
		return nil, fmt.Errorf("write header of %d bytes: %w", len(payload), ErrTooLarge)
	}
	header := appendPart(nil, partHeader, payload)
	fw := newWriter(w, newLedger(h.tick(), header))
	fw.write(append(magic[:len(magic):len(magic)], header...))
	return fw, fw.err
}

// Continue returns a Writer that goes on where r, which must have returned ErrTorn, stopped: w's next byte must be the
// one at r.Offset. It ends the chunk that was cut off.
func Continue(w io.Writer, r *Reader) (*Writer, error) {
	fw := newWriter(w, r.ledger)
	if err := fw.EndChunk(); err != nil {
		return nil, err
	}
	return fw, nil
}

func newWriter(w io.Writer, l *ledger) *Writer {
	return &Writer{w: w, ledger: l}
}

// SetFast chooses between the thorough and the fast compression for the chunks to come: the fast one takes half the
// time and makes chunks about a twentieth larger (docs/decisions/0002). It is for a recorder that falls behind.
func (w *Writer) SetFast(fast bool) { w.fast = fast }

// encoder returns the compressor for the next chunk. There is only one at a time: they are large.
func (w *Writer) encoder() *zstd.Encoder {
	if w.zstd != nil && w.zstdOf == w.fast {
		return w.zstd
	}
	level := zstd.SpeedBetterCompression
	if w.fast {
		level = zstd.SpeedFastest
	}
	// The options are constant and valid, so that no error is possible.
	w.zstd, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(ChunkTarget), zstd.WithEncoderLevel(level), zstd.WithLowerEncoderMem(true))
	w.zstdOf = w.fast
	return w.zstd
}

// Offset returns the number of bytes of the stream so far.
func (w *Writer) Offset() int64 { return w.ledger.offset }

// ChunkOpen reports whether a chunk is open.
func (w *Writer) ChunkOpen() bool { return w.ledger.open }

// ChunkFull reports whether the open chunk has reached ChunkTarget and should be ended.
func (w *Writer) ChunkFull() bool { return w.ledger.open && w.rawSum >= ChunkTarget }

// WriteBatch writes a batch of events and flushes, starting a chunk before it where none is open. It does nothing with
// an empty batch. b is not kept.
func (w *Writer) WriteBatch(b *Batch) error {
	if w.err != nil || b.Len() == 0 {
		return w.err
	}
	if b.tick != w.ledger.tick {
		return errors.New("format: batch has another resolution of times than its recording")
	}
	if err := w.StartChunk(b); err != nil {
		return err
	}
	b.lift(w.ledger.last)
	w.raw = b.appendRaw(w.raw[:0], w.ledger.last)
	w.section(SectionEvents, codingStream, w.raw)
	if w.err == nil {
		w.ledger.batch(b)
	}
	return w.err
}

// StartChunk starts the chunk that b will be the first batch of, with sections before it. It does nothing where a chunk
// is open or b is empty.
func (w *Writer) StartChunk(b *Batch, sections ...Section) error {
	if w.err != nil || w.ledger.open || b.Len() == 0 {
		return w.err
	}
	w.startChunk(chunkStart{at: max(b.times[0], w.ledger.end)})
	for _, s := range sections {
		w.section(s.Kind, codingStream, s.Raw)
	}
	return w.err
}

// WriteLate writes a chunk without events: what was derived from the events of the chunk with number about only after
// that had been ended. No chunk may be open.
func (w *Writer) WriteLate(about int, sections ...Section) error {
	n := len(w.ledger.chunks)
	if w.err == nil && (w.ledger.open || about < 0 || about > n) {
		return fmt.Errorf("format: late sections of chunk %d in the place of chunk %d", about, n)
	}
	if w.err == nil {
		w.startChunk(chunkStart{at: w.ledger.end, back: n - about})
	}
	return w.EndChunk(sections...)
}

// Chunks returns how many chunks there are, the open one included.
func (w *Writer) Chunks() int { return len(w.ledger.chunks) }

// ReadBack reads a chunk that has been ended, from the bytes that w has written so far.
func (w *Writer) ReadBack(r io.ReaderAt, i int) (Contents, error) {
	if i < 0 || i >= len(w.ledger.chunks) || w.ledger.open && i == len(w.ledger.chunks)-1 {
		return Contents{}, fmt.Errorf("format: chunk %d has not been written", i)
	}
	f := &w.written // kept for its decoders
	f.r, f.size, f.all, f.start, f.header.Tick = r, w.ledger.offset, w.ledger.chunks, w.ledger.first, w.ledger.tick
	return f.readChunk(i)
}

// lift moves times that lie before from, which a clock that was set back can produce.
func (b *Batch) lift(from int64) {
	for i := 0; i < len(b.times) && b.times[i] < from; i++ {
		b.times[i] = from
	}
}

// WriteSection writes a section other than events as the next bytes of the chunk's stream. A chunk must be open.
func (w *Writer) WriteSection(s Section) error {
	if w.err == nil && !w.ledger.open {
		return errors.New("format: section outside a chunk")
	}
	w.section(s.Kind, codingStream, s.Raw)
	return w.err
}

func (w *Writer) startChunk(s chunkStart) {
	whole := appendPart(nil, partChunkStart, w.ledger.nextChunk(s))
	w.ledger.startChunk(whole, s)
	w.write(whole)
	w.rawSum = 0
	w.zstd = w.encoder()
	w.zstd.Reset(&w.out)
}

func (w *Writer) section(kind SectionKind, c coding, raw []byte) {
	if w.err != nil {
		return
	}
	w.rawSum += len(raw)
	if len(raw) > MaxSection || w.rawSum > MaxChunk {
		w.err = fmt.Errorf("write section of %d bytes: %w", len(raw), ErrTooLarge)
		return
	}
	w.body = appendSectionHead(w.body[:0], sectionHead{kind, c, len(raw)})
	w.out.Reset()
	if _, err := w.zstd.Write(raw); err != nil {
		w.err = fmt.Errorf("compress section: %w", err)
		return
	}
	if err := w.zstd.Flush(); err != nil {
		w.err = fmt.Errorf("compress section: %w", err)
		return
	}
	w.body = append(w.body, w.out.Bytes()...)
	w.raw = appendPart(w.raw[:0], partSection, w.body)
	w.ledger.part(w.raw)
	w.write(w.raw)
}

// EndChunk ends the open chunk, if one is open, with the given sections.
func (w *Writer) EndChunk(sections ...Section) error {
	if w.err != nil || !w.ledger.open {
		return w.err
	}
	for _, s := range sections {
		w.section(s.Kind, codingStream, s.Raw)
	}
	payload := w.ledger.endPayload()
	digest := w.ledger.link(payload)
	whole := appendPart(nil, partChunkEnd, append(payload, digest[:]...))
	w.ledger.endChunk(len(whole))
	w.write(whole)
	return w.err
}

// Close ends the open chunk and writes the trailer. The underlying writer stays open.
func (w *Writer) Close() (Summary, error) { return w.close(false) }

// CloseInterrupted does what Close does for a recording whose recorder died: it will read as torn for ever, but with an
// index.
func (w *Writer) CloseInterrupted() (Summary, error) { return w.close(true) }

func (w *Writer) close(interrupted bool) (Summary, error) {
	if err := w.EndChunk(); err != nil {
		return Summary{}, err
	}
	t := w.ledger.trailer(interrupted)
	payload := w.ledger.seal(t.appendFields(nil, w.ledger.tick))
	t.Digest = w.ledger.chain
	end := appendFooter(appendPart(nil, partTrailer, payload), w.ledger.offset)
	w.ledger.offset += int64(len(end))
	w.write(end)
	if w.err != nil {
		return Summary{}, w.err
	}
	w.err = errors.New("format: write after close")
	return t.Summary, nil
}

func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	if _, err := w.w.Write(b); err != nil {
		w.err = fmt.Errorf("write recording: %w", err)
	}
}
