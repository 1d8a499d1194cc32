package sandbox

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// Need returns the root folder of the named Debian packages (see scripts/debs.sh). Where they or root are not to
// be had, it skips the test with the reason; under CI=true it fails it.
func Need(t testing.TB, packages ...string) string {
	t.Helper()
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		Lack(t, "namespaces and a login on a terminal need Linux and root")
	}
	return Script(t, "debs.sh", packages...)
}

// Script runs a script of the folder scripts and returns the last line that it prints, or lacks (see Need) what
// it could not provide.
func Script(t testing.TB, name string, args ...string) string {
	t.Helper()
	path, err := find(filepath.Join("scripts", name))
	if err != nil {
		Lack(t, err.Error())
	}
	var stderr bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		Lack(t, fmt.Sprintf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String()))
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// Lack skips the test, naming what is missing here; under CI=true everything must be there, and it fails.
func Lack(t testing.TB, reason string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("lacking under CI=true: %s", reason)
	}
	t.Skipf("not to be had here: %s", reason)
}

// find looks for a path of the repository in the working folder and those above it.
func find(path string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if file := filepath.Join(dir, path); exists(file) {
			return file, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("find %s: not in a folder above", path)
		}
		dir = filepath.Dir(dir)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Libraries returns the value of LD_LIBRARY_PATH for programs of the packages under root, which they see as seen.
func Libraries(root, seen string) string {
	var dirs []string
	for _, lib := range []string{"lib", "usr/lib"} {
		found, _ := filepath.Glob(filepath.Join(root, lib, "*-linux-gnu")) // the pattern is well formed
		for _, dir := range found {
			dirs = append(dirs, seen+strings.TrimPrefix(dir, root))
		}
	}
	return strings.Join(dirs, ":")
}
