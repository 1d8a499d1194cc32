package scan

import (
	"errors"
	"fmt"
)

// An Error says what is wrong with a file of a foreign format, and where. It never repeats what the file holds. Every
// other error of a reader is one of the place the file was read from.
type Error struct {
	Format string // of the file, for people
	File   string // name of the file among several; may be empty
	Where  string // such as "byte 120" or "line 3"; may be empty
	Err    error
}

// Error begins with the format and the place.
func (e *Error) Error() string {
	text := e.Format
	for _, part := range []string{e.File, e.Where} {
		if part != "" {
			text += " " + part
		}
	}
	return fmt.Sprintf("%s: %v", text, e.Err)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// An Unsupported is a reason why a file cannot be imported although nothing is wrong with it.
type Unsupported string

func (u Unsupported) Error() string { return string(u) }

// ErrNoTerminal says that a recording is not of a terminal: there is nothing in it to import.
const ErrNoTerminal = Unsupported("not of a terminal")

// Broken reports whether an error says that a file is wrong, and not that it could not be read or is not supported.
func Broken(err error) bool {
	var e *Error
	return errors.As(err, &e) && !errors.As(err, new(Unsupported))
}

// Reasons that several formats share.
var (
	ErrCut      = errors.New("the file ends in the middle")
	ErrTime     = errors.New("time is negative or too large")
	ErrLine     = errors.New("line is too long")
	ErrUnpacked = errors.New("unpacked, it is larger than what can be read at once; unpack it first")
)
