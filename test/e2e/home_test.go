package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/vt"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// showing waits until the screen shows all of some texts.
func showing(s *ptylab.Session, texts ...string) vt.Frame {
	return s.WaitScreen(fmt.Sprintf("%q", texts), func(f vt.Frame) bool {
		all := textOf(f)
		for _, t := range texts {
			if !strings.Contains(all, t) {
				return false
			}
		}
		return true
	})
}

// cursorOn waits until the cursor of the list is on a row that holds a text.
func cursorOn(s *ptylab.Session, text string) {
	s.WaitScreen("the cursor on "+text, func(f vt.Frame) bool {
		for y := range f.Rows {
			if row := f.Text(y); strings.HasPrefix(row, ">") && strings.Contains(row, text) {
				return true
			}
		}
		return false
	})
}

// recordedUser is a user with three recordings: one that succeeded, one that failed, one with words of Japan and Korea.
func recordedUser(t *testing.T) *user {
	t.Helper()
	u := newUser(t, "SHELLAC_STORE=file://"+t.TempDir())
	for _, r := range [][2]string{{"deploy", "echo rolled out"}, {"日本語ホスト", "echo こんにちは"}, {"migrate", "echo DROP TABLE cart; exit 3"}} {
		u.shellac("run", "--pty", "--name", r[0], "--reason", "INC-4411", "--", "sh", "-c", r[1])
	}
	return u
}

// `shellac` on a terminal lists what was recorded; a key plays, reads, verifies and exports it, and the list comes back as it
// was.
func TestHomeRecordings(t *testing.T) {
	t.Parallel()
	u := recordedUser(t)
	start := time.Now()
	s := u.terminal(100, 30)
	showing(s, "1 Nodes", "2 Kubernetes", "3 Recordings", "4 Live")
	t.Logf("first paint after %v", time.Since(start))
	s.Send("3")
	showing(s, "[3 Recordings]", "deploy", "日本語ホスト", "migrate", "INC-4411")
	cursorOn(s, "migrate")
	s.Send("j")
	cursorOn(s, "日本語ホスト")
	s.Send("v")
	showing(s, "intact: 1 chunk")
	s.Send("t")
	showing(s, "Transcript of 日本語ホスト", "こんにちは")
	s.Send("q")
	cursorOn(s, "日本語ホスト")
	s.Send("\r")
	showing(s, "こんにちは", "space pause")
	s.Send("q")
	cursorOn(s, "日本語ホスト")
	s.Send("/deploy\r")
	cursorOn(s, "deploy")
	s.Send("x\t")
	showing(s, "export deploy", "[text]")
	s.Send("\x15out.txt\r")
	showing(s, "wrote out.txt")
	if b, err := os.ReadFile(u.path("out.txt")); err != nil || !strings.Contains(string(b), "rolled out") {
		t.Errorf("exported: got %q, %v", b, err)
	}
	s.Send("x")
	showing(s, "export deploy")
	s.Send("\x15out.txt\r")
	showing(s, "out.txt exists and is left as it is")
	s.Send("\x1b")
	s.WaitScreen("the closed questions", func(f vt.Frame) bool { return !strings.Contains(textOf(f), "export deploy") })
	s.Send("y")
	s.WaitFor("\x1b]52;c;")
	s.Send("?")
	showing(s, "Keys and commands of Recordings")
	s.Send("q")
	cursorOn(s, "deploy")
	s.Send("q")
	wantExit(t, s, 0)
	wantUntouched(t, "q", s)
}

// A session that is opened from the palette has the terminal to itself; then the screen is back, with what was recorded.
func TestHomeSession(t *testing.T) {
	t.Parallel()
	u := recordedUser(t)
	s := u.terminal(100, 30, "ui", "--tab", "recordings")
	cursorOn(s, "migrate")
	s.Send(":local\r")
	began(s)
	s.Send("echo $((6*7))from-inside\r")
	showing(s, "42from-inside")
	s.Resize(110, 32)
	s.Send("exit\r")
	showing(s, "[3 Recordings]", "sh", "deploy")
	s.WaitScreen("the new size", func(f vt.Frame) bool { return strings.Contains(f.Text(31), "quit") })
	s.WaitScreen("a row for the new recording", func(f vt.Frame) bool { return strings.Contains(f.Text(5), " sh ") })
	s.Send("g")
	cursorOn(s, "sh")
	s.Send("t")
	showing(s, "42from-inside")
	s.Send("q4")
	showing(s, "[4 Live]", "Nothing is recorded right now")
	other := u.terminal(80, 24, "run", "--name", "elsewhere", "--", "sh", "-c", "echo ticking; cat")
	other.WaitFor("ticking")
	showing(s, "elsewhere", "* REC here", "ticking")
	s.Send("\r")
	showing(s, "LIVE", "ticking")
	s.Send("q")
	showing(s, "[4 Live]", "elsewhere")
	s.Send("\x03")
	wantExit(t, s, 0)
	other.Send("\x04")
	other.Wait()
}

// A machine with nothing on it is told what was looked at, and has a recording to play.
func TestHomeWelcome(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	s := u.terminal(100, 30)
	showing(s, "Start with one of these", "~/.ssh/config", "No telemetry")
	s.Send("4")
	showing(s, "alice@web1", "space pause")
	s.Send("q")
	showing(s, "Start with one of these")
	s.Send("3")
	showing(s, "Press Enter to go back")
	s.Send("\r")
	showing(s, "Start with one of these")
	s.Send("s")
	showing(s, ":welcome shows it")
	s.Send("q")
	wantExit(t, s, 0)
	s = u.terminal(100, 30)
	showing(s, "store: folder ok", "[1 Nodes]")
	s.WaitQuiet(300 * time.Millisecond)
	if text := textOf(s.Screen()); strings.Contains(text, "Start with one of these") {
		t.Errorf("it is shown again:\n%s", text)
	}
	s.Send("\x03")
	wantExit(t, s, 0)
}

// The demo recording needs no store, no home folder and no configuration.
func TestPlayDemo(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}
	if out := u.must("play", "demo", "-f", "text"); !strings.Contains(out, "DROP TABLE cart_tmp;") {
		t.Errorf("got %q", out)
	}
	if out := u.must("verify", "demo"); !strings.HasPrefix(out, "ok ") {
		t.Errorf("verify: got %q", out)
	}
}

// However the program is ended, no mode is left, and it ends at once.
func TestHomeEnds(t *testing.T) {
	t.Parallel()
	u := recordedUser(t)
	for _, way := range []string{"\x03", "q", "TERM", "HUP", "INT"} {
		s := u.terminal(100, 30, "ui", "--tab", "recordings")
		cursorOn(s, "migrate")
		start := time.Now()
		switch way {
		case "TERM":
			s.Signal(syscall.SIGTERM)
		case "HUP":
			s.Signal(syscall.SIGHUP)
		case "INT":
			s.Signal(syscall.SIGINT)
		default:
			s.Send(way)
		}
		exit := s.Wait()
		t.Logf("%q: %+v within %v", way, exit, time.Since(start)) // of which 250 ms are the wait for a last byte
		if exit.Code != 0 {
			t.Errorf("%q: got %+v", way, exit)
		}
		wantUntouched(t, way, s)
	}
}

// A program that is told to end while a session has the terminal ends the session as it should be.
func TestHomeEndsWithSession(t *testing.T) {
	t.Parallel()
	u := recordedUser(t)
	s := u.terminal(100, 30, "ui", "--tab", "recordings")
	cursorOn(s, "migrate")
	s.Send(":local\r")
	began(s)
	s.Send("echo $((6*7))in-session\r")
	showing(s, "42in-session")
	s.Signal(syscall.SIGTERM)
	s.Wait()
	if e := u.list()[0]; e.Target != "sh" || e.State != "complete" {
		t.Errorf("the session's recording: got %+v", e)
	}
}

// Without a terminal there is help; a tab that there is not is an error.
func TestHomeWithoutTerminal(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	if out := u.must(); !strings.Contains(out, "EXAMPLES") || !strings.Contains(out, "shellac ssh web1") {
		t.Errorf("got %q", out)
	}
	u.wantRefused(t, "standard input and output must be a terminal", "ui")
	s := u.terminal(80, 24, "ui", "--tab", "hosts")
	s.WaitFor("it can be nodes, kube, recordings or live")
	wantExit(t, s, 2)
}

func (u *user) wantRefused(t *testing.T, words string, args ...string) {
	t.Helper()
	r := u.shellac(args...)
	if r.code == 0 || !strings.Contains(r.stderr, words) {
		t.Errorf("%v: got status %d, %q, want %q", args, r.code, r.stderr, words)
	}
}

// A store that is out of reach is a state with words, and R tries again.
func TestHomeStoreDown(t *testing.T) {
	t.Parallel()
	u := recordedUser(t)
	store := strings.TrimPrefix(u.env[len(u.env)-1], "SHELLAC_STORE=file://")
	away := filepath.Join(t.TempDir(), "away")
	if err := os.Rename(store, away); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(store, nil, 0o600); err != nil { // no folder any more
		t.Fatal(err)
	}
	s := u.terminal(100, 30, "ui", "--tab", "recordings")
	showing(s, "The store cannot be read", "R tries again", "store: folder cannot be read")
	if err := os.Remove(store); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(away, store); err != nil {
		t.Fatal(err)
	}
	s.Send("R")
	cursorOn(s, "migrate")
	s.Send("q")
	wantExit(t, s, 0)
}

// Plain terminals get plain text.
func TestHomePlain(t *testing.T) {
	t.Parallel()
	u := recordedUser(t).with("NO_COLOR=1", "SHELLAC_ASCII=1")
	s := u.terminal(80, 24, "ui", "--tab", "recordings")
	cursorOn(s, "migrate")
	s.WaitQuiet(300 * time.Millisecond)
	for y := range 24 {
		for _, r := range s.Screen().Text(y) {
			if r > 0x7e && !strings.ContainsRune("日本語ホスト", r) {
				t.Errorf("row %d has %q", y, r)
			}
		}
	}
	s.Send("q")
	wantExit(t, s, 0)
	for _, colour := range []string{"\x1b[91m", "\x1b[31m", ";91m", "\x1b[96", ";96m"} {
		if strings.Contains(string(s.Bytes()), colour) {
			t.Errorf("%q was sent", colour)
		}
	}
}
