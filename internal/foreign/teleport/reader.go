package teleport

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// Name is what the format is called.
const Name = "teleport"

// The types of events that matter here, and the fields that they have.
const (
	typeStart  = "session.start"
	typePrint  = "print"
	typeResize = "resize"
	typeExec   = "exec"
	typeEnd    = "session.end"

	fieldMetadata = 1 // of all

	metadataIndex   = 1
	metadataType    = 2
	metadataTime    = 5
	metadataCluster = 6

	printData   = 3
	printDelay  = 5
	printOffset = 6

	resizeSize  = 6
	execCommand = 6
	execCode    = 2 // in the command
)

var (
	errEmpty   = errors.New("it holds no event")
	errNoStart = errors.New("it does not begin with the start of a session")
	errSide    = errors.New("a terminal of no size")
)

// A Reader yields the output of a session, changes of the terminal's size, and how a command ended. It is for one
// goroutine at a time.
//
// Times are those of Teleport's own player: the delays of the output, which count from the first output. What has only a
// time of day is put among them by it. The header's Start is when the session began, which may be a while before that; a
// label then says when the first output came.
type Reader struct {
	parts  parts
	header format.Header
	clock  scan.Clock
	intact bool
	last   int64     // index of the last event
	zero   time.Time // time of day of delay 0
	bytes  int64     // of output so far
	queue  []format.Event
	first  *event // that NewReader has read
	ended  bool
	failed error // that comes when the queue is empty
	tail   error // what was wrong on the way, of a recording of which the rest was read all the same
}

// An event is a message with what all of them have.
type event struct {
	kind  string
	index int64
	at    time.Time
	body  []byte
}

// NewReader reads the first event. With intact, what is missing in the middle is a Gap, and the error that says so comes
// at the end.
func NewReader(r io.Reader, intact bool) (*Reader, error) {
	d := &Reader{parts: parts{r: r}, clock: scan.NewClock(time.Millisecond), intact: intact, last: -1}
	e, err := d.event()
	if errors.Is(err, io.EOF) {
		return nil, d.parts.fail(0, errEmpty)
	}
	if err != nil {
		return nil, err
	}
	d.first = &e
	if e.kind != typeStart {
		return d, d.noStart(e)
	}
	d.header, err = readStart(e)
	if err != nil {
		return nil, d.parts.fail(headSize, err)
	}
	d.findZero()
	return d, nil
}

// findZero reads up to the first output.
func (d *Reader) findZero() {
	for d.zero.IsZero() && d.failed == nil {
		e, err := d.nextEvent()
		if err == nil {
			err = d.take(e)
		}
		d.failed = err
	}
	if !d.zero.IsZero() && d.zero.After(d.header.Start) {
		first := format.Label{Name: labelFirst, Value: d.zero.Format("2006-01-02T15:04:05.000Z07:00")}
		d.header.Labels = append(d.header.Labels, first)
		format.SortLabels(d.header.Labels)
	}
}

// noStart makes do without the event that says what the session is.
func (d *Reader) noStart(e event) error {
	err := d.parts.fail(headSize, errNoStart)
	if strings.HasSuffix(e.kind, typeStart) {
		return d.parts.fail(headSize, fmt.Errorf("it is of a %s, %w", strings.TrimSuffix(e.kind, "."+typeStart), scan.ErrNoTerminal))
	}
	if !d.intact {
		return err
	}
	d.header = format.Header{Start: e.at, Tick: time.Millisecond, Size: format.Size{Cols: 80, Rows: 24}}
	d.tail = err
	d.queue = append(d.queue, format.GapEvent(0, -1, errNoStart.Error()))
	return nil
}

// Header returns what the recording says of the session.
func (d *Reader) Header() format.Header { return d.header }

// Next returns the next event, whose data is valid until the next call. It ends with io.EOF, or with format.ErrTorn where
// the end of the session was not recorded. Another error is an *scan.Error or one of the underlying reader; what came
// before it is good.
func (d *Reader) Next() (format.Event, error) {
	for len(d.queue) == 0 {
		if d.failed == nil {
			e, err := d.nextEvent()
			if err == nil {
				err = d.take(e)
			}
			d.failed = err
		}
		if d.failed != nil {
			return format.Event{}, d.atEnd(d.failed)
		}
	}
	e := d.queue[0]
	d.queue = d.queue[1:]
	return e, nil
}

func (d *Reader) atEnd(err error) error {
	switch {
	case !errors.Is(err, io.EOF):
		return err
	case d.tail != nil:
		return d.tail
	case !d.ended:
		return format.ErrTorn
	}
	return io.EOF
}

func (d *Reader) nextEvent() (event, error) {
	if d.first != nil {
		e := *d.first
		d.first = nil
		return e, nil
	}
	return d.event()
}

// event reads the next event that was not read before: a recorder that was interrupted may write some twice.
func (d *Reader) event() (event, error) {
	for {
		b, err := d.parts.next()
		if err != nil {
			return event{}, err
		}
		e, err := parseEvent(b)
		if err != nil {
			return event{}, d.parts.events.Fail(d.parts.events.Offset()-int64(len(b)), err)
		}
		if e.index > d.last {
			d.last = e.index
			return e, nil
		}
	}
}

// parseEvent reads what all events have. Which one it is stands in it as text, so that the numbers of Teleport's list of
// them, which is long and grows, do not matter.
func parseEvent(b []byte) (event, error) {
	m := message{rest: b}
	field, _, body := m.next()
	if field == 0 || m.err != nil {
		return event{}, errWire
	}
	err := each(body, func(int, uint64, []byte) {})
	metadata := inner(body, fieldMetadata)
	e := event{body: body, kind: text(metadata, metadataType), at: stamp(inner(metadata, metadataTime))}
	wrong := each(metadata, func(field int, number uint64, _ []byte) {
		if field == metadataIndex {
			e.index = int64(number)
		}
	})
	return e, errors.Join(err, wrong)
}

// take queues what an event says.
func (d *Reader) take(e event) error {
	var err error
	switch e.kind {
	case typePrint:
		return d.takePrint(e)
	case typeResize:
		var size format.Size
		if size, err = parseSize(text(e.body, resizeSize)); err == nil {
			err = d.moveTo(e.at)
			d.queue = append(d.queue, format.ResizeEvent(d.clock.Now(), size))
		}
	case typeExec:
		if code, convErr := strconv.Atoi(text(inner(e.body, execCommand), execCode)); convErr == nil {
			err = d.moveTo(e.at)
			d.queue = append(d.queue, format.ExitEvent(d.clock.Now(), format.ExitStatus{Code: code}))
		}
	case typeEnd:
		d.ended = true
	}
	if err != nil {
		return d.fail(err)
	}
	return nil
}

// fail returns an error about the event that was read last.
func (d *Reader) fail(err error) error {
	return d.parts.events.Fail(d.parts.events.Offset(), fmt.Errorf("event %d: %w", d.last, err))
}

func (d *Reader) takePrint(e event) error {
	var delay, offset uint64
	var data []byte
	_ = each(e.body, func(field int, number uint64, b []byte) { // was read before
		switch field {
		case printData:
			data = b
		case printDelay:
			delay = number
		case printOffset:
			offset = number
		}
	})
	if delay > maxDelay {
		return d.fail(scan.ErrTime)
	}
	if err := d.clock.Reach(time.Duration(delay) * time.Millisecond); err != nil {
		return d.fail(err)
	}
	at := d.clock.Now()
	if d.zero.IsZero() && !e.at.IsZero() {
		d.zero = e.at.Add(-at)
	}
	if missing := int64(min(offset, maxOffset)) - d.bytes; missing > 0 {
		err := d.fail(fmt.Errorf("%d bytes of output before it are missing", missing))
		if !d.intact {
			return err
		}
		d.bytes, d.tail = d.bytes+missing, err
		d.queue = append(d.queue, format.GapEvent(at, missing, "missing in the Teleport recording"))
	}
	d.bytes += int64(len(data))
	d.queue = append(d.queue, format.Event{At: at, Kind: format.Output, Data: data})
	return nil
}

const (
	maxDelay  = uint64(100*365*24*time.Hour) / uint64(time.Millisecond)
	maxOffset = 1 << 60
)

// moveTo moves the clock to a time of day.
func (d *Reader) moveTo(at time.Time) error {
	if d.zero.IsZero() || at.IsZero() {
		return nil
	}
	return d.clock.Reach(at.Sub(d.zero))
}

// parseSize reads 80:24, columns and rows.
func parseSize(s string) (format.Size, error) {
	cols, rows, ok := strings.Cut(s, ":")
	c, errCols := strconv.ParseUint(cols, 10, 16)
	r, errRows := strconv.ParseUint(rows, 10, 16)
	if !ok || errCols != nil || errRows != nil {
		return format.Size{}, errSide
	}
	return format.Size{Cols: int(c), Rows: int(r)}, nil
}
