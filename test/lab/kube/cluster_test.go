//go:build e2e

package kubelab_test

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	kubelab "github.com/shellac-term/shellac/test/lab/kube"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

func TestCluster(t *testing.T) {
	start := time.Now()
	c := kubelab.Start(t, "one")
	t.Logf("cluster up in %v", time.Since(start))
	t.Run("exec", func(t *testing.T) { testExec(t, c) })
	t.Run("terminal", func(t *testing.T) { testTerminal(t, c) })
	t.Run("interrupt", func(t *testing.T) { testInterrupt(t, c) })
	t.Run("viewer", func(t *testing.T) { testViewer(t, c) })
}

func testExec(t *testing.T, c *kubelab.Cluster) {
	tests := []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string // a part of it
	}{
		{"success", []string{"web-0", "-c", "app", "--", "hostname"}, 0, "web-0\n", ""},
		{"bash", []string{"web-0", "-c", "app", "--", "bash", "-c", "echo $BASH_VERSION | cut -c 1"}, 0, "5\n", ""},
		{"the other container", []string{"web-0", "-c", "side", "--", "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline | cut -c 1-5"}, 0, "sh -c\n", ""},
		{"another namespace", []string{"-n", "prod", "api-0", "--", "hostname"}, 0, "api-0\n", ""},
		{"stderr of its own", []string{"web-0", "-c", "app", "--", "sh", "-c", "echo out; echo err >&2"}, 0, "out\n", "err\n"},
		{"exit code 7", []string{"web-0", "-c", "app", "--", "sh", "-c", "exit 7"}, 7, "", "exit code 7"},
		{"killed", []string{"web-0", "-c", "app", "--", "sh", "-c", "kill -9 $$"}, 137, "", "exit code 137"},
		{"the node's network", []string{"hostnet", "--", "sh", "-c", "nc 127.0.0.1 10250 </dev/null && echo kubelet"}, 0, "kubelet\n", ""},
		{"no shell", []string{"noshell", "--", "sh"}, 1, "", "executable file not found"},
		{"no such pod", []string{"web-9", "--", "true"}, 1, "", `pods "web-9" not found`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := run(t, c.Kubectl(append([]string{"exec"}, tt.args...)...))
			if code != tt.code {
				t.Errorf("exit code: got %d, want %d; stderr %q", code, tt.code, stderr)
			}
			if stdout != tt.stdout {
				t.Errorf("stdout: got %q, want %q", stdout, tt.stdout)
			}
			if !strings.Contains(stderr, tt.stderr) {
				t.Errorf("stderr: got %q, want %q in it", stderr, tt.stderr)
			}
		})
	}
}

// run returns a command's exit code and what it wrote.
func run(t *testing.T, cmd *exec.Cmd) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
	case errors.As(err, &exit):
		code = exit.ExitCode()
	default:
		t.Fatal(err)
	}
	return code, out.String(), errs.String()
}

func testTerminal(t *testing.T, c *kubelab.Cluster) {
	for _, shell := range []string{"sh", "bash"} {
		t.Run(shell, func(t *testing.T) {
			s := ptylab.Start(t, c.Kubectl("exec", "-it", "web-0", "-c", "app", "--", shell), 100, 30)
			s.WaitFor("web-0:")
			s.Send("tty; until [ \"$(stty size)\" = '30 100' ]; do sleep 0.05; done; echo si''zed\r")
			s.WaitFor("/dev/pts/")
			s.WaitFor("sized")
			s.Resize(133, 41)
			s.Send("until [ \"$(stty size)\" = '41 133' ]; do sleep 0.05; done; stty size; exit 7\r")
			s.WaitFor("\n41 133")
			if got, want := s.Wait(), (ptylab.Exit{Code: 7}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func testInterrupt(t *testing.T, c *kubelab.Cluster) {
	s := ptylab.Start(t, c.Kubectl("exec", "-it", "web-0", "-c", "app", "--", "bash"), 80, 24)
	s.WaitFor("web-0:")
	s.Send("sh -c \"echo go''ing; exec sleep 600\"\r") // the shell that says so is the one to be interrupted
	s.WaitFor("going")
	s.Send("\x03")
	s.WaitFor("web-0:")
	s.Send("kill -9 $$\r")
	if got, want := s.Wait(), (ptylab.Exit{Code: 137}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func testViewer(t *testing.T, c *kubelab.Cluster) {
	viewer := func(args ...string) *exec.Cmd {
		cmd := c.Kubectl(args...)
		cmd.Env = c.Env(c.ViewerKubeconfig)
		return cmd
	}
	if code, stdout, stderr := run(t, viewer("get", "pods", "-o", "name")); code != 0 || !strings.Contains(stdout, "pod/web-0\n") {
		t.Errorf("get pods: got %d, %q, %q, want pod/web-0 listed", code, stdout, stderr)
	}
	code, stdout, stderr := run(t, viewer("exec", "web-0", "--", "true"))
	if code != 1 || stdout != "" || !strings.Contains(stderr, "pods \"web-0\" is forbidden") {
		t.Errorf("exec: got %d, %q, %q, want a refusal", code, stdout, stderr)
	}
}

func TestTwoClusters(t *testing.T) {
	start := time.Now()
	clusters := kubelab.StartAll(t, "east", "west")
	t.Logf("two clusters up in %v", time.Since(start))
	east, west := clusters[0], clusters[1]
	both := east.Kubectl("config", "get-contexts", "-o", "name")
	both.Env = east.Env(east.Kubeconfig, west.Kubeconfig, west.ViewerKubeconfig)
	if code, stdout, stderr := run(t, both); code != 0 || stdout != "east\nwest\nwest-viewer\n" {
		t.Errorf("contexts: got %d, %q, %q", code, stdout, stderr)
	}
	for _, name := range []string{"east", "west"} {
		cmd := east.Kubectl("--context", name, "get", "nodes", "-o", "name")
		cmd.Env = both.Env
		if code, stdout, stderr := run(t, cmd); code != 0 || stdout != "node/"+name+"\n" {
			t.Errorf("nodes of %s: got %d, %q, %q", name, code, stdout, stderr)
		}
	}
	// Process 1 of a pid namespace ends only after all others in it: so do pods, kubelet and the rest.
	if err := syscall.Kill(east.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-east.Exited()
	if code, _, _ := run(t, east.Kubectl("get", "nodes")); code == 0 {
		t.Error("east still answers")
	}
	if code, _, stderr := run(t, west.Kubectl("exec", "web-0", "-c", "app", "--", "true")); code != 0 {
		t.Errorf("exec in west after the end of east: got %d, %q", code, stderr)
	}
}
