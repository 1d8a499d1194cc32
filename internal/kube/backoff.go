package kube

import (
	"math/rand/v2"
	"time"
)

// A backoff is how long to wait before trying again: twice as long each time, give or take a fifth.
type backoff struct {
	first, most time.Duration
	last        time.Duration
}

func (b *backoff) next() time.Duration {
	b.last = min(max(2*b.last, b.first), b.most)
	return time.Duration(float64(b.last) * (0.8 + 0.4*rand.Float64()))
}

func (b *backoff) reset() { b.last = 0 }
