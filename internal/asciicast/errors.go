package asciicast

import (
	"errors"
	"fmt"
)

var (
	// ErrFormat says that a file is no asciicast file at all.
	ErrFormat = errors.New("asciicast: not an asciicast file")

	// ErrVersion says that a file is of a version other than 1, 2 and 3.
	ErrVersion = errors.New("asciicast: unknown version of the format")
)

// A SyntaxError says what is wrong with a file, and in which line, counted from 1. It never repeats what the file holds.
type SyntaxError struct {
	Line int
	Err  error
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("asciicast line %d: %v", e.Line, e.Err) }

func (e *SyntaxError) Unwrap() error { return e.Err }

// Reasons inside a SyntaxError.
var (
	errEvent    = errors.New("not an event: a JSON array of time, code and text")
	errTime     = errors.New("time of an event is negative or too large")
	errCode     = errors.New("code of an event is empty")
	errResize   = errors.New("size in a resize event is not COLSxROWS")
	errSize     = errors.New("size of the terminal is missing or out of range")
	errHeader   = errors.New("header is not what its version says")
	errFrames   = errors.New("stdout is not a list of delay and text")
	errLineSize = errors.New("line is longer than 64 MiB")
	errFileSize = errors.New("version 1 file is larger than 256 MiB")
	errCut      = errors.New("file ends in the middle of a line")
)
