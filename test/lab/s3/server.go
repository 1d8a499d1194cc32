// Package s3 runs a real S3 server for tests: versitygw, with users and policies, on 127.0.0.1 and in a folder of its own.
package s3

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Region is the server's region.
const Region = "us-east-1"

// startTimeout is how long a server may take until it answers; it takes a tenth of a second on an idle machine.
const startTimeout = 30 * time.Second

// Keys are the credentials of one user.
type Keys struct {
	Access, Secret string
}

// Server is a running server. Its methods are safe for concurrent use, except that Stop, Kill and Restart exclude each other.
type Server struct {
	Endpoint    string // such as http://127.0.0.1:41234
	IAMEndpoint string // answers the IAM API: users, keys, policies
	Root        Keys   // may do everything

	binary string
	dir    string
	socket string // on which the gateway asks the IAM server

	mu      sync.Mutex
	iam     *process
	gateway *process
}

// Run starts a server that keeps its objects, users and log in dir, and returns when it answers. A server that was stopped
// goes on with what is in dir. The caller calls Stop and removes dir.
func Run(dir string) (*Server, error) {
	binary, err := tool()
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := prepare(dir); err != nil {
		return nil, err
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Endpoint:    "http://" + ports[0],
		IAMEndpoint: "http://" + ports[1],
		Root:        Keys{"labroot", "labroot-secret-key"},
		binary:      binary,
		dir:         dir,
	}
	return s, s.Restart()
}

// prepare makes the folders. That of old versions has to lie outside of that of the objects.
func prepare(dir string) error {
	for _, name := range []string{"objects", "versions", "users"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			return err
		}
	}
	return checkAttributes(dir)
}

// freePorts finds addresses that nothing listens on.
func freePorts(n int) ([]string, error) {
	var addrs []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		addrs = append(addrs, l.Addr().String())
	}
	return addrs, nil
}

// Restart starts a server that was stopped or killed again, on the same addresses and with the same objects and users.
func (s *Server) Restart() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.gateway != nil {
		return errors.New("restart S3 server: it is running")
	}
	err := s.start()
	if err != nil {
		s.end(syscall.SIGKILL)
	}
	return err
}

func (s *Server) start() (err error) {
	// A socket's path may have 107 bytes only, and test folders are deep.
	folder, err := os.MkdirTemp("", "s3lab")
	if err != nil {
		return err
	}
	s.socket = filepath.Join(folder, "iam")
	s.iam, err = s.launch("iam.log", s.IAMEndpoint, nil,
		"iam", "--quiet", "--dir", filepath.Join(s.dir, "users"), "--private-ports", s.socket)
	if err != nil {
		return err
	}
	s.gateway, err = s.launch("gateway.log", s.Endpoint,
		[]string{"--quiet", "--keep-alive", "--iam-cache-disable", "--iam-standalone-endpoint", s.socket},
		"posix", "--versioning-dir", filepath.Join(s.dir, "versions"), filepath.Join(s.dir, "objects"))
	return err
}

// launch starts one of the two programs and waits until it answers.
func (s *Server) launch(log, endpoint string, global []string, command ...string) (*process, error) {
	args := append([]string{"--port", endpoint[len("http://"):], "--region", Region}, global...)
	cmd := exec.Command(s.binary, append(args, command...)...)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+s.Root.Access, "ROOT_SECRET_KEY="+s.Root.Secret)
	p, err := startProcess(cmd, filepath.Join(s.dir, log))
	if err != nil {
		return nil, err
	}
	return p, p.await(endpoint)
}

// Stop ends the server and waits until it is gone.
func (s *Server) Stop() { s.stop(syscall.SIGTERM) }

// Kill ends the server at once, as a loss of power would.
func (s *Server) Kill() { s.stop(syscall.SIGKILL) }

func (s *Server) stop(sig syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.end(sig)
}

func (s *Server) end(sig syscall.Signal) {
	s.gateway.end(sig)
	s.iam.end(sig)
	s.gateway, s.iam = nil, nil
	if s.socket != "" {
		os.RemoveAll(filepath.Dir(s.socket))
		s.socket = ""
	}
}

// process is a child with a log.
type process struct {
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed when it has ended
}

func startProcess(cmd *exec.Cmd, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = endWithParent()
	p := &process{cmd, log, make(chan struct{})}
	started := make(chan error)
	go p.run(started)
	return p, <-started
}

// run starts the program and waits for its end on one thread that it keeps: a child that shall end with its parent ends in truth
// with the thread that started it, and the runtime ends threads that some other goroutine was locked to.
func (p *process) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(p.done)
	err := p.cmd.Start()
	started <- err
	if err == nil {
		_ = p.cmd.Wait() // how it ended is in the log
	}
}

// await returns when the program answers HTTP, whatever it says.
func (p *process) await(endpoint string) error {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	for {
		if answers(ctx, endpoint) {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("start S3 server: it ended: %s", p.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("start S3 server: no answer for %s: %s", startTimeout, p.lastWords())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func answers(ctx context.Context, endpoint string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, endpoint, nil)
	if err != nil {
		return false
	}
	// Not through a client: that would follow the IAM server's redirect to its maker's web site.
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return false
	}
	res.Body.Close()
	return true
}

func (p *process) lastWords() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-1000):])
}

func (p *process) end(sig syscall.Signal) {
	if p == nil {
		return
	}
	_ = p.cmd.Process.Signal(sig) // an error means that it is gone
	select {
	case <-p.done:
	case <-time.After(5 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}
