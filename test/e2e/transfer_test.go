package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	sshlab "github.com/shellac-term/shellac/test/lab/ssh"
	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

// remote runs a command on web1 without shellac.
func remote(t *testing.T, lab *sshlab.Lab, command string) {
	t.Helper()
	if r := finish(t, nil, lab.SSH("web1", command)); r.code != 0 {
		t.Fatalf("%s on web1: exit status %d: %s", command, r.code, r.stderr)
	}
}

func testGit(t *testing.T, lab *sshlab.Lab) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("not to be had here: git")
	}
	remote(t, lab, "git init -q --bare repo.git")
	u := newSSHUser(t, lab).with("GIT_SSH_COMMAND=shellac ssh -F "+lab.Config, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com")
	git := func(args ...string) string {
		t.Helper()
		r := u.pipe(nil, "git", args...)
		if r.code != 0 {
			t.Fatalf("git %s: exit status %d: %s", strings.Join(args, " "), r.code, r.stderr)
		}
		return r.stdout
	}
	content := string(pattern(1 << 20))
	git("clone", "-q", "web1:repo.git", "one")
	u.write("one/blob", content, 0o600)
	git("-C", "one", "add", "blob")
	git("-C", "one", "commit", "-q", "-m", "add blob")
	git("-C", "one", "push", "-q", "origin", "HEAD:main")
	git("clone", "-q", "-b", "main", "web1:repo.git", "two")
	wantSame(t, "cloned blob", readFile(t, u.path("two/blob")), []byte(content))
	git("-C", "two", "fetch", "-q")
	if got := git("-C", "two", "status", "--porcelain"); got != "" {
		t.Errorf("status: got %q, want nothing", got)
	}
	wantTransfers(t, u, 4)
}

// wantTransfers checks that n sessions were recorded, all complete and intact.
func wantTransfers(t *testing.T, u *user, n int) {
	t.Helper()
	entries := u.list("--kind", "ssh")
	if len(entries) != n {
		t.Errorf("recordings: got %d, want %d", len(entries), n)
	}
	for _, e := range entries {
		if e.State != "complete" || e.Exit != float64(0) || e.Target != "web1" {
			t.Errorf("recording: got %+v, want one of web1 that is complete and ended with 0", e)
		}
		u.must("verify", e.ID)
	}
}

// wrapper makes a program that is a recorded ssh, for those that take no words after the program's name.
func wrapper(u *user) string {
	return u.write("recorded-ssh", "#!/bin/sh\nexec shellac ssh \"$@\"\n", 0o700)
}

func testSCP(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	content := pattern(2 << 20)
	local := u.write("local", string(content), 0o600)
	for _, args := range [][]string{{local, "web1:by-scp"}, {"web1:by-scp", u.path("back")}} {
		r := u.pipe(nil, "scp", append([]string{"-q", "-F", lab.Config, "-S", wrapper(u)}, args...)...)
		if r.code != 0 {
			t.Fatalf("scp %s: exit status %d: %s", args, r.code, r.stderr)
		}
	}
	wantSame(t, "sent file", readFile(t, filepath.Join(lab.Home("ops"), "by-scp")), content)
	wantSame(t, "fetched file", readFile(t, u.path("back")), content)
	wantTransfers(t, u, 2)
	if e := u.list()[0]; e.Bytes < int64(len(content)) {
		t.Errorf("recording: got %d bytes, want at least the %d that were fetched", e.Bytes, len(content))
	}
}

func testSFTP(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	content := pattern(1 << 20)
	local := u.write("local", string(content), 0o600)
	batch := "put " + local + " by-sftp\nget by-sftp " + u.path("back") + "\n"
	r := u.pipe(strings.NewReader(batch), "sftp", "-q", "-F", lab.Config, "-S", wrapper(u), "-b", "-", "web1")
	if r.code != 0 {
		t.Fatalf("sftp: exit status %d: %s", r.code, r.stderr)
	}
	wantSame(t, "fetched file", readFile(t, u.path("back")), content)
	wantTransfers(t, u, 1)
}

func testRsync(t *testing.T, lab *sshlab.Lab) {
	debs := sandbox.Need(t, "rsync")
	here := "env LD_LIBRARY_PATH=" + sandbox.Libraries(debs, debs) + " " + debs + "/usr/bin/rsync"
	there := "env LD_LIBRARY_PATH=" + sandbox.Libraries(debs, sandbox.Debs) + " " + sandbox.Debs + "/usr/bin/rsync"
	u := newSSHUser(t, lab)
	for _, name := range []string{"a", "b/c"} {
		u.write("tree/"+name, string(pattern(1<<20)), 0o600)
	}
	shell := "shellac ssh -F " + lab.Config
	for _, args := range [][]string{{u.path("tree") + "/", "web1:by-rsync"}, {"web1:by-rsync/", u.path("back")}} {
		argv := append(strings.Fields(here), append([]string{"--rsync-path", there, "-e", shell, "-a"}, args...)...)
		if r := u.pipe(nil, argv[0], argv[1:]...); r.code != 0 {
			t.Fatalf("rsync %s: exit status %d: %s", args, r.code, r.stderr)
		}
	}
	for _, name := range []string{"a", "b/c"} {
		got, err := os.ReadFile(u.path("back", name))
		if err != nil || !bytes.Equal(got, readFile(t, u.path("tree", name))) {
			t.Errorf("%s: got %d bytes, %v, want what was sent", name, len(got), err)
		}
	}
	wantTransfers(t, u, 2)
}
