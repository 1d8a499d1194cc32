package play

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// toggle pauses or goes on; at the end it plays again.
func (m *model) toggle(string) tea.Cmd {
	now := m.now()
	switch {
	case m.clock.Ended(now):
		m.jump(0)
		m.clock.Play(now)
	case m.clock.Paused():
		m.clock.Play(now)
	default:
		m.clock.Pause(now)
	}
	return tea.Batch(m.load(), m.startTick())
}

func (m *model) toggleIdle(string) tea.Cmd {
	m.idle.on = !m.idle.on
	m.skip()
	if m.idle.on {
		m.say("idle time over " + short(m.idle.threshold) + " is skipped")
	} else {
		m.say("idle time plays in full")
	}
	return m.startTick()
}

// loopKey sets A, then B, then ends the loop.
func (m *model) loopKey(string) tea.Cmd {
	now, at := m.now(), m.position()
	_, looping := m.clock.Loop()
	switch {
	case looping:
		m.clock.SetLoop(now, player.Span{})
		m.say("the loop is off")
	case !m.marks.looping || at <= m.marks.loopA:
		m.marks.loopA, m.marks.looping = at, true
		m.say("A is " + player.FormatTime(at) + "; a again sets B")
		return nil
	default:
		m.clock.SetLoop(now, player.Span{From: m.marks.loopA, To: at})
		m.say("from " + player.FormatTime(m.marks.loopA) + " to " + player.FormatTime(at) + " again and again; a ends it")
	}
	m.marks.looping = false
	return tea.Batch(m.load(), m.startTick())
}

func (m *model) toggleFollow(string) tea.Cmd {
	if !m.look.live {
		m.say("the session is over; there is nothing to follow")
		return nil
	}
	if m.look.follow = !m.look.follow; m.look.follow {
		m.jump(m.clock.End())
		m.clock.Play(m.now())
		m.say("following the session")
	}
	return tea.Batch(m.load(), m.startTick())
}

// bursts gives a way to find bursts the threshold that counts as quiet.
func (m *model) bursts(f func(context.Context, time.Duration, time.Duration) (time.Duration, bool, error)) stepper {
	quiet := m.idle.threshold
	return func(ctx context.Context, t time.Duration) (time.Duration, bool, error) { return f(ctx, t, quiet) }
}

// bookmarks are places the viewer set; they last as long as the player is open.
type bookmarks struct {
	list    []time.Duration
	next    int // index of the one that ' goes to, counted from the last
	loopA   time.Duration
	looping bool // A of a loop is set
}

func (b *bookmarks) add(at time.Duration) string {
	b.list, b.next = append(b.list, at), 0
	return player.FormatTime(at)
}

// bookmarkKey goes to the bookmark that was set last, then to the one before, and so on around.
func (m *model) bookmarkKey(string) tea.Cmd {
	n := len(m.marks.list)
	if n == 0 {
		m.say("no bookmark; m sets one")
		return nil
	}
	at := m.marks.list[n-1-m.marks.next%n]
	m.marks.next++
	return m.seek(at)
}

// copyScreen puts the text of the recorded screen into the clipboard (OSC 52). It is sent by us, encoded; nothing of the
// recording can make it happen.
func (m *model) copyScreen(string) tea.Cmd {
	f := m.shown.moment.Frame
	lines := make([]string, f.Rows)
	for y := range lines {
		lines[y] = visible(f.Text(y))
	}
	m.say("the screen's text is copied")
	return tea.SetClipboard(strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n")
}

func (m *model) copyLink(string) tea.Cmd {
	link := m.options.Link
	if link == nil {
		link = func(at time.Duration) string {
			return fmt.Sprintf("shellac play %s --at %s", visible(m.options.Name), player.FormatTime(at))
		}
	}
	text := link(m.position())
	m.say("copied: " + text)
	return tea.SetClipboard(text)
}

// mouse goes where the timeline is clicked, and along with a drag that began there; the wheel moves by ten seconds.
func (m *model) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	if _, wheel := msg.(tea.MouseWheelMsg); wheel {
		switch at.Button {
		case tea.MouseWheelUp:
			return m.seek(m.position() - 10*time.Second)
		case tea.MouseWheelDown:
			return m.seek(m.position() + 10*time.Second)
		}
		return nil
	}
	from, to := m.stripEnds()
	switch l := m.layout(); msg.(type) {
	case tea.MouseReleaseMsg:
		m.look.drag = false
	case tea.MouseClickMsg:
		m.look.drag = at.Button == tea.MouseLeft && at.Y == l.strip && at.X >= from && at.X < to
	}
	if !m.look.drag || to-from < 2 {
		return nil
	}
	x := min(max(at.X, from), to-1) - from
	return m.seek(time.Duration(float64(m.clock.End()) * float64(x) / float64(to-from-1)))
}
