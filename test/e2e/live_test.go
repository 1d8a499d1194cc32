package e2e

import (
	"bytes"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// worker prints a line about every 50 ms until it is killed.
const worker = `echo hello; i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.05; done`

// soon is within what time somebody else sees what was printed, 10 s, and what a loaded machine may add.
const soon = 15 * time.Second

// While a session runs, and after its recorder was killed, others list, read and export it.
func TestLiveAndTorn(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		u, other := newUser(t, p.env...), newUser(t, p.env...)
		s := u.terminal(80, 24, "run", "--name", "worker", "--", "sh", "-c", worker)
		s.WaitFor("hello")
		wantLive(t, other)
		if s := u.shellac("upload"); s.code != 0 || !strings.Contains(s.stdout, "still running") {
			t.Errorf("upload while it runs: got %+v", s)
		}
		s.WaitFor(fmt.Sprintf("tick %d", lastTick(t, s.Bytes())+20))
		s.Signal(syscall.SIGKILL)
		if got, want := s.Wait(), (ptylab.Exit{Code: -1, Signal: "KILL"}); got != want {
			t.Fatalf("exit: got %+v, want %+v", got, want)
		}
		if out := other.shellac("export", "last", "-f", "json"); out.code != 0 || !strings.Contains(out.stdout, "hello") {
			t.Errorf("export after the recorder's death: got exit status %d and stderr %q", out.code, out.stderr)
		}
		wantRecovered(t, u, other, afterNotice(t, s))
	})
}

// wantLive waits until another user sees the session as live and with its first line.
func wantLive(t *testing.T, other *user) {
	t.Helper()
	printed := time.Now()
	eventually(t, "the live session in the store", func() bool {
		entries := other.list("--state", "live", "--kind", "run")
		if len(entries) != 1 || entries[0].Target != "worker" {
			return false
		}
		out := other.shellac("export", entries[0].ID, "-f", "json")
		return out.code == 0 && joined(parseEvents(t, out.stdout), "output") != ""
	})
	took := time.Since(printed)
	t.Logf("seen by others after %v", took.Round(100*time.Millisecond))
	if took > soon {
		t.Errorf("seen by others after %v, want at most %v", took, soon)
	}
	out := other.shellac("export", "last", "-f", "screen")
	if out.code != 0 || !strings.Contains(out.stdout, "tick ") {
		t.Errorf("screen of a live session: got %+v", out)
	}
	raw := other.shellac("play", "last", "-f", "raw")
	if raw.code != 0 || !strings.HasPrefix(raw.stdout, "hello\r\ntick 0\r\n") {
		t.Errorf("raw bytes of a live session: got exit status %d, %q, stderr %q", raw.code, clip([]byte(raw.stdout)), raw.stderr)
	}
	wantWords(t, "note", raw.stderr, "torn")
}

// wantRecovered uploads what the killed recorder left, and compares it with what its terminal had received.
func wantRecovered(t *testing.T, u, other *user, received []byte) {
	t.Helper()
	if len(u.left()) != 1 {
		t.Fatalf("spool: got %q, want one session", u.left())
	}
	wantWords(t, "upload", u.must("upload"), "closed as torn", "stored and checked")
	if len(u.left()) != 0 {
		t.Errorf("spool: got %q, want it empty", u.left())
	}
	e := other.only()
	if e.State != "torn" || e.Exit != nil {
		t.Errorf("recording: got %+v, want it torn and without an exit", e)
	}
	if r := other.shellac("verify", e.ID); r.code != 1 || !strings.HasPrefix(r.stdout, "TORN ") {
		t.Errorf("verify: got %+v, want exit status 1 and TORN", r)
	}
	kept := other.raw(e.ID)
	if !bytes.HasPrefix(received, kept) {
		wantSame(t, "recovered output", kept, received)
	}
	// About a second may be lost: the second that passed since the disk was last asked to keep what there was.
	if lost := lastTick(t, received) - lastTick(t, kept); lost > 30 {
		t.Errorf("lost the last %d lines of 50 ms each, want at most 30", lost)
	}
}

// afterNotice returns what the terminal received after shellac's notice.
func afterNotice(t *testing.T, s *ptylab.Session) []byte {
	t.Helper()
	_, rest, found := bytes.Cut(s.Bytes(), []byte("\x1b]0;● REC worker\x07"))
	if !found {
		t.Fatalf("the terminal lacks shellac's notice: %q", clip(s.Bytes()))
	}
	return rest
}

// lastTick returns the number in the last whole line of the worker.
func lastTick(t *testing.T, b []byte) int {
	t.Helper()
	b = b[:bytes.LastIndexByte(b, '\n')+1]
	n := -1
	if at := bytes.LastIndex(b, []byte("tick ")); at >= 0 {
		if _, err := fmt.Sscanf(string(b[at:]), "tick %d", &n); err != nil {
			t.Fatalf("read %q: %v", b[at:], err)
		}
	}
	return n
}

// The next session sends what an earlier one left behind.
func TestNextSessionSendsWhatIsLeft(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		u := newUser(t, p.env...)
		s := u.terminal(80, 24, "run", "--name", "worker", "--", "sh", "-c", worker)
		s.WaitFor("tick 20")
		s.Signal(syscall.SIGKILL)
		s.Wait()
		torn := u.left()
		next := u.terminal(80, 24, "run", "--", "sh", "-c", "echo ready; cat")
		next.WaitFor("ready")
		eventually(t, "the upload of what was left", func() bool {
			left := u.left()
			return len(left) == 1 && left[0] != torn[0]
		})
		next.Send("\x04")
		wantExit(t, next, 0)
		entries := u.list()
		if len(entries) != 2 || entries[0].State != "complete" || entries[1].State != "torn" || entries[1].ID != torn[0] {
			t.Errorf("recordings: got %+v, want the new one complete and the old one, %s, torn", entries, torn[0])
		}
	})
}
