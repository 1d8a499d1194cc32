package recorder

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/shellac-term/shellac/format"
)

// A Sink is where a recording goes while the session runs. Every call may be repeated with the same arguments.
type Sink interface {
	// Open says that a session begins.
	Open(ctx context.Context, h format.Header) error

	// PutSegment stores slice n of the recording's stream, counted from 0. All slices in order are the stream.
	PutSegment(ctx context.Context, n int, r io.ReadSeeker, size int64) error

	// Commit stores the whole recording. When it returns nil the store has confirmed all of it.
	Commit(ctx context.Context, r io.ReadSeeker, size int64, s format.Summary) error
}

const (
	segmentBytes = 4 << 20 // a segment of this size is sent at once
	segmentLimit = 8 << 20
	minBackoff   = time.Second
	maxBackoff   = time.Minute
	putTimeout   = time.Minute
)

// An uploader sends the stream to the sink while it grows.
type uploader struct {
	sink   Sink
	header format.Header
	stream io.ReaderAt
	wake   chan struct{}
	stop   chan struct{}
	done   chan struct{}

	mu     sync.Mutex
	sealed int64     // length of the stream
	oldest time.Time // when the first event happened that has not been sent; zero if all have
	sent   int64     // what the sink has confirmed
	parts  int       // segments it has confirmed
	opened bool
	lost   time.Time // when the sink was last reached, if the latest call failed
	err    error     // of the latest call
}

func newUploader(sink Sink, h format.Header, stream io.ReaderAt) *uploader {
	return &uploader{sink: sink, header: h, stream: stream,
		wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{})}
}

// grown says that the stream has grown.
func (u *uploader) grown(offset int64, first time.Time) {
	u.mu.Lock()
	u.sealed = offset
	if u.oldest.IsZero() {
		u.oldest = first
	}
	u.mu.Unlock()
	notify(u.wake)
}

// run sends segments until ctx is done or finish is called.
func (u *uploader) run(ctx context.Context) {
	defer close(u.done)
	defer func() {
		if p := recover(); p != nil {
			u.note(fmt.Errorf("the uploader has a bug: %v", p))
		}
	}()
	backoff := time.Duration(0)
	for u.pause(ctx, backoff) {
		if err := u.step(ctx); err != nil {
			backoff = min(max(2*backoff, minBackoff), maxBackoff)
			continue
		}
		backoff = 0
	}
}

// pause waits until there is something to do, at least for backoff. It returns false at the end.
func (u *uploader) pause(ctx context.Context, backoff time.Duration) bool {
	if backoff > 0 && !u.sleep(ctx, backoff, nil) {
		return false
	}
	for {
		due, wait := u.due()
		if due {
			return ctx.Err() == nil
		}
		if !u.sleep(ctx, wait, u.wake) {
			return false
		}
	}
}

func (u *uploader) sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	var elapsed <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		elapsed = t.C
	}
	select {
	case <-wake:
	case <-elapsed:
	case <-u.stop:
		return false
	case <-ctx.Done():
		return false
	}
	return true
}

// due reports whether a call is due, and if not, how long to wait; 0 is until the stream grows.
func (u *uploader) due() (bool, time.Duration) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case !u.opened:
		return true, 0
	case u.sealed == u.sent:
		return false, 0
	case u.sealed-u.sent >= segmentBytes:
		return true, 0
	}
	wait := sealAfter - time.Since(u.oldest)
	return wait <= 0, max(wait, time.Millisecond)
}

func (u *uploader) step(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, putTimeout)
	defer cancel()
	go func() { // what is under way at the end of the session is part of the commit
		select {
		case <-u.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	if !u.isOpen() {
		return u.open(ctx)
	}
	u.mu.Lock()
	from, to, n := u.sent, min(u.sealed, u.sent+segmentLimit), u.parts
	u.mu.Unlock()
	err := u.sink.PutSegment(ctx, n, io.NewSectionReader(u.stream, from, to-from), to-from)
	u.note(err)
	if err == nil {
		u.confirm(to)
	}
	return err
}

func (u *uploader) isOpen() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.opened
}

func (u *uploader) open(ctx context.Context) error {
	err := u.sink.Open(ctx, u.header)
	u.note(err)
	if err == nil {
		u.mu.Lock()
		u.opened = true
		u.mu.Unlock()
	}
	return err
}

func (u *uploader) confirm(to int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sent = to
	u.parts++
	u.oldest = time.Time{}
	if u.sealed > to {
		u.oldest = time.Now()
	}
}

func (u *uploader) note(err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if err != nil && u.err == nil {
		u.lost = time.Now()
	}
	u.err = err
}

// trouble returns the error of the latest call and for how long there has been one.
func (u *uploader) trouble() (time.Duration, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.err == nil {
		return 0, nil
	}
	return time.Since(u.lost), u.err
}

// count returns how many segments the sink has confirmed.
func (u *uploader) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.parts
}

// endPatience says how long to wait for the store at the end of a session. Somebody sits before the screen: a store
// that was just lost, or was never reached, is not waited for long.
func (u *uploader) endPatience() time.Duration {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.err != nil:
		return 3 * time.Second
	case !u.opened:
		return 10 * time.Second
	}
	return 2 * time.Minute
}

// finish ends the sending of segments and commits the recording of size bytes.
func (u *uploader) finish(ctx context.Context, size int64, s format.Summary) error {
	close(u.stop)
	select {
	case <-u.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	return u.sink.Commit(ctx, io.NewSectionReader(u.stream, 0, size), size, s)
}
