package asciicast

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/shellac-term/shellac/format"
)

// A frame is an event of version 1: a delay and output.
type frame [2]json.RawMessage

// readWhole reads a version 1 file, of which the first line is given.
func (d *Decoder) readWhole(line []byte) (header, error) {
	b, err := d.lines.rest(line)
	if err != nil {
		return header{}, err
	}
	var h header
	if err := json.Unmarshal(b, &h); err != nil {
		return h, wholeError(b, err)
	}
	if h.Version != 1 {
		return h, ErrFormat // the others begin with a line that is a whole value
	}
	var frames [][]json.RawMessage
	if json.Unmarshal(h.Stdout, &frames) != nil {
		return h, &SyntaxError{1, errFrames}
	}
	for _, f := range frames {
		if len(f) != 2 {
			return h, &SyntaxError{1, errFrames}
		}
		d.frames = append(d.frames, frame(f))
	}
	return h, nil
}

// wholeError finds the line at which a value that should be a version 1 file goes wrong. What is no JSON with a version is
// some other file.
func wholeError(b []byte, err error) error {
	if !bytes.Contains(b, []byte(`"version"`)) {
		return ErrFormat
	}
	at, reason := int64(0), errHeader
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &wrongType):
		at = wrongType.Offset
	}
	at = min(at, int64(len(b)))
	return &SyntaxError{1 + bytes.Count(b[:at], []byte("\n")), reason}
}

func (d *Decoder) nextFrame() (format.Event, error) {
	if len(d.frames) == 0 {
		return format.Event{}, io.EOF
	}
	f := d.frames[0]
	d.frames = d.frames[1:]
	text, ok := readText(f[1])
	if !ok {
		return format.Event{}, &SyntaxError{1, errFrames}
	}
	if err := d.moveTo(f[0], true); err != nil {
		return format.Event{}, &SyntaxError{1, err}
	}
	return format.Event{At: d.at, Kind: format.Output, Data: []byte(text)}, nil
}
