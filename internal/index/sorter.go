package index

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/shellac-term/shellac/format"
)

// runText bounds in bytes the lines that a sorter holds in memory.
const runText = 24 << 20

// A sorter brings the lines of a recording into the order to read them in. What does not fit into memory goes to a file in sorted runs, which
// are merged.
type sorter struct {
	folder string
	lines  int
	run    []unsorted
	text   []byte // texts and steps of the run
	file   *os.File
	out    *bufio.Writer
	end    int64   // of what was written
	runs   []int64 // where each run in the file ends
}

// An unsorted line is one of the run in memory.
type unsorted struct {
	order       uint64
	at, visible time.Duration
	start       int
	size, steps int32 // bytes of the text, and of the steps behind it
	transient   bool
}

func newSorter(folder string) *sorter { return &sorter{folder: folder} }

// again makes ready for another recording.
func (s *sorter) again() *sorter {
	s.close()
	return &sorter{folder: s.folder, run: s.run[:0], text: s.text[:0]}
}

func (s *sorter) add(l format.Line) error {
	u := unsorted{order: l.Order, at: l.From, visible: max(l.To-l.From, 0), start: len(s.text), size: int32(len(l.Text)), transient: l.Transient}
	s.text = append(s.text, l.Text...)
	s.text = appendSteps(s.text, l.From, l.Steps)
	u.steps = int32(len(s.text) - u.start - len(l.Text))
	s.run = append(s.run, u)
	s.lines++
	if len(s.text)+48*len(s.run) < runText {
		return nil
	}
	return s.spill()
}

func (s *sorter) sort() {
	byOrder := func(a, b unsorted) int { return cmp.Compare(a.order, b.order) }
	if !slices.IsSortedFunc(s.run, byOrder) {
		slices.SortStableFunc(s.run, byOrder)
	}
}

// spill writes the run to the file.
func (s *sorter) spill() error {
	if s.file == nil {
		file, err := unnamedFile(s.folder)
		if err != nil {
			return err
		}
		s.file, s.out = file, bufio.NewWriterSize(file, 256<<10)
	}
	s.sort()
	var head []byte
	for _, u := range s.run {
		head = u.appendHead(head[:0])
		text := s.text[u.start:][:u.size+u.steps]
		s.out.Write(head) // an error sticks until Flush
		s.out.Write(text)
		s.end += int64(len(head) + len(text))
	}
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("write lines to a file: %w", err)
	}
	s.runs = append(s.runs, s.end)
	s.run, s.text = s.run[:0], s.text[:0]
	return nil
}

func (u unsorted) appendHead(b []byte) []byte {
	transient := uint64(0)
	if u.transient {
		transient = 1
	}
	for _, n := range [...]uint64{u.order, uint64(u.at), uint64(u.visible), transient, uint64(u.size), uint64(u.steps)} {
		b = appendUint(b, n)
	}
	return b
}

func (u unsorted) line(text []byte, number int) line {
	in := Screen
	if u.transient {
		in = Transient
	}
	return line{text: oneLine(text[:u.size]), at: u.at, visible: u.visible, in: in, number: number, steps: text[u.size:][:u.steps]}
}

// each calls f with all lines in order, which are valid during the call. It may be called once.
func (s *sorter) each(f func(line) error) error {
	s.sort()
	if s.file == nil {
		for i, u := range s.run {
			if err := f(u.line(s.text[u.start:], i)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	return s.merge(f)
}

// merge goes through all runs at once.
func (s *sorter) merge(f func(line) error) error {
	var heads []*runReader
	from := int64(0)
	for _, end := range s.runs {
		r := &runReader{in: bufio.NewReaderSize(io.NewSectionReader(s.file, from, end-from), 128<<10)}
		if err := r.next(); err != nil {
			return err
		}
		heads, from = append(heads, r), end
	}
	for number := 0; ; number++ {
		var least *runReader
		for _, r := range heads { // there are few
			if !r.ended && (least == nil || r.head.order < least.head.order) {
				least = r
			}
		}
		if least == nil {
			return nil
		}
		if err := f(least.head.line(least.text, number)); err != nil {
			return err
		}
		if err := least.next(); err != nil {
			return err
		}
	}
}

// A runReader goes through one run.
type runReader struct {
	in    *bufio.Reader
	head  unsorted
	text  []byte
	ended bool
}

func (r *runReader) next() error {
	if _, err := r.in.Peek(1); err == io.EOF {
		r.ended = true
		return nil
	}
	var n [6]uint64
	for i := range n {
		var err error
		if n[i], err = binary.ReadUvarint(r.in); err != nil {
			return fmt.Errorf("read lines from a file: %w", err)
		}
	}
	r.head = unsorted{order: n[0], at: time.Duration(n[1]), visible: time.Duration(n[2]), transient: n[3] != 0, size: int32(n[4]), steps: int32(n[5])}
	r.text = slices.Grow(r.text[:0], int(r.head.size+r.head.steps))[:r.head.size+r.head.steps]
	if _, err := io.ReadFull(r.in, r.text); err != nil {
		return fmt.Errorf("read lines from a file: %w", err)
	}
	return nil
}

func (s *sorter) close() {
	if s.file != nil {
		s.file.Close()
	}
}

// unnamedFile creates a file that is gone when it is closed, or when the process dies.
func unnamedFile(folder string) (*os.File, error) {
	file, err := os.CreateTemp(folder, "shellac-pack-")
	if err != nil {
		return nil, fmt.Errorf("create a file to pack in: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, fmt.Errorf("create a file to pack in: %w", err)
	}
	return file, nil
}
