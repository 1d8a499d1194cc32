package store_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

// refusing is a store whose puts always fail alike.
type refusing struct {
	store.Store
	err   error
	tries int
}

func (r *refusing) Put(_ context.Context, key string, body io.ReadSeeker, _ int64) error {
	r.tries++
	_, _ = io.Copy(io.Discard, body) // spends the reader
	return &store.Error{Op: "put", Key: key, Reason: "because", Tries: 1, Err: r.err}
}

func TestRetryGivesUp(t *testing.T) {
	tests := []struct {
		err   error
		tries int
	}{
		{store.ErrUnreachable, 5},
		{store.ErrChecksum, 5},
		{store.ErrClock, 5},
		{store.ErrForbidden, 1},
		{store.ErrNoBucket, 1},
		{store.ErrRegion, 1},
		{store.ErrCredentials, 1},
		{store.ErrNoSpace, 1},
		{store.ErrFolder, 1},
		{store.ErrKey, 1},
		{io.ErrUnexpectedEOF, 1},
	}
	for _, tt := range tests {
		t.Run(tt.err.Error(), func(t *testing.T) {
			r, waits := &refusing{err: tt.err}, 0
			s := store.Retry(r, store.Policy{Tries: 5, Base: 1, Max: 1, Notify: func(error, time.Duration) { waits++ }})
			err := putText(t.Context(), s, "k", "text")
			var e *store.Error
			if !errors.Is(err, tt.err) || !errors.As(err, &e) || e.Tries != tt.tries {
				t.Errorf("got %v", err)
			}
			if r.tries != tt.tries || waits != tt.tries-1 {
				t.Errorf("got %d tries and %d waits, want %d tries", r.tries, waits, tt.tries)
			}
		})
	}
}

func TestRetryWaitsLonger(t *testing.T) {
	var waits []time.Duration
	ctx, cancel := context.WithCancel(t.Context())
	s := store.Retry(&refusing{err: store.ErrUnreachable}, store.Policy{
		Tries: 6, Base: 4 * time.Microsecond, Max: 20 * time.Microsecond, Notify: func(_ error, d time.Duration) { waits = append(waits, d) },
	})
	if err := putText(ctx, s, "k", "text"); !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("got %v", err)
	}
	for i, most := range []time.Duration{4, 8, 16, 20, 20} {
		most *= time.Microsecond
		if waits[i] < most/2 || waits[i] > most {
			t.Errorf("wait %d: got %v, want %v to %v", i, waits[i], most/2, most)
		}
	}
	cancel()
	if err := putText(ctx, s, "k", "text"); !errors.Is(err, store.ErrUnreachable) || !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: got %v, want what failed and the context's error", err)
	}
	long := store.Retry(&refusing{err: store.ErrUnreachable}, store.Policy{Base: time.Hour, Max: time.Hour})
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err := putText(ctx, long, "k", "text")
	if !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(err.Error(), "put k: because") {
		t.Errorf("a wait that is cut short: got %v", err)
	}
}
