package kube

import (
	"context"
	"crypto/tls"
	"errors"
	"time"
)

// A credential asks a plugin when there is nothing to show the server, and keeps the answer until it is too old. A
// failure is kept as well: the plugin runs again only after retry. It is safe for concurrent use; all who wait for the
// plugin share one run.
type credential struct {
	plugin  *plugin
	rotated func()        // called when a certificate takes the place of another
	turn    chan struct{} // holds one value; who has it may look at what follows
	proof   *proof
	failed  error
	now     func() time.Time
}

func newCredential(p *plugin) *credential {
	c := &credential{plugin: p, rotated: func() {}, turn: make(chan struct{}, 1), now: time.Now}
	c.turn <- struct{}{}
	return c
}

// lock waits for its turn, or for the context's end.
func (c *credential) lock(ctx context.Context) error {
	select {
	case <-c.turn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *credential) unlock() { c.turn <- struct{}{} }

// get returns what to show the server.
func (c *credential) get(ctx context.Context) (*proof, error) {
	if err := c.lock(ctx); err != nil {
		return nil, err
	}
	defer c.unlock()
	if c.failed != nil {
		return nil, c.failed
	}
	if c.proof != nil && !c.proof.stale(c.now()) {
		return c.proof, nil
	}
	return c.renew(ctx)
}

// renew runs the plugin. A run that was called off says nothing about it.
func (c *credential) renew(ctx context.Context) (*proof, error) {
	got, err := c.plugin.run(ctx)
	if err != nil {
		if !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			c.failed = err
		}
		return nil, err
	}
	old := c.proof
	c.proof = got
	if old != nil && old.cert != nil && old.cert != got.cert {
		c.rotated()
	}
	return got, nil
}

// refused is told that the server did not accept used. It returns another one to try, once; where the plugin has no
// better one, the failure stays until retry.
func (c *credential) refused(ctx context.Context, used *proof, why error) (*proof, error) {
	if err := c.lock(ctx); err != nil {
		return nil, err
	}
	defer c.unlock()
	if c.failed != nil {
		return nil, c.failed
	}
	if c.proof != used { // somebody else has been here
		return c.proof, nil
	}
	got, err := c.renew(ctx)
	if err == nil && got.token == used.token && got.token != "" {
		c.failed = why
		return nil, why
	}
	return got, err
}

// fail keeps a failure until retry.
func (c *credential) fail(ctx context.Context, why error) {
	if c.lock(ctx) == nil {
		c.failed = why
		c.unlock()
	}
}

// retry forgets a failure, and what the server may have refused.
func (c *credential) retry(ctx context.Context) {
	if c.lock(ctx) == nil {
		if c.failed != nil {
			c.failed, c.proof = nil, nil
		}
		c.unlock()
	}
}

// certificate is for the TLS handshake, which comes after get and has no context.
func (c *credential) certificate() (*tls.Certificate, error) {
	<-c.turn
	defer c.unlock()
	if c.proof == nil {
		return nil, nil
	}
	return c.proof.cert, nil
}

// missing reports whether the plugin has to run before anything can be asked. While it does, that is so.
func (c *credential) missing() bool {
	select {
	case <-c.turn:
		defer c.unlock()
		return c.failed == nil && (c.proof == nil || c.proof.stale(c.now()))
	default:
		return true
	}
}
