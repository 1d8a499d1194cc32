// Keyecho sends back every byte that is typed, as a program at the far end of a session would.
package main

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// ready is written once keys are awaited.
const ready = "\x01ready\x02"

func main() {
	if _, err := term.MakeRaw(0); err != nil {
		fmt.Fprintln(os.Stderr, "keyecho:", err)
		os.Exit(1)
	}
	os.Stdout.WriteString(ready)
	key := make([]byte, 16)
	for {
		n, err := unix.Read(0, key)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 || key[0] == 4 {
			return
		}
		unix.Write(1, key[:n])
	}
}
