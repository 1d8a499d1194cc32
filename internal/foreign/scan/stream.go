package scan

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// MaxPiece is how many bytes a Stream hands out at most, so that an event of them fits a batch.
const MaxPiece = 256 << 10

// A Stream hands out the bytes of a file from front to back. What it returns is valid until the next call. It is for
// one goroutine at a time.
type Stream struct {
	format, file string
	r            *bufio.Reader
	offset       int64
	lines        int
	buf          []byte
}

// NewStream returns a stream of r. format and file are what its errors say.
func NewStream(r io.Reader, format, file string) *Stream {
	return &Stream{format: format, file: file, r: bufio.NewReaderSize(r, 64<<10)}
}

// Offset returns how many bytes were handed out.
func (s *Stream) Offset() int64 { return s.offset }

// Fail returns an *Error about byte at, counted from 0.
func (s *Stream) Fail(at int64, err error) error {
	return &Error{s.format, s.file, fmt.Sprintf("byte %d", at), err}
}

// FailLine returns an *Error about the line that was read last.
func (s *Stream) FailLine(err error) error {
	return &Error{s.format, s.file, fmt.Sprintf("line %d", s.lines), err}
}

// Peek returns the next bytes, at most n and fewer where the file ends, without taking them. n is at most 64 KiB.
func (s *Stream) Peek(n int) ([]byte, error) {
	b, err := s.r.Peek(n)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b, err
}

// Exactly takes n bytes, at most MaxPiece. At the end of the file the error is io.EOF; where the file ends before there
// are n bytes it is an *Error.
func (s *Stream) Exactly(n int) ([]byte, error) {
	b, err := s.read(n)
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, s.Fail(s.offset, ErrCut)
	}
	return b, err
}

// Piece takes up to n bytes: as many as may be handed out at once. Where the file ends before there are so many, the
// error is an *Error, and those that are there come with it.
func (s *Stream) Piece(n int64) ([]byte, error) {
	b, err := s.read(int(min(n, MaxPiece)))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = s.Fail(s.offset, ErrCut)
	}
	return b, err
}

func (s *Stream) read(n int) ([]byte, error) {
	if cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	n, err := io.ReadFull(s.r, s.buf[:n])
	s.offset += int64(n)
	return s.buf[:n], err
}

// Line takes a line of at most limit bytes, without its end. At the end of the file the error is io.EOF. ended is false
// for a last line without an end, which may have lost something.
func (s *Stream) Line(limit int) (line []byte, ended bool, err error) {
	s.lines++
	s.buf = s.buf[:0]
	for {
		part, err := s.r.ReadSlice('\n')
		s.offset += int64(len(part))
		if len(s.buf)+len(part) > limit {
			return nil, false, s.FailLine(ErrLine)
		}
		s.buf = append(s.buf, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(s.buf) > 0:
			return s.buf, false, nil
		case err != nil:
			return nil, false, err
		}
		return bytes.TrimSuffix(s.buf[:len(s.buf)-1], []byte("\r")), true, nil
	}
}
