package format

import (
	"slices"
	"time"
)

// A Line is a line of text that stood on the screen (§4). Rows that wrapped are one line.
type Line struct {
	Text      string
	From, To  time.Duration // when it first stood there, perhaps with less text, and when it was gone
	Row       int           // where it stood last, from 0
	Alt       bool          // on the alternate screen
	Transient bool          // it stood for less than 100 ms
	Order     uint64        // the order to read lines in
	Steps     []Step        // how the text grew; none for a line that came all at once
}

// A Step is a piece of a line's text, Size bytes that stood there from At on. The steps of a line cover its text.
type Step struct {
	At   time.Duration
	Size int
}

// Since returns when the bytes from start up to end of the text had all come to stand on the screen.
func (l Line) Since(start, end int) time.Duration {
	at, since := 0, l.From
	for _, s := range l.Steps {
		if at < end && at+s.Size > start {
			since = max(since, s.At)
		}
		at += s.Size
	}
	return since
}

const (
	lineAlt = 1 << iota
	lineTransient
	lineFlags
)

// TranscriptSection returns lines as a section of a chunk.
func TranscriptSection(lines []Line) Section {
	return Section{Kind: SectionTranscript, Raw: AppendTranscript(nil, lines)}
}

// LineTick is the resolution of times in a transcript. Nobody looks closer, and it costs a third less than a recording's
// own.
const LineTick = 50 * time.Millisecond

// AppendTranscript appends lines as the raw bytes of a section of kind SectionTranscript.
func AppendTranscript(raw []byte, lines []Line) []byte {
	var c columns
	var from, order int64
	for _, l := range lines {
		start := int64(l.From / LineTick)
		c.add(0, zigzag(start-from))
		c.add(1, uint64(max(int64(l.To/LineTick)-start, 0)))
		c.add(2, zigzag(int64(l.Order)-order))
		c.add(3, uint64(l.Row))
		c.add(4, l.flags())
		c.add(5, uint64(len(l.Text)))
		c.add(6, uint64(len(l.Steps)))
		at := start
		for _, s := range l.Steps {
			c.add(7, zigzag(int64(s.At/LineTick)-at))
			c.add(8, uint64(s.Size))
			at = int64(s.At / LineTick)
		}
		from, order = start, int64(l.Order)
	}
	text := 0
	for _, l := range lines {
		text += len(l.Text)
	}
	raw = slices.Grow(raw, text+16*len(lines)+16)
	raw = appendUvarint(raw, uint64(len(lines)))
	raw = c.append(raw)
	for _, l := range lines {
		raw = append(raw, l.Text...)
	}
	return raw
}

func (l Line) flags() (f uint64) {
	if l.Alt {
		f |= lineAlt
	}
	if l.Transient {
		f |= lineTransient
	}
	return f
}

// ParseTranscript reads what a section of kind SectionTranscript holds.
func ParseTranscript(raw []byte) ([]Line, error) {
	s := scanner{b: raw}
	n := s.below(uint64(len(raw)), errEvents)
	var cols [9][]uint64
	for i := range 7 {
		cols[i] = s.column(n)
	}
	steps := sum(cols[6], uint64(len(raw)))
	cols[7], cols[8] = s.column(steps), s.column(steps)
	if s.err != nil {
		return nil, s.err
	}
	lines := make([]Line, n)
	var from, order int64
	for i := range lines {
		from, order = from+unzigzag(cols[0][i]), order+unzigzag(cols[2][i])
		l := Line{From: time.Duration(from) * LineTick, To: time.Duration(from+int64(cols[1][i])) * LineTick, Order: uint64(order), Row: int(cols[3][i]),
			Alt: cols[4][i]&lineAlt != 0, Transient: cols[4][i]&lineTransient != 0}
		if from < 0 || from > maxTicks || cols[4][i] >= lineFlags || cols[3][i] > maxSide || cols[5][i] > uint64(len(s.b)) {
			return nil, errEvents
		}
		l.Text = string(s.bytes(int(cols[5][i])))
		at := from
		for range cols[6][i] {
			at += unzigzag(cols[7][0])
			l.Steps = append(l.Steps, Step{time.Duration(at) * LineTick, int(cols[8][0])})
			cols[7], cols[8] = cols[7][1:], cols[8][1:]
		}
		lines[i] = l
	}
	return lines, s.end()
}

// columns are the numbers of a transcript, each column a byte a number with the rest of wide ones behind it.
type columns [9]struct {
	narrow []byte
	wide   []uint64
}

func (c *columns) add(i int, v uint64) {
	c[i].narrow, c[i].wide = appendNarrow(c[i].narrow, c[i].wide, v)
}

func (c *columns) append(raw []byte) []byte {
	for i := range c {
		raw = append(raw, c[i].narrow...)
		raw, _ = appendWide(raw, c[i].wide)
	}
	return raw
}

// column reads n numbers of a column.
func (s *scanner) column(n int) []uint64 {
	narrow := s.bytes(n)
	col := make([]uint64, len(narrow))
	for i, c := range narrow {
		col[i] = s.narrow(c)
	}
	return col
}

// sum adds up numbers, but not beyond limit.
func sum(numbers []uint64, limit uint64) int {
	total := uint64(0)
	for _, n := range numbers {
		if total += min(n, limit); total > limit {
			return int(limit) + 1
		}
	}
	return int(total)
}

// zigzag makes of small numbers of either sign small ones without.
func zigzag(v int64) uint64 { return uint64(v<<1) ^ uint64(v>>63) }

func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }
