package sshlab_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	ptylab "github.com/shellac-term/shellac/test/lab/pty"
	sshlab "github.com/shellac-term/shellac/test/lab/ssh"
)

func TestCommands(t *testing.T) {
	lab := sshlab.Start(t)
	tests := []struct {
		name   string
		args   []string
		code   int
		stdout string
		stderr string // a part of it
	}{
		{"web1 through the bastion", []string{"web1", "echo $LAB_HOST; whoami"}, 0, "web1\nops\n", ""},
		{"web2 directly", []string{"web2", "echo $LAB_HOST; whoami"}, 0, "web2\nops\n", ""},
		{"another user", []string{"deploy@web1", "pwd"}, 0, "/home/deploy\n", ""},
		{"the exit code", []string{"web1", "exit 7"}, 7, "", ""},
		{"stderr of its own", []string{"web1", "echo out; echo err >&2"}, 0, "out\n", "err\n"},
		{"a death by signal", []string{"web1", "kill -9 $$"}, 255, "", ""},
		{"web1 without the bastion", []string{"-o", "ProxyJump=none", "web1", "true"}, 255, "", "resolve hostname web1.internal"},
		{"a user without a principal", []string{"root@web1", "true"}, 255, "", "Permission denied"},
		{"a key without a certificate", []string{"denied", "true"}, 255, "", "Permission denied"},
		{"a server with another's certificate", []string{"impostor", "true"}, 255, "", "Host key verification failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			cmd := lab.SSH(tt.args...)
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			if got := exitCode(t, cmd.Run()); got != tt.code {
				t.Errorf("exit code: got %d, want %d; stderr %q", got, tt.code, &stderr)
			}
			if got := stdout.String(); got != tt.stdout {
				t.Errorf("stdout: got %q, want %q", got, tt.stdout)
			}
			if got := stderr.String(); !strings.Contains(got, tt.stderr) {
				t.Errorf("stderr: got %q, want %q in it", got, tt.stderr)
			}
		})
	}
}

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

func TestTerminal(t *testing.T) {
	lab := sshlab.Start(t)
	s := ptylab.Start(t, lab.SSH("web1"), 100, 30)
	s.WaitFor("ops@web1:~$ ")
	s.Send("tty; stty size\r")
	s.WaitFor("/dev/pts/")
	s.WaitFor("30 100")
	s.WaitFor("$ ")
	s.Resize(133, 41)
	// The client sends the new size when the signal reaches it: the shell tells when it has arrived.
	s.Send("until [ \"$(stty size)\" = '41 133' ]; do sleep 0.02; done; echo resi''zed\r")
	s.WaitFor("resized")
	s.WaitFor("$ ")
	s.Send("exit 3\r")
	if got, want := s.Wait(), (ptylab.Exit{Code: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestForcedTerminal(t *testing.T) {
	lab := sshlab.Start(t)
	s := ptylab.Start(t, lab.SSH("-t", "web1", "tty && exit 7"), 80, 24)
	s.WaitFor("/dev/pts/")
	if got, want := s.Wait(), (ptylab.Exit{Code: 7}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSharedConnection(t *testing.T) {
	lab := sshlab.Start(t)
	share := []string{"-o", "ControlMaster=auto", "-o", "ControlPersist=60"}
	for range 2 {
		// Not Output: the master keeps a pipe open.
		if err := lab.SSH(append(share, "web1", "true")...).Run(); err != nil {
			t.Fatal(err)
		}
	}
	out, err := lab.SSH("-O", "check", "web1").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Master running") {
		t.Errorf("check: got %q, %v, want a running master", out, err)
	}
	log, err := os.ReadFile(lab.Log("web1"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(string(log), "Accepted publickey"), 1; got != want {
		t.Errorf("logins at web1: got %d, want %d", got, want)
	}
}

func TestFileTransfer(t *testing.T) {
	lab := sshlab.Start(t)
	content := bytes.Repeat([]byte("\x00\xff copy me\n"), 10000)
	local := filepath.Join(t.TempDir(), "local")
	if err := os.WriteFile(local, content, 0o600); err != nil {
		t.Fatal(err)
	}
	scp := exec.Command(filepath.Join(lab.Bin, "scp"), "-q", "-F", lab.Config, local, "web1:by-scp")
	sftp := exec.Command(filepath.Join(lab.Bin, "sftp"), "-q", "-F", lab.Config, "-b", "-", "web1")
	sftp.Stdin = strings.NewReader("put " + local + " by-sftp\n")
	for name, cmd := range map[string]*exec.Cmd{"by-scp": scp, "by-sftp": sftp} {
		cmd.Env = lab.Env()
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
			continue
		}
		got, err := os.ReadFile(filepath.Join(lab.Home("ops"), name))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: got %d bytes, %v, want the %d that were sent", name, len(got), err, len(content))
		}
	}
}

// TestHold is not a test by itself: run by TestEndsWhenKilled it keeps a lab up until it is killed.
func TestHold(t *testing.T) {
	file := os.Getenv("SSHLAB_HOLD")
	if file == "" {
		return
	}
	lab := sshlab.Start(t)
	if err := lab.SSH("-f", "web1", "sleep 600").Run(); err != nil {
		t.Fatal(err)
	}
	text := strconv.Itoa(lab.PID()) + "\n" + lab.Dir
	if err := os.WriteFile(file+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
	select {}
}

// TestEndsWhenKilled kills a test that holds a lab, and wants every process of the lab to end.
func TestEndsWhenKilled(t *testing.T) {
	sshlab.Start(t) // skips where there can be no lab
	file := filepath.Join(t.TempDir(), "lab")
	holder := exec.Command(os.Args[0], "-test.run=^TestHold$")
	holder.Env = append(os.Environ(), "SSHLAB_HOLD="+file)
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	var text []byte
	eventually(t, "the lab", func() bool {
		var err error
		text, err = os.ReadFile(file)
		return err == nil
	})
	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	line, dir, _ := strings.Cut(string(text), "\n")
	defer func() { _ = os.RemoveAll(dir) }()
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	// Process 1 of a pid namespace ends only after all others in it.
	eventually(t, "the end of the lab", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || zombie(pid) })
	eventually(t, "the end of the client", func() bool { return !running(dir) })
}

// zombie says whether a process is dead and merely not yet waited for by whoever inherited it.
func zombie(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	_, rest, _ := strings.Cut(string(stat), ") ")
	return err == nil && strings.HasPrefix(rest, "Z")
}

// running says whether the command line of some process holds text.
func running(text string) bool {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is well formed
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && bytes.Contains(line, []byte(text)) {
			return true
		}
	}
	return false
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("wait for %s: it does not come", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
