package recorder

import (
	"time"

	"github.com/shellac-term/shellac/format"
)

const (
	// burstBytes is how much output may come faster than it is written until nothing is derived from it for a while. A
	// pty delivers more than an emulator draws on the same cores, and the session must not wait for that.
	burstBytes = 8 << 20
	// bulkAge is how young a full batch must be for its output to count as a burst: 5 MB/s.
	bulkAge = 50 * time.Millisecond
	// quietFor is how long there must have been no full batch until what is late is made up for.
	quietFor = 300 * time.Millisecond
	// lastWork is how long the end of a session may take to derive what is late. Search relies on it.
	lastWork = 10 * time.Second
)

// A lateness says from which chunk on nothing has been derived yet. It is made up for when there is time, with the events
// read back from the stream: lines then stand in later chunks than the events they were made from.
type lateness struct {
	is    bool
	chunk int   // the first one
	burst int64 // bytes since the writer has been behind
}

func (l *lateness) count(n int, behind bool) {
	if l.burst += int64(n); !behind {
		l.burst = 0
	}
}

// startChunk begins to be late with the chunk of this number, if the burst has lasted.
func (l *lateness) startChunk(number int) {
	if !l.is && l.burst > burstBytes {
		l.is, l.chunk = true, number
	}
}

// catchUp derives from one chunk that is late. f is the stream as far as it has been written.
func (c *composer) catchUp(f *format.File) error {
	contents, err := f.ReadChunk(c.late.chunk)
	if err != nil {
		return err
	}
	c.derive.events(contents.Events)
	c.late.chunk++
	c.late.is = c.late.chunk < len(f.Chunks())
	if c.derive.pendingText() < lineBytes {
		return nil
	}
	for _, section := range c.derive.rest() {
		if err := c.writer.WriteSection(section); err != nil {
			return err
		}
	}
	return nil
}

// work derives from a chunk that is late, if there is one. A stream that cannot be read back costs what is derived, and
// nothing else.
func (s *sealer) work() error {
	f, err := format.NewFile(s.spool.stream, s.writer.Offset())
	if err == nil {
		err = s.catchUp(f)
	}
	if err != nil {
		s.late.is = false
		s.derive.missed("read back the recording: " + err.Error())
	}
	return nil
}

// lastWork derives from as much as there is time for at the end.
func (s *sealer) lastWork() error {
	for deadline := time.Now().Add(lastWork); s.late.is; {
		if time.Now().After(deadline) {
			s.late.is = false
			s.derive.missed("the session ended before its last output could be drawn; rebuild does it")
			return nil
		}
		if err := s.work(); err != nil {
			return err
		}
	}
	return nil
}
