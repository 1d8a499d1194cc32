package foreign

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
)

// A Sum names a recording and what of it is wanted: the same wherever it lies. Of a large file it takes the size and both ends, so
// that a recording in a bucket can be told from others without reading it; formats that are packed end in a checksum.
type Sum [sha256.Size]byte

// end is how many bytes of each end of a file count.
const end = 64 << 10

// A summer adds up what makes a recording what it is.
type summer struct{ h hash.Hash }

// newSum begins a sum for a format and what is wanted.
func newSum(format string, o Options) summer {
	s := summer{sha256.New()}
	s.text(format)
	s.text(fmt.Sprintf("input %v size %v", o.Input, o.Size))
	return s
}

func (s summer) text(t string) {
	s.h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(t))))
	s.h.Write([]byte(t))
}

// file adds a file.
func (s summer) file(f File) error {
	size := max(f.Size(), 0)
	s.h.Write(binary.BigEndian.AppendUint64(nil, uint64(size)))
	head := min(size, end)
	if err := s.stretch(f, 0, head); err != nil {
		return err
	}
	tail := max(head, size-end)
	return s.stretch(f, tail, size-tail)
}

func (s summer) stretch(f File, at, n int64) error {
	b := make([]byte, n)
	if _, err := f.ReadAt(b, at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	s.h.Write(b)
	return nil
}

func (s summer) sum() (sum Sum) {
	s.h.Sum(sum[:0])
	return sum
}
