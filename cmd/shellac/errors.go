package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/recorder"
)

// Exit statuses of our own. A session's status is that of its command.
const (
	exitError    = 1
	exitUsage    = 2
	exitEnded    = 124 // the policy ended the session
	exitRefused  = 125 // refused or failed before the command ran
	exitNotExec  = 126 // the command cannot be executed
	exitNotFound = 127 // there is no such command
	exitStopped  = 130 // the user pressed Ctrl-C, or left a picker
)

// A usageError is a command line that makes no sense.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usage(text string, args ...any) error { return &usageError{fmt.Errorf(text, args...)} }

// A hintError is an error with what the user can do about it.
type hintError struct {
	err  error
	hint string
}

func (e *hintError) Error() string { return e.err.Error() }
func (e *hintError) Unwrap() error { return e.err }
func (e *hintError) Hint() string  { return e.hint }

// A statusError ends the program with a status and without a word.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// fail prints an error, if it is one that needs words, and keeps the exit status.
func (a *app) fail(err error) {
	if err == nil {
		return
	}
	a.status = exitStatus(err)
	var silent statusError
	if errors.As(err, &silent) || a.status == exitStopped {
		return
	}
	fmt.Fprintf(a.stderr, "shellac: error: %v\n", err)
	if hint := hintFor(err); hint != "" {
		fmt.Fprintf(a.stderr, "shellac: hint: %s\n", hint)
	}
}

func exitStatus(err error) int {
	var silent statusError
	var start *recorder.StartError
	switch {
	case errors.As(err, &silent):
		return int(silent)
	case errors.As(err, new(*usageError)):
		return exitUsage
	case errors.As(err, &start):
		return startStatus(start)
	case errors.Is(err, context.Canceled):
		return exitStopped
	}
	return exitError
}

func startStatus(err *recorder.StartError) int {
	switch {
	case !strings.HasPrefix(err.Step, "start "):
		return exitRefused
	case errors.Is(err, recorder.ErrNotFound):
		return exitNotFound
	}
	return exitNotExec
}

// hintFor says what can be done about an error: what the error itself knows, or what is known of its kind.
func hintFor(err error) string {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) && hinted.Hint() != "" {
		return hinted.Hint()
	}
	var version *format.VersionError
	var many *archive.AmbiguousError
	var start *recorder.StartError
	switch {
	case errors.As(err, &version):
		return "the recording was made by a newer shellac; update this one"
	case errors.As(err, &many):
		return "type more of the ID"
	case errors.Is(err, fs.ErrNotExist):
		return "check the path; an ID is found without one: `shellac recordings ls` lists what there is"
	case errors.Is(err, archive.ErrNotFound):
		return "`shellac recordings ls` lists what there is"
	case errors.As(err, new(*format.CorruptError)):
		return "what comes before is intact and was used; `shellac verify` checks the whole recording"
	case errors.Is(err, asciicast.ErrFormat):
		return "`shellac import --help` says which forms can be read"
	case errors.Is(err, format.ErrFormat):
		return "`shellac import` reads those of other programs; a recording of shellac starts with the bytes 89 53 48 4c 43"
	case errors.As(err, &start):
		return startHint(start)
	case errors.As(err, new(*usageError)):
		return "`shellac --help` shows the commands, `shellac COMMAND --help` examples of one"
	}
	return ""
}

func startHint(err *recorder.StartError) string {
	switch {
	case errors.Is(err, recorder.ErrNotFound):
		return "install it, or check the spelling and PATH"
	case errors.Is(err, recorder.ErrFolder):
		return "name a program in it"
	case errors.Is(err, recorder.ErrNotExecutable):
		return "make it executable (chmod +x), or run it with its interpreter"
	case errors.Is(err, recorder.ErrNoProgram):
		return "it is no program for this machine; a script needs a first line such as #!/bin/sh"
	case errors.Is(err, recorder.ErrNoInterpreter):
		return "its first line names the interpreter; install that, or run the script with another"
	case strings.Contains(err.Step, "spool"):
		return "a recording lies on this disk until the store has it: free space there, or have XDG_STATE_HOME name another folder"
	}
	return ""
}
