package recorder

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"syscall"
)

// A StartError says that the session did not start, because of what was to be done in Step.
type StartError struct {
	Step string
	Err  error
}

func (e *StartError) Error() string { return e.Step + ": " + e.Err.Error() }
func (e *StartError) Unwrap() error { return e.Err }

// Why a command does not start. Other reasons are those of the system.
var (
	ErrNotFound      = errors.New("not found")
	ErrNoInterpreter = errors.New("the interpreter that its first line names is not found")
	ErrNotExecutable = errors.New("permission denied")
	ErrNoProgram     = errors.New("exec format error")
	ErrFolder        = errors.New("is a folder")
)

// startError says in few words why a command does not start. path is where it was found, if it was.
func startError(name, path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist) && path != "" && exists(path):
		err = ErrNoInterpreter
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		err = ErrNotFound
	case errors.Is(err, syscall.EISDIR):
		err = ErrFolder
	case errors.Is(err, fs.ErrPermission):
		err = ErrNotExecutable
	case errors.Is(err, syscall.ENOEXEC):
		err = ErrNoProgram
	default:
		err = innermost(err)
	}
	return &StartError{"start " + name, err}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// innermost returns the cause without the paths that were put around it: the name has been said.
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
