package archive

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/format"
)

// A Sink stores one session while it runs. It needs permission to put and nothing else, every call may be repeated after
// a crash, and it is for one goroutine at a time.
type Sink struct {
	a      *Archive
	header format.Header
}

// Sink returns the sink of a session with the given header, which Open replaces.
func (a *Archive) Sink(h format.Header) *Sink { return &Sink{a, h} }

// Open makes the session known to listings. The header's ID must be a ULID of its start; else the error is ErrID.
func (s *Sink) Open(ctx context.Context, h format.Header) error {
	s.header = h
	if err := checkID(h.ID, h.Start); err != nil {
		return fmt.Errorf("open session in the archive: %w", err)
	}
	if err := s.a.putCatalog(ctx, headerEntry(h), h, nil); err != nil {
		return fmt.Errorf("open session in the archive: %w", err)
	}
	return nil
}

// PutSegment stores slice n of the session's stream, counted from 0.
func (s *Sink) PutSegment(ctx context.Context, n int, r io.ReadSeeker, size int64) error {
	err := checkID(s.header.ID, s.header.Start)
	if err == nil {
		err = s.a.store.Put(ctx, segmentKey(s.header.ID, n), r, size)
	}
	if err != nil {
		return fmt.Errorf("store segment %d: %w", n, err)
	}
	return nil
}

// Commit stores the whole recording of size bytes and then lists it as complete, or as torn if the summary says so. What it
// makes superfluous is removed as Options.RemoveLive says; when that is not possible, it stays, which is no error.
func (s *Sink) Commit(ctx context.Context, r io.ReadSeeker, size int64, sum format.Summary) error {
	return s.a.PutRecording(ctx, r, size, s.header, sum)
}

// PutRecording stores a whole recording of size bytes, as Commit does at the end of a session.
func (a *Archive) PutRecording(ctx context.Context, r io.ReadSeeker, size int64, h format.Header, s format.Summary) error {
	err := checkID(h.ID, h.Start)
	if err == nil {
		err = a.store.Put(ctx, wholeKey(h.ID), r, size)
	}
	if err == nil {
		err = a.putCatalog(ctx, summaryEntry(h, s, size), h, &s)
	}
	if err != nil {
		return fmt.Errorf("commit recording %s: %w", h.ID, err)
	}
	if a.o.RemoveLive == RemoveAlways {
		a.clear(ctx, h.ID, summaryEntry(h, s, size).catalogKey(committed))
	}
	return nil
}

func (a *Archive) putCatalog(ctx context.Context, e Entry, h format.Header, s *format.Summary) error {
	b, err := encodeDetails(h, s)
	if err != nil {
		return err
	}
	return a.store.Put(ctx, e.catalogKey(e.stage), bytes.NewReader(b), int64(len(b)))
}

// clear removes everything of a committed recording but the recording and its catalog entry. What cannot be removed is
// harmless, so that errors end it and do no more.
func (a *Archive) clear(ctx context.Context, id, keep string) {
	for _, prefix := range []string{liveFolder(id), idDay(id).catalog() + id + "."} {
		for o, err := range a.store.List(ctx, prefix, "") {
			if err != nil || o.Key != keep && a.store.Delete(ctx, o.Key) != nil {
				return
			}
		}
	}
}
