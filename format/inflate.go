package format

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// An inflater decodes the sections of one chunk after the other. It holds the chunk's zstd stream, which goes on from
// section to section, and never yields more than a section declares.
type inflater struct {
	stream  *zstd.Decoder
	feed    feeder
	started bool
	total   int // raw bytes of the chunk so far
	raw     []byte
}

// A feeder gives a decoder the bytes of the sections that have arrived, and no more.
type feeder struct{ b []byte }

func (f *feeder) Read(p []byte) (int, error) {
	if len(f.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.b)
	f.b = f.b[n:]
	return n, nil
}

func newDecoder() *zstd.Decoder {
	// The options are constant and valid, so that no error is possible.
	d, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(MaxSection), zstd.WithDecoderMaxMemory(MaxChunk))
	return d
}

// reset makes ready for the next chunk.
func (d *inflater) reset() {
	d.feed.b, d.started, d.total = nil, false, 0
}

func (d *inflater) close() {
	if d.stream != nil {
		d.stream.Close()
	}
}

// section decodes a section. The result is valid until the next call.
func (d *inflater) section(h sectionHead, body []byte) ([]byte, error) {
	if d.total += h.rawSize; d.total > MaxChunk {
		return nil, errRawSize
	}
	switch h.coding {
	case codingStored:
		if len(body) != h.rawSize {
			return nil, errRawSize
		}
		return body, nil
	case codingAlone:
		return inflateAlone(h, body)
	}
	return d.next(h, body)
}

// next decodes a section that continues the chunk's stream.
func (d *inflater) next(h sectionHead, body []byte) ([]byte, error) {
	d.feed.b = append(d.feed.b[:len(d.feed.b):len(d.feed.b)], body...)
	if !d.started {
		if d.stream == nil {
			d.stream = newDecoder()
		}
		if err := d.stream.Reset(&d.feed); err != nil {
			return nil, fmt.Errorf("decompress section: %w", err)
		}
		d.started = true
	}
	d.raw = sized(d.raw, h.rawSize)
	if _, err := io.ReadFull(d.stream, d.raw); err != nil {
		return nil, fmt.Errorf("decompress section: %w", err)
	}
	return d.raw, nil
}

// inflateAlone decodes a section that is a zstd frame of its own.
func inflateAlone(h sectionHead, body []byte) ([]byte, error) {
	d := newDecoder()
	defer d.Close()
	if err := d.Reset(&feeder{body}); err != nil {
		return nil, fmt.Errorf("decompress section: %w", err)
	}
	raw := make([]byte, h.rawSize)
	if _, err := io.ReadFull(d, raw); err != nil {
		return nil, fmt.Errorf("decompress section: %w", err)
	}
	if n, err := d.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		return nil, errRawSize
	}
	return raw, nil
}

// sized returns b with length n, its memory reused where it suffices.
func sized(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n)
	}
	return b[:n]
}
