package format

import (
	"errors"
	"io"
	"time"
)

// walk builds the index of a recording that has no trailer to be believed by going from part to part. It reads only the
// parts that frame a chunk, not what is in it; the last chunk, which may be cut, is decoded.
func (f *File) walk() error {
	w := walker{file: f, at: f.body}
	for w.step() {
	}
	if errors.As(w.err, new(*readError)) {
		return w.err
	}
	f.all = w.chunks
	if w.open {
		if err := f.measureLast(); err != nil {
			return err
		}
	}
	var corrupt *CorruptError
	if errors.As(w.err, &corrupt) {
		f.damage = corrupt
	}
	f.addUp()
	return nil
}

type walker struct {
	file   *File
	at     int64
	chunks []Chunk
	open   bool
	err    error
}

// step takes one part and reports whether to go on.
func (w *walker) step() bool {
	typ, size, err := w.file.measurePart(w.at)
	if err == nil {
		err = w.take(typ, size)
	}
	w.err = err
	return err == nil
}

func (w *walker) take(typ partType, size int64) error {
	var err error
	switch {
	case typ == partChunkStart && !w.open:
		err = w.start()
	case typ == partSection && w.open:
	case typ == partChunkEnd && w.open:
		err = w.end()
	case typ == partTrailer && !w.open:
		return io.EOF
	default:
		return &CorruptError{w.at, errPartOrder}
	}
	if err != nil {
		return err
	}
	w.chunks[len(w.chunks)-1].Size += size
	w.at += size
	return nil
}

func (w *walker) start() error {
	p, err := w.file.partAt(nil, w.at)
	if err != nil {
		return err
	}
	s := scanner{b: p.payload}
	s.uvarint() // the number, which is checked when the chunk is read
	c := Chunk{Offset: w.at, Start: w.file.header.Tick * time.Duration(s.below(maxTicks, errTime))}
	c.about = len(w.chunks) - s.below(uint64(len(w.chunks)), errChunkNumber)
	if n := len(w.chunks); n > 0 {
		c.Start += w.chunks[n-1].End
	}
	c.End = c.Start
	w.chunks = append(w.chunks, c)
	w.open = true
	return nil
}

func (w *walker) end() error {
	p, err := w.file.partAt(nil, w.at)
	if err != nil {
		return err
	}
	s := scanner{b: p.payload}
	c := &w.chunks[len(w.chunks)-1]
	c.Events, c.OutputBytes = s.below(maxTicks, errIndex), int64(s.below(maxTicks, errIndex))
	c.End = c.Start + w.file.header.Tick*time.Duration(s.below(maxTicks, errTime))
	w.open = false
	return nil
}

// measurePart reads the type and the length of the part at offset, and returns its whole size in bytes.
func (f *File) measurePart(offset int64) (partType, int64, error) {
	var head [11]byte
	b := head[:min(int64(len(head)), f.size-offset)]
	if len(b) < 2 {
		return 0, 0, ErrTorn
	}
	if err := f.readAt(b, offset); err != nil {
		return 0, 0, err
	}
	limit, err := partLimit(partType(b[0]))
	if err != nil {
		return 0, 0, &CorruptError{offset, err}
	}
	size, n := uvarint(b[1:])
	switch {
	case n == 0:
		return 0, 0, ErrTorn
	case n < 0:
		return 0, 0, &CorruptError{offset, errVarint}
	case size > limit:
		return 0, 0, &CorruptError{offset, errPartSize}
	}
	whole := int64(1+n) + int64(size) + checksumSize
	if offset+whole > f.size {
		return 0, 0, ErrTorn
	}
	return partType(b[0]), whole, nil
}

// measureLast decodes the last chunk, which has no end, to learn what is in it.
func (f *File) measureLast() error {
	i := len(f.all) - 1
	b, at, err := f.readAround(i, f.all[i])
	if err != nil {
		if errors.As(err, new(*readError)) {
			return err
		}
		f.all = f.all[:i]
		f.damage = err
		return nil
	}
	c := chunkReader{ledger: f.ledgerAt(i, b[:at])}
	defer c.inflate.close()
	if _, err = c.readAll(b[at:], f.all[i].Offset); err != nil {
		f.damage = err
	}
	if len(c.ledger.chunks) <= i {
		f.all = f.all[:i]
		return nil
	}
	f.all[i] = c.ledger.chunks[i]
	f.summary.Exit = c.ledger.exit
	return nil
}

// addUp makes a summary from the chunks.
func (f *File) addUp() {
	for _, c := range f.all {
		f.summary.Events += int64(c.Events)
		f.summary.OutputBytes += c.OutputBytes
		f.summary.Duration = c.End
	}
}
