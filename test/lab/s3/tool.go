package s3

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// tool is the path of versitygw, which scripts/tool.sh builds once. SHELLAC_VERSITYGW names another binary.
func tool() (string, error) {
	if path := os.Getenv("SHELLAC_VERSITYGW"); path != "" {
		return path, nil
	}
	script, err := toolScript()
	if err != nil {
		return "", err
	}
	out, err := exec.Command(script, "versitygw").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, strings.TrimSpace(string(exit.Stderr)))
		}
		return "", fmt.Errorf("build versitygw: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// toolScript is looked for from the working directory up: tests run in their package's folder.
func toolScript() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		script := filepath.Join(dir, "scripts", "tool.sh")
		if _, err := os.Stat(script); err == nil {
			return script, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("find scripts/tool.sh: not inside a checkout of shellac (SHELLAC_VERSITYGW may name the server's binary)")
		}
		dir = filepath.Dir(dir)
	}
}

// checkAttributes says clearly what versitygw would say darkly.
func checkAttributes(dir string) error {
	err := unix.Setxattr(dir, "user.shellac", []byte("1"), 0)
	if err != nil {
		return fmt.Errorf("versitygw needs a file system with user extended attributes, which that of %s lacks (%w): set TMPDIR to another one", dir, err)
	}
	return unix.Removexattr(dir, "user.shellac")
}
