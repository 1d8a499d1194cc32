package recorder

import (
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
)

// A command is the child process of a session with everything that connects it to the user.
type command struct {
	*session
	cmd     *exec.Cmd
	pty     *os.File // nil without a terminal
	started func()   // called when the process runs
	ended   atomic.Bool
}

// run runs the command to its end. An error means that it did not start.
func (c *command) run() (format.ExitStatus, error) {
	o := c.options
	c.cmd = &exec.Cmd{Path: c.path, Args: o.Argv, Env: o.Env, Dir: o.Dir}
	signals := c.catchSignals()
	defer signal.Stop(signals)
	if o.KeepChildren {
		signal.Ignore(unix.SIGHUP) // which the command inherits
	}
	if c.inPty {
		return c.runInPty(signals)
	}
	return c.runOnPipes(signals)
}

func (c *command) runInPty(signals chan os.Signal) (format.ExitStatus, error) {
	size := c.header.Size
	var err error
	c.pty, err = pty.StartWithSize(c.cmd, &pty.Winsize{Cols: uint16(size.Cols), Rows: uint16(size.Rows)})
	if err != nil {
		return format.ExitStatus{}, err
	}
	defer c.pty.Close()
	ended, err := newWaker()
	if err != nil {
		return format.ExitStatus{}, err
	}
	defer ended.close()
	if c.terminal != nil {
		if err := c.terminal.raw(); err != nil {
			return format.ExitStatus{}, err
		}
		defer c.terminal.restore()
	}

	k := keyboard{from: int(c.options.Stdin.Fd()), to: int(c.pty.Fd()), done: ended}
	if c.options.RecordInput {
		k.intake = c.intake
	}
	var running sync.WaitGroup
	running.Go(k.run)
	r := relay{from: int(c.pty.Fd()), to: int(c.options.Stdout.Fd()), kind: format.Output, intake: c.intake, ended: ended}
	running.Go(r.run)
	return c.wait(signals, ended, &running), nil
}

// runOnPipes runs the command without a pty. Standard input is the command's own, so that nothing stands between it and
// a program that speaks a protocol.
func (c *command) runOnPipes(signals chan os.Signal) (format.ExitStatus, error) {
	ended, err := newWaker()
	if err != nil {
		return format.ExitStatus{}, err
	}
	defer ended.close()
	out, err := newPipe()
	if err != nil {
		return format.ExitStatus{}, err
	}
	defer out.close()
	errs, err := newPipe()
	if err != nil {
		return format.ExitStatus{}, err
	}
	defer errs.close()
	c.cmd.Stdout, c.cmd.Stderr = out.w, errs.w
	input, err := c.inputPipe()
	if err != nil {
		return format.ExitStatus{}, err
	}
	if err := c.cmd.Start(); err != nil {
		return format.ExitStatus{}, err
	}
	out.w.Close()
	errs.w.Close()
	var running sync.WaitGroup
	if input != nil {
		input.r.Close()
		k := keyboard{from: int(c.options.Stdin.Fd()), to: int(input.w.Fd()), intake: c.intake, done: ended}
		running.Go(func() { k.run(); input.w.Close() })
	}
	running.Go(func() { c.relayPipe(out, c.options.Stdout, format.Output, ended) })
	running.Go(func() { c.relayPipe(errs, c.options.Stderr, format.Stderr, ended) })
	return c.wait(signals, ended, &running), nil
}

// relayPipe copies one of the command's streams. When whoever reads ours has gone, the command is to learn of it as it
// would have without us: by a pipe that is closed.
func (c *command) relayPipe(p *pipe, to *os.File, kind format.Kind, ended *waker) {
	r := relay{from: int(p.r.Fd()), to: int(to.Fd()), kind: kind, intake: c.intake, ended: ended, breaks: true}
	r.run()
	p.r.Close()
}

// inputPipe returns the pipe through which recorded input passes, or nil if the command has the user's input itself.
func (c *command) inputPipe() (*pipe, error) {
	c.cmd.Stdin = c.options.Stdin
	if !c.options.RecordInput {
		return nil, nil
	}
	p, err := newPipe()
	if err == nil {
		c.cmd.Stdin = p.r
	}
	return p, err
}

type pipe struct{ r, w *os.File }

func newPipe() (*pipe, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &pipe{r, w}, nil
}

func (p *pipe) close() { p.r.Close(); p.w.Close() }

// wait waits for the process, not for the end of its output, and then for the rest of that.
func (c *command) wait(signals chan os.Signal, ended *waker, running *sync.WaitGroup) format.ExitStatus {
	c.started()
	signal.Notify(signals, unix.SIGHUP)
	gone := make(chan error, 1)
	go func() { gone <- c.cmd.Wait() }()
	watch := c.watchStore()
	defer watch.stop()
	for {
		select {
		case <-gone:
			ended.wake()
			running.Wait()
			return status(c.cmd.ProcessState)
		case s := <-signals:
			c.handle(s)
		case <-watch.expired:
			c.ended.Store(true)
			c.hangUp()
		}
	}
}

func status(p *os.ProcessState) format.ExitStatus {
	ws, ok := p.Sys().(syscall.WaitStatus)
	if ok && ws.Signaled() {
		return format.ExitStatus{Code: 128 + int(ws.Signal()), Signal: unix.SignalName(ws.Signal())}
	}
	return format.ExitStatus{Code: p.ExitCode()}
}

// catchSignals keeps this process alive while the session runs. With a terminal in raw mode the keys that make signals
// reach the session as bytes; without a pty the terminal sends the signals to the command itself.
func (c *command) catchSignals() chan os.Signal {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, unix.SIGWINCH, unix.SIGTERM, unix.SIGHUP, unix.SIGINT, unix.SIGQUIT, unix.SIGPIPE)
	if c.terminal != nil {
		signal.Notify(signals, unix.SIGTSTP)
	}
	return signals
}

func (c *command) handle(s os.Signal) {
	switch s {
	case unix.SIGWINCH:
		c.resize()
	case unix.SIGTERM:
		c.cmd.Process.Signal(s)
		if c.inPty { // an interactive shell does not end for less than a hangup
			time.AfterFunc(termPatience, c.hangUp)
		}
	case unix.SIGHUP:
		c.hangUp()
	}
}

// termPatience is how long the command has to end after SIGTERM before its terminal goes away.
const termPatience = time.Second

// hangUp tells the command that its terminal has gone.
func (c *command) hangUp() {
	if c.options.KeepChildren {
		c.cmd.Process.Signal(unix.SIGTERM)
		return
	}
	c.cmd.Process.Signal(unix.SIGHUP)
}

// resize gives the pty the size that the user's terminal has now.
func (c *command) resize() {
	if c.pty == nil || c.terminal == nil {
		return
	}
	size := c.terminal.size()
	if err := pty.Setsize(c.pty, &pty.Winsize{Cols: uint16(size.Cols), Rows: uint16(size.Rows)}); err == nil {
		c.intake.append(format.Resize, format.ResizeEvent(0, size).Data)
	}
}
