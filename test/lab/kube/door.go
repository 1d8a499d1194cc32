package kubelab

import (
	"errors"
	"io"
	"net"
	"sync"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

// door serves the API on a free port of the machine as long as the sandbox runs: it joins each connection with one
// inside. The kernel picks the port while it binds it, so no other process can take it in between.
type door struct {
	listener net.Listener
	box      *sandbox.Sandbox
}

func (c *Cluster) openDoor() error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	c.door = &door{listener: listener, box: c.box}
	go c.door.serve()
	go func() {
		<-c.box.Exited()
		c.door.close()
	}()
	return c.writeKubeconfigs(listener.Addr().String())
}

// serve accepts connections until the door is closed. They end with the sandbox.
func (d *door) serve() {
	for {
		outside, err := d.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			go d.join(outside)
		}
	}
}

// join copies both ways until both sides have ended, passing on each end by itself.
func (d *door) join(outside net.Conn) {
	defer func() { _ = outside.Close() }()
	inside, err := d.box.Dial(apiAddress)
	if err != nil {
		return // as a server that does not listen yet
	}
	defer func() { _ = inside.Close() }()
	var both sync.WaitGroup
	both.Go(func() { pass(inside, outside) })
	both.Go(func() { pass(outside, inside) })
	both.Wait()
}

func pass(to, from net.Conn) {
	_, err := io.Copy(to, from)
	if err != nil {
		_ = to.Close()
		_ = from.Close()
		return
	}
	_ = to.(*net.TCPConn).CloseWrite()
}

func (d *door) close() { _ = d.listener.Close() }
