package tlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// Name is what the format is called.
const Name = "tlog"

// maxVersion is the newest major version of the format.
const maxVersion = 2

const errVersion = scan.Unsupported("tlog writes a newer version of its format; versions 1 and 2 can be read")

var (
	errMessage = errors.New("not a message of tlog")
	errLong    = errors.New("journalctl has left out a long message; export with --all")
)

// A message is a line of tlog.
type message struct {
	Ver     json.RawMessage
	Host    string
	Rec     string
	User    string
	Term    string
	Session json.RawMessage
	ID      uint64
	Pos     int64   // milliseconds
	Time    float64 // seconds since 1970
	Timing  string
	InTxt   string   `json:"in_txt"`
	InBin   []uint16 `json:"in_bin"`
	OutTxt  string   `json:"out_txt"`
	OutBin  []uint16 `json:"out_bin"`

	stamped time.Time // by the journal
}

// key tells the recordings in a file apart.
func (m message) key() string { return m.Host + "\x00" + m.Rec + "\x00" + string(m.Session) }

// start returns when the session began, or zero where that is not known.
func (m message) start() time.Time {
	pos := time.Duration(min(max(m.Pos, 0), maxPos)) * time.Millisecond
	if m.Time > 0 && m.Time < maxTimestamp {
		return time.UnixMilli(int64(math.Round(m.Time * 1000))).Add(-pos).UTC()
	}
	if m.stamped.IsZero() {
		return time.Time{}
	}
	return m.stamped.Add(-pos)
}

const (
	maxTimestamp = math.MaxInt64 / 1e9
	maxPos       = int64(100*365*24*time.Hour) / int64(time.Millisecond)
)

// A journalLine is a line of `journalctl -o json`.
type journalLine struct {
	Message  json.RawMessage `json:"MESSAGE"`
	Realtime string          `json:"__REALTIME_TIMESTAMP"` // microseconds since 1970
	Rec      string          `json:"TLOG_REC"`
}

// beginning is how every message begins; tlog writes its fields in this order.
const beginning = `{"ver":`

// parseLine reads a line. ok is false for one that is not of tlog.
func parseLine(line []byte) (m message, ok bool, err error) {
	at := bytes.Index(line, []byte(beginning))
	if at == 0 || at > 0 && line[0] != '{' {
		return parseMessage(line[at:])
	}
	if len(line) == 0 || line[0] != '{' {
		return m, false, nil
	}
	if !bytes.Contains(line, []byte(`"MESSAGE"`)) {
		return parseForeign(line)
	}
	var j journalLine
	if json.Unmarshal(line, &j) != nil {
		return m, false, nil
	}
	text, ok := journalText(j.Message)
	switch {
	case !ok && j.Rec != "":
		return m, true, errLong
	case !ok || !bytes.HasPrefix(text, []byte(beginning)):
		return m, false, nil
	}
	m, ok, err = parseMessage(text)
	m.stamped = journalTime(j.Realtime)
	return m, ok, err
}

func parseMessage(b []byte) (m message, ok bool, err error) {
	if json.Unmarshal(b, &m) != nil {
		return m, true, errMessage
	}
	version := string(bytes.Trim(m.Ver, `"`))
	major, _, _ := bytes.Cut([]byte(version), []byte("."))
	if n, err := strconv.Atoi(string(major)); err != nil || n < 1 {
		return m, true, errMessage
	} else if n > maxVersion {
		return m, true, errVersion
	}
	if m.ID == 0 || m.Pos < 0 {
		return m, true, errMessage
	}
	return m, true, nil
}

// parseForeign reads a message to which some other program has added fields of its own in front.
func parseForeign(line []byte) (m message, ok bool, err error) {
	var with struct {
		Timestamp time.Time
		Ver       json.RawMessage
		Rec       *string
		Timing    *string
	}
	if json.Unmarshal(line, &with) != nil || with.Ver == nil || with.Rec == nil || with.Timing == nil {
		return m, false, nil
	}
	m, ok, err = parseMessage(line)
	m.stamped = with.Timestamp.UTC()
	return m, ok, err
}

// journalText returns the text of a field, which journalctl writes as a list of numbers where it is not all text, and as
// null where it is long.
func journalText(b json.RawMessage) ([]byte, bool) {
	var text string
	if len(b) > 0 && b[0] == '"' && json.Unmarshal(b, &text) == nil {
		return []byte(text), true
	}
	var list []uint16
	if len(b) == 0 || b[0] != '[' || json.Unmarshal(b, &list) != nil {
		return nil, false
	}
	return narrow(list), true
}

// narrow makes bytes of numbers. (encoding/json takes a list of bytes for base64.)
func narrow(list []uint16) []byte {
	b := make([]byte, len(list))
	for i, n := range list {
		b[i] = byte(n)
	}
	return b
}

func journalTime(micros string) time.Time {
	n, err := strconv.ParseInt(micros, 10, 64)
	if err != nil || n <= 0 || n > math.MaxInt64/int64(time.Microsecond) {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// Match reports whether a file may hold lines of tlog, by its beginning.
func Match(head []byte) bool {
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		if bytes.Contains(line, []byte(beginning)) && bytes.Contains(line, []byte(`"timing":`)) && bytes.Contains(line, []byte(`"rec":`)) {
			return true
		}
		if bytes.Contains(line, []byte(`"TLOG_REC"`)) || bytes.HasPrefix(line, []byte("TLOG_REC=")) {
			return true
		}
		if _, ok, err := parseLine(line); ok && err == nil {
			return true
		}
	}
	return false
}
