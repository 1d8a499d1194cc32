//go:build scale

package scale

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A taken is what a program took.
type taken struct {
	wall, cpu time.Duration
	memory    int64 // bytes, at most
	out, err  string
}

// run runs a program and fails unless its exit status is among those that are right.
func run(t *testing.T, env []string, right []int, name string, args ...string) taken {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	took := taken{wall: time.Since(began), out: stdout.String(), err: stderr.String()}
	if cmd.ProcessState == nil {
		t.Fatalf("%s: %v", name, err)
	}
	status := cmd.ProcessState.ExitCode()
	ok := false
	for _, r := range right {
		ok = ok || r == status
	}
	if !ok {
		t.Fatalf("%s %s: exit status %d: %s", filepath.Base(name), strings.Join(args, " "), status, took.err)
	}
	took.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		took.memory = usage.Maxrss << 10
	}
	return took
}

// best runs a program several times and returns the least of each that it took: others use the machine, too.
func best(n int, f func() taken) taken {
	least := f()
	for range n - 1 {
		next := f()
		least.wall, least.cpu, least.memory = min(least.wall, next.wall), min(least.cpu, next.cpu), max(least.memory, next.memory)
	}
	return least
}

// script runs one of the repository's scripts and returns the last line it prints.
func script(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(filepath.Join("..", "..", name), args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// binary returns the shellac to measure.
func binary(t *testing.T) string {
	t.Helper()
	if name := os.Getenv("SHELLAC_BINARY"); name != "" {
		return name
	}
	name := filepath.Join(t.TempDir(), "shellac")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", name, "./cmd/shellac")
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build shellac: %v\n%s", err, out)
	}
	return name
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

func ratio(a, b time.Duration) string {
	if b <= 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a.Seconds()/b.Seconds())
}
