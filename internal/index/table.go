package index

import (
	"sort"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
)

// A table says what is where in a pack.
type table struct {
	members   []member  // in the order of their rows
	stretches []stretch // in the order of their rows
	text      int64     // bytes of all lines
	signs     *signs    // nil without
}

// A member is a recording in a pack. Its rows follow each other: lines of the screen, input, marks.
type member struct {
	Session
	size   int64 // bytes of the recording in the store, as listed when it was packed
	first  int   // row
	screen int   // rows of each
	input  int
	marks  int
}

func (m *member) rows() int { return m.screen + m.input + m.marks }
func (m *member) end() int  { return m.first + m.rows() }

// day is the one under which the archive keeps the recording.
func (m *member) day() day { return dayOfID(m.ID) }

// A stretch is some thousands of rows of a pack: one page of each column, in the words of Parquet.
type stretch struct {
	first  int // row
	rows   int
	units  []int32 // the row, counted from first, with which each unit of the signs starts
	leaves leaves
}

func (s *stretch) end() int { return s.first + s.rows }

// leaves are where in the object of lines the pages of the columns lie that a search reads.
type leaves struct{ in, at, visible, steps, line place }

// A place is some bytes of an object.
type place struct{ off, size int64 }

func (p place) end() int64 { return p.off + p.size }

// memberAt returns the member that a row belongs to.
func (t *table) memberAt(row int) *member {
	i := sort.Search(len(t.members), func(i int) bool { return t.members[i].end() > row })
	if i == len(t.members) || row < t.members[i].first {
		return nil
	}
	return &t.members[i]
}

// row says what follows from a row's place in its session.
func (m *member) row(row int, transient bool) Row {
	r := Row{Session: &m.Session, Number: row - m.first}
	switch {
	case r.Number < m.screen:
		if transient {
			r.In = Transient
		}
	case r.Number < m.screen+m.input:
		r.In, r.Number = Input, r.Number-m.screen
	default:
		r.In, r.Number = Mark, r.Number-m.screen-m.input
	}
	return r
}

// maxRows bounds the rows of a stretch that is read; those that are written have fewer.
const maxRows = 1 << 20

// fits tells whether all pages lie in an object of a size, and none is larger than what is read.
func (t *table) fits(size int64) bool {
	for i := range t.stretches {
		p := t.stretches[i].leaves
		for _, at := range [...]place{p.in, p.at, p.visible, p.steps, p.line} {
			if at.off < 0 || at.size < 0 || at.size > maxInflated || at.off > size-at.size {
				return false
			}
		}
		if p.steps.end() < p.in.off || t.stretches[i].rows > maxRows {
			return false
		}
	}
	return true
}

// appendSteps and parseSteps are how the steps of a line stand in a column: pairs of numbers, ticks since the step before, at first since the
// line's own time, and bytes.
func appendSteps(b []byte, at time.Duration, steps []format.Step) []byte {
	for _, s := range steps {
		b = appendInt(b, int64((s.At-at)/format.LineTick))
		b = appendUint(b, uint64(s.Size))
		at = s.At
	}
	return b
}

func parseSteps(b []byte, at time.Duration) (steps []format.Step) {
	d := decoder{b: b}
	for len(d.b) > 0 && !d.bad {
		at += time.Duration(d.int()) * format.LineTick
		steps = append(steps, format.Step{At: at, Size: int(d.uint())})
	}
	return steps
}

// listed is what of a listing the order of sessions in a pack follows from.
func (m *member) listed() archive.Entry {
	return archive.Entry{ID: m.ID, Target: m.Target, Start: m.Start}
}
