package recorder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/shellac-term/shellac/format"
)

// An Onlooker reads the recording of a session that runs on this machine, from its folder in the spool, with what the
// recorder has not written to the recording yet but only to its write-ahead log: at most about a second behind. It writes
// nothing, takes no lock, and goes on reading when the folder has been removed. It is for one goroutine; the files it
// returns are not bound to that.
type Onlooker struct {
	dir    string
	stream *os.File
	seen   [2]int64 // sizes of stream and log at the last look
}

// LookOn opens the folder of a session in the spool. The error is fs.ErrNotExist for one that is not there.
func LookOn(dir string) (*Onlooker, error) {
	f, err := os.Open(filepath.Join(dir, streamName))
	if err != nil {
		return nil, fmt.Errorf("look on: %w", err)
	}
	return &Onlooker{dir: dir, stream: f}, nil
}

// Close ends all reading.
func (o *Onlooker) Close() error { return o.stream.Close() }

// Gone reports whether the session's folder has been removed: the sink has the recording.
func (o *Onlooker) Gone() bool {
	_, err := os.Stat(o.dir)
	return errors.Is(err, fs.ErrNotExist)
}

// Changed reports whether there is more to see than at the last Look. It costs two calls of the system.
func (o *Onlooker) Changed() bool { return o.sizes() != o.seen }

func (o *Onlooker) sizes() (sizes [2]int64) {
	if info, err := o.stream.Stat(); err == nil {
		sizes[0] = info.Size()
	}
	if info, err := os.Stat(filepath.Join(o.dir, walName)); err == nil {
		sizes[1] = info.Size()
	}
	return sizes
}

// Look returns the recording as it is now. It reads the frames of its chunks, and the last one whole.
func (o *Onlooker) Look() (*format.File, error) {
	o.seen = o.sizes() // before the reading: what comes meanwhile is for the next look
	wal, err := os.Open(filepath.Join(o.dir, walName))
	var log []byte
	if err == nil {
		log, err = io.ReadAll(io.LimitReader(wal, maxLog))
		wal.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look on: %w", err)
	}
	info, err := o.stream.Stat()
	if err != nil {
		return nil, fmt.Errorf("look on: %w", err)
	}
	f, err := format.NewFile(o.stream, info.Size())
	if err != nil {
		return nil, fmt.Errorf("look on: %w", err)
	}
	b := newestBatch(log, f.End())
	if b == nil {
		return f, nil
	}
	return f.WithBatch(b)
}

// maxLog bounds what is read of a write-ahead log, which is emptied every few seconds.
const maxLog = 64 << 20
