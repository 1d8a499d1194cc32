// Package workload makes the sessions that shellac is measured on: a coloured log, top, an editor, fifteen minutes of
// typing. The programs are real ones in a real pty; only the time is not: keys are sent as fast as the program takes
// them, and what it answers is filed under the time at which a person would have seen it.
package workload

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"

	"github.com/shellac-term/shellac/format"
)

// A Session is what a recorder would have seen.
type Session struct {
	Name   string
	Size   format.Size
	Argv   []string
	Events []format.Event
}

// Raw returns all output in one piece.
func (s Session) Raw() []byte {
	var b bytes.Buffer
	for _, e := range s.Events {
		if e.Kind == format.Output {
			b.Write(e.Data)
		}
	}
	return b.Bytes()
}

// Duration returns the time of the last event.
func (s Session) Duration() time.Duration {
	if len(s.Events) == 0 {
		return 0
	}
	return s.Events[len(s.Events)-1].At
}

// A stroke is some keys and the time at which they are pressed.
type stroke struct {
	at   time.Duration
	keys string
}

// A script is a program, and what a person types to it.
type script struct {
	name    string
	size    format.Size
	argv    []string
	files   map[string]string // in the folder in which the program runs
	strokes []stroke
}

// play runs the program in a pty, sends the strokes and files the answers.
func (sc script) play() (Session, error) {
	dir, err := sc.folder()
	if err != nil {
		return Session{}, err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command(sc.argv[0], sc.argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "HISTFILE=", "PS1=\\u@\\h:\\w\\$ ", "HOME="+dir)
	tty, err := start(cmd, sc.size)
	if err != nil {
		return Session{}, err
	}
	defer tty.Close()
	s := Session{Name: sc.name, Size: sc.size, Argv: sc.argv}
	answers := make(chan []byte, 64)
	go readAll(tty, answers)
	s.take(answers, 0, 300*time.Millisecond)
	last := time.Duration(0)
	for _, k := range sc.strokes {
		if _, err := tty.WriteString(k.keys); err != nil {
			break
		}
		s.take(answers, k.at, quietFor(k.keys))
		last = k.at
	}
	cmd.Process.Signal(syscall.SIGHUP)
	s.take(answers, last+time.Second, 100*time.Millisecond)
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return Session{}, fmt.Errorf("wait for %s: %w", sc.argv[0], err)
	}
	return s, nil
}

// folder makes the folder in which the program runs.
func (sc script) folder() (string, error) {
	dir, err := os.MkdirTemp("", "shellac-bench-")
	if err != nil {
		return "", err
	}
	for name, text := range sc.files {
		if at := strings.LastIndexByte(name, '/'); at > 0 {
			os.MkdirAll(dir+"/"+name[:at], 0o700)
		}
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			os.RemoveAll(dir)
			return "", err
		}
	}
	return dir, nil
}

func start(cmd *exec.Cmd, size format.Size) (*os.File, error) {
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(size.Cols), Rows: uint16(size.Rows)})
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Args[0], err)
	}
	return tty, nil
}

// quietFor says how long the program must be silent until its answer counts as whole.
func quietFor(keys string) time.Duration {
	if strings.ContainsAny(keys, "\r\x1b:") {
		return 100 * time.Millisecond
	}
	return 5 * time.Millisecond
}

// slowAnswer is how long an answer is waited for that may not come at all.
const slowAnswer = 150 * time.Millisecond

func readAll(tty *os.File, answers chan<- []byte) {
	defer close(answers)
	for {
		b := make([]byte, 32<<10)
		n, err := tty.Read(b)
		if n > 0 {
			answers <- b[:n]
		}
		if err != nil {
			return
		}
	}
}

// take files what the program writes until it is silent.
func (s *Session) take(answers <-chan []byte, at, quiet time.Duration) {
	at = max(at, s.Duration())
	var began time.Time // when the answer did; a busy machine may take its time until then
	for wait := max(quiet, slowAnswer); ; wait = quiet {
		select {
		case b, ok := <-answers:
			if !ok {
				return
			}
			if began.IsZero() {
				began = time.Now()
			}
			s.Events = append(s.Events, format.Event{At: at + time.Since(began).Truncate(time.Millisecond), Kind: format.Output, Data: b})
		case <-time.After(wait):
			return
		}
	}
}
