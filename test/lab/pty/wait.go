package ptylab

import (
	"bytes"
	"fmt"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/internal/vt"
)

// drain is how long after the program's end the terminal must have been quiet to count as read to its end, when
// another process (an ssh master, say) still has it open.
const drain = 250 * time.Millisecond

// WaitFor waits until the terminal has received text after what the last WaitFor found, and returns what it
// received from there up to and with text.
func (s *Session) WaitFor(text string) string {
	s.t.Helper()
	var found string
	from := s.seen // what lies before was searched
	s.until("the text "+text, func() bool {
		i := bytes.Index(s.bytes[from:], []byte(text))
		if i < 0 {
			from = max(from, len(s.bytes)-len(text)+1)
			return false
		}
		end := from + i + len(text)
		found = string(s.bytes[s.seen:end])
		s.seen = end
		return true
	})
	return found
}

// WaitScreen waits until the screen is as ok wants it, and returns it. It asks only about whole frames: not while the
// program has said that it is still drawing. The terminal answers no questions of the program.
func (s *Session) WaitScreen(what string, ok func(vt.Frame) bool) vt.Frame {
	s.t.Helper()
	var frame vt.Frame
	s.until(what, func() bool {
		frame = s.draw()
		return frame.Complete && ok(frame)
	})
	return frame
}

// Screen returns the screen as it is now.
func (s *Session) Screen() vt.Frame {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draw()
}

// draw brings the screen up to date; the lock is held. It is done when somebody looks: reading must stay fast.
func (s *Session) draw() vt.Frame {
	_, _ = s.screen.Write(s.bytes[s.drawn:])
	s.drawn = len(s.bytes)
	return s.screen.Frame()
}

// until waits until ok, called with the lock held, returns true. It is asked again whenever something has been
// received. What was received before the terminal was closed still counts.
func (s *Session) until(what string, ok func() bool) {
	s.t.Helper()
	deadline := time.After(s.Limit)
	for over := false; ; {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		switch {
		case done:
			return
		case over:
			s.fail(what + " (the terminal is closed)")
		}
		select {
		case <-changed:
		case <-s.closed:
			over = true
		case <-deadline:
			s.fail(what)
		}
	}
}

// WaitQuiet waits until the terminal has received nothing for quiet, or is closed.
func (s *Session) WaitQuiet(quiet time.Duration) {
	s.t.Helper()
	deadline := time.After(s.Limit)
	for {
		s.mu.Lock()
		left := quiet - time.Since(s.last)
		s.mu.Unlock()
		if left <= 0 {
			return
		}
		select {
		case <-time.After(left):
		case <-s.closed:
			return
		case <-deadline:
			s.fail("a quiet terminal")
		}
	}
}

// Exit is how a program ended: with an exit code, or with code -1 by a signal.
type Exit struct {
	Code   int
	Signal string // without SIG, as KILL
}

// Wait waits until the program has ended and what it wrote has been received.
func (s *Session) Wait() Exit {
	s.t.Helper()
	select {
	case <-s.exited:
	case <-time.After(s.Limit):
		s.fail("the program's end")
	}
	s.mu.Lock()
	s.last = time.Now() // what the program wrote last may still be on its way
	s.mu.Unlock()
	s.WaitQuiet(drain)
	status := s.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return Exit{Code: -1, Signal: strings.TrimPrefix(unix.SignalName(status.Signal()), "SIG")}
	}
	return Exit{Code: status.ExitStatus()}
}

// fail ends the test and shows what the terminal received last, and its screen.
func (s *Session) fail(what string) {
	s.t.Helper()
	text, frame := s.Bytes(), s.Screen()
	var rows strings.Builder
	for y := range frame.Rows {
		if row := frame.Text(y); row != "" {
			fmt.Fprintf(&rows, "%3d %s\n", y, row)
		}
	}
	s.t.Fatalf("wait for %s: not within %v; received %d bytes, at the end %q; the screen:\n%s",
		what, s.Limit, len(text), text[max(0, len(text)-600):], &rows)
}
