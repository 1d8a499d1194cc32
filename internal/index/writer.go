package index

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/parquet-go/parquet-go/encoding/delta"
	pqformat "github.com/parquet-go/parquet-go/format"
)

const (
	stretchText = 1 << 20  // bytes of lines after which a stretch ends
	stretchRows = 64 << 10 // or so many lines
	groupText   = 16 << 20 // and a row group
)

// A packWriter writes the lines of sessions into a pack. The object of lines goes into a file as it comes.
type packWriter struct {
	table  table
	signer *signer
	groups []byte // of the signs, once they are made
	file   *os.File
	out    *bufio.Writer
	sum    hash.Hash
	lines  *linesFile

	open   stretch
	values openColumns
	size   int // bytes of the stretch's lines
	unit   int // bytes of the open unit
	group  int // bytes of the row group's ended stretches
	first  int // row of the row group
	begun  int // stretches that were ended before the row group
}

// openColumns are the values of the open stretch.
type openColumns struct {
	fixed   [columnNumber][]repeat // of the columns that change only with the session
	numbers []int32
	places  []repeat
	at      []int64
	visible []int64
	steps   []byte
	text    []byte
	min     []byte // of the texts
	max     []byte
	scratch []byte
}

// newPackWriter begins a pack in a new file in a folder.
func newPackWriter(folder string) (*packWriter, error) {
	file, err := unnamedFile(folder)
	if err != nil {
		return nil, err
	}
	w := &packWriter{file: file, sum: sha256.New(), signer: &signer{}}
	w.out = bufio.NewWriterSize(io.MultiWriter(file, w.sum), 1<<20)
	w.lines, err = newLinesFile(w.out)
	return w, err
}

// begin begins a session; size is that of its recording in the store.
func (w *packWriter) begin(s Session, size int64) {
	w.table.members = append(w.table.members, member{Session: s, size: size, first: w.open.end()})
}

// add adds a line to the session that was begun last.
func (w *packWriter) add(l line) error {
	m := &w.table.members[len(w.table.members)-1]
	switch l.in {
	case Input:
		m.input++
	case Mark:
		m.marks++
	default:
		m.screen++
	}
	if w.unit == 0 {
		w.open.units = append(w.open.units, int32(w.open.rows))
	}
	w.signer.line(l.text)
	w.values.add(&m.Session, l, w.open.rows == 0 || m.rows() == 1)
	w.open.rows++
	w.size += len(l.text) + 1
	w.table.text += int64(len(l.text)) + 1
	if w.unit += len(l.text) + 1; w.unit >= unitText {
		w.signer.end()
		w.unit = 0
	}
	if w.unit == 0 && w.size >= stretchText || w.open.rows >= stretchRows {
		return w.endStretch()
	}
	return nil
}

// add adds a line's values; fresh says that those of its session are not the ones of the line before, or that there is none.
func (v *openColumns) add(s *Session, l line, fresh bool) {
	if fresh {
		for i, text := range [...]string{columnSession: s.ID, columnHost: s.Target, columnUser: s.User, columnKind: s.Kind} {
			v.fixed[i] = append(v.fixed[i], repeat{value: oneLine([]byte(text))})
		}
		start := binary.LittleEndian.AppendUint64(nil, uint64(s.Start.UnixMilli()))
		v.fixed[columnStart] = append(v.fixed[columnStart], repeat{value: start})
	}
	for i := range v.fixed {
		v.fixed[i][len(v.fixed[i])-1].rows++
	}
	v.numbers = append(v.numbers, int32(l.number))
	if n := len(v.places); n == 0 || v.places[n-1].value[0] != l.in.String()[0] {
		v.places = append(v.places, repeat{value: []byte(l.in.String())})
	}
	v.places[len(v.places)-1].rows++
	v.at = append(v.at, l.at.Milliseconds())
	v.visible = append(v.visible, l.visible.Milliseconds())
	v.steps = appendPlain(v.steps, l.steps)
	v.text = appendPlain(v.text, l.text)
	if len(v.numbers) == 1 || bytes.Compare(l.text, v.min) < 0 {
		v.min = append(v.min[:0], l.text...)
	}
	if len(v.numbers) == 1 || bytes.Compare(l.text, v.max) > 0 {
		v.max = append(v.max[:0], l.text...)
	}
}

// appendPlain appends a text in Parquet's plain encoding.
func appendPlain[T string | []byte](b []byte, text T) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
}

// endStretch ends the open stretch: a page of each column.
func (w *packWriter) endStretch() error {
	n := w.open.rows
	if n == 0 {
		return nil
	}
	if w.unit > 0 {
		w.signer.end()
		w.unit = 0
	}
	if err := w.values.write(&w.lines.columns, n, w.open.first-w.first); err != nil {
		return err
	}
	w.table.stretches = append(w.table.stretches, w.open)
	w.open = stretch{first: w.open.end()}
	w.group += w.size
	w.size = 0
	if w.group < groupText {
		return nil
	}
	return w.endGroup()
}

func (v *openColumns) write(columns *[lineColumns]*columnWriter, n, firstRow int) error {
	for i := range v.fixed {
		if err := columns[i].repeats(v.fixed[i], n, firstRow); err != nil {
			return err
		}
		v.fixed[i] = v.fixed[i][:0]
	}
	var packing delta.BinaryPackedEncoding
	v.scratch, _ = packing.EncodeInt32(v.scratch, v.numbers) // never fails
	err := columns[columnNumber].leaf(v.scratch, n, firstRow, boundOf(v.numbers, appendInt32))
	leaf := func(column int, body []byte, b bound) {
		if err == nil {
			err = columns[column].leaf(body, n, firstRow, b)
		}
	}
	if err == nil {
		err = columns[columnIn].repeats(v.places, n, firstRow)
	}
	v.scratch, _ = packing.EncodeInt64(v.scratch, v.at)
	leaf(columnAt, v.scratch, boundOf(v.at, appendInt64))
	v.scratch, _ = packing.EncodeInt64(v.scratch, v.visible)
	leaf(columnVisible, v.scratch, boundOf(v.visible, appendInt64))
	leaf(columnSteps, v.steps, bound{})
	leaf(columnLine, v.text, bound{bytes.Clone(v.min), bytes.Clone(v.max)}.texts())
	v.numbers, v.places, v.at, v.visible, v.steps, v.text = v.numbers[:0], v.places[:0], v.at[:0], v.visible[:0], v.steps[:0], v.text[:0]
	return err
}

func appendInt32(n int32) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(n)) }
func appendInt64(n int64) []byte { return binary.LittleEndian.AppendUint64(nil, uint64(n)) }

// boundOf returns the bounds of numbers.
func boundOf[T int32 | int64](numbers []T, encode func(T) []byte) bound {
	low, high := numbers[0], numbers[0]
	for _, n := range numbers {
		low, high = min(low, n), max(high, n)
	}
	return bound{encode(low), encode(high)}
}

// endGroup ends the open row group, and learns where its pages lie.
func (w *packWriter) endGroup() error {
	if err := w.endStretch(); err != nil {
		return err
	}
	if w.open.first == w.first {
		return nil
	}
	if err := w.lines.endGroup(w.open.first - w.first); err != nil {
		return err
	}
	offsets := w.lines.offsets[len(w.lines.offsets)-1]
	for p := range w.table.stretches[w.begun:] {
		if !w.table.stretches[w.begun+p].place(offsets[:], p, w.first) {
			return errPack
		}
	}
	w.group, w.first, w.begun = 0, w.open.first, len(w.table.stretches)
	return nil
}

// finish ends the object of lines.
func (w *packWriter) finish() error {
	if err := w.endGroup(); err != nil {
		return err
	}
	if err := w.lines.close(); err != nil {
		return err
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write file of a pack: %w", err)
	}
	w.table.signs, w.groups = w.signer.signs()
	return nil
}

// discard gives the file back.
func (w *packWriter) discard() { w.file.Close() }

var errPack = errors.New("not a pack of shellac")

// place takes the places of page p of each column of a row group whose first row is given. It reports false where the pages do not begin at the
// same rows.
func (s *stretch) place(of []pqformat.OffsetIndex, p, first int) bool {
	fits := true
	at := func(column int) place {
		if p >= len(of[column].PageLocations) {
			fits = false
			return place{}
		}
		l := of[column].PageLocations[p]
		fits = fits && s.first == first+int(l.FirstRowIndex) && l.CompressedPageSize >= 0 && l.Offset >= 0
		return place{l.Offset, int64(l.CompressedPageSize)}
	}
	s.leaves = leaves{in: at(columnIn), at: at(columnAt), visible: at(columnVisible), steps: at(columnSteps), line: at(columnLine)}
	return fits
}
