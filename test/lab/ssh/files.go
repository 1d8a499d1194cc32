package sshlab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	loginID  = 2001 // of the first user; the next ones follow
	web1Host = "web1.internal"
	web1Addr = "127.0.0.77"
)

// profile gives each host its prompt, though all share the machine's host name.
const profile = `PS1='\u@$LAB_HOST:\w\$ '
unset HISTFILE PROMPT_COMMAND
`

// writeAccounts writes the account files that lie over the machine's own inside the lab, and the homes.
func (l *Lab) writeAccounts() error {
	passwd := "root:x:0:0:root:/root:/bin/bash\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\n"
	shadow := "root:*:19000:0:99999:7:::\nsshd:!:19000::::::\n"
	group := "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"
	for i, user := range users() {
		id := loginID + i
		passwd += fmt.Sprintf("%s:x:%d:%d::/home/%s:/bin/bash\n", user, id, id, user)
		shadow += user + ":*:19000:0:99999:7:::\n"
		group += fmt.Sprintf("%s:x:%d:\n", user, id)
		if err := l.writeHome(user, id); err != nil {
			return err
		}
	}
	hosts := "127.0.0.1 localhost\n" + web1Addr + " " + web1Host + "\n"
	for name, text := range map[string]string{"passwd": passwd, "group": group, "hosts": hosts} {
		if err := write(l.path("etc", name), text, 0o644); err != nil {
			return err
		}
	}
	return write(l.path("etc", "shadow"), shadow, 0o600)
}

func (l *Lab) writeHome(user string, id int) error {
	file := filepath.Join(l.Home(user), ".bash_profile")
	if err := write(file, profile, 0o644); err != nil {
		return err
	}
	if err := os.Chown(file, id, id); err != nil {
		return err
	}
	return os.Chown(l.Home(user), id, id)
}

// writeServers writes each server's folder, which the servers see under /run/servers.
func (l *Lab) writeServers() error {
	authority, err := os.ReadFile(l.path("ca_user.pub"))
	if err != nil {
		return err
	}
	for _, name := range servers() {
		if err := l.writeServer(name, string(authority)); err != nil {
			return err
		}
	}
	return os.MkdirAll(l.path("log"), 0o700)
}

func (l *Lab) writeServer(name, authority string) error {
	dir := l.path("sshd", name)
	for _, user := range users() {
		if err := write(filepath.Join(dir, "principals", user), user+"\n", 0o644); err != nil {
			return err
		}
	}
	if err := write(filepath.Join(dir, "ca_user.pub"), authority, 0o644); err != nil {
		return err
	}
	return write(filepath.Join(dir, "sshd_config"), serverConfig(name), 0o644)
}

// serverConfig is the whole configuration of a server. ListenAddress matters to web1 alone; the others are handed
// connections that were accepted outside (see door).
func serverConfig(name string) string {
	config := `ListenAddress ` + web1Addr + `:22
HostKey DIR/hostkey
HostCertificate DIR/hostkey-cert.pub
PidFile DIR/pid
TrustedUserCAKeys DIR/ca_user.pub
AuthorizedPrincipalsFile DIR/principals/%u
AuthorizedKeysFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
UsePAM no
StrictModes no
PrintMotd no
PrintLastLog no
LogLevel VERBOSE
SetEnv LAB_HOST=NAME
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
`
	return strings.NewReplacer("DIR", "/run/servers/"+name, "NAME", name).Replace(config)
}

// writeClient writes known_hosts and ssh_config.
func (l *Lab) writeClient() error {
	authority, err := os.ReadFile(l.path("ca_host.pub"))
	if err != nil {
		return err
	}
	if err := write(l.path("known_hosts"), "@cert-authority * "+string(authority), 0o600); err != nil {
		return err
	}
	ports := map[string]int{}
	for _, d := range l.doors {
		ports[d.name] = d.port()
	}
	return write(l.Config, clientConfig(l.Dir, ports), 0o600)
}

// clientConfig is the ssh_config. The first value that ssh finds for an option holds, so general ones come last.
func clientConfig(dir string, ports map[string]int) string {
	var b strings.Builder
	host := func(name, alias, address string, port int, more ...string) {
		fmt.Fprintf(&b, "Host %s\n  HostName %s\n  Port %d\n  HostKeyAlias %s\n", name, address, port, alias)
		for _, line := range more {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	host("web1", "web1", web1Host, 22, "ProxyJump bastion")
	host("web2", "web2", "127.0.0.1", ports["web2"])
	host("bastion", "bastion", "127.0.0.1", ports["bastion"])
	host("denied", "bastion", "127.0.0.1", ports["bastion"], "IdentityFile "+dir+"/id_stranger")
	host("impostor", "impostor", "127.0.0.1", ports["bastion"])
	fmt.Fprintf(&b, `Host * !denied
  IdentityFile %[1]s/id
  CertificateFile %[1]s/id-cert.pub
Host *
  User ops
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile %[1]s/known_hosts
  GlobalKnownHostsFile none
  StrictHostKeyChecking yes
  BatchMode yes
  ControlPath %[1]s/%%C
`, dir)
	return b.String()
}

func write(path, text string, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		return err
	}
	return os.Chmod(path, mode) // whatever the umask is
}
