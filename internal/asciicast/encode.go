package asciicast

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// EncodeOptions choose how to write; the zero value is right for use.
type EncodeOptions struct {
	Version int // 2 or 3; 0 means 2, which every player reads
}

// Encoded says what became of the events.
type Encoded struct {
	Events   int   // written
	LeftOut  int   // of kinds that the format has no place for
	Replaced int64 // bytes that were no UTF-8 and became U+FFFD
}

// Encode writes a whole file. What a session without a terminal wrote to standard error is written as output, and a gap as a
// marker. The error is one of w or of events.
func Encode(w io.Writer, h format.Header, events iter.Seq2[format.Event, error], o EncodeOptions) (Encoded, error) {
	enc, err := NewEncoder(w, h, o)
	if err != nil {
		return Encoded{}, err
	}
	for e, err := range events {
		if err == nil {
			err = enc.Write(e)
		}
		if err != nil {
			return enc.done, err
		}
	}
	return enc.Close()
}

// An Encoder writes a file event by event. It is for one goroutine at a time.
type Encoder struct {
	w       *bufio.Writer
	version int
	at      int64 // microseconds: of the latest event
	output  joiner
	stderr  joiner
	input   joiner
	line    []byte
	done    Encoded
}

// NewEncoder writes the header.
func NewEncoder(w io.Writer, h format.Header, o EncodeOptions) (*Encoder, error) {
	e := &Encoder{w: bufio.NewWriterSize(w, 64<<10), version: o.Version}
	if e.version == 0 {
		e.version = 2
	}
	if e.version != 2 && e.version != 3 {
		return nil, fmt.Errorf("%w: %d; versions 2 and 3 can be written", ErrVersion, e.version)
	}
	line, err := json.Marshal(encodeHeader(h, e.version))
	if err != nil {
		return nil, fmt.Errorf("encode asciicast header: %w", err)
	}
	e.line = append(line, '\n')
	return e, e.flushLine()
}

// Write writes an event. Times that run backwards are lifted to the latest.
func (e *Encoder) Write(ev format.Event) error {
	switch ev.Kind {
	case format.Output:
		return e.stream(ev, codeOutput, &e.output)
	case format.Stderr:
		return e.stream(ev, codeOutput, &e.stderr)
	case format.Input:
		return e.stream(ev, codeInput, &e.input)
	case format.Marker:
		return e.single(ev.At, codeMarker, string(ev.Data))
	case format.Resize:
		if s, err := ev.Size(); err == nil {
			return e.single(ev.At, codeResize, sizeText(s))
		}
	case format.Exit:
		if s, err := ev.Exit(); err == nil {
			return e.single(ev.At, codeExit, exitText(s))
		}
	case format.Gap:
		if n, reason, err := ev.Gap(); err == nil {
			return e.single(ev.At, codeMarker, gapText(n, reason))
		}
	}
	e.done.LeftOut++
	return nil
}

// Close writes what is left of characters that never came to their end. The underlying writer stays open.
func (e *Encoder) Close() (Encoded, error) {
	for _, s := range []struct {
		code string
		j    *joiner
	}{{codeOutput, &e.output}, {codeOutput, &e.stderr}, {codeInput, &e.input}} {
		if len(s.j.held) == 0 {
			continue
		}
		e.begin(time.Duration(e.at)*time.Microsecond, s.code)
		e.line = s.j.appendText(e.line, nil, true)
		if err := e.end(); err != nil {
			return e.done, err
		}
	}
	e.done.Replaced = e.output.replaced + e.stderr.replaced + e.input.replaced
	if err := e.w.Flush(); err != nil {
		return e.done, fmt.Errorf("write asciicast: %w", err)
	}
	return e.done, nil
}

func (e *Encoder) stream(ev format.Event, code string, j *joiner) error {
	at := e.at
	e.begin(ev.At, code)
	empty := len(e.line)
	e.line = j.appendText(e.line, ev.Data, false)
	if len(e.line) == empty && len(ev.Data) > 0 {
		e.at = at // nothing but the beginning of a character
		return nil
	}
	return e.end()
}

func (e *Encoder) single(at time.Duration, code, text string) error {
	e.begin(at, code)
	e.line = new(joiner).appendText(e.line, []byte(text), true)
	return e.end()
}

// begin starts a line, up to the inside of its text.
func (e *Encoder) begin(at time.Duration, code string) {
	now := max(at.Microseconds(), e.at)
	shown := now
	if e.version == 3 {
		shown -= e.at
	}
	e.at = now
	e.line = append(e.line[:0], '[')
	e.line = appendTime(e.line, shown)
	e.line = append(e.line, ", \""...)
	e.line = append(e.line, code...)
	e.line = append(e.line, "\", \""...)
}

func (e *Encoder) end() error {
	e.line = append(e.line, "\"]\n"...)
	e.done.Events++
	return e.flushLine()
}

func (e *Encoder) flushLine() error {
	if _, err := e.w.Write(e.line); err != nil {
		return fmt.Errorf("write asciicast: %w", err)
	}
	return nil
}

// appendTime appends microseconds as seconds without zeros at the end.
func appendTime(b []byte, us int64) []byte {
	b = strconv.AppendInt(b, us/1e6, 10)
	fraction := strings.TrimRight(fmt.Sprintf("%06d", us%1e6), "0")
	if fraction == "" {
		fraction = "0"
	}
	return append(append(b, '.'), fraction...)
}
