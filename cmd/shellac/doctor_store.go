package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// checkStore writes a small object, looks for it, reads it back and removes it. Who only records needs no more than to
// write: the rest is said, and is no failure.
func (a *app) checkStore(ctx context.Context) []diagnosis {
	s, name, err := a.plainStore(ctx)
	if err != nil {
		return []diagnosis{failing("store", broken, err)}
	}
	p := probe{store: store.Retry(s, store.Policy{Tries: 2, Base: 300 * time.Millisecond}), name: name, key: "doctor/" + archive.NewID(time.Now())}
	p.content = []byte("written by `shellac doctor` to see whether recordings can be stored; it may be removed\n")
	return p.run(ctx)
}

// plainStore opens the store without a word about what lies in it.
func (a *app) plainStore(ctx context.Context) (s store.Store, name string, err error) {
	c, err := a.config()
	if err != nil {
		return nil, "", err
	}
	url, err := a.findStore(c)
	if err != nil {
		return nil, "", err
	}
	s, err = store.Open(ctx, url, store.Options{UserAgent: "shellac/" + version(), Timeout: 10 * time.Second})
	return s, fmt.Sprint(s), err
}

// A probe is an object that comes and goes.
type probe struct {
	store   store.Store
	name    string
	key     string
	content []byte
}

func (p probe) run(ctx context.Context) []diagnosis {
	began := time.Now()
	if err := p.store.Put(ctx, p.key, bytes.NewReader(p.content), int64(len(p.content))); err != nil {
		f := failing("store", broken, err)
		f.Text = p.name + ": " + f.Text
		return []diagnosis{f}
	}
	wrote := time.Since(began)
	found := []diagnosis{p.readBack(ctx, wrote)}
	if strings.HasPrefix(p.name, "s3:") {
		if clock, ok := p.clock(ctx, began.Add(wrote/2)); ok {
			found = append(found, clock)
		}
	}
	return append(found, p.remove(ctx)...)
}

func (p probe) readBack(ctx context.Context, wrote time.Duration) diagnosis {
	text := fmt.Sprintf("%s: wrote in %v", p.name, wrote.Round(time.Millisecond))
	began := time.Now()
	got, err := p.read(ctx)
	switch {
	case errors.Is(err, store.ErrForbidden):
		return diagnosis{"store", fine, text + "; you may not read it, which is right for who only records", ""}
	case err != nil:
		return failing("store", broken, err)
	case !bytes.Equal(got, p.content):
		return diagnosis{"store", broken, text + ", but what comes back differs", "use another store: this one does not keep what it is given"}
	}
	text += fmt.Sprintf(", read back in %v", time.Since(began).Round(time.Millisecond))
	if wrote > 2*time.Second {
		return diagnosis{"store", unsure, text + ": slow", "sessions do not wait for it, but their ends may; check the network, or use a store that is nearer"}
	}
	return diagnosis{"store", fine, text, ""}
}

func (p probe) read(ctx context.Context) ([]byte, error) {
	r, err := p.store.Get(ctx, p.key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(len(p.content))+1))
}

// clock compares this machine's clock with when the store says that the probe was written, if it may be listed.
func (p probe) clock(ctx context.Context, at time.Time) (diagnosis, bool) {
	for o, err := range p.store.List(ctx, p.key, "") {
		if err != nil || o.Key != p.key || o.Modified.IsZero() {
			break
		}
		return clockFinding("the store's", o.Modified.Sub(at)), true
	}
	return diagnosis{}, false
}

// remove takes the probe away. A store that keeps everything, as it should for an audit, refuses.
func (p probe) remove(ctx context.Context) []diagnosis {
	err := p.store.Delete(ctx, p.key)
	switch {
	case errors.Is(err, store.ErrForbidden):
		return []diagnosis{{"store", fine, "you may not remove from it, which is right for who only records; " + p.key + " stays", ""}}
	case err != nil:
		return []diagnosis{{"store", unsure, p.key + " could not be removed: " + err.Error(), hintFor(err)}}
	}
	return nil
}
