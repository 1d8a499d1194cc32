package recorder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/shellac-term/shellac/format"
)

// ErrEmpty says that a spool folder holds no recording, not even its header.
var ErrEmpty = errors.New("recorder: nothing was recorded")

// A Recovered says what Resume found and did.
type Recovered struct {
	Header  format.Header
	Summary format.Summary
	Size    int64
	Torn    bool   // the recorder had died; the recording is marked as interrupted
	Damaged string // where the spool's file is kept as it was found, if bytes in it were wrong
}

// Resume finishes what a session left in the folder dir of a spool: it closes a recording whose recorder died, commits
// it to the sink that newSink returns for it, and removes the folder once the sink has confirmed it. The error is
// ErrRunning while the session still runs.
func Resume(ctx context.Context, dir string, newSink func(format.Header) Sink) (Recovered, error) {
	s, err := openSpool(dir)
	if err != nil {
		return Recovered{}, err
	}
	defer s.close()
	r, err := s.recover()
	if err != nil {
		return Recovered{}, err
	}
	sink := newSink(r.Header)
	if err := sink.Open(ctx, r.Header); err != nil {
		return r, err
	}
	if err := sink.Commit(ctx, io.NewSectionReader(s.stream, 0, r.Size), r.Size, r.Summary); err != nil {
		return r, err
	}
	return r, s.remove()
}

// recover makes the stream of a spool a closed recording.
func (s *spool) recover() (Recovered, error) {
	fr, err := format.NewReader(io.NewSectionReader(s.stream, 0, 1<<62))
	if errors.Is(err, format.ErrTorn) {
		return Recovered{}, ErrEmpty
	}
	if err != nil {
		return Recovered{}, fmt.Errorf("read spool: %w", err)
	}
	end := readOn(fr)
	r := Recovered{Header: fr.Header(), Summary: fr.Summary(), Size: fr.Offset()}
	switch {
	case errors.Is(end, io.EOF):
		return r, nil
	case errors.Is(end, format.ErrTorn) && r.Summary.Interrupted:
		r.Torn = true
		return r, nil
	}
	if r.Damaged, err = s.keepDamaged(end); err != nil {
		return Recovered{}, err
	}
	r.Torn = true
	r.Summary, r.Size, err = s.closeInterrupted(fr)
	return r, err
}

func readOn(r *format.Reader) error {
	for {
		if _, err := r.Next(); err != nil {
			return err
		}
	}
}

// keepDamaged copies a stream in which bytes are wrong, not merely missing, before it is cut.
func (s *spool) keepDamaged(end error) (string, error) {
	if errors.Is(end, format.ErrTorn) {
		return "", nil
	}
	base, id := filepath.Split(s.dir)
	kept := filepath.Join(base, "damaged-"+id+".shlc")
	f, err := os.OpenFile(kept, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", fmt.Errorf("keep damaged recording: %w", err)
	}
	_, err = io.Copy(f, io.NewSectionReader(s.stream, 0, 1<<62))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", fmt.Errorf("keep damaged recording: %w", err)
	}
	return kept, nil
}

// closeInterrupted cuts what is no whole part, adds what the write-ahead log still has, and writes a trailer. What is to
// be added is put together first and appended in one go: the log is of use only until the stream has grown.
func (s *spool) closeInterrupted(r *format.Reader) (format.Summary, int64, error) {
	at := r.Offset()
	logged := s.readLog(at)
	var rest bytes.Buffer
	w, err := format.Continue(&rest, r)
	if err == nil && logged != nil {
		err = w.WriteBatch(logged)
	}
	var summary format.Summary
	if err == nil {
		summary, err = w.CloseInterrupted()
	}
	if err == nil {
		err = s.stream.Truncate(at)
	}
	if err == nil {
		_, err = s.stream.WriteAt(rest.Bytes(), at)
	}
	if err == nil {
		err = s.stream.Sync()
	}
	if err != nil {
		return format.Summary{}, 0, fmt.Errorf("close torn recording: %w", err)
	}
	return summary, w.Offset(), nil
}
