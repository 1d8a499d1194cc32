package kube

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// A watcher is told when a watch has begun, and then every change.
type watcher struct {
	begin  func()
	change func(p Pod, gone bool)
}

// watchEvent is one line of a watch.
type watchEvent struct {
	Type   string          `json:"type"`
	Object json.RawMessage `json:"object"`
}

// watchPods follows the pods of a query from a version until the server ends the watch. It returns the version to go on
// from, also with an error. One of kind outdated means that only a new list helps.
func (c *Client) watchPods(ctx context.Context, q Query, version string, w watcher) (next string, err error) {
	values := q.values()
	values.Set("watch", "true")
	values.Set("allowWatchBookmarks", "true")
	values.Set("resourceVersion", version)
	values.Set("timeoutSeconds", strconv.Itoa(300+rand.IntN(300)))
	if _, err := c.proof(ctx); err != nil { // a plugin takes the time it needs
		return version, err
	}
	begun, stop := context.WithCancel(ctx)
	defer stop()
	late := time.AfterFunc(c.patience(), stop) // for the head of the answer; a watch itself has no end
	got, err := c.open(begun, 0, http.MethodGet, q.path(), values, nil)
	if !late.Stop() && ctx.Err() == nil {
		if err == nil {
			got.close()
		}
		return version, c.explainLost(ctx, context.DeadlineExceeded)
	}
	if err != nil {
		return version, err
	}
	defer got.close()
	w.begin()
	return c.readEvents(ctx, got, version, w)
}

func (c *Client) readEvents(ctx context.Context, got *answer, version string, w watcher) (string, error) {
	for d := json.NewDecoder(got); ; {
		var e watchEvent
		err := d.Decode(&e)
		if errors.Is(err, io.EOF) && ctx.Err() == nil {
			return version, nil
		}
		if err == nil {
			version, err = c.apply(e, version, w)
		}
		if err != nil {
			return version, c.explainDecode(ctx, got.head, err)
		}
	}
}

// apply passes an event on and returns the version it stands for.
func (c *Client) apply(e watchEvent, version string, w watcher) (string, error) {
	if e.Type == "ERROR" {
		var s status
		if err := json.Unmarshal(e.Object, &s); err != nil {
			return version, err
		}
		return version, c.explainCode(s)
	}
	var wire podWire
	if err := json.Unmarshal(e.Object, &wire); err != nil {
		return version, err
	}
	switch e.Type {
	case "ADDED", "MODIFIED":
		w.change(wire.pod(), false)
	case "DELETED":
		w.change(wire.pod(), true)
	}
	return firstOf(wire.Metadata.ResourceVersion, version), nil
}

// patience is how long an answer may take to begin.
func (c *Client) patience() time.Duration {
	if c.timeout <= 0 {
		return math.MaxInt64
	}
	return c.timeout
}
