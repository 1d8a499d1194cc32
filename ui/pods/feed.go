package pods

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
)

// A feed is the list and what keeps it up to date. It is replaced whenever something else is to be listed: what comes from
// an old one has another generation.
type feed struct {
	generation int
	cancel     context.CancelFunc // nil: it does not run
	complete   bool               // the whole list is known
	err        *kube.Error        // why it is not, or not any more
	again      time.Time          // when it is tried again by itself
	began      time.Time
	asking     string // the plugin that has to answer first
	seen       map[string]bool
}

// feedMsg is what a feed has to say.
type feedMsg struct {
	generation int
	batch      kube.Batch
	more       <-chan kube.Batch // nil: it is over
}

// openedMsg is when a feed has begun.
type openedMsg struct {
	generation int
	batches    <-chan kube.Batch
	asking     string
}

func (f *feed) begun() bool   { return !f.began.IsZero() }
func (f *feed) running() bool { return f.cancel != nil }

// waiting reports whether there is something whose seconds are worth counting.
func (f *feed) waiting() bool { return f.running() && !f.complete }

func (f *feed) stop() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
	f.generation++
}

// follow begins to list and watch. What is shown stays until the new list is complete.
func (s *Screen) follow() tea.Cmd {
	s.feed.stop()
	if !s.visible {
		return nil
	}
	ctx, cancel := context.WithCancel(s.ctx)
	s.feed = feed{generation: s.feed.generation, cancel: cancel, began: s.o.Now(), seen: map[string]bool{}}
	s.rights.reset(s.place)
	open, asking, at, generation := s.o.Follow, s.o.Asking, s.place, s.feed.generation
	list := func() tea.Msg {
		batches, err := open(ctx, at.context, kube.Query{Namespace: at.namespace})
		if err != nil {
			return feedMsg{generation, kube.Batch{Err: asError(err)}, nil}
		}
		return openedMsg{generation, batches, asking(at.context)}
	}
	return tea.Batch(list, s.askRights(ctx))
}

// opened waits for the first batch.
func (s *Screen) opened(msg openedMsg) tea.Cmd {
	if msg.generation != s.feed.generation {
		return nil
	}
	s.feed.asking = msg.asking
	return func() tea.Msg { return receive(msg.batches, msg.generation) }
}

func receive(batches <-chan kube.Batch, generation int) tea.Msg {
	b, open := <-batches
	if !open {
		return feedMsg{generation, kube.Batch{}, nil}
	}
	return feedMsg{generation, b, batches}
}

// sawFeed applies a batch and waits for the next one.
func (s *Screen) sawFeed(msg feedMsg) tea.Cmd {
	if msg.generation != s.feed.generation {
		return nil
	}
	cmd := s.apply(msg.batch)
	if msg.more == nil {
		s.feed.cancel()
		s.feed.cancel = nil
		return cmd
	}
	return tea.Batch(cmd, func() tea.Msg { return receive(msg.more, msg.generation) })
}

func (s *Screen) apply(b kube.Batch) tea.Cmd {
	f := &s.feed
	f.asking = ""
	before, had := s.current()
	for _, p := range b.Pods {
		f.seen[p.UID] = true
		s.rows.put(p)
	}
	for _, uid := range b.Gone {
		s.rows.drop(uid)
	}
	if b.Complete && !f.complete {
		s.rows.keep(f.seen)
	}
	s.rows.arrange()
	cmds := []tea.Cmd{s.list.Refresh(), s.settleLost(before, had)}
	switch {
	case b.Complete:
		f.complete, f.err = true, nil
		s.contexts.learn(s.place.context, "ok", false)
		cmds = append(cmds, s.afterList())
	case b.Err != nil:
		f.err, f.again = b.Err, time.Time{}
		if b.Again > 0 {
			f.again = s.o.Now().Add(b.Again)
		}
		s.contexts.learn(s.place.context, short(b.Err.Kind), true)
		cmds = append(cmds, s.afterError(b.Err))
	}
	return tea.Batch(cmds...)
}

// afterList looks for what the user may ask next.
func (s *Screen) afterList() tea.Cmd {
	var cmds []tea.Cmd
	if s.names.context != s.place.context {
		cmds = append(cmds, s.readNames())
	}
	if len(s.rows.known) == 0 {
		cmds = append(cmds, s.askExists())
	}
	return tea.Batch(cmds...)
}

func (s *Screen) afterError(err *kube.Error) tea.Cmd {
	if err.Kind == kube.Forbidden {
		return s.askRefusal()
	}
	return nil
}

// retry tries again now, and lets a plugin that failed run again.
func (s *Screen) retry() tea.Cmd {
	retry, ctx, name := s.o.Retry, s.ctx, s.place.context
	read := s.readContexts()
	return func() tea.Msg {
		retry(ctx, name)
		return read()
	}
}

// short says of a cluster in a word or two how it failed.
func short(k kube.Kind) string {
	switch k {
	case kube.NoConfig, kube.BadConfig:
		return "cannot be used"
	case kube.Unreachable:
		return "unreachable"
	case kube.Untrusted:
		return "not trusted"
	case kube.Expired:
		return "credentials not accepted"
	case kube.Plugin:
		return "sign-in needed"
	case kube.Forbidden:
		return "forbidden here"
	}
	return "failed"
}
