package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// limit is how long a command may take before it counts as hanging.
const limit = time.Minute

// A user is somebody with a home folder and an environment of their own, and nothing of the machine's but PATH.
type user struct {
	t    *testing.T
	home string
	env  []string // of two values of a variable the later one counts
}

func newUser(t *testing.T, env ...string) *user {
	t.Helper()
	home := t.TempDir()
	u := &user{t: t, home: home, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "USER=root", "SHELL=/bin/sh", "LANG=C.UTF-8", "TMPDIR=" + t.TempDir(),
		"XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}}
	return u.with(env...)
}

// with returns the same user with more in the environment.
func (u *user) with(env ...string) *user {
	more := *u
	more.env = append(append([]string(nil), u.env...), env...)
	return &more
}

func (u *user) path(elem ...string) string {
	return filepath.Join(append([]string{u.home}, elem...)...)
}

// spool is the folder of recordings that the store does not have yet.
func (u *user) spool() string { return u.path("state", "shellac", "spool") }

// left returns the names in the spool.
func (u *user) left() []string {
	u.t.Helper()
	var names []string
	entries, err := os.ReadDir(u.spool())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		u.t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// write writes a file below the user's home and returns its path.
func (u *user) write(name, text string, mode os.FileMode) string {
	u.t.Helper()
	path := u.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		u.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		u.t.Fatal(err)
	}
	return path
}

// command returns a command of any program found on the user's PATH.
func (u *user) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Dir = u.env, u.home
	return cmd
}

// shellac runs it on pipes, with an empty standard input.
func (u *user) shellac(args ...string) result {
	u.t.Helper()
	return u.pipe(nil, "shellac", args...)
}

// pipe runs any program on pipes.
func (u *user) pipe(stdin io.Reader, name string, args ...string) result {
	u.t.Helper()
	return finish(u.t, stdin, u.command(name, args...))
}

// terminal runs shellac in a new terminal.
func (u *user) terminal(cols, rows int, args ...string) *ptylab.Session {
	u.t.Helper()
	return ptylab.Start(u.t, u.command("shellac", args...), cols, rows)
}

// terminalOf runs any program in a new terminal.
func (u *user) terminalOf(name string, args ...string) *ptylab.Session {
	u.t.Helper()
	return ptylab.Start(u.t, u.command(name, args...), 80, 24)
}

// must runs shellac on pipes, wants it to succeed, and returns its standard output.
func (u *user) must(args ...string) string {
	u.t.Helper()
	r := u.shellac(args...)
	if r.code != 0 {
		u.t.Fatalf("shellac %s: got exit status %d, want 0; stderr:\n%s", strings.Join(args, " "), r.code, r.stderr)
	}
	return r.stdout
}

// A result is how a command on pipes ended.
type result struct {
	code           int
	stdout, stderr string
}

func finish(t *testing.T, stdin io.Reader, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	cmd.WaitDelay = 10 * time.Second // for a process left behind that holds our pipes open
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), limit)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatalf("%s: %v; stderr:\n%s", strings.Join(cmd.Args, " "), err, &stderr)
		}
	case <-ctx.Done():
		_ = cmd.Process.Kill()
		<-ended
		t.Fatalf("%s: did not end within %v; stderr:\n%s", strings.Join(cmd.Args, " "), limit, &stderr)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// eventually waits until ok returns true.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !ok(); {
		if time.Now().After(deadline) {
			t.Fatalf("wait for %s: not within %v", what, limit)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
