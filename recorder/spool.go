package recorder

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
)

// Names in the folder of a session in the spool.
const (
	streamName = "stream.shlc" // the recording as far as it has been sealed
	walName    = "wal"         // the batch that has not been
	lockName   = "lock"        // locked while the session runs, or while somebody uploads it
)

// A spool is the folder of one session on local disk.
type spool struct {
	dir    string
	lock   *os.File
	stream *os.File
	wal    *os.File
	logged bool // the write-ahead log holds something
	stop   <-chan struct{}
	full   func(error) // told when the disk does not take a write, and nil when it does again
}

// createSpool makes the folder for a new session.
func createSpool(base, id string) (*spool, error) {
	s := &spool{dir: filepath.Join(base, id), full: func(error) {}}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return nil, fmt.Errorf("create spool folder: %w", err)
	}
	if err := s.open(os.O_CREATE | os.O_EXCL); err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

// openSpool opens the folder of a session that has ended. The error is ErrRunning if it has not.
func openSpool(dir string) (*spool, error) {
	s := &spool{dir: dir, full: func(error) {}}
	return s, s.open(0)
}

func (s *spool) open(flags int) (err error) {
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.lock, err = os.OpenFile(filepath.Join(s.dir, lockName), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return fmt.Errorf("open spool: %w", err)
	}
	if err = unix.Flock(int(s.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			return ErrRunning
		}
		return fmt.Errorf("lock spool: %w", err)
	}
	if s.stream, err = os.OpenFile(filepath.Join(s.dir, streamName), os.O_RDWR|flags, 0o600); err != nil {
		return fmt.Errorf("open spool: %w", err)
	}
	if s.wal, err = os.OpenFile(filepath.Join(s.dir, walName), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return fmt.Errorf("open spool: %w", err)
	}
	return nil
}

func (s *spool) close() {
	for _, f := range []*os.File{s.stream, s.wal, s.lock} {
		if f != nil {
			f.Close()
		}
	}
}

// remove deletes the folder with all that is in it.
func (s *spool) remove() error {
	err := os.RemoveAll(s.dir)
	s.close()
	return err
}

// Write appends to the stream. A write that the disk refuses is taken back and tried again until it succeeds, so that
// the stream never holds half of one; only when the session has ended is the error returned.
func (s *spool) Write(b []byte) (int, error) {
	for tries := 0; ; tries++ {
		err := s.writeOnce(b)
		if err == nil {
			if tries > 0 {
				s.full(nil)
			}
			return len(b), nil
		}
		s.full(err)
		select {
		case <-s.stop:
			return 0, err
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (s *spool) writeOnce(b []byte) error {
	at, err := s.stream.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = s.stream.Write(b); err != nil {
		return errors.Join(err, s.stream.Truncate(at))
	}
	return nil
}

// sync makes all that was written durable, and empties the write-ahead log, which then says nothing new.
func (s *spool) sync() error {
	if err := s.stream.Sync(); err != nil {
		return fmt.Errorf("sync spool: %w", err)
	}
	if s.logged {
		s.logged = false
		if err := s.wal.Truncate(0); err != nil {
			return fmt.Errorf("empty write-ahead log: %w", err)
		}
	}
	return nil
}

// walHead is what precedes a batch in the write-ahead log: the length of the stream that it continues, the batch's
// length, a checksum.
const walHead = 8 + 4 + 4

// log makes a copy of an unfinished batch durable. Each one replaces those before it.
func (s *spool) log(streamSize int64, batch []byte) error {
	entry := binary.LittleEndian.AppendUint64(nil, uint64(streamSize))
	entry = binary.LittleEndian.AppendUint32(entry, uint32(len(batch)))
	entry = binary.LittleEndian.AppendUint32(entry, crc32.ChecksumIEEE(batch))
	entry = append(entry, batch...)
	at, err := s.wal.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = s.wal.WriteAt(entry, at)
	}
	if err == nil {
		err = s.wal.Sync()
	}
	if err != nil {
		s.wal.Truncate(at)
		return fmt.Errorf("write write-ahead log: %w", err)
	}
	s.logged = true
	return nil
}

// readLog returns the newest batch of the write-ahead log that continues a stream of the given size, or nil.
func (s *spool) readLog(streamSize int64) *format.Batch {
	b, err := io.ReadAll(io.NewSectionReader(s.wal, 0, 1<<30))
	if err != nil {
		return nil
	}
	return newestBatch(b, streamSize)
}

// newestBatch returns the newest batch in the bytes of a write-ahead log that continues a stream of the given size, or nil.
func newestBatch(b []byte, streamSize int64) *format.Batch {
	var newest *format.Batch
	for len(b) >= walHead {
		from := int64(binary.LittleEndian.Uint64(b))
		size, sum := int(binary.LittleEndian.Uint32(b[8:])), binary.LittleEndian.Uint32(b[12:])
		b = b[walHead:]
		if size > len(b) || crc32.ChecksumIEEE(b[:size]) != sum {
			break
		}
		batch := format.NewBatch(0)
		if from == streamSize && batch.UnmarshalBinary(b[:size]) == nil {
			newest = batch
		}
		b = b[size:]
	}
	return newest
}

// isDiskFull reports whether an error means that the disk has no room.
func isDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// ErrRunning says that the session whose spool was to be opened still runs, or that somebody else is uploading it.
var ErrRunning = errors.New("recorder: session is running")

// A Spooled is a session whose recording is still in the spool.
type Spooled struct {
	ID      string
	Dir     string
	Bytes   int64
	Running bool
}

// ListSpool returns the sessions in a spool, oldest first. A spool that does not exist is empty.
func ListSpool(base string) ([]Spooled, error) {
	entries, err := os.ReadDir(base)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list spool: %w", err)
	}
	var list []Spooled
	for _, e := range entries {
		dir := filepath.Join(base, e.Name())
		info, err := os.Stat(filepath.Join(dir, streamName))
		if err != nil {
			continue // not a session, or one that another process has just finished
		}
		list = append(list, Spooled{ID: e.Name(), Dir: dir, Bytes: info.Size(), Running: isLocked(dir)})
	}
	return list, nil
}

func isLocked(dir string) bool {
	f, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		return false
	}
	defer f.Close()
	return errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_SH|unix.LOCK_NB), unix.EWOULDBLOCK)
}
