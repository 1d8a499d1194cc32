package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"time"
)

// Policy says how often and how fast Retry tries again. The zero value tries eight times within about half a minute.
type Policy struct {
	Tries  int                                 // in all, without progress; 0: 8
	Base   time.Duration                       // first wait, doubled with each try; 0: 200 ms
	Max    time.Duration                       // longest wait; 0: 15 s
	Notify func(err error, wait time.Duration) // called before each wait, concurrently; may be nil
}

func (p Policy) withDefaults() Policy {
	if p.Tries <= 0 {
		p.Tries = 8
	}
	if p.Base <= 0 {
		p.Base = 200 * time.Millisecond
	}
	if p.Max <= 0 {
		p.Max = 15 * time.Second
	}
	return p
}

// wait is the time before the next try: between half and all of the exponential step, so that many clients do not come at once.
func (p Policy) wait(try int) time.Duration {
	step := p.Max
	if shift := try - 1; shift < 30 && p.Base<<shift < p.Max {
		step = p.Base << shift
	}
	return step/2 + rand.N(step/2+1)
}

// Retry returns a Store that tries again what failed for a reason that may pass (see Temporary). A body or a listing that breaks
// off is resumed where it stood; objects are immutable, so that the rest fits. Its errors say how often it tried and for how long. The
// Store is a Swapper if s is one.
func Retry(s Store, p Policy) Store {
	r := &retrier{s, p.withDefaults()}
	if swapper, ok := s.(Swapper); ok {
		return &swappingRetrier{r, swapper}
	}
	return r
}

type retrier struct {
	store  Store
	policy Policy
}

func (r *retrier) String() string { return fmt.Sprint(r.store) }

func (r *retrier) Put(ctx context.Context, key string, body io.ReadSeeker, size int64) error {
	start, err := body.Seek(0, io.SeekCurrent)
	if err != nil {
		return plainError("put", key, r.String(), err)
	}
	return r.begin(ctx).do(func() error {
		if _, err := body.Seek(start, io.SeekStart); err != nil {
			return plainError("put", key, r.String(), err)
		}
		return r.store.Put(ctx, key, body, size)
	})
}

func (r *retrier) Delete(ctx context.Context, key string) error {
	return r.begin(ctx).do(func() error { return r.store.Delete(ctx, key) })
}

func (r *retrier) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	g := &resumedReader{r: r, ctx: ctx, key: key, off: off, n: n}
	if err := g.open(r.begin(ctx)); err != nil {
		return nil, err
	}
	return g, nil
}

func (r *retrier) List(ctx context.Context, prefix, after string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		a := r.begin(ctx)
		stopped := false
		err := a.do(func() error {
			for o, err := range r.store.List(ctx, prefix, after) {
				if err != nil {
					return err
				}
				after, a.tries = o.Key, 1
				if stopped = !yield(o, nil); stopped {
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Object{}, err)
		}
	}
}

// attempts is the history of one call.
type attempts struct {
	ctx    context.Context
	policy Policy
	began  time.Time
	tries  int // since there was progress, with the present one
	total  int
}

func (r *retrier) begin(ctx context.Context) *attempts {
	return &attempts{ctx: ctx, policy: r.policy, began: time.Now()}
}

// do calls f until it succeeds, fails for good, or there were enough tries.
func (a *attempts) do(f func() error) error {
	for {
		a.total++
		a.tries++
		err := f()
		if err == nil {
			return nil
		}
		if !Temporary(err) || a.tries >= a.policy.Tries {
			return a.finish(err)
		}
		if stop := a.pause(err); stop != nil {
			return a.finish(errors.Join(stop, err))
		}
	}
}

// pause waits before the next try; it is the context's error when that ends first.
func (a *attempts) pause(err error) error {
	wait := a.policy.wait(a.tries)
	if a.policy.Notify != nil {
		a.policy.Notify(err, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-a.ctx.Done():
		return a.ctx.Err()
	}
}

// finish adds the history to an error. Its reason stays that of the last try, even when the context ended the wait.
func (a *attempts) finish(err error) error {
	var last *Error
	if !errors.As(err, &last) {
		return err
	}
	e := *last
	e.cause = err
	e.Tries, e.Elapsed = a.total, time.Since(a.began)
	return &e
}
