package format

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Kind says what an event is (§5).
type Kind uint8

// The kinds of events. A reader passes on kinds it does not know.
const (
	Output Kind = 1 + iota // bytes the session wrote to the terminal, or to standard output without one
	Input                  // bytes the user typed; recorded only on request
	Stderr                 // bytes on standard error of a session without a terminal
	Resize                 // the terminal changed its size
	Marker                 // a label somebody set
	Exit                   // the command ended
	Gap                    // bytes are missing here
	Notice                 // something shellac itself told the user
)

var kindNames = [...]string{Output: "output", Input: "input", Stderr: "stderr", Resize: "resize", Marker: "marker",
	Exit: "exit", Gap: "gap", Notice: "notice"}

func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// An Event is something that happened at a time of the session, counted from its start. Data of an event from a Reader
// is valid until the next call of Next.
type Event struct {
	At   time.Duration
	Kind Kind
	Data []byte
}

// Size is the size of a terminal in character cells.
type Size struct{ Cols, Rows int }

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.Cols, s.Rows) }

// maxSide bounds a recorded window: TIOCGWINSZ has 16 bits a side.
const maxSide = 1<<16 - 1

// ResizeEvent returns an event that says the terminal now has the given size.
func ResizeEvent(at time.Duration, s Size) Event {
	return Event{At: at, Kind: Resize, Data: appendSize(nil, s)}
}

func appendSize(b []byte, s Size) []byte {
	b = appendUvarint(b, uint64(min(max(s.Cols, 0), maxSide)))
	return appendUvarint(b, uint64(min(max(s.Rows, 0), maxSide)))
}

func scanSize(b []byte) (Size, error) {
	s := scanner{b: b}
	size := Size{Cols: s.below(maxSide, errShort), Rows: s.below(maxSide, errShort)}
	return size, s.end()
}

// Size returns the new size of a Resize event.
func (e Event) Size() (Size, error) {
	s, err := scanSize(e.Data)
	if err != nil {
		return Size{}, fmt.Errorf("read resize event: %w", err)
	}
	return s, nil
}

// ExitStatus is how a command ended: with a status, or by a signal, whose name then is set ("SIGKILL").
type ExitStatus struct {
	Code   int
	Signal string
}

// String returns the status as it stands in an Exit event: a decimal number or the name of a signal.
func (s ExitStatus) String() string {
	if s.Signal != "" {
		return s.Signal
	}
	return strconv.Itoa(s.Code)
}

// ExitEvent returns an event that says how the command ended.
func ExitEvent(at time.Duration, s ExitStatus) Event {
	return Event{At: at, Kind: Exit, Data: []byte(s.String())}
}

// Exit returns what an Exit event says.
func (e Event) Exit() (ExitStatus, error) { return parseExit(string(e.Data)) }

func parseExit(s string) (ExitStatus, error) {
	if strings.HasPrefix(s, "SIG") {
		return ExitStatus{Signal: s}, nil
	}
	code, err := strconv.Atoi(s)
	if err != nil || strconv.Itoa(code) != s {
		return ExitStatus{}, fmt.Errorf("read exit event: bad status %q", s)
	}
	return ExitStatus{Code: code}, nil
}

// GapEvent returns an event that says how many bytes are missing and why. A negative number means unknown.
func GapEvent(at time.Duration, bytes int64, reason string) Event {
	b := appendUvarint(nil, uint64(max(bytes+1, 0)))
	return Event{At: at, Kind: Gap, Data: append(b, reason...)}
}

// Gap returns what a Gap event says; bytes is -1 if it is not known how many are missing.
func (e Event) Gap() (bytes int64, reason string, err error) {
	s := scanner{b: e.Data}
	n := s.uvarint()
	if s.err != nil || n > 1<<62 {
		return 0, "", fmt.Errorf("read gap event: %w", errVarint)
	}
	return int64(n) - 1, string(s.b), nil
}
