package store

import (
	"context"
	"errors"
	"io"
)

// resumedReader is a body that goes on after a break.
type resumedReader struct {
	r      *retrier
	ctx    context.Context
	key    string
	off, n int64 // of what is still to come; n < 0: to the end
	body   io.ReadCloser
	broken error     // why the body has to be opened again
	since  *attempts // without progress; nil when there was some
}

func (g *resumedReader) open(a *attempts) error {
	return a.do(func() error {
		body, err := g.next()
		if err != nil {
			return err
		}
		if g.body != nil {
			g.body.Close() // its error would be the one that broke it
		}
		g.body, g.broken = body, nil
		return nil
	})
}

// next opens what is still to come, of the same object where the body can tell.
func (g *resumedReader) next() (io.ReadCloser, error) {
	if b, ok := g.body.(Resumer); ok {
		return b.Resume(g.ctx, g.off, g.n)
	}
	return g.r.store.Get(g.ctx, g.key, g.off, g.n)
}

func (g *resumedReader) Read(p []byte) (int, error) {
	for {
		if g.broken != nil {
			if err := g.reopen(); err != nil {
				return 0, err
			}
		}
		n, err := g.body.Read(p)
		g.advance(int64(n))
		if err == nil || err == io.EOF || !resumable(err) {
			return n, err
		}
		g.broken = err
		if n > 0 {
			return n, nil
		}
	}
}

func (g *resumedReader) advance(n int64) {
	if n == 0 {
		return
	}
	g.off += n
	if g.n > 0 {
		g.n -= n
	}
	g.since = nil
}

// resumable tells whether the rest can be had. A checksum that differs was of the whole, which the rest cannot heal.
func resumable(err error) bool {
	return Temporary(err) && !errors.Is(err, ErrChecksum)
}

// reopen opens the rest, after a wait that grows as long as nothing is received.
func (g *resumedReader) reopen() error {
	if g.since == nil {
		g.since = g.r.begin(g.ctx)
	}
	a := g.since
	a.tries++
	a.total++
	if a.tries >= a.policy.Tries {
		return a.finish(g.broken)
	}
	if err := a.pause(g.broken); err != nil {
		return a.finish(errors.Join(err, g.broken))
	}
	return g.open(a)
}

func (g *resumedReader) Close() error { return g.body.Close() }
