package format

import (
	"errors"
	"fmt"
)

var (
	// ErrFormat says that the bytes are no shellac recording at all.
	ErrFormat = errors.New("format: not a shellac recording")

	// ErrTorn says that the stream ends without a trailer: its writer died, or is still writing. Everything
	// delivered before it is good.
	ErrTorn = errors.New("format: recording ends without a trailer")

	// ErrTooLarge says that a Writer was given something beyond the limits of §8.
	ErrTooLarge = errors.New("format: beyond the limits of the format")
)

// A VersionError says that the recording was made for a newer version of the format than this package reads.
type VersionError struct{ Version byte }

func (e *VersionError) Error() string {
	return fmt.Sprintf("format: version %d is newer than %d, the newest this program reads", e.Version, Version)
}

// A CorruptError says that bytes are wrong, and where: Offset counts from the start of the recording and names the
// first byte of the part that could not be believed.
type CorruptError struct {
	Offset int64
	Err    error
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("format: corrupt at byte %d: %v", e.Offset, e.Err)
}

func (e *CorruptError) Unwrap() error { return e.Err }

// Reasons inside a CorruptError. They are not exported: a caller can do nothing else about one than about another.
var (
	errChecksum    = errors.New("checksum does not match")
	errChain       = errors.New("hash chain does not match")
	errPartType    = errors.New("unknown part type")
	errPartOrder   = errors.New("part out of place")
	errPartSize    = errors.New("part is larger than the format allows")
	errVarint      = errors.New("bad variable-length number")
	errShort       = errors.New("field runs past its end")
	errTrailing    = errors.New("bytes left over")
	errFieldOrder  = errors.New("fields out of order")
	errChunkNumber = errors.New("chunk number out of sequence")
	errIndex       = errors.New("index does not match the chunks")
	errFooter      = errors.New("footer does not match")
	errRawSize     = errors.New("decoded size is larger than the format allows")
	errCoding      = errors.New("unknown coding of a section")
	errEvents      = errors.New("columns of events do not fit together")
	errTime        = errors.New("time out of range")
)
