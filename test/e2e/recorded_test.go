package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// An entry is what `recordings ls -f json` says of a recording.
type entry struct {
	ID, Kind, Target, User, State string
	Start                         time.Time
	Duration                      float64 `json:"duration_s"`
	Bytes                         int64
	Exit                          any // a number, the name of a signal, or nil
}

// list returns the recordings that the user sees, newest first.
func (u *user) list(args ...string) []entry {
	u.t.Helper()
	var entries []entry
	out := u.must(append([]string{"recordings", "ls", "-f", "json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &entries); err != nil {
		u.t.Fatalf("read list: %v in %q", err, out)
	}
	return entries
}

// only returns the one recording there is.
func (u *user) only() entry {
	u.t.Helper()
	entries := u.list()
	if len(entries) != 1 {
		u.t.Fatalf("recordings: got %+v, want one", entries)
	}
	return entries[0]
}

// An event is a line of `export -f json`, which gives bytes that are no UTF-8 apart.
type event struct {
	At         float64 `json:"at_s"`
	Kind       string
	Data       string
	Base64     []byte `json:"data_base64"`
	Cols, Rows int
	Exit       any
	Bytes      *int64
}

// events returns those of a recording, without the first line, which tells about the session.
func (u *user) events(id string) []event {
	u.t.Helper()
	return parseEvents(u.t, u.must("export", id, "-f", "json"))
}

func parseEvents(t *testing.T, text string) []event {
	t.Helper()
	_, lines, _ := strings.Cut(text, "\n")
	var events []event
	for line := range strings.Lines(lines) {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("read event: %v in %q", err, line)
		}
		events = append(events, e)
	}
	return events
}

// joined is all that events of a kind say.
func joined(events []event, kind string) string {
	var b strings.Builder
	for _, e := range events {
		if e.Kind == kind {
			b.WriteString(e.Data)
			b.Write(e.Base64)
		}
	}
	return b.String()
}

// hasSize says whether a resize event holds the size.
func hasSize(events []event, cols, rows int) bool {
	for _, e := range events {
		if e.Kind == "resize" && e.Cols == cols && e.Rows == rows {
			return true
		}
	}
	return false
}

// raw returns the output of a recording as it was.
func (u *user) raw(id string) []byte {
	u.t.Helper()
	return []byte(u.must("play", id, "-f", "raw"))
}

// began waits until shellac has given its notice, whose words may be those of the session. What is typed from then on is
// for the session.
func began(s *ptylab.Session) {
	s.WaitFor("\x1b]0;● REC ")
	s.WaitFor("\x07")
}

// shown returns what the terminal received of the session itself: what lies between shellac's notice and what it says
// at the end.
func shown(t *testing.T, s *ptylab.Session) []byte {
	t.Helper()
	all := s.Bytes()
	_, rest, began := bytes.Cut(all, []byte("\x1b]0;● REC "))
	_, rest, titled := bytes.Cut(rest, []byte("\x07"))
	end := bytes.LastIndex(rest, []byte("\x1b[23;0t□ recorded "))
	if !began || !titled || end < 0 {
		t.Fatalf("the terminal lacks shellac's notice or end line: it begins with %q and ends with %q", clip(all), all[max(0, len(all)-300):])
	}
	rest = rest[:end]
	for _, words := range []string{"[shellac] storing ", "[shellac] writing down "} { // when the store, or this machine, is slow
		if wait := bytes.LastIndex(rest, []byte(words)); wait >= 0 {
			rest = rest[:wait]
		}
	}
	return rest
}

// wantSame compares two streams of bytes and shows where they part.
func wantSame(t *testing.T, what string, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	t.Errorf("%s: got %d bytes, want %d; they differ at byte %d: got %q, want %q", what, len(got), len(want), at,
		clip(got[at:]), clip(want[at:]))
}

func clip(b []byte) []byte { return b[:min(len(b), 300)] }

// wantRecorded checks that the only recording is complete and verified, ended as said, and holds exactly what the
// terminal received. It returns the recording's entry.
func (u *user) wantRecorded(s *ptylab.Session, exit any) entry {
	u.t.Helper()
	e := u.only()
	if e.State != "complete" || fmt.Sprint(e.Exit) != fmt.Sprint(exit) {
		u.t.Errorf("recording: got %+v, want it complete with exit %v", e, exit)
	}
	wantSame(u.t, "recorded output", u.raw(e.ID), shown(u.t, s))
	if out := u.must("verify", e.ID); !strings.HasPrefix(out, "ok ") {
		u.t.Errorf("verify: got %q, want it to start with ok", out)
	}
	return e
}

// wantExit waits for the end of a program in a terminal.
func wantExit(t *testing.T, s *ptylab.Session, code int) {
	t.Helper()
	if got, want := s.Wait(), (ptylab.Exit{Code: code}); got != want {
		t.Errorf("exit: got %+v, want %+v", got, want)
	}
}

// wantWords checks that a text has all of some parts.
func wantWords(t *testing.T, what, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s: got %q, want %q in it", what, text, w)
		}
	}
}

// wantError checks that shellac refused in its own shape: one line that says what failed and why, one with a hint, and
// nothing of the layers beneath.
func wantError(t *testing.T, r result, code int, words ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit status: got %d, want %d", r.code, code)
	}
	wantShape(t, r.stderr, words...)
}

func wantShape(t *testing.T, stderr string, words ...string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	last := lines[max(0, len(lines)-2):] // notes may precede them
	if len(last) != 2 || !strings.HasPrefix(last[0], "shellac: error: ") || !strings.HasPrefix(last[1], "shellac: hint: ") {
		t.Errorf("stderr: got %q, want at its end a line of error and one of hint", stderr)
	}
	wantWords(t, "stderr", stderr, words...)
	for _, bad := range []string{"operation error", "StatusCode", "api error", "https response", "%!", "goroutine", "failed to", "0xc0"} {
		if strings.Contains(stderr, bad) {
			t.Errorf("stderr: got %q, with %q in it", stderr, bad)
		}
	}
}
