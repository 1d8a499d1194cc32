// Package sshlab runs three real OpenSSH servers for tests: a bastion, web1 behind it and web2 beside it.
//
// The servers know users and hosts by certificates alone. web1 listens in a network namespace of the lab, where
// only the bastion reaches it; bastion and web2 are served on free ports of this machine's loopback. Accounts,
// homes and logs are the lab's own: nothing of the machine is changed, and many labs can run side by side.
package sshlab

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

//go:embed inner.sh
var inner string

// users are the accounts that a client's certificate opens.
func users() []string { return []string{"ops", "deploy"} }

// Lab is a running one.
type Lab struct {
	// Dir holds everything of the lab, logs too. It is removed when the test ends.
	Dir string
	// Config is the ssh_config with the hosts web1 (through bastion), web2 and bastion as the user ops. A client
	// with a key that nobody knows is the host denied; a server that cannot prove to be the one meant is impostor.
	Config string
	// Bin is a folder with ssh, scp, sftp and ssh-keygen, to put on PATH.
	Bin string

	root  string // of the packages
	box   *sandbox.Sandbox
	doors []*door
}

// Start starts a lab that ends with the test, or with the process when that is killed. Where the machine cannot
// run one it skips the test, and fails it under CI=true.
func Start(t testing.TB) *Lab {
	t.Helper()
	root := sandbox.Need(t, "openssh-server", "openssh-client")
	// Not t.TempDir: control sockets need a short path.
	dir, err := os.MkdirTemp("", "sshlab")
	if err != nil {
		t.Fatal(err)
	}
	l := &Lab{Dir: dir, Config: filepath.Join(dir, "ssh_config"), Bin: filepath.Join(dir, "bin"), root: root}
	t.Cleanup(l.stop)
	if err := l.start(); err != nil {
		t.Fatalf("start ssh lab: %v", err)
	}
	return l
}

func (l *Lab) start() error {
	steps := []func() error{l.linkClients, l.makeKeys, l.writeAccounts, l.writeServers, l.run, l.openDoors, l.writeClient}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// run starts the sandbox and waits until web1 listens, which is when it writes its pid file.
func (l *Lab) run() error {
	var err error
	log := l.Log("sandbox")
	l.box, err = sandbox.Start(inner, l.Dir, l.root, log)
	if err != nil {
		return err
	}
	return l.box.WaitFor("web1", time.Minute, log, func() bool {
		_, err := os.Stat(l.path("sshd", "web1", "pid"))
		return err == nil
	})
}

func (l *Lab) stop() {
	for _, d := range l.doors {
		d.close()
	}
	if l.box != nil {
		l.box.Stop()
	}
	_ = os.RemoveAll(l.Dir)
}

func (l *Lab) path(elem ...string) string { return filepath.Join(append([]string{l.Dir}, elem...)...) }

// Log returns the path of the log of a server (bastion, web1, web2) or of the sandbox itself.
func (l *Lab) Log(name string) string { return l.path("log", name) }

// Home returns the folder that is the home of user on every server.
func (l *Lab) Home(user string) string { return l.path("home", user) }

// PID returns the process whose end ends every server and session.
func (l *Lab) PID() int { return l.box.PID() }

// Env returns this process's environment with Bin first on PATH.
func (l *Lab) Env() []string {
	return append(os.Environ(), fmt.Sprintf("PATH=%s:%s", l.Bin, os.Getenv("PATH")))
}

// SSH returns the command ssh with the lab's configuration and the arguments args.
func (l *Lab) SSH(args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(l.Bin, "ssh"), append([]string{"-F", l.Config}, args...)...)
	cmd.Env = l.Env()
	return cmd
}
