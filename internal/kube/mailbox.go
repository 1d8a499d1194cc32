package kube

import (
	"context"
	"slices"
	"sync"
)

// A mailbox gathers batches for a receiver that takes them at its own pace: of a pod that changed ten times meanwhile it
// gets the last state only.
type mailbox struct {
	mu     sync.Mutex
	order  []string // UIDs of pods, the oldest change first
	pods   map[string]Pod
	rest   Batch // all but the pods
	dirty  bool
	closed bool
	wake   chan struct{} // holds a value when there may be something to take
}

func newMailbox() *mailbox {
	return &mailbox{pods: map[string]Pod{}, wake: make(chan struct{}, 1)}
}

func (m *mailbox) put(b Batch) {
	m.mu.Lock()
	for _, p := range b.Pods {
		if _, waiting := m.pods[p.UID]; !waiting {
			m.order = append(m.order, p.UID)
			m.rest.Gone = slices.DeleteFunc(m.rest.Gone, func(uid string) bool { return uid == p.UID })
		}
		m.pods[p.UID] = p
	}
	for _, uid := range b.Gone {
		delete(m.pods, uid)
		m.rest.Gone = append(m.rest.Gone, uid)
	}
	if b.Complete || b.Err != nil {
		m.rest.Complete, m.rest.Err, m.rest.Again = b.Complete, b.Err, b.Again
	}
	m.dirty = true
	m.mu.Unlock()
	m.ring()
}

func (m *mailbox) close() {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.ring()
}

func (m *mailbox) ring() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// take returns what has gathered, pods first: that the list is complete comes with the last of them.
func (m *mailbox) take() (b Batch, some, closed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for n < len(m.order) && len(b.Pods) < batchSize {
		uid := m.order[n]
		n++
		if p, ok := m.pods[uid]; ok {
			b.Pods = append(b.Pods, p)
			delete(m.pods, uid)
		}
	}
	m.order = m.order[n:]
	some = m.dirty
	if len(m.order) == 0 {
		b.Gone, b.Complete, b.Err, b.Again = m.rest.Gone, m.rest.Complete, m.rest.Err, m.rest.Again
		m.rest, m.order, m.dirty = Batch{}, nil, false
	}
	return b, some, m.closed && !m.dirty
}

// deliver hands over what gathers until the mailbox is closed and empty or the context ends, and then closes out.
func (m *mailbox) deliver(ctx context.Context, out chan<- Batch) {
	defer close(out)
	for {
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		}
		for {
			b, some, closed := m.take()
			if some {
				select {
				case <-ctx.Done():
					return
				case out <- b:
					continue
				}
			}
			if closed {
				return
			}
			break
		}
	}
}
