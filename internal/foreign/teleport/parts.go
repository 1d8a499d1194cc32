package teleport

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

const (
	version1   = 1 // all that is not encrypted
	version2   = 2 // has flags in its head
	headSize   = 24
	flagsSize  = 8
	encrypted  = 1
	sizeLength = 4

	// maxMessage bounds an event in bytes: Teleport writes none beyond 64 KiB.
	maxMessage = 1 << 20
)

// errEncrypted is what a part says of itself in its flags.
const errEncrypted = scan.Unsupported("the recording is encrypted; only Teleport can decrypt it")

var (
	errHead = errors.New("a part does not begin here")
	errSize = errors.New("an event is larger than Teleport writes any")
)

// parts reads events out of the parts of a recording.
type parts struct {
	r      io.Reader
	offset int64 // in the file
	events *scan.Stream
	part   *io.LimitedReader
	pad    int64
	number int // of the part
}

// next returns the next event, or io.EOF at the end of the last part.
func (p *parts) next() ([]byte, error) {
	for {
		if p.events == nil {
			if err := p.begin(); err != nil {
				return nil, err
			}
		}
		b, err := p.message()
		if !errors.Is(err, io.EOF) {
			return b, err
		}
		if err := p.finish(); err != nil {
			return nil, err
		}
	}
}

// begin reads the head of a part.
func (p *parts) begin() error {
	at := p.offset
	head, err := p.read(headSize)
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if err != nil {
		return err
	}
	h := parseHead(head)
	if h.version != version1 && h.version != version2 || h.size > maxPart || h.padding > maxPart {
		return p.fail(at, errHead)
	}
	if h.version == version2 {
		flags, err := p.read(flagsSize)
		if err != nil {
			return p.cut(err)
		}
		if flags[0]&encrypted != 0 {
			return p.fail(at, errEncrypted)
		}
	}
	p.number++
	p.part, p.pad = &io.LimitedReader{R: p.r, N: int64(h.size)}, int64(h.padding)
	p.offset += int64(h.size)
	name := fmt.Sprintf("part %d (from byte %d)", p.number, at)
	var unpacked io.Reader = bytes.NewReader(nil)
	if h.size > 0 { // there are parts of padding only
		if unpacked, err = scan.Gunzip(p.part, name); err != nil {
			return err
		}
	}
	p.events = scan.NewStream(unpacked, Name, name)
	return nil
}

// message reads one event of the part.
func (p *parts) message() ([]byte, error) {
	at := p.events.Offset()
	b, err := p.events.Exactly(sizeLength)
	if err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(b)
	if n == 0 || n > maxMessage {
		return nil, p.events.Fail(at, errSize)
	}
	b, err = p.events.Exactly(int(n))
	if errors.Is(err, io.EOF) {
		err = p.events.Fail(p.events.Offset(), scan.ErrCut)
	}
	return b, err
}

// finish skips what is left of the part (old versions of Teleport packed padding into it), and its padding.
func (p *parts) finish() error {
	if err := p.skip(p.part, p.part.N); err != nil {
		return err
	}
	p.offset += p.pad
	p.events = nil
	return p.skip(p.r, p.pad)
}

// skip reads n bytes that count already.
func (p *parts) skip(r io.Reader, n int64) error {
	skipped, err := io.CopyN(io.Discard, r, n)
	if errors.Is(err, io.EOF) {
		return p.fail(p.offset-n+skipped, scan.ErrCut)
	}
	return err
}

func (p *parts) read(n int) ([]byte, error) {
	b := make([]byte, n)
	n, err := io.ReadFull(p.r, b)
	p.offset += int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, p.fail(p.offset, scan.ErrCut)
	}
	return b, err
}

// cut makes an error of an end that came too early.
func (p *parts) cut(err error) error {
	if errors.Is(err, io.EOF) {
		return p.fail(p.offset, scan.ErrCut)
	}
	return err
}

func (p *parts) fail(at int64, err error) error {
	return &scan.Error{Format: Name, Where: fmt.Sprintf("byte %d", at), Err: err}
}

// maxPart is the largest size of a part that is believed: S3 has none larger.
const maxPart = 5 << 30

type head struct{ version, size, padding uint64 }

func parseHead(b []byte) head {
	return head{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint64(b[16:])}
}
