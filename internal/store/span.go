package store

import (
	"context"
	"errors"
	"io"
)

// span is a stretch of a reader: size bytes from base. It remembers why the reader failed, because the HTTP client hides it.
type span struct {
	ctx  context.Context
	r    io.ReadSeeker
	base int64
	size int64
	pos  int64 // in the span
	err  error
}

// newSpan begins where r stands.
func newSpan(ctx context.Context, r io.ReadSeeker, size int64) (*span, error) {
	base, err := r.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	return &span{ctx: ctx, r: r, base: base, size: size}, nil
}

// part is a stretch of the span.
func (s *span) part(off, size int64) *span {
	return &span{ctx: s.ctx, r: s.r, base: s.base + off, size: size}
}

func (s *span) Read(p []byte) (int, error) {
	if s.pos >= s.size {
		return 0, io.EOF
	}
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p[:min(int64(len(p)), s.size-s.pos)])
	s.pos += int64(n)
	switch {
	case errors.Is(err, io.EOF) && s.pos < s.size:
		s.err = io.ErrUnexpectedEOF
	case err != nil && !errors.Is(err, io.EOF):
		s.err = err
	default:
		return n, nil
	}
	return n, s.err
}

func (s *span) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		off += s.pos
	case io.SeekEnd:
		off += s.size
	}
	if off < 0 || off > s.size {
		return 0, errors.New("seek outside of the object")
	}
	if _, err := s.r.Seek(s.base+off, io.SeekStart); err != nil {
		s.err = err
		return 0, err
	}
	s.pos = off
	return off, nil
}

// hash feeds the whole span to w and rewinds it.
func (s *span) hash(w io.Writer) error {
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := io.Copy(w, s); err != nil {
		return err
	}
	_, err := s.Seek(0, io.SeekStart)
	return err
}
