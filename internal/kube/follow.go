package kube

import (
	"context"
	"errors"
	"time"
)

// A Batch is what became of the pods of a query since the last one.
type Batch struct {
	Pods []Pod    // new or changed, at most batchSize
	Gone []string // UIDs of pods that are no more
	// Complete says that the list is whole and followed: what is not known by now does not exist, and Err is over.
	Complete bool
	// Err says why the list cannot be had or followed. What is known stays as it was.
	Err *Error
	// Again is when it is tried again by itself after Err; zero: only when the user asks for it.
	Again time.Duration
}

// batchSize is how many pods a screen takes at once without a stall.
const batchSize = 500

// Follow lists the pods of a query and then watches them. It ends, and closes the channel, when the context does, or
// after an Err that time does not mend. A receiver that is slow gets larger batches, never old ones.
func (c *Client) Follow(ctx context.Context, q Query) <-chan Batch {
	f := &follower{client: c, query: q, box: newMailbox(), pause: backoff{first: time.Second, most: 30 * time.Second}}
	go f.run(ctx)
	out := make(chan Batch)
	go f.box.deliver(ctx, out)
	return out
}

// A follower keeps what it knows of a list up to date. Its methods run on one goroutine.
type follower struct {
	client *Client
	query  Query
	box    *mailbox
	pause  backoff
	known  map[string]bool // UIDs
}

// run lists and watches, again and again, until there is no point in it.
func (f *follower) run(ctx context.Context) {
	defer f.box.close()
	for {
		version, err := f.list(ctx)
		if err == nil {
			f.box.put(Batch{Complete: true})
			err = f.watch(ctx, version)
		}
		if isKind(err, outdated) {
			continue
		}
		if !f.wait(ctx, err) {
			return
		}
	}
}

// list gives all pods as changed, and as gone those that are no longer among them.
func (f *follower) list(ctx context.Context) (version string, err error) {
	found := map[string]bool{}
	version, err = f.client.listPods(ctx, f.query, func(p Pod) {
		found[p.UID] = true
		f.box.put(Batch{Pods: []Pod{p}})
	})
	if err != nil {
		for uid := range found { // so that they are missed when the next list lacks them
			f.know(uid)
		}
		return "", err
	}
	for uid := range f.known {
		if !found[uid] {
			f.box.put(Batch{Gone: []string{uid}})
		}
	}
	f.known = found
	return version, nil
}

func (f *follower) know(uid string) {
	if f.known == nil {
		f.known = map[string]bool{}
	}
	f.known[uid] = true
}

// watch follows changes until that is over for good, or the version is too old to go on from. The server ends a watch
// every few minutes in good order: the next one starts where it ended.
func (f *follower) watch(ctx context.Context, version string) error {
	trouble := false
	for {
		began := time.Now()
		next, err := f.client.watchPods(ctx, f.query, version, watcher{
			begin: func() {
				if trouble {
					f.box.put(Batch{Complete: true})
				}
				trouble = false
			},
			change: f.change,
		})
		version = next
		if err == nil && time.Since(began) < time.Second {
			err = &Error{Kind: Failed, Text: f.client.named() + " ends every watch at once"}
		}
		if err == nil {
			f.pause.reset()
			continue
		}
		if isKind(err, outdated) {
			return err
		}
		trouble = true
		if !f.wait(ctx, err) {
			return ctx.Err()
		}
	}
}

func (f *follower) change(p Pod, gone bool) {
	f.pause.reset()
	if gone {
		delete(f.known, p.UID)
		f.box.put(Batch{Gone: []string{p.UID}})
		return
	}
	f.know(p.UID)
	f.box.put(Batch{Pods: []Pod{p}})
}

// wait tells the receiver about an error and waits until it is time to try again. It returns false when it never is.
func (f *follower) wait(ctx context.Context, err error) bool {
	var e *Error
	if ctx.Err() != nil || !errors.As(err, &e) {
		return false
	}
	if !e.Transient() {
		f.box.put(Batch{Err: e})
		return false
	}
	d := f.pause.next()
	f.box.put(Batch{Err: e, Again: d})
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
