package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// A stage is an API server whose pods change while they are watched.
type stage struct {
	*fakeAPI
	mu      sync.Mutex
	lists   []func(http.ResponseWriter) // what each list answers; the last one goes on
	watches []func(http.ResponseWriter, *http.Request)
	asked   []string // versions that watches began at
}

func newStage(t *testing.T) *stage {
	s := &stage{fakeAPI: newAPI(t)}
	s.mux.HandleFunc("GET /api/v1/namespaces/shop/pods", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if !r.URL.Query().Has("watch") {
			answer := next(&s.lists)
			s.mu.Unlock()
			answer(w)
			return
		}
		s.asked = append(s.asked, r.URL.Query().Get("resourceVersion"))
		answer := next(&s.watches)
		s.mu.Unlock()
		answer(w, r)
	})
	return s
}

func next[F any](all *[]F) F {
	first := (*all)[0]
	if len(*all) > 1 {
		*all = (*all)[1:]
	}
	return first
}

func list(version string, pods ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		var items []map[string]any
		for _, p := range pods {
			items = append(items, podJSON("shop", p))
		}
		object(w, 200, listJSON(version, "", items...))
	}
}

// events sends events, each "ADDED name", and then waits, or with "END" closes.
func events(lines ...[2]string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		for _, l := range lines {
			if l[0] == "END" {
				return
			}
			object := any(podJSON("shop", l[1]))
			switch l[0] {
			case "ERROR":
				object = map[string]any{"kind": "Status", "code": 410, "message": "too old resource version"}
			case "BOOKMARK":
				object = map[string]any{"kind": "Pod", "metadata": map[string]any{"resourceVersion": l[1]}}
			}
			text, _ := json.Marshal(map[string]any{"type": l[0], "object": object})
			_, _ = fmt.Fprintf(w, "%s\n", text)
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	}
}

// A view is what a receiver of batches knows.
type view struct {
	t     *testing.T
	from  <-chan Batch
	pods  map[string]bool
	last  Batch
	ended bool
}

func follow(t *testing.T, c *Client) *view {
	t.Helper()
	return &view{t: t, from: c.Follow(t.Context(), Query{Namespace: "shop"}), pods: map[string]bool{}}
}

// until receives batches until ok.
func (v *view) until(what string, ok func() bool) {
	v.t.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() {
		select {
		case b, open := <-v.from:
			if !open {
				v.ended = true
				if !ok() {
					v.t.Fatalf("wait for %s: ended with %+v", what, v.last)
				}
				return
			}
			for _, p := range b.Pods {
				v.pods[p.Name] = true
			}
			for _, uid := range b.Gone {
				delete(v.pods, uid[len("shop/"):])
			}
			v.last = b
		case <-deadline:
			v.t.Fatalf("wait for %s: have %v, %+v", what, v.names(), v.last)
		}
	}
}

func (v *view) names() []string {
	var all []string
	for n := range v.pods {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

func (v *view) has(want ...string) func() bool {
	return func() bool { return slices.Equal(v.names(), want) }
}

func TestFollow(t *testing.T) {
	s := newStage(t)
	s.lists = []func(http.ResponseWriter){list("5", "a", "b"), list("9", "c", "d")}
	s.watches = []func(http.ResponseWriter, *http.Request){
		events([2]string{"ADDED", "c"}, [2]string{"DELETED", "a"}, [2]string{"BOOKMARK", "8"}, [2]string{"END", ""}),
		events([2]string{"ERROR", ""}),
		events(),
	}
	v := follow(t, s.client(t, "{token: tok}", Options{}))
	v.until("the list", func() bool { return v.last.Complete || len(v.pods) > 2 })
	v.until("changes", v.has("b", "c"))
	v.until("a new list", v.has("c", "d"))
	s.mu.Lock()
	defer s.mu.Unlock()
	// The watch ended too soon to be true, which is an error and costs a second; then it went on where it ended.
	if want := []string{"5", "8"}; !slices.Equal(s.asked[:2], want) {
		t.Errorf("watched from %v, want %v", s.asked, want)
	}
}

func TestFollowMendsItself(t *testing.T) {
	s := newStage(t)
	s.lists = []func(http.ResponseWriter){
		func(w http.ResponseWriter) { failure(w, 503, "apiserver is shutting down") },
		list("5", "a"),
	}
	s.watches = []func(http.ResponseWriter, *http.Request){events()}
	v := follow(t, s.client(t, "{token: tok}", Options{}))
	v.until("words", func() bool { return v.last.Err != nil })
	if v.last.Err.Kind != Failed || v.last.Again <= 0 {
		t.Errorf("got %+v, want a failure that is tried again", v.last)
	}
	v.until("the list", func() bool { return v.last.Complete && len(v.pods) == 1 })
}

// What only the user can mend ends it: no plugin and no password is tried on a timer.
func TestFollowEnds(t *testing.T) {
	for code, kind := range map[int]Kind{401: Expired, 403: Forbidden, 404: NotFound} {
		s := newStage(t)
		s.lists = []func(http.ResponseWriter){func(w http.ResponseWriter) { failure(w, code, "no") }}
		v := follow(t, s.client(t, "{token: tok}", Options{}))
		v.until("the end", func() bool { return v.ended })
		if v.last.Err == nil || v.last.Err.Kind != kind || v.last.Again != 0 {
			t.Errorf("%d: got %+v", code, v.last)
		}
	}
}

func TestFollowIsCalledOff(t *testing.T) {
	s := newStage(t)
	s.lists = []func(http.ResponseWriter){list("5", "a")}
	s.watches = []func(http.ResponseWriter, *http.Request){events()}
	ctx, cancel := context.WithCancel(t.Context())
	batches := s.client(t, "{token: tok}", Options{}).Follow(ctx, Query{Namespace: "shop"})
	<-batches
	cancel()
	for range batches { // ends
	}
}

// A receiver that sleeps gets the last state of a pod once, and not what came before.
func TestMailbox(t *testing.T) {
	m := newMailbox()
	for i := range 1200 {
		m.put(Batch{Pods: []Pod{{UID: fmt.Sprint(i % 600), Restarts: i}}})
	}
	m.put(Batch{Gone: []string{"0"}})
	m.put(Batch{Pods: []Pod{{UID: "0", Restarts: 7}}})
	m.put(Batch{Gone: []string{"1"}})
	m.put(Batch{Complete: true})
	m.close()
	out := make(chan Batch)
	go m.deliver(t.Context(), out)
	got := map[string]int{}
	var last Batch
	for b := range out {
		for _, p := range b.Pods {
			if _, twice := got[p.UID]; twice {
				t.Errorf("pod %s came twice", p.UID)
			}
			got[p.UID] = p.Restarts
		}
		if len(b.Pods) > batchSize || last.Complete {
			t.Errorf("got a batch of %d pods, after complete: %v", len(b.Pods), last.Complete)
		}
		last = b
	}
	if len(got) != 599 || got["0"] != 7 || got["2"] != 602 || !slices.Equal(last.Gone, []string{"1"}) || !last.Complete {
		t.Errorf("got %d pods, pod 0 as %d, gone %v, complete %v", len(got), got["0"], last.Gone, last.Complete)
	}
}

func TestBackoff(t *testing.T) {
	b := backoff{first: time.Second, most: 30 * time.Second}
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
		if got := b.next(); got < want*time.Second*8/10 || got > want*time.Second*12/10 {
			t.Errorf("pause %d: got %v, want about %d s", i, got, want)
		}
	}
	b.reset()
	if got := b.next(); got > 2*time.Second {
		t.Errorf("after a success: got %v", got)
	}
}
