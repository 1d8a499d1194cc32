package archive

import (
	"context"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/format"
)

// A Recording is a recording in a store that is open for reading at any place.
type Recording struct {
	File  *format.File
	Entry Entry

	object *object
	close  context.CancelFunc
}

// ReadAt reads the recording's bytes; see io.ReaderAt.
func (r *Recording) ReadAt(p []byte, off int64) (int, error) { return r.object.ReadAt(p, off) }

// Size returns the number of bytes that can be read: of a session that is live, those that it had stored when it was
// opened.
func (r *Recording) Size() int64 { return r.object.size }

// Close ends all reading.
func (r *Recording) Close() error {
	r.close()
	return nil
}

// Open opens a recording. ctx bounds all reading until Close. A committed recording takes two requests and 384 KiB; one without a
// commit is read from its slices, all of them. Of a session that is live it shows what was stored so far. The error is ErrNotFound,
// one of format.NewFile (format.ErrTorn when nothing was stored yet), or one of the store.
func (a *Archive) Open(ctx context.Context, e Entry) (*Recording, error) {
	e, err := a.refresh(ctx, e)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	r, err := a.open(ctx, e)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("open recording %s: %w", e.ID, err)
	}
	r.close = cancel
	return r, nil
}

func (a *Archive) open(ctx context.Context, e Entry) (*Recording, error) {
	o, e, err := a.object(ctx, e)
	if err != nil {
		return nil, err
	}
	file, err := format.NewFile(o, o.size)
	if e.stage == committed && (err != nil || file.Damage() != nil) {
		// Perhaps the catalog is wrong about the size, since it is not the authority.
		if size, found := a.wholeSize(ctx, e.ID); found && size != o.size {
			o = newObject(size, o.fetch)
			file, err = format.NewFile(o, size)
		}
	}
	return &Recording{File: file, Entry: e, object: o}, err
}

// object returns what a recording is read from, and its entry, which is a later one when it was committed meanwhile.
func (a *Archive) object(ctx context.Context, e Entry) (*object, Entry, error) {
	if e.stage == begun {
		s, err := a.segments(ctx, e.ID, 0, 0)
		if err != nil || s.end() > 0 {
			return a.segmentsObject(ctx, s), e, err
		}
		now, found, err := a.catalogEntry(ctx, e.ID)
		if err != nil {
			return nil, e, err
		}
		if found && now.stage == committed {
			e = now
		}
	}
	size := e.Size
	if e.stage == begun || size == 0 { // the machine may have died just before the catalog entry
		size, _ = a.wholeSize(ctx, e.ID)
	}
	return newObject(size, a.fetchFrom(ctx, wholeKey(e.ID))), e, nil
}

// wholeSize asks the store for the size of a whole recording.
func (a *Archive) wholeSize(ctx context.Context, id string) (int64, bool) {
	for o, err := range a.store.List(ctx, wholeKey(id), "") {
		return o.Size, err == nil && o.Key == wholeKey(id)
	}
	return 0, false
}

// Stream returns a recording's bytes from front to back, as they stand in the store. Of a session that is live it returns those
// that are stored so far; see Follow. The caller closes it.
func (a *Archive) Stream(ctx context.Context, e Entry) (io.ReadCloser, error) {
	e, err := a.refresh(ctx, e)
	if err != nil {
		return nil, err
	}
	if e.stage == committed {
		r, err := a.store.Get(ctx, wholeKey(e.ID), 0, -1)
		if err != nil {
			return nil, fmt.Errorf("read recording %s: %w", e.ID, err)
		}
		return r, nil
	}
	o, _, err := a.object(ctx, e)
	if err != nil {
		return nil, fmt.Errorf("read recording %s: %w", e.ID, err)
	}
	return io.NopCloser(io.NewSectionReader(o, 0, o.size)), nil
}
