package play

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// A search is the pattern that is looked for and what was found so far. Hits arrive in batches while the recording is
// read; those of an older search are dropped by their generation.
type search struct {
	pattern    *player.Pattern
	hits       []player.Hit
	current    int // index of the hit that was gone to, -1 for none
	direction  int // in which the first hit is looked for, 0 once it was found
	origin     time.Duration
	generation int
	running    bool
	cancel     context.CancelFunc
	passed     *atomic.Int64 // up to where the recording has been searched
	end        time.Duration
}

// maxHits bounds the hits that are kept.
const maxHits = 10000

func (s *search) stop() {
	if s.cancel != nil {
		s.cancel()
	}
	s.running = false
}

func (s *search) clear() {
	s.stop()
	*s = search{generation: s.generation + 1, current: -1}
}

// count is what the status line says, such as 2/17.
func (s *search) count() string {
	switch {
	case s.pattern == nil:
		return ""
	case s.running && len(s.hits) == 0:
		return "searching" + s.percent()
	case s.running:
		return fmt.Sprintf("match %d/%d, searching%s", s.current+1, len(s.hits), s.percent())
	case len(s.hits) == 0:
		return "no match"
	}
	if s.current < 0 { // none was gone to
		return fmt.Sprintf("matches %d", len(s.hits))
	}
	return fmt.Sprintf("match %d/%d", s.current+1, len(s.hits))
}

// percent says how much has been searched, as in " 42%".
func (s *search) percent() string {
	if s.end <= 0 {
		return ""
	}
	return fmt.Sprintf(" %d%%", s.passed.Load()*100/int64(s.end))
}

type hitsMsg struct {
	generation int
	hits       []player.Hit
	next       tea.Cmd // that goes on searching, nil at the end
	err        error
}

// find starts a search. The first hit gone to is the next one in the given direction.
func (m *model) find(text string, expression bool, direction int) tea.Cmd {
	pattern, err := player.CompilePattern(text, expression)
	if err != nil {
		m.say(plainError(err))
		return nil
	}
	m.search.clear()
	ctx, cancel := context.WithCancel(m.ctx)
	s := &m.search
	s.pattern, s.running, s.cancel, s.direction, s.origin = pattern, true, cancel, direction, m.position()
	s.passed, s.end = new(atomic.Int64), m.clock.End()
	m.strip.stale = true
	passed := s.passed
	next, stop := iter.Pull2(m.player.Find(ctx, pattern, func(t time.Duration) { passed.Store(int64(t)) }))
	return tea.Batch(collect(s.generation, next, stop), m.startTick())
}

// batchTime is how long hits are collected before they are shown.
const batchTime = 100 * time.Millisecond

// collect returns a command that pulls hits for a while.
func collect(generation int, next func() (player.Hit, error, bool), stop func()) tea.Cmd {
	return func() tea.Msg {
		msg := hitsMsg{generation: generation}
		for start := time.Now(); time.Since(start) < batchTime; {
			hit, err, ok := next()
			if !ok || err != nil {
				stop()
				msg.err = err
				return msg
			}
			msg.hits = append(msg.hits, hit)
		}
		msg.next = collect(generation, next, stop)
		return msg
	}
}

// found takes a batch of hits.
func (m *model) found(msg hitsMsg) tea.Cmd {
	s := &m.search
	if msg.generation != s.generation {
		return msg.next // which ends at once: its context is done
	}
	m.panel.hits.cursor = s.add(msg.hits, m.panel.hits.cursor)
	m.strip.stale = true
	next := msg.next
	if len(s.hits) >= maxHits {
		s.stop()
		m.say(fmt.Sprintf("the first %d matches; make the search narrower for more", len(s.hits)))
	}
	switch {
	case msg.err != nil && !errors.Is(msg.err, context.Canceled):
		m.say("cannot search further: " + msg.err.Error())
		fallthrough
	case next == nil:
		s.stop()
	}
	if !s.running && m.options.Survey {
		return tea.Batch(next, m.firstHit(), survey(m.player))
	}
	return tea.Batch(next, m.firstHit())
}

// add puts hits among those found before, in the order of their times. It returns where the hit with index i is now.
func (s *search) add(hits []player.Hit, i int) int {
	moved := func(i int) int {
		if i < 0 || i >= len(s.hits) {
			return i
		}
		at := s.hits[i]
		for _, h := range hits {
			if h.Compare(at) < 0 {
				i++
			}
		}
		return i
	}
	i, s.current = moved(i), moved(s.current)
	s.hits = append(s.hits, hits...)
	slices.SortStableFunc(s.hits, player.Hit.Compare)
	return i
}

// firstHit goes to the first hit of a new search as soon as it is known which one that is.
func (m *model) firstHit() tea.Cmd {
	s := &m.search
	if s.direction == 0 {
		return nil
	}
	i := s.after(s.origin)
	if s.direction < 0 {
		if s.running && i == len(s.hits) {
			return nil // one that lies nearer may come
		}
		i = s.before(s.origin)
	}
	switch {
	case len(s.hits) == 0 && !s.running:
		s.direction = 0
		m.say("no match for " + s.pattern.String())
		return nil
	case i < 0 || i >= len(s.hits):
		if s.running {
			return nil
		}
		i = (i + len(s.hits)) % len(s.hits) // around the end
	}
	s.direction = 0
	return m.goToHit(i)
}

// after returns the index of the first hit at or after t, the number of hits if there is none.
func (s *search) after(t time.Duration) int {
	for i, h := range s.hits {
		if h.At >= t {
			return i
		}
	}
	return len(s.hits)
}

// before returns the index of the last hit before t, -1 if there is none.
func (s *search) before(t time.Duration) int {
	for i := len(s.hits) - 1; i >= 0; i-- {
		if s.hits[i].At < t {
			return i
		}
	}
	return -1
}

// nextHit goes to the next or previous hit, around the ends: from the present hit if the position is still there,
// otherwise from the position.
func (m *model) nextHit(step int) tea.Cmd {
	s := &m.search
	n := len(s.hits)
	switch {
	case s.pattern == nil:
		m.say("nothing is searched for; / starts a search")
		return nil
	case n == 0:
		m.say(map[bool]string{true: "still searching", false: "no match for " + s.pattern.String()}[s.running])
		return nil
	}
	at := m.position()
	if s.current >= 0 && s.hits[s.current].At == at {
		return m.goToHit(((s.current+step)%n + n) % n)
	}
	if step > 0 {
		return m.goToHit(s.after(at+1) % n)
	}
	return m.goToHit((s.before(at) + n) % n)
}

// An exactMsg is when the match of a hit stands on the screen.
type exactMsg struct {
	generation int
	hit        player.Hit
	at         time.Duration
	err        error
}

// goToHit pauses at the moment of a hit, as soon as it is known exactly.
func (m *model) goToHit(i int) tea.Cmd {
	s := &m.search
	s.current, m.panel.hits.cursor = i, i
	hit, pattern, generation := s.hits[i], s.pattern, s.generation
	m.clock.Pause(m.now())
	m.jump(hit.At)
	m.look.follow = false
	p, ctx := m.player, m.ctx
	return func() tea.Msg {
		at, err := p.Exact(ctx, pattern, hit)
		return exactMsg{generation, hit, at, err}
	}
}

// exact shows the hit, if it is still the one that was gone to.
func (m *model) exact(msg exactMsg) tea.Cmd {
	s := &m.search
	if msg.generation != s.generation || s.current < 0 || s.hits[s.current] != msg.hit || m.position() != msg.hit.At {
		return nil
	}
	if msg.err != nil {
		m.say("cannot read the recording: " + msg.err.Error())
		return nil
	}
	s.hits[s.current].At = msg.at
	m.pan.toHit = true
	return m.seek(msg.at)
}
