package main

import (
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/recorder"
)

// notices is what shellac itself says around a session: before it, after it, and in the window's title. All of it goes
// to standard error.
type notices struct {
	out    *os.File
	target target
	store  string
	input  bool
	policy string
	pty    bool // the session has a terminal
	fancy  bool // titles and colours are understood
	id     string
}

func (a *app) newNotices(t target, store string, o recorder.Options) *notices {
	n := &notices{out: a.stderr, target: t, store: store, input: o.RecordInput, policy: "spool", id: o.Header.ID}
	if o.Strict {
		n.policy = "strict"
	}
	n.pty = term.IsTerminal(int(a.stdin.Fd())) && term.IsTerminal(int(a.stdout.Fd()))
	dumb := a.getenv("TERM") == "dumb" || a.getenv("TERM") == ""
	n.fancy = n.pty && term.IsTerminal(int(a.stderr.Fd())) && !dumb && a.getenv("NO_COLOR") == ""
	return n
}

// started tells the user that the session is recorded, before it starts.
func (n *notices) started(h format.Header) {
	if !n.fancy {
		fmt.Fprintf(n.out, "REC %s id=%s\n", plain(n.target.name), h.ID)
		return
	}
	what := "the screen, not your keystrokes"
	if n.input {
		what = "the screen and every key you type"
	}
	as := ""
	if n.target.remoteUser != "" {
		as = " as " + plain(n.target.remoteUser)
	}
	fmt.Fprintf(n.out, "\x1b[1;31m●\x1b[0m \x1b[1mREC\x1b[0m  this session is recorded (%s)\n", what)
	fmt.Fprintf(n.out, "      %s%s  →  %s  id %s  policy %s\n", plain(n.target.name), as, n.store, shortID(h.ID), n.policy)
	fmt.Fprintf(n.out, "\x1b[22;0t\x1b]0;● REC %s\x07", plain(n.target.name))
}

// warn tells the user something while the session runs. The terminal is in raw mode.
func (n *notices) warn(line string) {
	fmt.Fprintf(n.out, "\r\n[shellac] %s\r\n", plain(line))
}

// finishing tells the user that the recording still gets the lines of a burst of output.
func (n *notices) finishing() {
	fmt.Fprintln(n.out, "[shellac] writing down the lines of output that came too fast; Ctrl-C leaves that to whoever searches them")
}

// storing tells the user what the end of the session is waiting for.
func (n *notices) storing() {
	fmt.Fprintf(n.out, "[shellac] storing the recording in %s; Ctrl-C leaves it on this disk\n", n.store)
}

// ended is the one line after the session.
func (n *notices) ended(r recorder.Result) {
	if n.fancy {
		fmt.Fprint(n.out, "\x1b[23;0t")
	}
	fmt.Fprintf(n.out, "□ recorded %s, %s, %s\n", clockTime(r.Duration), byteSize(r.Size), n.outcome(r))
}

func (n *notices) outcome(r recorder.Result) string {
	switch {
	case r.Failure != nil:
		return fmt.Sprintf("NOT COMPLETE: %v; %s not recorded; what there is lies in %s: shellac upload", r.Failure, byteSize(r.Lost), r.Kept)
	case !r.Stored:
		return fmt.Sprintf("still on disk (%s): %v\n  send it with: shellac upload", r.Kept, r.StoreErr)
	case r.Segments > 0:
		return fmt.Sprintf("%s, all stored and checked   shellac play %s", plural(r.Segments, "segment"), shortID(r.ID))
	}
	return "stored and checked   shellac play " + shortID(r.ID)
}
