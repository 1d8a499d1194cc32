package sshlab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

// servers are the hosts' names, which their certificates carry.
func servers() []string { return []string{"bastion", "web1", "web2"} }

// linkClients fills Bin. A client that is installed is linked; one that was only unpacked gets its libraries and
// its ssh, which scp and sftp otherwise seek where a package would have put it.
func (l *Lab) linkClients() error {
	if err := os.MkdirAll(l.Bin, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"ssh", "scp", "sftp", "ssh-keygen"} {
		program := filepath.Join(l.root, "usr/bin", name)
		if err := l.linkClient(name, program); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lab) linkClient(name, program string) error {
	if installed, err := os.Readlink(program); err == nil {
		return os.Symlink(installed, filepath.Join(l.Bin, name))
	}
	option := ""
	if name == "scp" || name == "sftp" {
		option = " -S '" + filepath.Join(l.Bin, "ssh") + "'"
	}
	script := fmt.Sprintf("#!/bin/sh\nexport LD_LIBRARY_PATH='%s'\nexec '%s'%s \"$@\"\n",
		sandbox.Libraries(l.root, l.root), program, option)
	return os.WriteFile(filepath.Join(l.Bin, name), []byte(script), 0o700)
}

// makeKeys makes the two authorities, a key and certificate for the client and for each server, and a key
// without any.
func (l *Lab) makeKeys() error {
	for _, name := range []string{"ca_user", "ca_host", "id", "id_stranger"} {
		if err := l.keygen("-t", "ed25519", "-N", "", "-C", name, "-f", l.path(name)); err != nil {
			return err
		}
	}
	if err := l.sign("ca_user", l.path("id.pub"), "-I", "alice@example.com", "-n", strings.Join(users(), ",")); err != nil {
		return err
	}
	for _, name := range servers() {
		if err := l.makeHostKey(name); err != nil {
			return err
		}
	}
	return nil
}

func (l *Lab) makeHostKey(name string) error {
	key := l.path("sshd", name, "hostkey")
	if err := os.MkdirAll(filepath.Dir(key), 0o755); err != nil {
		return err
	}
	if err := l.keygen("-t", "ed25519", "-N", "", "-C", name, "-f", key); err != nil {
		return err
	}
	return l.sign("ca_host", key+".pub", "-I", name, "-h", "-n", name)
}

// sign writes the certificate of the public key pub beside it. It is valid for a day.
func (l *Lab) sign(authority, pub string, args ...string) error {
	return l.keygen(append(append([]string{"-s", l.path(authority), "-V", "-5m:+1d"}, args...), pub)...)
}

func (l *Lab) keygen(args ...string) error {
	out, err := exec.Command(filepath.Join(l.Bin, "ssh-keygen"), append([]string{"-q"}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("run ssh-keygen: %w: %s", err, out)
	}
	return nil
}
