package recorder

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A sealer turns batches into the recording's stream in the spool.
type sealer struct {
	composer
	intake    *intake
	spool     *spool
	sealed    func(offset int64, first time.Time) // the stream has grown to offset; first is when its new part began
	synced    time.Time
	summary   format.Summary
	complete  bool         // the trailer is on disk
	progress  atomic.Int64 // duties done
	finishing func()       // told when what is late takes longer than a moment at the end; may be nil
	hurry     atomic.Bool  // nobody wants to wait for what is late
}

// run works until the intake is closed and empty. Whatever goes wrong stays in here: the user's session must not end
// because of it.
func (s *sealer) run() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the recorder has a bug: %v", p)
		}
		if err != nil {
			s.intake.giveUp(err)
		}
	}()
	var log []byte
	for {
		d := s.intake.next(log, s.late.pending())
		switch {
		case d.batch != nil:
			err = s.seal(d)
		case d.log != nil:
			log = d.log
			s.spool.full(s.spool.log(s.writer.Offset(), d.log))
		case d.quiet:
			err = s.makeUp()
		default:
			return s.finish()
		}
		if err != nil {
			return err
		}
		s.progress.Add(1)
	}
}

func (s *sealer) seal(d duty) error {
	// Output that fills batches faster than they fall due is bulk: half the time is worth a twentieth of the size.
	s.writer.SetFast(d.batch.Bytes() >= sealBytes)
	free, err := s.write(d.batch, d.behind)
	if err != nil {
		s.intake.lose(d.batch)
		return err
	}
	if free {
		s.intake.giveBack(d.batch)
	}
	s.sealed(s.writer.Offset(), d.first)
	if s.spool.logged || time.Since(s.synced) >= syncAfter {
		return s.sync()
	}
	return nil
}

// makeUp derives what is late from one chunk. Nothing of the session waits in the write-ahead log meanwhile: it would no
// longer continue the stream.
func (s *sealer) makeUp() error {
	if err := s.catchUp(); err != nil {
		return err
	}
	s.sealed(s.writer.Offset(), time.Now())
	s.progress.Add(1)
	return nil
}

// lateLimit is how long the end of a session is held up by what is late. What then is still missing is marked as such in
// the recording, and whoever searches it draws it.
const lateLimit = 20 * time.Second

func (s *sealer) sync() error {
	s.synced = time.Now()
	return s.spool.sync()
}

func (s *sealer) finish() (err error) {
	if s.late.pending() {
		if err := s.sync(); err != nil { // the events first
			return err
		}
		if s.finishing != nil {
			defer time.AfterFunc(storingAfter, s.finishing).Stop()
		}
	}
	for end := time.Now().Add(lateLimit); s.late.pending() && time.Now().Before(end) && !s.hurry.Load(); {
		if err := s.makeUp(); err != nil {
			return err
		}
	}
	if s.summary, err = s.close(false); err != nil {
		return err
	}
	s.complete = true
	return s.sync()
}
