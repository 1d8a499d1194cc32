package inventory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A program is a command to run for its output.
type program struct {
	argv    []string
	timeout time.Duration
	most    int // bytes of output that are kept; more is an error
}

// errTooMuch says that a program printed more than it may.
var errTooMuch = errors.New("it printed too much")

// run runs the program without a terminal and returns what it printed. When the time is over or the context ends, it
// and what it started is killed. The error has the last lines of what it said.
func (p program) run(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, p.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.argv[0], p.argv[1:]...)
	cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return unix.Kill(-cmd.Process.Pid, unix.SIGKILL) }
	cmd.WaitDelay = 200 * time.Millisecond // a child that left the group may still hold the pipe
	out, said := &bounded{most: p.most}, &bounded{most: 4 << 10, tail: true}
	cmd.Stdout, cmd.Stderr = out, said
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("no answer within %v", p.timeout)
	case out.over:
		err = errTooMuch
	case err == nil || errors.Is(err, exec.ErrWaitDelay):
		return out.kept.String(), nil
	case errors.Is(err, exec.ErrNotFound):
		err = errors.New("no such program")
	}
	if last := lastLines(said.kept.String(), 3); last != "" {
		return "", fmt.Errorf("run %s: %w: %s", p.argv[0], err, last)
	}
	return "", fmt.Errorf("run %s: %w", p.argv[0], err)
}

// A bounded buffer keeps the first or the last bytes written to it.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom would go past the bound
	most int
	tail bool
	over bool
}

// Write never fails: a program that cannot write would die of it and not of its own error.
func (b *bounded) Write(p []byte) (int, error) {
	n := len(p)
	if b.tail {
		b.kept.Write(p)
		if extra := b.kept.Len() - b.most; extra > 0 {
			b.kept.Next(extra)
		}
		return n, nil
	}
	if room := b.most - b.kept.Len(); len(p) > room {
		p, b.over = p[:room], true
	}
	b.kept.Write(p)
	return n, nil
}

// lastLines returns the last lines of a text that are not blank, in one.
func lastLines(text string, n int) string {
	var lines []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(strings.Map(onlyVisible, l)); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines[max(len(lines)-n, 0):], "; ")
}

// onlyVisible takes out of a message what would not be seen, or would move the cursor.
func onlyVisible(r rune) rune {
	if r == '\t' {
		return ' '
	}
	if unprintable(r) {
		return -1
	}
	return r
}
