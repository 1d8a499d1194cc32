package ttyrec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"strconv"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// Name is what the format is called.
const Name = "ttyrec"

const (
	headSize = 12
	second   = 1000000 // microseconds

	// firstStart is the earliest time that is taken for one of day, 1973; programs that make such files write smaller ones
	// when they count from zero.
	firstStart = 100000000

	sizeHint = 256 // bytes of the first frame in which a size may stand
)

var (
	errEmpty  = errors.New("it holds no frame")
	errMicros = errors.New("a frame does not begin here: its microseconds are a second or more")
)

// A Reader yields the frames of a file as output. It is for one goroutine at a time.
type Reader struct {
	s      *scan.Stream
	header format.Header
	clock  scan.Clock
	base   time.Duration // of the first frame
	left   int64         // bytes of the frame that are still to come
}

// Match reports whether a file of size bytes may be one, by its beginning.
func Match(head []byte, size int64) bool {
	if len(head) < headSize {
		return false
	}
	f := parse(head)
	if f.micros >= second || f.length == 0 || f.length > size-headSize {
		return false
	}
	if f.seconds >= firstStart {
		return true
	}
	next := headSize + f.length
	if next+headSize > int64(len(head)) {
		return next == size
	}
	g := parse(head[next:])
	return g.micros < second && g.seconds >= f.seconds && g.length <= size
}

// NewReader reads where a file begins. Where it does not say how large the terminal is, that is size.
func NewReader(r io.Reader, size format.Size) (*Reader, error) {
	d := &Reader{
		s:      scan.NewStream(r, Name, ""),
		header: format.Header{Size: size, Tick: time.Microsecond},
		clock:  scan.NewClock(time.Microsecond),
	}
	head, err := d.s.Peek(headSize + sizeHint)
	if err != nil {
		return nil, err
	}
	if len(head) < headSize {
		return nil, d.s.Fail(0, errEmpty)
	}
	first := parse(head)
	if first.micros >= second {
		return nil, d.s.Fail(0, errMicros)
	}
	d.base = first.at()
	if first.seconds >= firstStart {
		d.header.Start = time.Unix(0, int64(d.base)).UTC()
	}
	if hint, ok := findSize(head[headSize:min(int64(len(head)), headSize+first.length)]); ok {
		d.header.Size = hint
	}
	return d, nil
}

// Header returns what the file says of the session: when it began, if it says so.
func (d *Reader) Header() format.Header { return d.header }

// Next returns the next piece of output, whose data is valid until the next call, and io.EOF after the last. The error
// is an *scan.Error or one of the underlying reader; what came before it is good.
func (d *Reader) Next() (format.Event, error) {
	for d.left == 0 {
		if err := d.frame(); err != nil {
			return format.Event{}, err
		}
	}
	data, err := d.s.Piece(d.left)
	if err != nil && len(data) == 0 {
		return format.Event{}, err
	}
	d.left -= int64(len(data))
	return format.Event{At: d.clock.Now(), Kind: format.Output, Data: data}, nil
}

// frame reads the head of a frame.
func (d *Reader) frame() error {
	at := d.s.Offset()
	b, err := d.s.Exactly(headSize)
	if err != nil {
		return err
	}
	f := parse(b)
	if f.micros >= second {
		return d.s.Fail(at, errMicros)
	}
	if err := d.clock.Reach(f.at() - d.base); err != nil {
		return d.s.Fail(at, err)
	}
	d.left = f.length
	return nil
}

type frame struct{ seconds, micros, length int64 }

func parse(b []byte) frame {
	number := func(i int) int64 { return int64(binary.LittleEndian.Uint32(b[i:])) }
	return frame{number(0), number(4), number(8)}
}

func (f frame) at() time.Duration {
	return time.Duration(f.seconds)*time.Second + time.Duration(f.micros)*time.Microsecond
}

// sizeReport is how programs that know the size of the terminal say so in the first frame: the request of xterm to
// become so large.
var sizeReport = regexp.MustCompile(`\x1b\[8;([0-9]{1,4});([0-9]{1,4})t`)

func findSize(b []byte) (format.Size, bool) {
	m := sizeReport.FindSubmatch(b)
	if m == nil {
		return format.Size{}, false
	}
	rows, _ := strconv.Atoi(string(bytes.TrimLeft(m[1], "0")))
	cols, _ := strconv.Atoi(string(bytes.TrimLeft(m[2], "0")))
	return format.Size{Cols: cols, Rows: rows}, rows > 0 && cols > 0
}
