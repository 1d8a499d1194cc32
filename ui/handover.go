package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/ui/act"
)

// ranMsg is when the terminal has come back.
type ranMsg struct {
	run act.Run
	err error
}

// handOver leaves the terminal to another run of shellac.
func (m *model) handOver(r act.Run) tea.Cmd {
	if m.o.Command == nil || len(r.Args) == 0 {
		return act.Failed("this program cannot open sessions")
	}
	if slices.Contains([]string{"ssh", "kube", "run"}, r.Args[0]) {
		m.last = r
	}
	cmd := m.o.Command(m.ctx, r.Args)
	cmd.Cancel = func() error { return cmd.Process.Signal(unix.SIGTERM) } // a session ends as it should
	m.away.Store(true)
	return tea.Exec(&handedOver{cmd, m.ctx, r}, func(err error) tea.Msg { return ranMsg{r, err} })
}

// ran shows the screen again as it was. What it lists may have changed meanwhile.
func (m *model) ran(msg ranMsg) tea.Cmd {
	m.away.Store(false)
	cmd := tea.Batch(m.tell(act.Shown{}), m.look())
	if msg.run.Done == nil {
		var exit *exec.ExitError
		if msg.err != nil && !errors.As(msg.err, &exit) {
			cmd = tea.Batch(cmd, act.Failed("cannot run shellac: "+msg.err.Error()))
		}
		return cmd
	}
	if answer := msg.run.Done(msg.err); answer != nil {
		cmd = tea.Batch(cmd, act.Do(answer))
	}
	return cmd
}

// A handedOver is a program that has the terminal.
type handedOver struct {
	*exec.Cmd
	ctx context.Context // of the whole program
	run act.Run
}

func (h *handedOver) SetStdin(r io.Reader)  { h.Stdin = r }
func (h *handedOver) SetStdout(w io.Writer) { h.Stdout = w }
func (h *handedOver) SetStderr(w io.Writer) { h.Stderr = w }

// Run runs the program and, where its last words are to be read, leaves them on the terminal until the user has done so.
func (h *handedOver) Run() error {
	start := time.Now()
	err := h.Cmd.Run()
	var exit *exec.ExitError
	words := ""
	switch {
	case h.run.Wait && errors.As(err, &exit) && troubled(exit.ExitCode(), time.Since(start)):
		words = fmt.Sprintf("exit status %d. ", exit.ExitCode())
	case !h.run.Pause:
		return err
	}
	if in, ok := h.Stdin.(*os.File); ok {
		fmt.Fprintf(h.Stdout, "\n[shellac] %sPress Enter to go back.", words)
		h.waitForEnter(in)
	}
	return err
}

// soon is how quickly a session ends that did not come about.
const soon = 2 * time.Second

// troubled reports whether a status is one of a program that could not do its work. A session has the status of its last
// command, which is nothing to stop at.
func troubled(status int, took time.Duration) bool {
	return status == 255 || status >= 124 && status <= 127 || status != 0 && took < soon
}

// waitForEnter waits for a line, and no longer than the program lives.
func (h *handedOver) waitForEnter(in *os.File) {
	poll := []unix.PollFd{{Fd: int32(in.Fd()), Events: unix.POLLIN}} // #nosec G115 -- a file descriptor is small
	key := make([]byte, 256)
	for h.ctx.Err() == nil {
		n, err := unix.Poll(poll, 100)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return
		}
		if n > 0 {
			if n, err := in.Read(key); err != nil || n == 0 || slices.ContainsFunc(key[:n], endsLine) {
				return
			}
		}
	}
}

func endsLine(b byte) bool { return b == '\n' || b == '\r' || b == 3 }
