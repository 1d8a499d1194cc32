package play

import (
	"context"
	"errors"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
)

// A shown is the moment on the screen.
type shown struct {
	moment player.Moment
	ok     bool
	serial int // counts moments
	drawn  drawn
}

// current reports whether the moment is what there is to see at t.
func (s shown) current(t time.Duration) bool {
	return s.ok && s.moment.At <= t && (t < s.moment.Next || s.moment.Last)
}

// A loading is the one frame that is being made.
type loading struct {
	busy  bool
	at    time.Duration
	since time.Time
	stop  context.CancelFunc
	moves int // look.moves when it began
}

func (l *loading) cancel() {
	if l.stop != nil {
		l.stop()
	}
}

type loadedMsg struct {
	at     time.Duration
	moment player.Moment
	err    error
}

// load makes the frame for the present position, unless it is on the screen or another one is being made.
func (m *model) load() tea.Cmd {
	at := m.position()
	if m.loading.busy || m.shown.current(at) {
		return nil
	}
	ctx, stop := context.WithCancel(m.ctx)
	m.loading = loading{true, at, m.now(), stop, m.look.moves}
	p := m.player
	return func() tea.Msg {
		moment, err := p.MomentAt(ctx, at)
		return loadedMsg{at, moment, err}
	}
}

// loaded shows a frame and goes on to the next one if the position has moved meanwhile.
func (m *model) loaded(msg loadedMsg) tea.Cmd {
	m.loading.cancel()
	m.loading.busy = false
	switch {
	case errors.Is(msg.err, context.Canceled):
		return m.load()
	case msg.err != nil:
		m.clock.Pause(m.now())
		m.say("cannot read the recording: " + msg.err.Error() + " (any move tries again)")
		return nil
	}
	m.shown.moment, m.shown.ok = msg.moment, true
	m.shown.serial++
	m.skip()
	return m.load()
}

// skip gives the clock the quiet stretches around the position.
func (m *model) skip() {
	var skips []player.Span
	if m.idle.on {
		for _, q := range m.shown.moment.Quiet {
			if q.To-q.From > m.idle.threshold {
				skips = append(skips, player.Span{From: q.From + m.idle.threshold, To: q.To})
			}
		}
	}
	m.clock.SetSkips(m.now(), skips)
}

// seek moves to a position. A frame that is being made for another one is given up.
func (m *model) seek(to time.Duration) tea.Cmd {
	m.jump(to)
	m.look.follow = false
	if m.loading.busy && m.now().Sub(m.loading.since) > patience {
		m.loading.cancel()
	}
	return tea.Batch(m.load(), m.startTick())
}

// jump moves the clock because somebody wants it to: what was asked for before, and comes late, moves it no more.
func (m *model) jump(to time.Duration) {
	m.clock.Seek(m.now(), to)
	m.look.from = m.clock.Position(m.now())
	m.look.moves++
}

// patience is how long a frame may take before a key makes the player give it up for another one.
const patience = 100 * time.Millisecond

// holdAfter is how long a frame may take before the clock waits for it: nothing is to be missed because a store is slow.
const holdAfter = 300 * time.Millisecond

type tickMsg struct{ generation int }

// The shortest and the longest time between two looks at the clock.
const (
	fastTick = time.Second / 30
	slowTick = time.Second / 4
)

// startTick begins a new row of ticks, unless the clock stands.
func (m *model) startTick() tea.Cmd {
	m.look.tick++
	return m.nextTick()
}

func (m *model) nextTick() tea.Cmd {
	now := m.now()
	still := m.clock.Paused() || m.clock.Ended(now) && !m.look.follow
	if still && !m.search.running {
		return nil
	}
	wait := slowTick
	if m.shown.ok && !still {
		if d, ok := m.clock.WallUntil(now, m.shown.moment.Next); ok {
			wait = min(max(d, fastTick), slowTick)
		} else {
			wait = fastTick
		}
	}
	generation := m.look.tick
	return m.tick(wait, func(time.Time) tea.Msg { return tickMsg{generation} })
}

func (m *model) ticked(msg tickMsg) tea.Cmd {
	if msg.generation != m.look.tick {
		return nil
	}
	if m.loading.busy && m.now().Sub(m.loading.since) > holdAfter {
		m.hold()
	}
	return tea.Batch(m.load(), m.nextTick())
}

// hold has the clock wait where the frame that is being made is from, or where a jump has led since.
func (m *model) hold() {
	at := m.loading.at
	if m.loading.moves != m.look.moves {
		at = m.look.from
	}
	m.clock.Seek(m.now(), at)
}

// A steppedMsg is where a step leads.
type steppedMsg struct {
	to    time.Duration
	ok    bool
	err   error
	no    string // what to say if it leads nowhere
	moves int    // look.moves when it was asked for
}

type stepper func(ctx context.Context, t time.Duration) (time.Duration, bool, error)

// step moves to where next says.
func (m *model) step(next stepper, no string) tea.Cmd { return m.stepFrom(m.position(), next, no) }

func (m *model) stepFrom(at time.Duration, next stepper, no string) tea.Cmd {
	ctx, moves := m.ctx, m.look.moves
	return func() tea.Msg {
		to, ok, err := next(ctx, at)
		return steppedMsg{to, ok, err, no, moves}
	}
}

func (m *model) stepped(msg steppedMsg) tea.Cmd {
	switch {
	case msg.moves != m.look.moves: // a later key has moved already
		return nil
	case msg.err != nil:
		m.say("cannot read the recording: " + msg.err.Error())
	case !msg.ok:
		m.say(msg.no)
	default:
		return m.seek(msg.to)
	}
	return nil
}

type surveyedMsg struct{ left int }

// survey reads one chunk for its markers and activity. What cannot be read is found out when it is played.
func survey(p *player.Player) tea.Cmd {
	return func() tea.Msg {
		left, err := p.Survey()
		if err != nil {
			left = 0
		}
		return surveyedMsg{left}
	}
}

func (m *model) surveyed(msg surveyedMsg) tea.Cmd {
	m.strip.stale = true
	if msg.left == 0 || m.search.running { // a search reads all chunks itself, and goes on with the survey
		return nil
	}
	return survey(m.player)
}

// A grownMsg is a longer form of a recording whose session still runs.
type grownMsg struct {
	file *format.File
	err  error
}

func (m *model) grow() tea.Cmd {
	follow, ctx := m.options.Follow, m.ctx
	return func() tea.Msg {
		f, err := follow(ctx)
		return grownMsg{f, err}
	}
}

func (m *model) grew(msg grownMsg) tea.Cmd {
	if msg.file != nil {
		m.player.Extend(msg.file)
		m.strip.stale = true
		m.shown.moment.Last = false
		m.shown.moment.Next = min(m.shown.moment.Next, m.shown.moment.At)
		m.clock.SetEnd(m.now(), m.player.Duration())
		if m.look.follow {
			m.clock.Seek(m.now(), m.clock.End())
		}
	}
	switch {
	case errors.Is(msg.err, io.EOF):
		m.look.live = false
		m.say("the session has ended")
		return tea.Batch(m.load(), m.startTick())
	case msg.err != nil:
		m.look.live = false
		m.say("cannot follow the session: " + msg.err.Error())
		return m.load()
	}
	return tea.Batch(m.load(), m.startTick(), m.grow())
}
