package asciicast

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Decoder reads a file. It is for one goroutine at a time.
type Decoder struct {
	lines   *lineReader
	version int
	header  format.Header
	frames  []frame // version 1: those that are left
	at      time.Duration
	skipped int
	queue   []format.Event // parts of an event that was too large
	err     error
}

// NewDecoder reads the header. The error is ErrFormat, ErrVersion, a *SyntaxError, or one of r.
func NewDecoder(r io.Reader) (*Decoder, error) {
	d := &Decoder{lines: newLineReader(r)}
	line, _, err := d.lines.next()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: it is empty", ErrFormat)
	}
	if err != nil {
		return nil, err
	}
	line = bytes.Clone(bytes.TrimPrefix(line, []byte("\ufeff")))
	if len(line) == 0 || line[0] != '{' {
		return nil, ErrFormat
	}
	h, err := d.readHeader(line)
	if err != nil {
		return nil, err
	}
	if d.header, err = h.format(); err != nil {
		return nil, &SyntaxError{1, err}
	}
	d.version = h.Version
	return d, nil
}

// readHeader reads the header of which the first line is given: the whole of it, but in version 1, where the file is one value.
func (d *Decoder) readHeader(line []byte) (header, error) {
	var first struct{ Version *int }
	whole := json.Unmarshal(line, &first) == nil
	switch {
	case whole && first.Version == nil:
		return header{}, ErrFormat
	case whole && (*first.Version == 2 || *first.Version == 3):
		var h header
		if json.Unmarshal(line, &h) != nil {
			return h, &SyntaxError{1, errHeader}
		}
		return h, nil
	case whole && *first.Version != 1:
		return header{}, fmt.Errorf("%w: %d; versions 1, 2 and 3 can be read", ErrVersion, *first.Version)
	}
	return d.readWhole(line)
}

// Header returns what the file says of the session: size, start (zero if it does not say), TERM, command, and labels. ID, user
// and target are left empty.
func (d *Decoder) Header() format.Header { return d.header }

// Version returns the version of the file: 1, 2 or 3.
func (d *Decoder) Version() int { return d.version }

// Skipped returns how many events were left out so far because their kind is not known.
func (d *Decoder) Skipped() int { return d.skipped }

// Next returns the next event, and io.EOF after the last. Times never run backwards. The error is a *SyntaxError or one of the
// underlying reader, and stays; the events before it are good.
func (d *Decoder) Next() (format.Event, error) {
	for len(d.queue) == 0 && d.err == nil {
		var e format.Event
		if e, d.err = d.read(); d.err == nil {
			d.queue = appendParts(d.queue[:0], e)
		}
	}
	if len(d.queue) == 0 {
		return format.Event{}, d.err
	}
	e := d.queue[0]
	d.queue = d.queue[1:]
	return e, nil
}

// Events yields what Next returns.
func (d *Decoder) Events() iter.Seq2[format.Event, error] {
	return func(yield func(format.Event, error) bool) {
		for {
			e, err := d.Next()
			if errors.Is(err, io.EOF) || !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func (d *Decoder) read() (format.Event, error) {
	if d.version == 1 {
		return d.nextFrame()
	}
	for {
		line, ended, err := d.lines.next()
		if err != nil {
			return format.Event{}, err
		}
		if len(line) == 0 || d.version == 3 && line[0] == '#' {
			continue
		}
		e, known, err := d.event(line)
		if err != nil && !ended {
			err = errCut
		}
		if err != nil {
			return format.Event{}, &SyntaxError{d.lines.number, err}
		}
		if known {
			return e, nil
		}
		d.skipped++
	}
}

// maxEvent is how many bytes of data an event has at most, so that it fits a batch.
const maxEvent = 1 << 20

// appendParts cuts an event with more data into several at the same time, between characters.
func appendParts(events []format.Event, e format.Event) []format.Event {
	for len(e.Data) > maxEvent && (e.Kind == format.Output || e.Kind == format.Input) {
		n := maxEvent
		for n > maxEvent-4 && e.Data[n]&0xc0 == 0x80 {
			n--
		}
		events = append(events, format.Event{At: e.At, Kind: e.Kind, Data: e.Data[:n]})
		e.Data = e.Data[n:]
	}
	return append(events, e)
}
