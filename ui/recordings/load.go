package recordings

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
)

// A load is a reading of the catalog. What an older one still brings is dropped by its generation.
type load struct {
	generation int
	running    bool
	cancel     context.CancelFunc
	fresh      []archive.Entry // what has come, when it replaces what is shown only at the end
	replaces   bool            // the entries that are shown are kept until this load has all
	newest     bool            // it reads the newest few only
	again      bool            // there may be news since it began
	cut        bool            // there are more than are kept
	err        error           // of the last load
}

const (
	firstRows   = 100                   // come at first, to be seen soon
	batchRows   = 2000                  // at most so many come at once then
	batchTime   = 60 * time.Millisecond // and after so long those that are there
	peekRows    = 200                   // how many of the newest are read to see what is new
	maxEntries  = 100000                // more are not kept: the filter finds them in the store
	filterLimit = maxEntries
)

// A batchMsg brings entries.
type batchMsg struct {
	generation int
	entries    []archive.Entry
	next       tea.Cmd // that goes on reading, nil at the end
	err        error
}

// reload reads the whole catalog anew. What is shown stays until it has been read.
func (s *Screen) reload() tea.Cmd {
	s.load.replaces, s.load.newest = len(s.entries) > 0, false
	return s.read(s.catalogFilter())
}

// catalogFilter is what is asked of the store. All of the catalog is read and filtered here, unless it is too long for that.
func (s *Screen) catalogFilter() archive.Filter {
	f := archive.Filter{Limit: filterLimit}
	if s.load.cut {
		f = s.query.filter
		f.Limit = filterLimit
	}
	return f
}

// peek looks for what is new.
func (s *Screen) peek() tea.Cmd {
	switch {
	case s.load.running:
		s.load.again = true
		return nil
	case s.load.err != nil || len(s.entries) == 0 || s.load.cut:
		return s.reload()
	}
	s.load.replaces, s.load.newest = true, true
	return s.read(archive.Filter{Limit: peekRows})
}

func (s *Screen) read(f archive.Filter) tea.Cmd {
	l := &s.load
	if l.cancel != nil {
		l.cancel()
	}
	ctx, cancel := context.WithCancel(s.ctx)
	l.cancel = cancel
	l.generation++
	l.running, l.fresh, l.err, l.again = true, nil, nil, false
	next, stop := iter.Pull2(s.o.List(ctx, f))
	return pull(l.generation, firstRows, next, stop)
}

// pull returns a command that reads at most n entries, for a moment.
func pull(generation, n int, next func() (archive.Entry, error, bool), stop func()) tea.Cmd {
	return func() tea.Msg {
		msg := batchMsg{generation: generation}
		for start := time.Now(); len(msg.entries) < n && (len(msg.entries) == 0 || time.Since(start) < batchTime); {
			e, err, ok := next()
			if !ok || err != nil {
				stop()
				msg.err = err
				return msg
			}
			msg.entries = append(msg.entries, e)
		}
		msg.next = pull(generation, batchRows, next, stop)
		return msg
	}
}

// loaded takes entries.
func (s *Screen) loaded(msg batchMsg) tea.Cmd {
	l := &s.load
	if msg.generation != l.generation {
		return msg.next // which ends soon: its context is done
	}
	s.names.share(msg.entries)
	if l.replaces {
		l.fresh = append(l.fresh, msg.entries...)
	} else {
		s.entries = append(s.entries, msg.entries...)
	}
	if msg.next == nil {
		return s.finish(msg.err)
	}
	if l.replaces {
		return msg.next
	}
	return tea.Batch(msg.next, s.arrange())
}

// finish ends a load.
func (s *Screen) finish(err error) tea.Cmd {
	l := &s.load
	l.running = false
	l.cancel()
	switch {
	case errors.Is(err, context.Canceled):
		return nil
	case err != nil:
		l.err = err
	case l.newest:
		s.entries = merge(l.fresh, s.entries)
	case l.replaces:
		s.entries = l.fresh
	}
	l.cut = l.cut || !l.newest && err == nil && len(s.entries) >= maxEntries
	l.fresh = nil
	cmd := s.arrange()
	if l.again {
		cmd = tea.Batch(cmd, s.peek())
	}
	return cmd
}

// merge puts the newest entries before older ones. Of those that both have, the newer word counts.
func merge(newest, all []archive.Entry) []archive.Entry {
	if len(newest) < peekRows {
		return newest // that is all there is
	}
	fresh := make(map[string]bool, len(newest))
	for _, e := range newest {
		fresh[e.ID] = true
	}
	oldest := newest[len(newest)-1].ID
	merged := slices.Clone(newest)
	for _, e := range all {
		if e.ID < oldest && !fresh[e.ID] {
			merged = append(merged, e)
		}
	}
	return merged
}

// Names are texts that stand in many entries. Each is kept once.
type names map[string]string

// maxNames is how many different ones are looked for.
const maxNames = 10000

func (n names) share(entries []archive.Entry) {
	for i := range entries {
		for _, text := range []*string{&entries[i].Kind, &entries[i].User, &entries[i].Target} {
			if known, ok := n[*text]; ok {
				*text = known
			} else if len(n) < maxNames {
				n[*text] = *text
			}
		}
	}
}
