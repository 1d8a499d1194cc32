package sudoio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// Name is what the format is called.
const Name = "sudo"

const (
	timingName = "timing"
	jsonName   = "log.json"
	plainName  = "log"
)

// Members returns the names of the files that may belong to a log.
func Members() []string {
	return append([]string{jsonName, plainName, timingName}, streamNames()...)
}

// streamNames are the names of the files that hold bytes, by the number that stands for them in a timing file.
func streamNames() []string { return []string{"stdin", "stdout", "stderr", "ttyin", "ttyout"} }

// Match reports whether a folder with files of these names is a log.
func Match(names []string) bool {
	has := func(name string) bool { return slices.Contains(names, name) }
	return has(timingName) && (has(jsonName) || has(plainName)) && slices.ContainsFunc(streamNames(), has)
}

// The numbers in a timing file that stand for no file.
const (
	windowEvent  = 5
	oldOutput    = 6 // of sudo 1.8.7, where all numbers are two too large
	suspendEvent = 7
	oldShift     = 2
)

// kinds says what the bytes of each file are.
func kinds() []format.Kind {
	return []format.Kind{format.Input, format.Output, format.Stderr, format.Input, format.Output}
}

// maxLine is how long a line of a timing file may be in bytes.
const maxLine = 4 << 10

var (
	errTiming = errors.New("not a line of a timing file")
	errMore   = errors.New("the line has no end, so that its number may be cut off")
)

// A Reader yields what a log holds. It is for one goroutine at a time.
type Reader struct {
	open    func(name string) (io.Reader, error)
	input   bool
	header  format.Header
	timing  *scan.Stream
	streams [5]*scan.Stream
	clock   scan.Clock
	shift   int // see oldOutput
	stream  int // of the entry that is under way
	left    int64
}

// NewReader reads what a log says of the command. open opens a file of the log, unpacked; its error is fs.ErrNotExist
// where there is no such file. What was typed is yielded with input only, and else not read.
func NewReader(open func(name string) (io.Reader, error), input bool) (*Reader, error) {
	d := &Reader{open: open, input: input, clock: scan.NewClock(time.Nanosecond)}
	var err error
	if d.header, err = readAbout(open); err != nil {
		return nil, err
	}
	r, err := open(timingName)
	if err != nil {
		return nil, err
	}
	d.timing = scan.NewStream(r, Name, timingName)
	return d, nil
}

// Header returns what the log says of the command.
func (d *Reader) Header() format.Header { return d.header }

// Next returns the next event, whose data is valid until the next call, and io.EOF after the last. Another error is an
// *scan.Error or one of the place where the log lies; what came before it is good.
func (d *Reader) Next() (format.Event, error) {
	for d.left == 0 {
		e, ok, err := d.entry()
		if ok || err != nil {
			return e, err
		}
	}
	data, err := d.streams[d.stream].Piece(d.left)
	if err != nil && len(data) == 0 {
		return format.Event{}, err
	}
	d.left -= int64(len(data))
	return format.Event{At: d.clock.Now(), Kind: kinds()[d.stream], Data: data}, nil
}

// entry reads a line of the timing file; ok is true for one that is an event by itself.
func (d *Reader) entry() (e format.Event, ok bool, err error) {
	line, ended, err := d.timing.Line(maxLine)
	if err != nil {
		return e, false, err
	}
	fields := strings.Fields(string(bytes.TrimRight(line, "\x00"))) // sudo_logsrvd may have left zeros at the end
	if len(fields) == 0 {
		return e, false, nil
	}
	if !ended {
		return e, false, d.timing.FailLine(errMore)
	}
	if len(fields) < 3 {
		return e, false, d.timing.FailLine(errTiming)
	}
	number, err := strconv.Atoi(fields[0])
	wait, errWait := scan.Seconds(fields[1])
	if err != nil || errWait != nil || number < 0 || number > suspendEvent {
		return e, false, d.timing.FailLine(errTiming)
	}
	if err := d.clock.Wait(wait); err != nil {
		return e, false, d.timing.FailLine(err)
	}
	if number == oldOutput {
		d.shift = oldShift
	}
	return d.act(number-d.shift, fields[2:])
}

// act does what an entry says.
func (d *Reader) act(number int, fields []string) (e format.Event, ok bool, err error) {
	switch {
	case number == windowEvent && len(fields) == 2:
		size, ok := parseSize(fields[0], fields[1])
		if !ok {
			return e, false, d.timing.FailLine(errTiming)
		}
		return format.ResizeEvent(d.clock.Now(), size), true, nil
	case number == suspendEvent:
		return format.Event{At: d.clock.Now(), Kind: format.Marker, Data: []byte("SIG" + strings.TrimPrefix(fields[0], "SIG"))}, true, nil
	case number < 0 || number >= len(d.streams) || len(fields) != 1:
		return e, false, d.timing.FailLine(errTiming)
	}
	n, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil || n < 0 {
		return e, false, d.timing.FailLine(errTiming)
	}
	if kinds()[number] == format.Input && !d.input {
		return e, false, nil
	}
	d.stream, d.left = number, n
	return e, false, d.openStream(number)
}

func (d *Reader) openStream(number int) error {
	if d.streams[number] != nil {
		return nil
	}
	name := streamNames()[number]
	r, err := d.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &scan.Error{Format: Name, File: name, Err: errors.New("the file is missing, although the timing file speaks of it")}
	}
	if err != nil {
		return err
	}
	d.streams[number] = scan.NewStream(r, Name, name)
	return nil
}

func parseSize(lines, cols string) (format.Size, bool) {
	r, errRows := strconv.ParseUint(lines, 10, 16)
	c, errCols := strconv.ParseUint(cols, 10, 16)
	return format.Size{Cols: int(c), Rows: int(r)}, errRows == nil && errCols == nil && r > 0 && c > 0
}

// fail returns an error about a file as a whole.
func fail(name string, reason string, args ...any) error {
	return &scan.Error{Format: Name, File: name, Err: fmt.Errorf(reason, args...)}
}
