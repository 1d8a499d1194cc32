package store

import (
	"bytes"
	"context"
	"errors"
)

// swappingRetrier is the retrier of a store that is a Swapper.
type swappingRetrier struct {
	*retrier
	swapper Swapper
}

// Load implements Swapper.
func (r *swappingRetrier) Load(ctx context.Context, key string) (text []byte, version string, err error) {
	err = r.begin(ctx).do(func() error {
		text, version, err = r.swapper.Load(ctx, key)
		return err
	})
	return text, version, err
}

// Swap implements Swapper. A try that fails may have stored the text all the same, and then the next one loses against it: so a lost race is
// none if what is there now is the text.
func (r *swappingRetrier) Swap(ctx context.Context, key string, text []byte, version string) (stored string, err error) {
	a := r.begin(ctx)
	err = a.do(func() error {
		if stored, err = r.swapper.Swap(ctx, key, text, version); !errors.Is(err, ErrChanged) || a.total == 1 {
			return err
		}
		now, found, loadErr := r.swapper.Load(ctx, key)
		switch {
		case loadErr != nil && Temporary(loadErr):
			return loadErr
		case loadErr == nil && bytes.Equal(now, text):
			stored, err = found, nil
		}
		return err
	})
	return stored, err
}
