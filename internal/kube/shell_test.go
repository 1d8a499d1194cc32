package kube

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The shell that is opened is the best of those on PATH.
func TestShell(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	for want, has := range map[string][]string{"bash": {"sh", "ash", "bash"}, "ash": {"sh", "ash"}, "sh": {"sh"}} {
		dir := t.TempDir()
		for _, name := range has {
			path := write(t, filepath.Join(dir, name), "#!"+sh+"\necho "+name+"\n")
			if err := os.Chmod(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		argv := Shell()
		cmd := exec.Command(sh, argv[1:]...)
		cmd.Env = []string{"PATH=" + dir}
		if out, err := cmd.Output(); err != nil || string(out) != want+"\n" {
			t.Errorf("of %v: got %q, %v", has, out, err)
		}
	}
	for words, want := range map[string]bool{
		`exec: "sh": executable file not found in $PATH`:                 true,
		`OCI runtime exec failed: exec: "sh": no such file or directory`: true,
		`pods "x" not found`: false,
	} {
		if got := NoShell(words); got != want {
			t.Errorf("%s: got %v", words, got)
		}
	}
}
