package asciicast

import (
	"fmt"
	"strings"

	"github.com/shellac-term/shellac/format"
)

// The headers as they are written: fields in the order of asciinema, those that are empty left out.
type headerV2 struct {
	Version   int       `json:"version"`
	Width     int       `json:"width"`
	Height    int       `json:"height"`
	Timestamp int64     `json:"timestamp,omitempty"`
	Command   string    `json:"command,omitempty"`
	Title     string    `json:"title,omitempty"`
	Env       *environs `json:"env,omitempty"`
}

type headerV3 struct {
	Version   int       `json:"version"`
	Term      termV3    `json:"term"`
	Timestamp int64     `json:"timestamp,omitempty"`
	Command   string    `json:"command,omitempty"`
	Title     string    `json:"title,omitempty"`
	Env       *environs `json:"env,omitempty"`
	Tags      []string  `json:"tags,omitempty"`
}

type termV3 struct {
	Cols    int    `json:"cols"`
	Rows    int    `json:"rows"`
	Type    string `json:"type,omitempty"`
	Version string `json:"version,omitempty"`
}

type environs struct {
	Term  string `json:"TERM,omitempty"`
	Shell string `json:"SHELL,omitempty"`
}

// The size that a file gets when the session had no terminal: players need one.
const (
	defaultCols = 80
	defaultRows = 24
)

func encodeHeader(h format.Header, version int) any {
	size := h.Size
	if size.Cols <= 0 || size.Rows <= 0 {
		size = format.Size{Cols: defaultCols, Rows: defaultRows}
	}
	var timestamp int64
	if !h.Start.IsZero() {
		timestamp = max(h.Start.Unix(), 0)
	}
	command, title, shell := joinCommand(h.Argv), title(h), label(h, LabelShell)
	if version == 3 {
		t := termV3{size.Cols, size.Rows, h.Term, label(h, LabelTerminal)}
		return headerV3{3, t, timestamp, command, title, environment("", shell), tags(h)}
	}
	return headerV2{2, size.Cols, size.Rows, timestamp, command, title, environment(h.Term, shell)}
}

func environment(term, shell string) *environs {
	if term == "" && shell == "" {
		return nil
	}
	return &environs{term, shell}
}

func tags(h format.Header) []string {
	if t := label(h, LabelTags); t != "" {
		return strings.Split(t, ",")
	}
	return nil
}

// title is what a player shows above a recording.
func title(h format.Header) string {
	for _, t := range []string{label(h, LabelTitle), h.Reason, h.Target} {
		if t != "" {
			return t
		}
	}
	return ""
}

// exitText gives a status as asciicast has it, a number: a shell's for a signal.
func exitText(s format.ExitStatus) string {
	if s.Signal == "" {
		return s.String()
	}
	if n := signalNumber(s.Signal); n > 0 {
		return fmt.Sprint(128 + n)
	}
	return "255"
}

// signalNumber returns the number of a signal that is the same on every Unix, or 0.
func signalNumber(name string) int {
	switch name {
	case "SIGHUP":
		return 1
	case "SIGINT":
		return 2
	case "SIGQUIT":
		return 3
	case "SIGILL":
		return 4
	case "SIGTRAP":
		return 5
	case "SIGABRT":
		return 6
	case "SIGFPE":
		return 8
	case "SIGKILL":
		return 9
	case "SIGSEGV":
		return 11
	case "SIGPIPE":
		return 13
	case "SIGALRM":
		return 14
	case "SIGTERM":
		return 15
	}
	return 0
}

func gapText(bytes int64, reason string) string {
	if bytes < 0 {
		return "gap: an unknown number of bytes is missing: " + reason
	}
	return fmt.Sprintf("gap: %d bytes are missing: %s", bytes, reason)
}
