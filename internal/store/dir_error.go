package store

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// absent is missing, or below a file where a folder would have to be.
func absent(err error) bool { return missing(err) || errors.Is(err, syscall.ENOTDIR) }

func exists(err error) bool { return errors.Is(err, fs.ErrExist) }

// fail makes an *Error of a failure in the file system.
func (d *Dir) fail(op, key string, err error) *Error {
	e := plainError(op, key, d.String(), err)
	e.Reason = oneLine(rootReason(err))
	kind := dirKind(err)
	if kind != nil {
		e.Err, e.cause = kind, err
	}
	e.hint = d.hintFor(e)
	return e
}

// dirKind maps an error of the operating system to a sentinel, or to nil.
func dirKind(err error) error {
	switch {
	case missing(err):
		return ErrNotExist
	case is(err, syscall.ENOSPC, syscall.EDQUOT):
		return ErrNoSpace
	case is(err, syscall.EACCES, syscall.EPERM, syscall.EROFS):
		return ErrForbidden
	case is(err, syscall.EIO, syscall.ESTALE, syscall.ENOTCONN, syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.ENXIO):
		return ErrUnreachable
	case is(err, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOTEMPTY, syscall.EEXIST):
		return ErrFolder
	}
	return nil
}

func is(err error, targets ...syscall.Errno) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// rootReason is the text of the innermost cause: the operation and path around it are ours to say.
func rootReason(err error) string {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		return pathErr.Err.Error()
	case errors.As(err, &linkErr):
		return linkErr.Err.Error()
	}
	return plainReason(err)
}

func (d *Dir) hintFor(e *Error) string {
	switch {
	case errors.Is(e.Err, ErrNoSpace):
		return "free space on the disk that holds " + d.path + ", or choose another store"
	case errors.Is(e.Err, ErrForbidden):
		return "check who may write and read " + d.path
	case errors.Is(e.Err, ErrUnreachable):
		return "check the disk or the network mount that holds " + d.path
	}
	return ""
}
