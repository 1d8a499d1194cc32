package index

import (
	"errors"
	"time"

	"github.com/shellac-term/shellac/format"
)

// In says where a line was.
type In uint8

// The places of a line.
const (
	Screen    In = iota // it stood on the screen
	Transient           // it stood there for less than 100 ms
	Input               // it was typed
	Mark                // the label of a marker
)

func (in In) String() string {
	switch in {
	case Screen:
		return "screen"
	case Transient:
		return "transient"
	case Input:
		return "input"
	case Mark:
		return "mark"
	}
	return "unknown"
}

// A Block is some thousands of lines that lie together. They are of one day, but may be of several sessions, whose lines
// follow each other: first those of the screen, transient ones among them, in the order to read them in, then what was typed, then
// markers. A session may go on in the next Block. A Block belongs to whoever got it, who may keep it and use it from one goroutine at a time.
type Block struct {
	Text []byte  // all lines, a '\n' behind each; a line holds no other
	Ends []int32 // where the '\n' of each line is in Text

	rows    func(i int) (Row, error)
	release func()
}

// A Row is what is known of one line of a Block beside its text.
type Row struct {
	Session     *Session
	At, Visible time.Duration // since the start of the session, and for how long; of a mark Visible is 0
	In          In
	Number      int // of the line in its session, from 0; those of the screen and transient ones, input and marks are counted for themselves

	steps []format.Step
}

// Since returns when the bytes from start up to end of the line had all come to stand on the screen, or were typed.
func (r Row) Since(start, end int) time.Duration {
	return format.Line{From: r.At, Steps: r.steps}.Since(start, end)
}

// Len returns the number of lines.
func (b *Block) Len() int { return len(b.Ends) }

// Line returns the text of a line without its '\n'. It is a part of Text.
func (b *Block) Line(i int) []byte {
	start := int32(0)
	if i > 0 {
		start = b.Ends[i-1] + 1
	}
	return b.Text[start:b.Ends[i]:b.Ends[i]]
}

var errNoLine = errors.New("no such line in the block")

// Row returns what is known of line i. The first call for a Block may read from the store.
func (b *Block) Row(i int) (Row, error) {
	if i < 0 || i >= len(b.Ends) {
		return Row{}, errNoLine
	}
	return b.rows(i)
}

// Release says that nobody uses the Block, or any part of it but Rows, any more: its memory is used for another. It need not be called.
func (b *Block) Release() {
	if b.release != nil {
		b.release()
	}
	*b = Block{}
}
