package kube

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const commented = `# mine
apiVersion: v1
kind: Config
current-context: a # for now
contexts:
- name: a
  context: {cluster: x, user: u}
- name: "y"
  context:
    cluster: x # the same
    user: u
    namespace: old
unknown-key: [1, 2]
clusters:
- name: x
  cluster: {server: "https://x"}
`

func use(t *testing.T, name, namespace string, files ...string) error {
	t.Helper()
	config, err := Load(Options{Files: files})
	if err != nil {
		t.Fatal(err)
	}
	return config.Use(name, namespace)
}

func TestUse(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "config"), commented)
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := use(t, "y", "123", file); err != nil {
		t.Fatal(err)
	}
	got := readText(t, file)
	want := strings.NewReplacer("current-context: a # for now", `current-context: "y" # for now`, "namespace: old", `namespace: "123"`).Replace(commented)
	if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
		t.Errorf("got %s", got)
	}
	if s, err := os.Stat(file); err != nil || s.Mode().Perm() != 0o640 {
		t.Errorf("got %v, %v, want the rights it had", s.Mode(), err)
	}
	if left, _ := filepath.Glob(dir + "/*"); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	config, err := Load(Options{Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	if x, err := config.Find(""); err != nil || x.Name != "y" || x.Namespace != "123" {
		t.Errorf("read again: got %+v, %v", x, err)
	}
}

// Each thing is written where it stands, and nowhere else.
func TestUseOfSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	one := write(t, filepath.Join(dir, "one"), "{apiVersion: v1, kind: Config, contexts: [{name: a, context: {cluster: x, user: u}}]}")
	two := write(t, filepath.Join(dir, "two"), commented)
	before := readText(t, one)
	link := filepath.Join(dir, "link")
	if err := os.Symlink(two, link); err != nil {
		t.Fatal(err)
	}
	if err := use(t, "y", "", one, link); err != nil {
		t.Fatal(err)
	}
	if readText(t, one) != before || !strings.Contains(readText(t, two), `current-context: "y"`) {
		t.Errorf("got %s and %s", readText(t, one), readText(t, two))
	}
	if s, err := os.Lstat(link); err != nil || s.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is none any more")
	}
	if err := use(t, "a", "shop", one, link); err != nil {
		t.Fatal(err)
	}
	if got := readText(t, one); !strings.Contains(got, "namespace: shop") || strings.Contains(got, "current-context") {
		t.Errorf("got %s", got)
	}
}

func TestUseThatFails(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "config"), commented)
	wantKind(t, use(t, "none", "", file), BadConfig, `no context "none"`, "shellac kube ls")
	write(t, file+".lock", "")
	wantKind(t, use(t, "y", "", file), BadConfig, "another program is changing it", "config.lock")
	if got := readText(t, file); got != commented {
		t.Errorf("the file was changed: %s", got)
	}
}
