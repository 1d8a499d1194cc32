package sshlab

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

// door listens, as long as the lab runs, on a free port of the machine and hands each connection to a server inside
// the lab, as inetd would.
// The kernel picks the port while it binds it, so no other process can take it in between.
type door struct {
	name     string
	listener *net.TCPListener
	command  func() *exec.Cmd
	log      *os.File
}

// openDoors opens the servers that can be reached from outside.
func (l *Lab) openDoors() error {
	for _, name := range []string{"bastion", "web2"} {
		if err := l.openDoor(name); err != nil {
			return fmt.Errorf("serve %s: %w", name, err)
		}
	}
	return nil
}

func (l *Lab) openDoor(name string) error {
	listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return err
	}
	log, err := os.OpenFile(l.Log(name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		_ = listener.Close()
		return err
	}
	command := func() *exec.Cmd {
		return l.box.Command(sandbox.Debs+"/usr/sbin/sshd", "-i", "-e", "-f", "/run/servers/"+name+"/sshd_config")
	}
	d := &door{name: name, listener: listener, command: command, log: log}
	l.doors = append(l.doors, d)
	go d.serve()
	go func() {
		<-l.box.Exited()
		d.close()
	}()
	return nil
}

func (d *door) port() int { return d.listener.Addr().(*net.TCPAddr).Port }

// serve accepts connections until the door is closed.
func (d *door) serve() {
	for {
		conn, err := d.listener.AcceptTCP()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			_, _ = fmt.Fprintln(d.log, "accept:", err)
			continue
		}
		if err := d.hand(conn); err != nil {
			_, _ = fmt.Fprintln(d.log, "hand over connection:", err)
		}
	}
}

// hand gives the connection itself to a new server process and keeps nothing of it.
func (d *door) hand(conn *net.TCPConn) error {
	defer func() { _ = conn.Close() }()
	file, err := conn.File()
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	cmd := d.command()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = file, file, d.log
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // its status is the client's affair
	return nil
}

func (d *door) close() {
	_ = d.listener.Close()
	_ = d.log.Close()
}
