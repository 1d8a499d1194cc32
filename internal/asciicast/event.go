package asciicast

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// The codes of events.
const (
	codeOutput = "o"
	codeInput  = "i"
	codeResize = "r"
	codeMarker = "m"
	codeExit   = "x"
)

// event reads a line; known is false for a code that has no meaning here, as players skip them.
func (d *Decoder) event(line []byte) (e format.Event, known bool, err error) {
	var fields []json.RawMessage
	if json.Unmarshal(line, &fields) != nil || len(fields) != 3 {
		return e, false, errEvent
	}
	code, ok := readText(fields[1])
	text, okText := readText(fields[2])
	if !ok || !okText {
		return e, false, errEvent
	}
	if err := d.moveTo(fields[0], d.version == 3); err != nil {
		return e, false, err
	}
	return makeEvent(d.at, code, text)
}

// readText reads a JSON string, and nothing else: null would leave a Go string as it is.
func readText(b []byte) (string, bool) {
	var s string
	return s, len(b) > 0 && b[0] == '"' && json.Unmarshal(b, &s) == nil
}

// maxTime bounds times so that arithmetic on them cannot overflow: a hundred years.
const maxTime = 100 * 365 * 24 * time.Hour

// moveTo sets the time to what an event says, which counts from the event before or from the start. Times that run backwards
// are lifted to the latest.
func (d *Decoder) moveTo(number []byte, relative bool) error {
	t, err := strconv.ParseFloat(string(number), 64)
	if err != nil && t == 0 || len(number) == 0 || number[0] == '"' {
		return errEvent
	}
	if !(t >= 0) || t > maxTime.Seconds() {
		return errTime
	}
	at := time.Duration(math.Round(t*1e6)) * time.Microsecond
	if relative {
		at += d.at
	}
	if at > maxTime {
		return errTime
	}
	d.at = max(d.at, at)
	return nil
}

func makeEvent(at time.Duration, code, text string) (format.Event, bool, error) {
	switch code {
	case "":
		return format.Event{}, false, errCode
	case codeOutput:
		return format.Event{At: at, Kind: format.Output, Data: []byte(text)}, true, nil
	case codeInput:
		return format.Event{At: at, Kind: format.Input, Data: []byte(text)}, true, nil
	case codeMarker:
		return format.Event{At: at, Kind: format.Marker, Data: []byte(text)}, true, nil
	case codeResize:
		size, err := parseSize(text)
		return format.ResizeEvent(at, size), true, err
	case codeExit:
		e := format.Event{At: at, Kind: format.Exit, Data: []byte(text)}
		_, err := e.Exit()
		return e, err == nil, nil
	}
	return format.Event{}, false, nil
}

func parseSize(text string) (format.Size, error) {
	cols, rows, ok := strings.Cut(text, "x")
	c, errCols := strconv.ParseUint(cols, 10, 16)
	r, errRows := strconv.ParseUint(rows, 10, 16)
	if !ok || errCols != nil || errRows != nil {
		return format.Size{}, errResize
	}
	return format.Size{Cols: int(c), Rows: int(r)}, nil
}

// sizeText is the reverse of parseSize.
func sizeText(s format.Size) string { return fmt.Sprintf("%dx%d", s.Cols, s.Rows) }
