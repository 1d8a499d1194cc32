package index

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/transcript"
)

// A line is one line of a session with all that is packed of it.
type line struct {
	text        []byte
	at, visible time.Duration
	in          In
	number      int
	steps       []byte // as appendSteps has them
}

// linesOf yields all lines of a reading in the order in which they are packed.
func linesOf(r transcript.Reading, yield func(line)) {
	for i, l := range r.Lines {
		yield(screenLine(l, i))
	}
	othersOf(r.Others, yield)
}

// othersOf yields what was typed and then the markers.
func othersOf(events []format.Event, yield func(line)) {
	typed := typist{yield: yield}
	for _, e := range events {
		if e.Kind == format.Input {
			typed.add(e.At, e.Data)
		}
	}
	typed.end()
	marks := 0
	for _, e := range events {
		if e.Kind == format.Marker {
			yield(line{text: oneLine(e.Data), at: e.At, in: Mark, number: marks})
			marks++
		}
	}
}

func screenLine(l format.Line, number int) line {
	in := Screen
	if l.Transient {
		in = Transient
	}
	return line{text: oneLine([]byte(l.Text)), at: l.From, visible: max(l.To-l.From, 0), in: in, number: number, steps: appendSteps(nil, l.From, l.Steps)}
}

// oneLine makes sure that a text has no end of line in it, and is UTF-8, as an engine that reads Parquet expects.
func oneLine(text []byte) []byte {
	if bytes.IndexByte(text, '\n') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte(" "))
	}
	if !utf8.Valid(text) {
		text = bytes.ToValidUTF8(text, []byte("\ufffd"))
	}
	return text
}

// blockText is about how many bytes of text BlocksOf puts into a Block.
const blockText = 1 << 20

// BlockOf returns the lines of one recording as a Block. Of one with more than 1 GiB of text it holds the beginning; see BlocksOf.
func BlockOf(s *Session, r transcript.Reading) *Block {
	const most = 1 << 30
	all := blocksOf(s, r, most)
	return all[0]
}

// BlocksOf returns the lines of one recording as Blocks of about 1 MiB. There is at least one.
func BlocksOf(s *Session, r transcript.Reading) []*Block { return blocksOf(s, r, blockText) }

func blocksOf(s *Session, r transcript.Reading, limit int) []*Block {
	b := builder{session: s}
	all := []*Block{b.block()}
	linesOf(r, func(l line) {
		if len(b.block().Text)+len(l.text) >= limit && b.block().Len() > 0 {
			b = builder{session: s}
			all = append(all, b.block())
		}
		b.add(l)
	})
	return all
}

// A builder makes a Block of the lines of one session.
type builder struct {
	session *Session
	made    *Block
	rows    []line
}

func (b *builder) block() *Block {
	if b.made == nil {
		rows := b
		b.made = &Block{rows: func(i int) (Row, error) { return rows.row(i), nil }}
	}
	return b.made
}

func (b *builder) add(l line) {
	made := b.block()
	made.Text = append(made.Text, l.text...)
	made.Ends = append(made.Ends, int32(len(made.Text)))
	made.Text = append(made.Text, '\n')
	l.text = nil
	b.rows = append(b.rows, l)
}

func (b *builder) row(i int) Row {
	l := b.rows[i]
	return Row{Session: b.session, At: l.at, Visible: l.visible, In: l.in, Number: l.number, steps: parseSteps(l.steps, l.at)}
}
