package store

import (
	"context"
	"errors"
	"io"
	"strings"
)

// plainError makes an *Error of an error of our own, whose text is already plain.
func plainError(op, key, where string, err error) *Error {
	return &Error{Op: op, Key: oneLine(key), Store: where, Reason: oneLine(plainReason(err)), Tries: 1, Err: err}
}

func plainReason(err error) string { return strings.TrimPrefix(err.Error(), "store: ") }

// checkPut reports what is wrong with the arguments of a Put.
func checkPut(key string, size int64) error {
	if size < 0 {
		return ErrRange
	}
	return CheckKey(key)
}

// ctxReader ends with the context's error once that is done.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (r *ctxReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// limit ends r after n bytes, or not at all when n < 0.
func limit(r io.Reader, n int64) io.Reader {
	if n < 0 {
		return r
	}
	return io.LimitReader(r, n)
}

// bodyReader is what Get returns: it gives the errors of a body the shape of ours.
type bodyReader struct {
	r     io.Reader
	close func() error
	fail  func(error) error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = b.fail(err)
	}
	return n, err
}

func (b *bodyReader) Close() error { return b.close() }

// Resumer is what a reader of Get implements when it can go on after it broke off. Resume reads from off as Get does, and fails rather than
// mix two objects when the object was replaced meanwhile.
type Resumer interface {
	Resume(ctx context.Context, off, n int64) (io.ReadCloser, error)
}

// resumableReader is a bodyReader that can go on.
type resumableReader struct {
	bodyReader
	resume func(ctx context.Context, off, n int64) (io.ReadCloser, error)
}

func (b *resumableReader) Resume(ctx context.Context, off, n int64) (io.ReadCloser, error) {
	return b.resume(ctx, off, n)
}
