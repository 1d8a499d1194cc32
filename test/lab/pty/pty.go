// Package ptylab drives a program in a terminal as a user would: it types, waits for what appears, changes the
// window's size, and keeps every byte that the terminal received.
package ptylab

import (
	"bytes"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/shellac-term/shellac/internal/vt"
)

// Limit is how long a wait may take before it fails the test, unless Session.Limit says otherwise.
const Limit = time.Minute

// Session is a program in a terminal. Its methods are for one goroutine, the test's.
type Session struct {
	// Limit is how long a wait may take before it fails the test.
	Limit time.Duration

	t      testing.TB
	cmd    *exec.Cmd
	master *os.File
	exited chan struct{} // closed when the program has ended
	closed chan struct{} // closed when nothing more can be received

	mu      sync.Mutex
	bytes   []byte
	screen  *vt.Screen // what the first drawn bytes show
	drawn   int
	last    time.Time     // when something was received last
	changed chan struct{} // closed and replaced when something was received
	seen    int           // where the next WaitFor begins to look
}

// Start starts cmd in a new terminal of cols columns and rows rows, as the leader of a session of its own.
// TERM is xterm-256color. The program and its process group end with the test at the latest.
func Start(t testing.TB, cmd *exec.Cmd, cols, rows int) *Session {
	t.Helper()
	cmd.Env = append(cmd.Environ(), "TERM=xterm-256color")
	master, err := pty.StartWithSize(cmd, winsize(cols, rows))
	if err != nil {
		t.Fatalf("start %s in a terminal: %v", cmd.Path, err)
	}
	s := &Session{
		Limit: Limit, t: t, cmd: cmd, master: master, last: time.Now(),
		screen: vt.New(cols, rows),
		exited: make(chan struct{}), closed: make(chan struct{}), changed: make(chan struct{}),
	}
	go s.receive()
	go func() {
		_ = cmd.Wait() // the state says it all
		close(s.exited)
	}()
	t.Cleanup(s.end)
	return s
}

func winsize(cols, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}
}

// receive keeps what the terminal receives until its other side is closed (EIO).
func (s *Session) receive() {
	defer close(s.closed)
	buf := make([]byte, 32<<10)
	for {
		n, err := s.master.Read(buf)
		s.mu.Lock()
		s.bytes = append(s.bytes, buf[:n]...)
		s.last = time.Now()
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// end kills what is left of the program's process group.
func (s *Session) end() {
	_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
	<-s.exited
	_ = s.master.Close()
	<-s.closed
}

// Send types keys.
func (s *Session) Send(keys string) {
	s.t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		s.t.Fatalf("type %q: %v", keys, err)
	}
}

// Resize changes the size of the terminal; the kernel tells the program with SIGWINCH.
func (s *Session) Resize(cols, rows int) {
	s.t.Helper()
	s.mu.Lock()
	s.draw()
	s.screen.Resize(cols, rows) // before the program can answer to it
	s.mu.Unlock()
	if err := pty.Setsize(s.master, winsize(cols, rows)); err != nil {
		s.t.Fatalf("resize terminal to %dx%d: %v", cols, rows, err)
	}
}

// Signal sends a signal to the program alone.
func (s *Session) Signal(sig os.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatalf("send %v: %v", sig, err)
	}
}

// PID returns the program's process id.
func (s *Session) PID() int { return s.cmd.Process.Pid }

// Bytes returns a copy of everything received so far.
func (s *Session) Bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.bytes)
}
