package archive

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Follow returns the bytes of a session from its start, waits for more while it runs, and ends with io.EOF where its recording
// ends. It also ends when the session counts as torn. ctx ends the waiting, and so does Close.
func (a *Archive) Follow(ctx context.Context, e Entry) (io.ReadCloser, error) {
	e, err := a.refresh(ctx, e)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	return &follower{a: a, ctx: ctx, cancel: cancel, id: e.ID, committed: e.stage == committed, current: io.NopCloser(eof{})}, nil
}

// A follower reads stretches of a stream one after the other.
type follower struct {
	a       *Archive
	ctx     context.Context
	cancel  context.CancelFunc
	id      string
	next    int   // number of the next segment
	at      int64 // bytes delivered
	current io.ReadCloser
	quiet   time.Time // since when nothing is known to have been stored

	committed bool // the rest is in the whole recording
	ended     bool // current is the last stretch
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// Read implements io.Reader.
func (f *follower) Read(p []byte) (int, error) {
	for {
		n, err := f.current.Read(p)
		f.at += int64(n)
		if n > 0 || err == nil || err != io.EOF {
			return n, err
		}
		if f.ended {
			return 0, io.EOF
		}
		if err := f.advance(); err != nil {
			return 0, fmt.Errorf("follow session %s: %w", f.id, err)
		}
	}
}

// Close ends the reading.
func (f *follower) Close() error {
	f.cancel()
	return f.current.Close()
}

// advance opens the next stretch of the stream, or waits for a while.
func (f *follower) advance() error {
	if f.committed {
		f.ended = true
		r, err := f.a.store.Get(f.ctx, wholeKey(f.id), f.at, -1)
		if err != nil {
			return err
		}
		return f.use(r)
	}
	s, err := f.a.segments(f.ctx, f.id, f.next, f.at)
	if err != nil {
		return err
	}
	if len(s.ends) > 0 {
		f.next += len(s.ends)
		f.quiet = s.stored
		o := f.a.segmentsObject(f.ctx, s)
		return f.use(io.NopCloser(io.NewSectionReader(o, 0, o.size)))
	}
	return f.askCatalog()
}

// askCatalog finds out why there is nothing new, and waits if the session still runs.
func (f *follower) askCatalog() error {
	e, found, err := f.a.catalogEntry(f.ctx, f.id)
	switch {
	case err != nil:
		return err
	case !found:
		return ErrNotFound
	case e.stage == committed:
		f.committed = true
		return nil
	}
	if f.a.o.Now().Sub(f.quiet) > f.a.o.Stale {
		f.quiet = f.a.o.Now()
		if err := f.a.look(f.ctx, &e); err != nil {
			return err
		}
		if f.ended = e.stage == begun && e.State == Torn; f.ended {
			return nil
		}
	}
	return f.wait()
}

func (f *follower) use(r io.ReadCloser) error {
	err := f.current.Close()
	f.current = r
	return err
}

func (f *follower) wait() error {
	t := time.NewTimer(f.a.o.Poll)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-f.ctx.Done():
		return f.ctx.Err()
	}
}
