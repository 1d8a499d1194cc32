package e2e

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	sshlab "github.com/shellac-term/shellac/test/lab/ssh"
)

func TestSSH(t *testing.T) {
	t.Parallel()
	lab := sshlab.Start(t)
	tests := []struct {
		name string
		run  func(*testing.T, *sshlab.Lab)
	}{
		{"a shell behind a jump host", testShell},
		{"the ways to end", testSSHEnds},
		{"a client that is killed", testKilledClient},
		{"a shared connection", testSharedConnection},
		{"one command on pipes", testSSHCommand},
		{"questions to ssh itself", testQueries},
		{"failures of ssh", testSSHFailures},
		{"git", testGit},
		{"scp", testSCP},
		{"sftp", testSFTP},
		{"rsync", testRsync},
	}
	t.Run("with", func(t *testing.T) { // returns when all of them have
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				tt.run(t, lab)
			})
		}
	})
}

// newSSHUser returns a user who finds the lab's ssh on PATH.
func newSSHUser(t *testing.T, lab *sshlab.Lab) *user {
	t.Helper()
	u := newUser(t)
	path := strings.TrimPrefix(u.env[0], "PATH=")
	return u.with("PATH=" + lab.Bin + string(filepath.ListSeparator) + path)
}

// ssh is the command line of a recorded ssh with the lab's configuration.
func ssh(lab *sshlab.Lab, args ...string) []string {
	return append([]string{"ssh", "-F", lab.Config}, args...)
}

func testShell(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	s := u.terminal(100, 30, ssh(lab, "--reason", "INC-4411", "web1")...)
	s.WaitFor("REC")
	s.WaitFor("ops@web1:~$ ")
	s.Send("stty size\r")
	s.WaitFor("30 100")
	s.WaitFor("$ ")
	s.Resize(133, 41)
	s.Send("until [ \"$(stty size)\" = '41 133' ]; do sleep 0.02; done; echo resi''zed\r")
	s.WaitFor("resized")
	s.Send("printf '\\377\\376 \\303\\251 \\033[31mred\\033[0m\\n'; echo d''one\r")
	s.WaitFor("done")
	s.WaitFor("$ ")
	s.Send("exit\r")
	wantExit(t, s, 0)

	e := u.wantRecorded(s, 0)
	if e.Kind != "ssh" || e.Target != "web1" {
		t.Errorf("recording: got kind %q and target %q, want ssh and web1", e.Kind, e.Target)
	}
	wantWords(t, "show", u.must("recordings", "show", e.ID), "INC-4411", "web1 (ssh)", "100x30", "exit 0")
	if events := u.events(e.ID); !hasSize(events, 133, 41) {
		t.Errorf("events: got no resize to 133x41")
	}
	if !strings.Contains(string(u.raw(e.ID)), "\xff\xfe \xc3\xa9 \x1b[31mred") {
		t.Error("raw: bytes that the remote shell printed are missing")
	}
	wantWords(t, "screen", u.must("export", e.ID, "-f", "screen"), "$ stty size\n30 100\n", "\nresized\n", " é red\n")
}

func testSSHEnds(t *testing.T, lab *sshlab.Lab) {
	tests := []struct {
		name, typed string
		code        int
	}{
		{"status 7", "exit 7\r", 7},
		{"end of file", "\x04", 0},
		{"a signal", "kill -9 $$\r", 255}, // as ssh says it
		{"ssh's own escape", "\r~.", 255},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newSSHUser(t, lab)
			s := u.terminal(80, 24, ssh(lab, "web1")...)
			s.WaitFor("ops@web1:~$ ")
			s.Send(tt.typed)
			wantExit(t, s, tt.code)
			u.wantRecorded(s, tt.code)
		})
	}
}

func testKilledClient(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	s := u.terminal(80, 24, ssh(lab, "web1")...)
	s.WaitFor("ops@web1:~$ ")
	client := childOf(t, s.PID())
	if err := syscall.Kill(client, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	wantExit(t, s, 137)
	u.wantRecorded(s, "SIGKILL")
}

// A master of ControlPersist stays behind and holds the session's terminal open: the session ends all the same, and the
// master serves the next one.
func testSharedConnection(t *testing.T, lab *sshlab.Lab) {
	for _, host := range []string{"web1", "web2"} { // web1 with a second client for the jump
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			u := newSSHUser(t, lab)
			share := []string{"-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-S", filepath.Join(lab.Dir, "shared-"+host), host}
			leave := func() { u.pipe(nil, "ssh", "-F", lab.Config, "-S", share[5], "-O", "exit", host) }
			t.Cleanup(leave)
			s := u.terminal(80, 24, ssh(lab, share...)...)
			s.WaitFor("ops@" + host + ":~$ ")
			s.Send("exit 3\r")
			wantExit(t, s, 3)
			u.wantRecorded(s, 3)
			wantShared(t, u, ssh(lab, share...))
			leave()
			// Now it is a session on pipes that leaves a master behind.
			wantSession(t, u, ssh(lab, share...))
			wantShared(t, u, ssh(lab, share...))
		})
	}
}

// wantShared checks that there is a master and that a session through it works.
func wantShared(t *testing.T, u *user, line []string) {
	t.Helper()
	check := u.shellac(slices.Insert(slices.Clone(line), len(line)-1, "-O", "check")...)
	wantWords(t, "check", check.stdout+check.stderr, "Master running")
	wantSession(t, u, line)
}

func wantSession(t *testing.T, u *user, line []string) {
	t.Helper()
	r := u.shellac(append(slices.Clone(line), "echo here; exit 4")...)
	if r.code != 4 || r.stdout != "here\n" {
		t.Errorf("session on pipes: got exit status %d and stdout %q; stderr %q", r.code, r.stdout, r.stderr)
	}
}

func testSSHCommand(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	r := u.shellac(ssh(lab, "-l", "deploy", "web1", "whoami; echo err >&2; exit 7")...)
	if r.code != 7 || r.stdout != "deploy\n" {
		t.Errorf("got exit status %d and stdout %q, want 7 and the command's output alone", r.code, r.stdout)
	}
	wantWords(t, "stderr", r.stderr, "REC web1", "err\n", "recorded")
	e := u.only()
	events := u.events(e.ID)
	if out, errs := joined(events, "output"), joined(events, "stderr"); out != "deploy\n" || errs != "err\n" {
		t.Errorf("recorded: got output %q and stderr %q", out, errs)
	}
	wantWords(t, "show", u.must("recordings", "show", e.ID), "deploy@web1 (ssh)")
}

// What asks ssh a question is no session: nothing is recorded and nothing said.
func testQueries(t *testing.T, lab *sshlab.Lab) {
	u := newSSHUser(t, lab)
	for _, args := range [][]string{{"-G", "web1"}, {"-V"}, {"-Q", "cipher"}} {
		bare := u.pipe(nil, "ssh", append([]string{"-F", lab.Config}, args...)...)
		got := u.shellac(ssh(lab, args...)...)
		if got != bare || bare.code != 0 {
			t.Errorf("ssh %s: got %+v, want what ssh says: %+v", args, got, bare)
		}
	}
	if entries := u.list(); len(entries) != 0 {
		t.Errorf("recordings: got %+v, want none", entries)
	}
}

// ssh's own words pass, with its status.
func testSSHFailures(t *testing.T, lab *sshlab.Lab) {
	tests := []struct{ name, host, words string }{
		{"unknown host", "nowhere.invalid", "Could not resolve hostname nowhere.invalid"},
		{"permission denied", "denied", "Permission denied"},
		{"the host key of another", "impostor", "Host key verification failed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newSSHUser(t, lab)
			s := u.terminal(80, 24, ssh(lab, tt.host)...)
			wantExit(t, s, 255)
			e := u.wantRecorded(s, 255)
			wantWords(t, "the recording", string(u.raw(e.ID)), tt.words)
			r := u.shellac(ssh(lab, tt.host, "true")...)
			if r.code != 255 || r.stdout != "" {
				t.Errorf("on pipes: got exit status %d and stdout %q", r.code, r.stdout)
			}
			wantWords(t, "stderr", r.stderr, tt.words)
			if text := string(s.Bytes()) + r.stderr; strings.Contains(text, "shellac: error") {
				t.Errorf("shellac calls it an error of its own: %q", text)
			}
		})
	}
	u := newSSHUser(t, lab)
	r := u.shellac("ssh")
	wantError(t, r, 2, "no host")
	if fmt.Sprint(u.list()) != "[]" {
		t.Error("there is a recording of a session without a host")
	}
}
