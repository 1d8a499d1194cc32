package pick

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// escapeWait is how long the bytes that follow an ESC may take to come; then it is the key itself.
const escapeWait = 40 * time.Millisecond

// A waker lets a loop that waits for a terminal look at something else.
type waker struct{ r, w *os.File }

func newWaker() (*waker, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("show a list: %w", err)
	}
	return &waker{r, w}, nil
}

func (w *waker) wake() { _, _ = w.w.Write([]byte{0}) } // one that is woken already, or gone, need not be
func (w *waker) close() {
	w.r.Close()
	w.w.Close()
}

// loop shows the list until it is over. It reads the terminal only when there is something to read, so that nothing of it
// is left waiting for a key that belongs to the session.
func loop(ctx context.Context, m *model) error {
	in, out := m.o.Input, m.o.Output
	state, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return fmt.Errorf("show a list: %w", err)
	}
	defer term.Restore(int(in.Fd()), state)
	w, err := newWaker()
	if err != nil {
		return err
	}
	defer w.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, w.wake)()
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, unix.SIGWINCH)
	defer signal.Stop(resized)
	loaded := make(chan func(), 1)
	go func() { // not waited for: whoever leaves does not want to
		rows, err := m.o.Load(ctx)
		loaded <- func() { m.loaded(rows, err) }
		w.wake()
	}()
	fmt.Fprint(out, "\x1b[?25l\x1b[?2004h")               // no cursor; what is pasted is marked
	defer fmt.Fprint(out, "\r\x1b[J\x1b[?2004l\x1b[?25h") // wipes the list: the cursor is on its first line
	for !m.over {
		paint(m)
		if err := wait(m, w, resized); err != nil {
			return err
		}
		select {
		case show := <-loaded:
			show()
		default:
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// paint draws the list and leaves the cursor on its first line.
func paint(m *model) {
	cols, lines, err := term.GetSize(int(m.o.Output.Fd()))
	if err != nil || cols <= 0 || lines <= 0 {
		cols, lines = 80, 24
	}
	m.resize(cols, lines)
	drawn := m.draw()
	var b strings.Builder
	b.WriteString("\r")
	b.WriteString(strings.Join(drawn, "\x1b[K\r\n"))
	b.WriteString("\x1b[J")
	if n := len(drawn) - 1; n > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", n)
	}
	b.WriteString("\r")
	fmt.Fprint(m.o.Output, b.String())
}

// wait waits for keys, a change of size or a call, and hands keys to the list.
func wait(m *model, w *waker, resized <-chan os.Signal) error {
	in := int(m.o.Input.Fd())
	for {
		timeout := 500 // a signal interrupts the wait; the bound is for one that another thread took
		if m.keys.waiting() {
			timeout = int(escapeWait / time.Millisecond)
		}
		polled := []unix.PollFd{{Fd: int32(in), Events: unix.POLLIN}, {Fd: int32(w.r.Fd()), Events: unix.POLLIN}} // #nosec G115 -- file descriptors are small
		n, err := unix.Poll(polled, timeout)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("read keys: %w", err)
		case n == 0 && m.keys.waiting():
			m.take(m.keys.end())
			return nil
		case polled[1].Revents != 0:
			_, _ = w.r.Read(make([]byte, 16))
			return nil
		case polled[0].Revents != 0:
			return read(m, in)
		}
		select {
		case <-resized:
			return nil
		default:
		}
	}
}

// read reads what was typed, one byte at a time: what follows the choice stays where the session will look for it.
func read(m *model, in int) error {
	b := make([]byte, 1)
	for !m.over {
		n, err := unix.Read(in, b)
		switch {
		case errors.Is(err, unix.EINTR), errors.Is(err, unix.EAGAIN):
			return nil
		case err != nil || n == 0: // the terminal is gone
			m.over = true
			return nil
		}
		m.take(m.keys.feed(b))
		more := []unix.PollFd{{Fd: int32(in), Events: unix.POLLIN}} // #nosec G115 -- a file descriptor is small
		if n, err := unix.Poll(more, 0); n == 0 || err != nil {
			return nil
		}
	}
	return nil
}
