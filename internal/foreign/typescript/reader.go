package typescript

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// Name is what the format is called.
const Name = "typescript"

// Names that errors give the files.
const (
	timingFile = "timing"
	outputFile = "output"
	inputFile  = "input"
)

// maxLine is how long a line of a timing file, or the first line of another, may be in bytes.
const maxLine = 64 << 10

var (
	errTiming  = errors.New("not a line of a timing file")
	errCutLine = errors.New("the line has no end, so that its number may be cut off")
	errMore    = errors.New("there is output of which the timing file knows nothing")
	errNoFile  = errors.New("the file with this input is missing")
)

// Files are the files of a recording. Input is nil where there is none, and Shared where script wrote it into Output.
type Files struct {
	Timing, Output, Input io.Reader
	Shared                bool
}

// Options of NewReader.
type Options struct {
	Size   format.Size // of the terminal, where the files do not say it
	Input  bool        // also yield what was typed
	Intact bool        // yield output of which the timing file knows nothing, before the error that says so
}

// A Reader yields what the files hold. It is for one goroutine at a time.
type Reader struct {
	timing   *scan.Stream
	output   *scan.Stream
	input    *scan.Stream // nil where it is not wanted or not there
	advanced bool
	header   format.Header
	clock    scan.Clock
	first    *step // that begin has read but not done
	step     step  // that is under way
	typed    bool  // input is wanted
	intact   bool
	exit     *int
	closed   bool // the recorder wrote to the end
	over     bool
	more     int64 // where output begins of which the timing file knows nothing
}

// NewReader reads where the files begin.
func NewReader(f Files, o Options) (*Reader, error) {
	d := &Reader{
		timing: scan.NewStream(f.Timing, Name, timingFile),
		output: scan.NewStream(f.Output, Name, outputFile),
		header: format.Header{Size: o.Size, Tick: time.Microsecond},
		clock:  scan.NewClock(time.Microsecond),
		typed:  o.Input,
		intact: o.Intact,
	}
	first, _, err := d.output.Line(maxLine)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	readTitle(&d.header, string(first))
	switch {
	case f.Shared:
		d.input = d.output
	case f.Input != nil && o.Input:
		d.input = scan.NewStream(f.Input, Name, inputFile)
		if _, _, err := d.input.Line(maxLine); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	return d, d.begin()
}

// begin finds out which format the timing file has, and reads the lines about the session at its beginning.
func (d *Reader) begin() error {
	head, err := d.timing.Peek(2)
	if err != nil {
		return err
	}
	d.advanced = isAdvanced(head)
	if !d.advanced {
		return nil
	}
	for {
		s, err := d.readStep()
		if err != nil {
			if errors.Is(err, io.EOF) {
				d.over = true
				err = nil
			}
			return err
		}
		if s.kind != headerStep {
			d.first = &s
			return nil
		}
		d.take(s)
		readField(&d.header, s.name, s.value)
	}
}

// Header returns what the files say of the session.
func (d *Reader) Header() format.Header { return d.header }

// Next returns the next event, whose data is valid until the next call. It ends with io.EOF, or with format.ErrTorn where
// script did not write to the end. Another error is an *scan.Error or one of the underlying readers; what came before
// it is good.
func (d *Reader) Next() (format.Event, error) {
	for {
		if d.step.left > 0 {
			if e, ok, err := d.piece(); ok || err != nil {
				return e, err
			}
			continue
		}
		if d.over {
			return d.end()
		}
		s, err := d.nextStep()
		if errors.Is(err, io.EOF) {
			d.over = true
			continue
		}
		if err != nil {
			return format.Event{}, err
		}
		if err := d.clock.Wait(s.delay); err != nil {
			return format.Event{}, d.timing.FailLine(err)
		}
		d.step = s
		if e, ok := d.take(s); ok {
			return e, nil
		}
	}
}

func (d *Reader) nextStep() (step, error) {
	if d.first != nil {
		s := *d.first
		d.first = nil
		return s, nil
	}
	return d.readStep()
}

// take does what a step without data says.
func (d *Reader) take(s step) (format.Event, bool) {
	switch {
	case s.kind == headerStep && s.name == "EXIT_CODE":
		if code, err := strconv.Atoi(s.value); err == nil && code >= 0 && code <= maxExit {
			d.exit = &code
		}
		d.closed = true
	case s.kind == headerStep && s.name == "DURATION":
		if at, err := scan.Seconds(s.value); err == nil {
			_ = d.clock.Reach(at) // one that is out of range says nothing
		}
	case s.kind == signalStep && s.name == "SIGWINCH":
		if size, ok := windowSize(s.value); ok {
			return format.ResizeEvent(d.clock.Now(), size), true
		}
	case s.kind == signalStep:
		return format.Event{At: d.clock.Now(), Kind: format.Marker, Data: []byte(s.name)}, true
	}
	return format.Event{}, false
}

// maxExit is the largest exit status.
const maxExit = 255

// piece takes data of the step that is under way; ok is false for input that is not wanted.
func (d *Reader) piece() (e format.Event, ok bool, err error) {
	from, kind := d.output, format.Output
	if d.step.kind == inputStep {
		from, kind = d.input, format.Input
		switch {
		case from == nil && d.typed:
			return e, false, d.timing.FailLine(errNoFile)
		case from == nil:
			d.step.left = 0
			return e, false, nil
		}
	}
	data, err := from.Piece(d.step.left)
	if err != nil && len(data) == 0 {
		return e, false, err
	}
	d.step.left -= int64(len(data))
	return format.Event{At: d.clock.Now(), Kind: kind, Data: data}, kind == format.Output || d.typed, nil
}

// end reads what follows the output that the timing file knows of, and yields how the command ended.
func (d *Reader) end() (format.Event, error) {
	if !d.closed {
		if e, ok, err := d.readFooter(); ok || err != nil {
			return e, err
		}
	}
	if d.exit != nil {
		e := format.ExitEvent(d.clock.Now(), format.ExitStatus{Code: *d.exit})
		d.exit = nil
		return e, nil
	}
	if !d.closed {
		return format.Event{}, format.ErrTorn
	}
	return format.Event{}, io.EOF
}

// maxFooter is how long the last line of a typescript may be in bytes.
const maxFooter = 4 << 10

// readFooter reads the line that script writes when it ends; a file without it was cut off. Other bytes there are output:
// ok is true for a piece of that.
func (d *Reader) readFooter() (e format.Event, ok bool, err error) {
	at := d.output.Offset()
	rest, err := d.output.Peek(maxFooter)
	switch {
	case err != nil:
		return e, false, err
	case len(rest) == 0 && d.more > 0:
		return e, false, d.output.Fail(d.more, errMore)
	case len(rest) == 0:
		return e, false, nil
	}
	if code, ok := parseFooter(rest); ok && d.more == 0 {
		d.closed, d.exit = true, code
		return e, false, nil
	}
	if !d.intact {
		return e, false, d.output.Fail(at, errMore)
	}
	if d.more == 0 {
		d.more = at
	}
	data, err := d.output.Piece(int64(len(rest)))
	return format.Event{At: d.clock.Now(), Kind: format.Output, Data: data}, err == nil, err
}

// windowSize reads what belongs to SIGWINCH: ROWS=24 COLS=80.
func windowSize(text string) (format.Size, bool) {
	var s format.Size
	n, _ := fmt.Sscanf(text, "ROWS=%d COLS=%d", &s.Rows, &s.Cols)
	return s, n == 2 && s.Rows > 0 && s.Cols > 0 && s.Rows <= maxSide && s.Cols <= maxSide
}

// maxSide is the largest size of a terminal.
const maxSide = 1<<16 - 1
