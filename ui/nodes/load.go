package nodes

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
)

// A load is what the sources have said.
type load struct {
	generation int
	sources    []loaded // as in Options
	habits     []inventory.Habit
	opened     map[string]time.Time
	pinned     map[string]bool
	printed    map[string][]inventory.DynamicLabel // by target
}

// loaded is what one source has said.
type loaded struct {
	listing inventory.Listing
	err     error
	reading bool
	done    bool // it was read at least once
	took    time.Duration
}

type sourceMsg struct {
	generation, source int
	listing            inventory.Listing
	printed            map[string][]inventory.DynamicLabel
	err                error
	took               time.Duration
}

type habitsMsg struct {
	habits []inventory.Habit
	err    error
}

// read lists all sources, each in a command of its own: a slow one keeps nobody waiting. What was listed before stays until
// there is something new.
func (s *Screen) read() tea.Cmd {
	s.load.generation++
	commands := []tea.Cmd{s.readHabits()}
	for i := range s.o.Sources {
		s.load.sources[i].reading = true
		commands = append(commands, s.readSource(i, s.load.generation))
	}
	return tea.Batch(commands...)
}

func (s *Screen) readSource(i, generation int) tea.Cmd {
	source, kept, ctx := s.o.Sources[i], s.o.Kept, s.ctx
	return func() tea.Msg {
		start := time.Now()
		l, err := source.List(ctx)
		msg := sourceMsg{generation: generation, source: i, listing: l, err: err, took: time.Since(start)}
		if kept == nil {
			return msg
		}
		msg.printed = map[string][]inventory.DynamicLabel{}
		for _, t := range l.Targets {
			if labels := kept(t.Name); len(labels) > 0 {
				msg.printed[t.Name] = labels
			}
		}
		return msg
	}
}

func (s *Screen) readHabits() tea.Cmd {
	read := s.o.Habits
	if read == nil {
		return nil
	}
	return func() tea.Msg {
		habits, err := read()
		return habitsMsg{habits, err}
	}
}

// gotSource takes what a source lists.
func (s *Screen) gotSource(msg sourceMsg) tea.Cmd {
	if msg.generation != s.load.generation {
		return nil
	}
	s.load.sources[msg.source] = loaded{listing: msg.listing, err: msg.err, done: true, took: msg.took}
	for name, labels := range msg.printed {
		s.learnLabels(name, labels)
	}
	s.merge()
	return s.list.Refresh()
}

func (s *Screen) learnLabels(name string, labels []inventory.DynamicLabel) {
	if s.load.printed == nil {
		s.load.printed = map[string][]inventory.DynamicLabel{}
	}
	s.load.printed[name] = labels
}

// gotHabits takes what was opened and pinned.
func (s *Screen) gotHabits(msg habitsMsg) tea.Cmd {
	if msg.err != nil {
		return nil // a convenience; whoever pins something is told
	}
	s.load.habits = msg.habits
	s.load.opened, s.load.pinned = map[string]time.Time{}, map[string]bool{}
	for _, h := range msg.habits {
		if h.Kind != inventory.KindSSH {
			continue
		}
		s.load.pinned[h.Name] = h.Pinned
		if !h.Opened.IsZero() {
			s.load.opened[h.Name] = h.Opened
		}
	}
	s.merge()
	return s.list.Refresh()
}

// refresh lists everything anew, programs included.
func (s *Screen) refresh() tea.Cmd {
	forget := s.o.Forget
	s.details.forget()
	if forget == nil {
		return s.read()
	}
	read := s.read()
	return func() tea.Msg {
		_ = forget() // then a program is asked when its time has come
		if read == nil {
			return nil
		}
		return read()
	}
}

// reading tells whether a source is still being read for the first time.
func (l *load) reading() bool {
	for _, s := range l.sources {
		if s.reading && !s.done {
			return true
		}
	}
	return false
}

// warnings are what is wrong with sources, in words.
func (s *Screen) warnings() []string {
	var all []string
	for i, l := range s.load.sources {
		if l.err != nil {
			all = append(all, fmt.Sprintf("%s: %v", s.o.Sources[i].Name(), l.err))
		}
		for _, w := range l.listing.Warnings {
			all = append(all, w.Error())
		}
	}
	return all
}

// patterns are the Host lines that name no host.
func (s *Screen) patterns() []inventory.HostPattern {
	var all []inventory.HostPattern
	for _, l := range s.load.sources {
		all = append(all, l.listing.Patterns...)
	}
	return all
}
