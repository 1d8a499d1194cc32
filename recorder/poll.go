package recorder

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A waker interrupts a poller from another goroutine.
type waker struct{ r, w *os.File }

func newWaker() (*waker, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &waker{r, w}, nil
}

func (w *waker) wake()  { w.w.Close() }
func (w *waker) close() { w.r.Close(); w.w.Close() }

// A poller reads from a file descriptor and can be told to stop. It waits in poll(2) itself: a read that is left
// hanging on the user's terminal would swallow the first key typed after the session.
type poller struct {
	fds [2]unix.PollFd
}

func newPoller(fd int, w *waker) *poller {
	return &poller{[2]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}, {Fd: int32(w.r.Fd()), Events: unix.POLLIN}}}
}

var (
	errWoken   = errors.New("woken")
	errTimeout = errors.New("timed out")
)

// read reads what there is, waiting for at most d for it; a negative d is without limit. It returns io.EOF at the end,
// errWoken once the waker was used, errTimeout.
func (p *poller) read(b []byte, d time.Duration) (int, error) {
	if err := p.wait(d); err != nil {
		return 0, err
	}
	for {
		n, err := unix.Read(int(p.fds[0].Fd), b)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			if err := p.wait(d); err != nil {
				return 0, err
			}
		case err == unix.EIO: // the other side of a pty is closed
			return 0, io.EOF
		case err != nil:
			return 0, os.NewSyscallError("read", err)
		case n == 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

func (p *poller) wait(d time.Duration) error {
	timeout := -1
	if d >= 0 {
		timeout = int((d + time.Millisecond - 1) / time.Millisecond)
	}
	for {
		p.fds[0].Revents, p.fds[1].Revents = 0, 0
		n, err := unix.Poll(p.fds[:], timeout)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return os.NewSyscallError("poll", err)
		case n == 0:
			return errTimeout
		case p.fds[1].Revents != 0 && p.fds[0].Revents&unix.POLLIN == 0:
			return errWoken
		default:
			return nil
		}
	}
}

// ignoreWaker makes the poller wait for its file alone.
func (p *poller) ignoreWaker() { p.fds[1].Fd = -1 }

// writeAll writes all of b, also to a descriptor that does not block.
func writeAll(fd int, b []byte) error {
	for len(b) > 0 {
		n, err := unix.Write(fd, b)
		switch {
		case err == unix.EINTR:
		case err == unix.EAGAIN:
			fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
			unix.Poll(fds, -1)
		case err != nil:
			return os.NewSyscallError("write", err)
		default:
			b = b[n:]
		}
	}
	return nil
}
