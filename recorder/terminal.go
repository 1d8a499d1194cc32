package recorder

import (
	"os"

	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/format"
)

// defaultSize is what a terminal of size 0 counts as.
var defaultSize = format.Size{Cols: 80, Rows: 24}

// A terminal is the user's.
type terminal struct {
	in, out *os.File
	state   *term.State
}

// hasTerminal reports whether a session with these files is to get a pty.
func hasTerminal(in, out *os.File) bool {
	return term.IsTerminal(int(in.Fd())) && term.IsTerminal(int(out.Fd()))
}

// size returns the terminal's size, or 80x24 where it has none.
func (t *terminal) size() format.Size {
	ws, err := unix.IoctlGetWinsize(int(t.out.Fd()), unix.TIOCGWINSZ)
	if err != nil || ws.Col == 0 || ws.Row == 0 {
		return defaultSize
	}
	return format.Size{Cols: int(ws.Col), Rows: int(ws.Row)}
}

// raw has every key reach the session as it is.
func (t *terminal) raw() error {
	state, err := term.MakeRaw(int(t.in.Fd()))
	t.state = state
	return err
}

// restore puts the terminal back as it was.
func (t *terminal) restore() {
	if t.state != nil {
		term.Restore(int(t.in.Fd()), t.state)
		t.state = nil
	}
}
