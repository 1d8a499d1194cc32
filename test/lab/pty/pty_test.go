package ptylab

import (
	"bytes"
	"errors"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/vt"
)

func shell(t *testing.T, script string) *Session {
	t.Helper()
	return Start(t, exec.Command("sh", "-c", script), 100, 30)
}

func TestWaitForFindsEachTextOnce(t *testing.T) {
	s := shell(t, `stty -echo; echo ready; read a; echo "got $a"; read b; echo "got $b"`)
	s.WaitFor("ready")
	s.Send("one\n")
	s.WaitFor("got ")
	s.Send("two\n")
	if got, want := s.WaitFor("got two"), "one\r\ngot two"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSize(t *testing.T) {
	s := shell(t, `trap 'stty size' WINCH; stty size; while read line; do :; done`)
	s.WaitFor("30 100")
	s.Resize(133, 41)
	s.WaitFor("41 133")
}

func TestWait(t *testing.T) {
	tests := []struct {
		name, script string
		want         Exit
	}{
		{"the exit code", "exit 7", Exit{Code: 7}},
		{"a signal", "kill -KILL $$", Exit{Code: -1, Signal: "KILL"}},
		{"an end with the terminal still held open", "sleep 60 & exit 3", Exit{Code: 3}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := shell(t, tt.script).Wait(); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestWaitReceivesEverything(t *testing.T) {
	s := shell(t, "stty -opost; head -c 1000000 /dev/zero | tr '\\0' x; printf end")
	s.Wait()
	want := append(bytes.Repeat([]byte("x"), 1000000), "end"...)
	if got := s.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
}

func TestWaitQuietReturnsAfterTheLastByte(t *testing.T) {
	s := shell(t, "for i in 1 2 3 4 5; do printf $i; sleep 0.05; done; cat")
	s.WaitQuiet(time.Second)
	if got, want := string(s.Bytes()), "12345"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWaitScreen(t *testing.T) {
	s := shell(t, `trap 'printf "\033[2J\033[3;5Hsmall"' WINCH; printf '\033[3;5Hlarge'; while :; do sleep 0.05; done`)
	s.WaitScreen("large in its place", func(f vt.Frame) bool { return f.Cols == 100 && f.Text(2) == "    large" })
	s.Resize(50, 10)
	f := s.WaitScreen("small in its place", func(f vt.Frame) bool { return f.Text(2) == "    small" })
	if f.Cols != 50 || f.Rows != 10 {
		t.Errorf("size: got %dx%d, want 50x10", f.Cols, f.Rows)
	}
}

func TestProgramEndsWithTheTest(t *testing.T) {
	var pid int
	t.Run("inner", func(t *testing.T) {
		pid = shell(t, "exec sleep 600").PID()
	})
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("kill(%d, 0): got %v, want %v", pid, err, syscall.ESRCH)
	}
}
