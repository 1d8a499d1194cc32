package typescript

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shellac-term/shellac/format"
)

// started begins the first line of a typescript where the language is English.
const started = "Script started on "

// Match reports whether a file may be the output of script, by its first line. The line is in the user's language, but
// what stands in its brackets is not.
func Match(head []byte) bool {
	line, _, ended := bytes.Cut(head, []byte("\n"))
	if !ended || !utf8.Valid(line) {
		return false
	}
	return bytes.HasPrefix(line, []byte(started)) || bracket.Match(line)
}

// bracket is what ends the first line since util-linux 2.34.
var bracket = regexp.MustCompile(`\[(?:.*COLUMNS="\d+" LINES="\d+"|.*<[^>]+>)\]$`)

// isoTime is how script writes times since util-linux 2.32, in every language.
var isoTime = regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[+-]\d\d:\d\d`)

// oldLayouts are how it wrote them before, in English.
func oldLayouts() []string {
	return []string{"Mon 02 Jan 2006 03:04:05 PM MST", "Mon 02 Jan 2006 15:04:05 MST", "Mon Jan _2 15:04:05 2006", "Mon Jan 2 15:04:05 MST 2006"}
}

// readTitle takes from the first line of a typescript what it says of the session.
func readTitle(h *format.Header, line string) {
	before, inside, _ := strings.Cut(line, " [")
	if t, ok := readTime(isoTime.FindString(line)); ok {
		h.Start = t
	} else if text, ok := strings.CutPrefix(before, started); ok {
		for _, layout := range oldLayouts() {
			if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
				h.Start = t.UTC()
			}
		}
	}
	if command, rest, ok := cutCommand(inside); ok {
		readField(h, "COMMAND", command)
		inside = rest
	}
	for _, m := range setting.FindAllStringSubmatch(inside, -1) {
		readField(h, m[1], m[2])
	}
}

// setting is one thing that the first line says.
var setting = regexp.MustCompile(`\b(TERM|COLUMNS|LINES)="([^"]*)"`)

// cutCommand takes the command out of what stands in brackets. Quotes in it are not marked in any way, so that it goes
// up to what script writes behind it.
func cutCommand(inside string) (command, rest string, ok bool) {
	inside, ok = strings.CutPrefix(inside, `COMMAND="`)
	if !ok {
		return "", inside, false
	}
	for _, next := range []string{`" TERM="`, `" TTY="`, `" COLUMNS="`, `" <`, `"]`} {
		if at := strings.LastIndex(inside, next); at >= 0 {
			return inside[:at], inside[at+1:], true
		}
	}
	return "", inside, false
}

// readField takes what a line about the session says.
func readField(h *format.Header, name, value string) {
	switch name {
	case "START_TIME":
		if t, ok := readTime(value); ok {
			h.Start = t
		}
	case "TERM":
		h.Term = value
	case "COLUMNS":
		setSide(&h.Size.Cols, value)
	case "LINES":
		setSide(&h.Size.Rows, value)
	case "COMMAND":
		h.Argv = []string{"sh", "-c", value}
	}
}

func readTime(text string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02 15:04:05-07:00", strings.Replace(text, "T", " ", 1))
	return t.UTC(), err == nil
}

func setSide(side *int, text string) {
	if n, err := strconv.Atoi(text); err == nil && n > 0 && n <= maxSide {
		*side = n
	}
}

// status is how the last line says how the command ended.
var status = regexp.MustCompile(`\[COMMAND_EXIT_CODE="(\d{1,3})"\]\n$`)

// parseFooter reads the last line, which comes after an empty one and is in the user's language. The exit status is nil
// where it has none.
func parseFooter(rest []byte) (*int, bool) {
	line, ok := bytes.CutPrefix(rest, []byte("\n"))
	if !ok || bytes.IndexByte(line, '\n') != len(line)-1 || !utf8.Valid(line) || bytes.IndexByte(line, '\x1b') >= 0 {
		return nil, false
	}
	if m := status.FindSubmatch(line); m != nil {
		code, err := strconv.Atoi(string(m[1]))
		return &code, err == nil && code <= maxExit
	}
	return nil, true
}
