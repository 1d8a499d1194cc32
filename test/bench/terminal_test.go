//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A terminal is the one that the user would sit at: a pty whose other side the benchmark reads.
type terminal struct {
	cmd    *exec.Cmd
	master *os.File
	fd     int
	errors *bytes.Buffer // what the program wrote to standard error, which is not the terminal
}

// openTerminal starts a contender with a command in a new terminal, with all its files in dir.
func openTerminal(t testing.TB, c contender, dir string, command ...string) *terminal {
	t.Helper()
	argv := c.argv(dir, command...)
	term := &terminal{cmd: exec.Command(argv[0], argv[1:]...), errors: new(bytes.Buffer)}
	term.cmd.Env, term.cmd.Dir, term.cmd.Stderr = environment(dir), dir, term.errors
	var err error
	if term.master, err = pty.StartWithSize(term.cmd, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		t.Fatalf("start %s: %v", c.name, err)
	}
	term.fd = int(term.master.Fd())
	if err := unix.SetNonblock(term.fd, false); err != nil {
		t.Fatal(err)
	}
	return term
}

// read reads with a system call of its own, without the runtime's poller, which would add to what is measured.
func (t *terminal) read(b []byte) (int, error) {
	for {
		n, err := unix.Read(t.fd, b)
		if err != unix.EINTR {
			return n, err
		}
	}
}

// drain reads until the other side is closed, hands everything to take, and returns when the last byte came.
func (t *terminal) drain(take func([]byte)) time.Time {
	b, last := make([]byte, 64<<10), time.Now()
	for {
		n, err := t.read(b)
		if err != nil || n == 0 {
			return last
		}
		last = time.Now()
		take(b[:n])
	}
}

// wait waits for the program to end well.
func (t *terminal) wait() error {
	err := t.cmd.Wait()
	t.master.Close()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", t.cmd.Args[0], err, t.errors)
	}
	return nil
}

// A usage is what one run took.
type usage struct {
	wall  time.Duration // until the program had ended
	shown time.Duration // until the terminal had the last byte
	cpu   time.Duration // of the program and everything it started
	peak  int64         // most bytes of memory that the program itself had
	bytes int64         // received by the terminal
}

// measure runs a command to its end.
func measure(t testing.TB, c contender, dir string, command ...string) usage {
	t.Helper()
	var u usage
	start := time.Now()
	term := openTerminal(t, c, dir, command...)
	stop, peak := make(chan struct{}), make(chan int64)
	go watchMemory(term.cmd.Process.Pid, stop, peak)
	last := term.drain(func(b []byte) { u.bytes += int64(len(b)) })
	err := term.wait()
	u.wall, u.shown = time.Since(start), last.Sub(start)
	close(stop)
	u.peak = <-peak
	if err != nil {
		t.Error(err)
	}
	r := term.cmd.ProcessState.SysUsage().(*syscall.Rusage)
	u.cpu = time.Duration(r.Utime.Nano() + r.Stime.Nano())
	return u
}

// watchMemory follows the peak that the kernel keeps for a process. The rusage of a process would count its children's,
// and that of whoever started it.
func watchMemory(pid int, stop <-chan struct{}, peak chan<- int64) {
	most := int64(0)
	for {
		select {
		case <-stop:
			peak <- most
			return
		case <-time.After(5 * time.Millisecond):
			most = max(most, peakMemory(pid))
		}
	}
}

// peakMemory returns the most memory in bytes that a process has had; 0 once it is gone.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, _ := strconv.ParseInt(fields[0], 10, 64)
	return kilobytes << 10
}
