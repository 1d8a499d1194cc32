package asciicast

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// Kind is what a decoded header says of its kind.
const Kind = "import"

// Tick is the resolution of times in asciicast files.
const Tick = time.Microsecond

// Labels under which a decoded header keeps what has no field of its own.
const (
	LabelTitle    = "title"
	LabelShell    = "shell"    // SHELL of the recorded session
	LabelTerminal = "terminal" // name and version of the terminal program
	LabelTags     = "tags"     // separated by commas
)

// header is the first line of a file, of any version.
type header struct {
	Version   int               `json:"version"`
	Width     *int              `json:"width"`
	Height    *int              `json:"height"`
	Term      *term             `json:"term"`
	Timestamp *float64          `json:"timestamp"`
	Command   string            `json:"command"`
	Title     string            `json:"title"`
	Env       map[string]string `json:"env"`
	Tags      []string          `json:"tags"`
	Stdout    json.RawMessage   `json:"stdout"` // version 1
}

type term struct {
	Cols    *int   `json:"cols"`
	Rows    *int   `json:"rows"`
	Type    string `json:"type"`
	Version string `json:"version"`
}

// size returns the terminal's size, or an error if it is none.
func (h header) size() (format.Size, error) {
	cols, rows := h.Width, h.Height
	if h.Version == 3 {
		if h.Term == nil {
			return format.Size{}, errSize
		}
		cols, rows = h.Term.Cols, h.Term.Rows
	}
	for _, n := range []*int{cols, rows} {
		if n == nil || *n < 0 || *n > math.MaxUint16 {
			return format.Size{}, errSize
		}
	}
	return format.Size{Cols: *cols, Rows: *rows}, nil
}

// format turns the header into ours. ID, user and target are left to the caller; Start is zero where the file has none.
func (h header) format() (format.Header, error) {
	size, err := h.size()
	if err != nil {
		return format.Header{}, err
	}
	out := format.Header{Kind: Kind, Size: size, Term: h.Env["TERM"], Argv: splitCommand(h.Command), Tick: Tick}
	terminal := ""
	if h.Term != nil {
		terminal = h.Term.Version
		if h.Term.Type != "" {
			out.Term = h.Term.Type
		}
	}
	if t := h.Timestamp; t != nil && *t >= 0 && *t < maxTimestamp {
		out.Start = time.UnixMicro(int64(math.Round(*t * 1e6))).UTC()
	}
	for _, l := range []format.Label{{Name: LabelTitle, Value: h.Title}, {Name: LabelShell, Value: h.Env["SHELL"]},
		{Name: LabelTerminal, Value: terminal}, {Name: LabelTags, Value: strings.Join(h.Tags, ",")}} {
		if l.Value != "" {
			out.Labels = append(out.Labels, l)
		}
	}
	format.SortLabels(out.Labels)
	return out, nil
}

// maxTimestamp is the last time in seconds that has nanoseconds in 64 bits.
const maxTimestamp = math.MaxInt64 / 1e9

// splitCommand turns a command, which asciinema gives to a shell, into arguments: split at blanks where that is all that
// a shell would do.
func splitCommand(command string) []string {
	if command == "" {
		return nil
	}
	words := strings.Fields(command)
	if strings.Join(words, " ") == command && strings.IndexFunc(command, special) < 0 {
		return words
	}
	return []string{"sh", "-c", command}
}

// special tells whether a shell may do something with a character.
func special(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 0x9f || strings.ContainsRune(" ./-_:,+@%", r))
}

// joinCommand reverses splitCommand, and quotes what it did not make.
func joinCommand(argv []string) string {
	if len(argv) == 3 && argv[0] == "sh" && argv[1] == "-c" {
		return argv[2]
	}
	words := make([]string, len(argv))
	for i, a := range argv {
		words[i] = a
		if a == "" || strings.IndexFunc(a, func(r rune) bool { return r == ' ' || special(r) }) >= 0 {
			words[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// label returns the value of a label, or nothing.
func label(h format.Header, name string) string {
	for _, l := range h.Labels {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}
