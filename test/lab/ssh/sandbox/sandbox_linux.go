// Package sandbox runs a shell script and what it starts in namespaces of their own: mounts, process ids and
// network. What the script mounts, listens on or leaves running is invisible outside, and ends with one process.
// It needs Linux and root.
package sandbox

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Where a script finds what Start was told of, wherever it lies outside: the lab's folder and the packages.
const (
	Lab  = "/run/lab"
	Debs = "/run/debs"
)

// prelude runs before every script. The script's standard input ends when the process that started the sandbox
// closes it or dies in whatever way; then the shell, process 1 in here, ends, and the kernel kills the rest.
const prelude = `set -eu
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs none /run
mount -t tmpfs none /var/log
mkdir /run/lab /run/debs
mount --bind "$LAB" /run/lab
mount --bind "$DEBS" /run/debs
exec 3<&0
trap 'exit 0' TERM
{ cat <&3 >/dev/null; kill 1; } &
exec 3<&-
`

// Sandbox is a running one. Its methods may be called at the same time.
type Sandbox struct {
	cmd     *exec.Cmd
	environ []string // of programs in the sandbox
	leash   *os.File // closing it ends the sandbox
	network *os.File // the network namespace, whose loopback is up
	exited  chan struct{}
	stop    sync.Once
}

// Start runs script with sh -eu in a new sandbox. It finds the folder lab as /run/lab, the packages under debs (see
// Need) as /run/debs with their libraries in reach, and the variables env. Its output goes to the file log. The
// script should start its programs in the background and then wait.
func Start(script, lab, debs, log string, env ...string) (*Sandbox, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	in, leash, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	defer func() { _ = in.Close() }()
	cmd := exec.Command("sh", "-c", prelude+script)
	environ := append([]string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8",
		"LD_LIBRARY_PATH=" + Libraries(debs, Debs)}, env...)
	cmd.Env = append(environ, "LAB="+lab, "DEBS="+debs)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID}
	network, err := startInNetwork(cmd)
	if err != nil {
		_ = leash.Close()
		return nil, fmt.Errorf("start sandbox: %w", err)
	}
	s := &Sandbox{cmd: cmd, environ: environ, leash: leash, network: network, exited: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(s.exited)
	}()
	return s, nil
}

// startInNetwork starts cmd in a new network namespace with its loopback up, and returns the namespace. It does
// so on a thread that is thrown away, for a thread cannot be trusted to find its way back.
func startInNetwork(cmd *exec.Cmd) (*os.File, error) {
	return onLostThread(func() (*os.File, error) {
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return nil, fmt.Errorf("make network namespace: %w", err)
		}
		if err := loopbackUp(); err != nil {
			return nil, fmt.Errorf("bring loopback up: %w", err)
		}
		network, err := os.Open("/proc/thread-self/ns/net")
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			_ = network.Close()
			return nil, err
		}
		return network, nil
	})
}

func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }()
	lo, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	lo.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, lo)
}

// onLostThread calls f on a thread that ends with it.
func onLostThread[T any](f func() (T, error)) (T, error) {
	var got T
	var err error
	done := make(chan struct{})
	go func() {
		runtime.LockOSThread() // and never unlock: the runtime then ends the thread with the goroutine
		defer close(done)
		got, err = f()
	}()
	<-done
	return got, err
}

// Dial connects to a TCP address (numeric host and port) inside the sandbox.
func (s *Sandbox) Dial(address string) (net.Conn, error) {
	return onLostThread(func() (net.Conn, error) {
		if err := unix.Setns(int(s.network.Fd()), unix.CLONE_NEWNET); err != nil {
			return nil, fmt.Errorf("enter network namespace: %w", err)
		}
		return net.DialTimeout("tcp", address, 10*time.Second)
	})
}

// Command returns a command that runs argv inside all namespaces of the sandbox.
func (s *Sandbox) Command(argv ...string) *exec.Cmd {
	cmd := exec.Command("nsenter",
		append([]string{"--target", strconv.Itoa(s.PID()), "--mount", "--root", "--net", "--pid", "--"}, argv...)...)
	cmd.Env = s.environ
	return cmd
}

// PID returns the process whose end ends everything in the sandbox.
func (s *Sandbox) PID() int { return s.cmd.Process.Pid }

// Exited is closed when the sandbox has ended.
func (s *Sandbox) Exited() <-chan struct{} { return s.exited }

// Stop kills everything in the sandbox and returns when it is gone. It may be called more than once.
func (s *Sandbox) Stop() {
	s.stop.Do(func() {
		_ = s.cmd.Process.Kill()
		<-s.exited
		_ = s.leash.Close()
		_ = s.network.Close()
	})
}

// WaitFor polls ready until it returns true. It gives up when the sandbox has ended or after limit; the error
// then ends with the last lines of the file log.
func (s *Sandbox) WaitFor(what string, limit time.Duration, log string, ready func() bool) error {
	deadline := time.After(limit)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ready() {
		select {
		case <-s.exited:
			return fmt.Errorf("wait for %s: the sandbox has ended\n%s", what, tail(log))
		case <-deadline:
			return fmt.Errorf("wait for %s: not within %v\n%s", what, limit, tail(log))
		case <-tick.C:
		}
	}
	return nil
}

// tail returns the last lines of a log file.
func tail(log string) string {
	text, err := os.ReadFile(log)
	if errors.Is(err, os.ErrNotExist) {
		return "(no log)"
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}
