// Passthrough runs a command in a pty and copies bytes both ways, and nothing else: what a Go program between a user and a
// command costs at least.
package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/creack/pty"
	"golang.org/x/term"
)

func main() {
	if err := run(exec.Command(os.Args[1], os.Args[2:]...)); err != nil {
		fmt.Fprintln(os.Stderr, "passthrough:", err)
		os.Exit(1)
	}
}

func run(cmd *exec.Cmd) error {
	size, err := pty.GetsizeFull(os.Stdin)
	if err != nil {
		return err
	}
	inner, err := pty.StartWithSize(cmd, size)
	if err != nil {
		return err
	}
	defer inner.Close()
	state, err := term.MakeRaw(int(os.Stdin.Fd()))
	if err != nil {
		return err
	}
	defer term.Restore(int(os.Stdin.Fd()), state)
	go io.Copy(inner, os.Stdin)
	io.Copy(os.Stdout, inner) // ends with an error, EIO, when the command has gone
	return cmd.Wait()
}
