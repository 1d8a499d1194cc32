package archive

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/shellac-term/shellac/format"
)

// State says what became of a session.
type State uint8

// The states of a session.
const (
	Live     State = iota // runs, as far as the store shows
	Complete              // its recording was committed
	Torn                  // its recorder died; what it had stored is there
)

func (s State) String() string {
	switch s {
	case Live:
		return "live"
	case Complete:
		return "complete"
	case Torn:
		return "torn"
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// parseState reads the name of a state.
func parseState(name string) (State, bool) {
	for s := Live; s <= Torn; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return 0, false
}

// An Entry is a recording in a listing. It comes from List or Resolve; of one that was made by hand only the ID counts.
// Its texts are fit to be printed: control characters have been replaced, and long ones may have been cut and then end in
// "…"; Details has them whole.
type Entry struct {
	ID       string // ULID
	Kind     string
	Target   string
	User     string             // user@host
	Start    time.Time          // UTC, to the millisecond
	Duration time.Duration      // to the millisecond; for a session without a commit, until now or until its last sign of life
	Bytes    int64              // of output; 0 where not known, which is so without a commit
	Size     int64              // bytes in the store
	State    State              //
	Exit     *format.ExitStatus // nil where not known

	key      string // of the catalog entry
	stage    stage
	cut      bool // a text was too long for the key
	looked   bool // the state of a session without a commit was found out
	modified time.Time
}

// entryJSON is the stable form of an entry; fields may be added to it, never changed.
type entryJSON struct {
	ID       string  `json:"id"`
	Kind     string  `json:"kind"`
	Target   string  `json:"target"`
	User     string  `json:"user"`
	Start    string  `json:"start"` // RFC 3339 in UTC
	Duration float64 `json:"duration_s"`
	Bytes    int64   `json:"bytes"`
	Size     int64   `json:"size"`
	State    string  `json:"state"`
	Exit     any     `json:"exit"` // a number, the name of a signal, or null
}

// MarshalJSON gives the form that `recordings ls -f json` prints.
func (e Entry) MarshalJSON() ([]byte, error) {
	return json.Marshal(entryJSON{
		ID: e.ID, Kind: e.Kind, Target: e.Target, User: e.User,
		Start:    e.Start.UTC().Format(startLayout),
		Duration: float64(e.Duration.Milliseconds()) / 1000,
		Bytes:    e.Bytes, Size: e.Size, State: e.State.String(), Exit: exitJSON(e.Exit),
	})
}

const startLayout = "2006-01-02T15:04:05.000Z07:00"

func exitJSON(s *format.ExitStatus) any {
	switch {
	case s == nil:
		return nil
	case s.Signal != "":
		return s.Signal
	}
	return s.Code
}

// headerEntry is what a listing shows of a session that begins.
func headerEntry(h format.Header) Entry {
	return Entry{ID: h.ID, Kind: h.Kind, Target: h.Target, User: h.User, Start: h.Start, stage: begun}
}

// summaryEntry is what a listing shows of a recording of size bytes.
func summaryEntry(h format.Header, s format.Summary, size int64) Entry {
	e := headerEntry(h)
	e.Duration, e.Bytes, e.Size, e.Exit, e.State = s.Duration, s.OutputBytes, size, s.Exit, Complete
	if s.Interrupted {
		e.State = Torn
	}
	e.stage = committed
	return e
}
