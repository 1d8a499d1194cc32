package tlog

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

const (
	maxLine     = 16 << 20 // bytes; tlog's default for the I/O in one is 2 KiB
	maxMessages = 4 << 20  // in a file that is read at once
)

var errMany = errors.New("there are more messages in it than can be read at once; split it")

// A Recording is what a file holds of one session.
type Recording struct {
	Host, Rec string
	Sum       [sha256.Size]byte // names its content

	first    message // without its I/O
	messages []place
	broken   error // in the file, and perhaps of this session
}

// A place is where a message lies.
type place struct {
	id           uint64
	line         int
	offset, size int64
}

// Find reads a file and returns the recordings in it, in the order in which they begin. With intact, lines that are broken
// are left out, and each recording says so at its end; without it the first of them is the error.
func Find(r io.ReaderAt, size int64, intact bool) ([]*Recording, error) {
	f := &finder{byKey: map[string]*Recording{}}
	s := scan.NewStream(io.NewSectionReader(r, 0, size), Name, "")
	var broken error
	for number := 1; ; number++ {
		at := s.Offset()
		line, ended, err := s.Line(maxLine)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = f.add(s, line, ended, place{line: number, offset: at, size: s.Offset() - at})
		}
		switch {
		case err == nil:
		case !intact || !scan.Broken(err) || errors.Is(err, errMany) || errors.Is(err, scan.ErrLine):
			return nil, err
		case broken == nil:
			broken = err
		}
	}
	for _, rec := range f.found {
		rec.broken = broken
		if err := rec.finish(r); err != nil {
			return nil, err
		}
	}
	return f.found, nil
}

type finder struct {
	byKey map[string]*Recording
	found []*Recording
	count int
}

func (f *finder) add(s *scan.Stream, line []byte, ended bool, p place) error {
	m, ok, err := parseLine(bytes.TrimSpace(line))
	if err != nil && !ended {
		err = scan.ErrCut
	}
	if err != nil {
		return s.FailLine(err)
	}
	if !ok {
		return nil
	}
	if f.count++; f.count > maxMessages {
		return s.FailLine(errMany)
	}
	rec := f.byKey[m.key()]
	if rec == nil {
		rec = &Recording{Host: strings.Clone(m.Host), Rec: strings.Clone(m.Rec)}
		f.byKey[m.key()] = rec
		f.found = append(f.found, rec)
	}
	p.id = m.ID
	rec.messages = append(rec.messages, p)
	return nil
}

// finish puts the messages in order, leaves out those that are there twice, and reads the first.
func (rec *Recording) finish(r io.ReaderAt) error {
	slices.SortStableFunc(rec.messages, func(a, b place) int { return cmp.Compare(a.id, b.id) })
	rec.messages = slices.CompactFunc(rec.messages, func(a, b place) bool { return a.id == b.id })
	h := sha256.New()
	h.Write([]byte(rec.Host + "\x00" + rec.Rec))
	for _, p := range []place{rec.messages[0], rec.messages[len(rec.messages)-1]} {
		m, err := p.read(r)
		if err != nil {
			return err
		}
		if p == rec.messages[0] {
			rec.first = m
		}
		h.Write(binary.BigEndian.AppendUint64(nil, m.ID))
		h.Write([]byte(m.Timing + m.OutTxt + m.InTxt))
	}
	h.Write([]byte(strconv.Itoa(len(rec.messages))))
	h.Sum(rec.Sum[:0])
	return nil
}

// read reads a message again.
func (p place) read(r io.ReaderAt) (message, error) {
	b := make([]byte, p.size)
	if _, err := r.ReadAt(b, p.offset); err != nil && !errors.Is(err, io.EOF) {
		return message{}, err
	}
	m, ok, err := parseLine(bytes.TrimSpace(b))
	if err == nil && !ok {
		err = errMessage
	}
	if err != nil {
		return message{}, p.fail(err)
	}
	return m, nil
}

func (p place) fail(err error) error {
	return &scan.Error{Format: Name, Where: "line " + strconv.Itoa(p.line), Err: err}
}
