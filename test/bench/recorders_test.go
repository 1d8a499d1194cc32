//go:build bench

package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A contender is something that stands between a terminal and a command.
type contender struct {
	name string
	// argv returns how to run a command so that what is recorded lies in dir.
	argv func(dir string, command ...string) []string
	// output returns what was recorded in dir of the command's output; nil where nothing is recorded.
	output func(dir string) ([]byte, error)
}

const (
	bare        = "bare pty"
	passThrough = "pass-through"
	shellac     = "shellac"
)

// contenders returns the baselines, shellac, and the other recorders that are installed, in this order.
func contenders(t testing.TB) []contender {
	t.Helper()
	bin := t.TempDir()
	through := build(t, bin, "./passthrough")
	own := os.Getenv("SHELLAC_BINARY")
	if own == "" {
		own = build(t, bin, "github.com/shellac-term/shellac/cmd/shellac")
	}
	list := []contender{
		{name: bare, argv: func(_ string, command ...string) []string { return command }},
		{name: passThrough, argv: func(_ string, command ...string) []string { return append([]string{through}, command...) }},
		{name: shellac, output: shellacOutput, argv: func(_ string, command ...string) []string {
			return append([]string{own, "run", "--"}, command...)
		}},
	}
	for _, p := range peers() {
		if _, err := exec.LookPath(p.name); err == nil {
			list = append(list, p)
		}
	}
	return list
}

// peers returns the recorders that are compared with, whether they are installed or not.
func peers() []contender {
	return []contender{
		{name: "script", output: scriptOutput, argv: func(dir string, command ...string) []string {
			return []string{"script", "-q", "-T", filepath.Join(dir, "times"), "-O", filepath.Join(dir, "output"), "-c", strings.Join(command, " ")}
		}},
		{name: "ttyrec", output: ttyrecOutput, argv: func(dir string, command ...string) []string {
			return []string{"ttyrec", "-e", strings.Join(command, " "), filepath.Join(dir, "output")}
		}},
		{name: "asciinema", output: castOutput, argv: func(dir string, command ...string) []string {
			return []string{"asciinema", "rec", "-q", "-c", strings.Join(command, " "), filepath.Join(dir, "output")}
		}},
	}
}

// build builds a program into a folder, as `make build` does.
func build(t testing.TB, bin, pkg string) string {
	t.Helper()
	out := filepath.Join(bin, filepath.Base(pkg))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", out, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", pkg, err, text)
	}
	return out
}

// environment returns one in which a program finds no configuration and keeps everything in dir.
func environment(dir string) []string {
	env := []string{"HOME=" + dir, "XDG_STATE_HOME=" + dir, "TERM=xterm-256color", "LC_ALL=C.UTF-8", "ASCIINEMA_CONFIG_HOME=" + dir, "SHELL=/bin/sh"}
	for _, e := range os.Environ() {
		if strings.HasPrefix(e, "PATH=") {
			env = append(env, e)
		}
	}
	return env
}
