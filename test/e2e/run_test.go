package e2e

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/shellac-term/shellac/internal/vt"
)

// hostile prints what is no UTF-8, is cut in the middle of a character, or controls the terminal.
const hostile = `printf 'ok \377\376\300\200 caf\303\251 \360\237\230\n\033]0;evil\007\033[31mred\033[0m\000\001\177 \342\202'; echo; echo done`

func TestOutputIsRecordedExactly(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(100, 30, "run", "--name", "bytes", "--", "sh", "-c", hostile)
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	if !bytes.Contains(u.raw(e.ID), []byte("ok \xff\xfe\xc0\x80 café \xf0\x9f\x98\r\n\x1b]0;evil\x07")) {
		t.Errorf("raw: got %q, which lacks bytes of the command", u.raw(e.ID))
	}
	wantWords(t, "the terminal", string(s.Bytes()), "this session is recorded", "shellac play "+e.ID[:12])
	if r := u.shellac("export", e.ID, "-f", "cast"); strings.Count(r.stderr, "U+FFFD") != 1 || r.code != 0 {
		t.Errorf("export of bytes that are no UTF-8: got exit status %d and %q, want it said once", r.code, r.stderr)
	}
}

func TestExitStatus(t *testing.T) {
	t.Parallel()
	tests := []struct {
		script string
		code   int
		exit   any // as it is listed
	}{
		{"exit 0", 0, 0},
		{"exit 7", 7, 7},
		{"exit 125", 125, 125}, // not to be taken for ours
		{"kill -9 $$", 137, "SIGKILL"},
		{"kill -TERM $$", 143, "SIGTERM"},
	}
	for _, tt := range tests {
		t.Run(tt.script, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			s := u.terminal(80, 24, "run", "--", "sh", "-c", "echo hello; "+tt.script)
			wantExit(t, s, tt.code)
			u.wantRecorded(s, tt.exit)
			if strings.Contains(string(s.Bytes()), "shellac: error") {
				t.Errorf("the status does not pass silently: %q", s.Bytes())
			}
			r := u.shellac("run", "--", "sh", "-c", tt.script)
			if r.code != tt.code || r.stdout != "" {
				t.Errorf("on pipes: got exit status %d, want %d; stdout %q", r.code, tt.code, r.stdout)
			}
			if e := u.list()[0]; fmt.Sprint(e.Exit) != fmt.Sprint(tt.exit) {
				t.Errorf("on pipes: got exit %v listed, want %v", e.Exit, tt.exit)
			}
		})
	}
}

func TestKeysReachTheCommand(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(80, 24, "run", "--", "sh", "-c", `trap 'go=on' INT; echo ready; until [ "$go" ]; do sleep 0.02; done; echo interrupted
		stty -echo; echo quiet; read secret; echo "length ${#secret}"`)
	s.WaitFor("ready")
	s.Send("\x03")
	s.WaitFor("interrupted")
	s.WaitFor("quiet")
	s.Send("hunter2\r")
	s.WaitFor("length 7")
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	if text := u.must("export", e.ID, "-f", "json"); strings.Contains(text, "hunter2") || strings.Contains(text, `"input"`) {
		t.Errorf("what was typed is recorded: %s", text)
	}
}

func TestInputIsRecordedOnRequest(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(80, 24, "run", "--record-input", "--", "sh", "-c", "echo ready; stty -echo; echo quiet; read word; echo got")
	s.WaitFor("every key you type")
	s.WaitFor("quiet")
	s.Send("hunter2\r")
	s.WaitFor("got")
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	if got, want := joined(u.events(e.ID), "input"), "hunter2\r"; got != want {
		t.Errorf("input: got %q, want %q", got, want)
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(100, 30, "run", "--", "sh", "-c", `trap 'stty size' WINCH; stty size; while [ "$(stty size)" != "24 80" ]; do sleep 0.02; done`)
	s.WaitFor("30 100")
	s.Resize(133, 41)
	s.WaitFor("41 133")
	s.Resize(80, 24)
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	events := u.events(e.ID)
	if !hasSize(events, 133, 41) || !hasSize(events, 80, 24) {
		t.Errorf("events: got %+v, want resizes to 133x41 and 80x24", events)
	}
	wantWords(t, "show", u.must("recordings", "show", e.ID), "100x30 xterm-256color")
	wantWords(t, "cast", u.must("export", e.ID, "-f", "cast"), `"width":100,"height":30`, `"r", "133x41"`)
}

// A terminal of size 0, as some tools make one, counts as 80x24.
func TestTerminalOfSizeZero(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(0, 0, "run", "--", "sh", "-c", "stty size")
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	wantWords(t, "size", string(u.raw(e.ID)), "24 80")
	wantWords(t, "screen", u.must("export", e.ID, "-f", "screen"), "24 80")
	wantWords(t, "cast", u.must("export", e.ID, "-f", "cast"), `"width":80,"height":24`)
}

// The terminal is given back as it was, however the session ends.
func TestTerminalIsRestored(t *testing.T) {
	t.Parallel()
	for _, script := range []string{"exit 3", "kill -9 $$", "kill -TERM $PPID; sleep 600", "stty raw -echo"} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.write("session", script, 0o600)
			s := u.terminalOf("sh", "-c", `before=$(stty -g); shellac run -- sh session; [ "$before" = "$(stty -g)" ] && echo the same`)
			s.WaitFor("the same")
			wantExit(t, s, 0)
			if e := u.only(); e.State != "complete" {
				t.Errorf("recording: got %+v, want it complete", e)
			}
		})
	}
}

func TestSignalsReachTheCommand(t *testing.T) {
	t.Parallel()
	for name, sig := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			s := u.terminal(80, 24, "run", "--", "sh", "-c", `trap 'echo bye; exit 9' `+name+`; echo ready; while :; do sleep 0.02; done`)
			s.WaitFor("ready")
			s.Signal(sig)
			s.WaitFor("bye")
			wantExit(t, s, 9)
			u.wantRecorded(s, 9)
		})
	}
}

func TestPipes(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	r := u.shellac("run", "--", "sh", "-c", "echo out; echo err >&2; echo more; exit 7")
	if r.code != 7 || r.stdout != "out\nmore\n" {
		t.Errorf("got exit status %d and stdout %q, want 7 and what the command printed", r.code, r.stdout)
	}
	wantWords(t, "stderr", r.stderr, "REC sh", "err\n", "recorded 0:0")
	events := u.events(u.only().ID)
	if out, errs := joined(events, "output"), joined(events, "stderr"); out != "out\nmore\n" || errs != "err\n" {
		t.Errorf("recorded: got output %q and stderr %q", out, errs)
	}
}

// Where there is no terminal, as in CI, a command gets one on request.
func TestPtyOnRequest(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	r := u.shellac("run", "--pty", "--", "sh", "-c", "stty size; tty; exit 7")
	if r.code != 7 || !strings.HasPrefix(r.stdout, "24 80\r\n/dev/pts/") {
		t.Errorf("got %+v, want a terminal of 80x24", r)
	}
	wantSame(t, "recorded output", u.raw(u.only().ID), []byte(r.stdout))
}

// Any bytes pass through a recorded command as through a bare one, and standard output carries nothing else.
func TestPipesAreExact(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	content := pattern(3 << 20)
	r := u.pipe(bytes.NewReader(content), "shellac", "run", "--", "cat")
	wantSame(t, "standard output", []byte(r.stdout), content)
	wantSame(t, "recorded output", u.raw(u.only().ID), content)
}

// A reader that goes away ends the command as it would without us.
func TestReaderGoesAway(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	r := u.pipe(nil, "bash", "-c", "shellac run -- yes | head -n 1; echo status ${PIPESTATUS[0]}")
	if want := "y\nstatus 141\n"; r.stdout != want {
		t.Errorf("got %q, want %q; stderr %q", r.stdout, want, r.stderr)
	}
	if e := u.only(); e.State != "complete" || e.Exit != "SIGPIPE" {
		t.Errorf("recording: got %+v, want it complete and ended by SIGPIPE", e)
	}
}

// A replay draws its own screen: no recorded control reaches the terminal.
func TestReplay(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.must("run", "--", "sh", "-c", `printf '\033]0;evil\007\033[5n\033[31mthe last word\033[0m\n'`)
	s := u.terminal(100, 30, "play", "last")
	s.WaitScreen("the recorded text", func(f vt.Frame) bool { return contains(f, "the last word") })
	s.Send("q")
	wantExit(t, s, 0)
	for _, bad := range []string{"evil", "\x1b[5n"} {
		if strings.Contains(string(s.Bytes()), bad) {
			t.Errorf("%q reached the terminal", bad)
		}
	}
	// The bytes themselves go to pipes only.
	s = u.terminal(100, 30, "play", "last", "-f", "raw")
	s.WaitFor("shellac: hint:")
	wantExit(t, s, 1)
	if r := u.shellac("play", "last"); r.code != 1 || !strings.Contains(r.stderr, "must be a terminal") {
		t.Errorf("replay on pipes: got exit status %d and %q", r.code, r.stderr)
	}
}

func contains(f vt.Frame, text string) bool {
	for y := range f.Rows {
		if strings.Contains(f.Text(y), text) {
			return true
		}
	}
	return false
}

// pattern returns n bytes of all values that do not repeat soon.
func pattern(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
