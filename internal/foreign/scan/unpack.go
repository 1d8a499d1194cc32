package scan

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds the memory in bytes that a zstd stream may ask for: that of `zstd --ultra -22`.
const maxWindow = 128 << 20

// packings are what a packed file begins with.
var packings = []struct {
	name, magic string
	open        func(io.Reader) (io.Reader, error)
}{
	{"gzip", "\x1f\x8b", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
	{"bzip2", "BZh", func(r io.Reader) (io.Reader, error) { return bzip2.NewReader(r), nil }},
	{"zstd", "\x28\xb5\x2f\xfd", openZstd},
}

func openZstd(r io.Reader) (io.Reader, error) {
	return zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
}

// Packed returns how a file that begins with head is packed: gzip, bzip2, zstd, or nothing.
func Packed(head []byte) string {
	for _, p := range packings {
		if bytes.HasPrefix(head, []byte(p.magic)) {
			return p.name
		}
	}
	return ""
}

// Unpack returns what r unpacks to, packed as Packed has said; with nothing it is r itself. Where the packed bytes are
// wrong its error is an *Error; file is what that says.
func Unpack(r io.Reader, packed, file string) (io.Reader, error) {
	for _, p := range packings {
		if p.name == packed {
			return newUnpacker(r, p.name, file, p.open)
		}
	}
	return r, nil
}

// Gunzip is Unpack for one member of gzip, whatever follows it.
func Gunzip(r io.Reader, file string) (io.Reader, error) {
	return newUnpacker(r, "gzip", file, func(r io.Reader) (io.Reader, error) {
		z, err := gzip.NewReader(r)
		if err == nil {
			z.Multistream(false)
		}
		return z, err
	})
}

// An unpacker tells a packed file that is wrong from one that could not be read.
type unpacker struct {
	format, file string
	from         *remembering
	r            io.Reader
	done         int64
}

func newUnpacker(r io.Reader, format, file string, open func(io.Reader) (io.Reader, error)) (*unpacker, error) {
	u := &unpacker{format: format, file: file, from: &remembering{r: r}}
	var err error
	u.r, err = open(u.from)
	return u, u.explain(err)
}

func (u *unpacker) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.done += int64(n)
	if errors.Is(err, io.EOF) {
		return n, io.EOF
	}
	return n, u.explain(err)
}

func (u *unpacker) explain(err error) error {
	switch {
	case err == nil:
		return nil
	case u.from.err != nil:
		return u.from.err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = ErrCut
	}
	return &Error{u.format, u.file, fmt.Sprintf("after %d bytes", u.done), err}
}

// A remembering reader keeps the error with which its reader failed.
type remembering struct {
	r   io.Reader
	err error
}

func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}
