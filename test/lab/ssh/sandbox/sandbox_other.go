//go:build !linux

package sandbox

import (
	"errors"
	"net"
	"os/exec"
	"time"
)

// Where a script would find what Start was told of.
const (
	Lab  = "/run/lab"
	Debs = "/run/debs"
)

// Sandbox cannot be had here: Need says so before anything else of it is called.
type Sandbox struct{}

// Start returns an error.
func Start(_, _, _, _ string, _ ...string) (*Sandbox, error) { return nil, errors.ErrUnsupported }

// Dial returns an error.
func (s *Sandbox) Dial(string) (net.Conn, error) { return nil, errors.ErrUnsupported }

// Command returns a command that cannot be run.
func (s *Sandbox) Command(...string) *exec.Cmd { return &exec.Cmd{Err: errors.ErrUnsupported} }

// PID returns 0.
func (s *Sandbox) PID() int { return 0 }

// Exited returns nil.
func (s *Sandbox) Exited() <-chan struct{} { return nil }

// Stop does nothing.
func (s *Sandbox) Stop() {}

// WaitFor returns an error.
func (s *Sandbox) WaitFor(string, time.Duration, string, func() bool) error {
	return errors.ErrUnsupported
}
