package play

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
)

// A clockStyle is what the clock in the status line shows.
type clockStyle int

const (
	clockLocal clockStyle = iota
	clockUTC
	clockDelta
	clockStyles
)

func (m *model) location() *time.Location {
	if m.options.Location == nil {
		return time.Local
	}
	return m.options.Location
}

// linesBelow draws the lines below the recorded screen.
func (m *model) linesBelow(l layout) []string {
	status := m.statusLine()
	if m.prompt.open && m.pan.bare {
		return []string{m.promptLine()}
	}
	if m.pan.bare {
		return []string{status}
	}
	lines := []string{status, m.stripLine()}
	if l.about {
		lines = append(lines, faint(fit(m.who(), m.cols)))
	}
	return append(lines, m.bottomLine())
}

// bottomLine is the prompt, or what there is to say, or the keys used most.
func (m *model) bottomLine() string {
	switch {
	case m.prompt.open:
		return m.promptLine()
	case m.message.text != "" && m.now().Before(m.message.until):
		return bold(fit(" "+m.message.text, m.cols))
	}
	return m.keysLine()
}

func (m *model) promptLine() string {
	p := &m.prompt
	kind := string(p.kind)
	if p.expression && p.kind != ':' {
		kind = "regexp " + kind
	}
	text := " " + kind + " " + p.text[:p.at]
	rest := p.text[p.at:]
	cursor := " "
	if rest != "" {
		r := []rune(rest)
		cursor, rest = string(r[0]), string(r[1:])
	}
	note := ""
	switch {
	case p.err != "":
		note = "  " + p.err
	case p.text == "" && p.kind == '?':
		note = "type to search back, Esc closes"
	case p.text == "" && p.kind == '/':
		note = "text on the screen; Ctrl-R: regular expression"
	case p.text == "":
		note = "12:31  +5m  14:02:11Z  50%  a marker  speed 2  idle 5s"
	}
	room := m.cols - cells(text) - cells(cursor)
	if room < 0 {
		return fit(lastCells(text, m.cols-1), m.cols-1) + reverse(" ")
	}
	rest = cutText(rest, min(cells(rest), room))
	noted := fit(note, room-cells(rest))
	if p.err != "" {
		noted = warning(noted)
	} else {
		noted = faint(noted)
	}
	return text + reverse(cursor) + rest + noted
}

// keysLine draws the keys used most from their bindings. In a narrow terminal those for showing go first, then those
// for moving.
func (m *model) keysLine() string {
	var brief []action
	for _, a := range m.actions {
		if a.brief != "" {
			brief = append(brief, a)
		}
	}
	for _, group := range []string{groupShow, groupMove} {
		for i := len(brief) - 1; i >= 0 && cells(keysText(brief)) > m.cols; i-- {
			if brief[i].group == group {
				brief = slices.Delete(brief, i, i+1)
			}
		}
	}
	return faint(fit(keysText(brief), m.cols))
}

func keysText(actions []action) string {
	text := ""
	for _, a := range actions {
		text += " " + a.Help().Key + " " + a.brief + " "
	}
	return text
}

// A segment is a part of the status line. Those with the largest number give way first.
type segment struct {
	text string
	rank int
	loud bool
}

// statusLine says where playing is and how.
func (m *model) statusLine() string {
	left := m.segments()
	right := m.search.count()
	for {
		n := len(right) + 2
		for _, s := range left {
			n += cells(s.text) + 2
		}
		worst := 0
		for i, s := range left {
			if s.rank >= left[worst].rank {
				worst = i
			}
		}
		if n <= m.cols || len(left) == 1 {
			break
		}
		left = append(left[:worst], left[worst+1:]...)
	}
	used := len(right) + 2
	var b strings.Builder
	for _, s := range left {
		used += cells(s.text) + 2
		if s.loud {
			b.WriteString("\x1b[1m" + s.text + "\x1b[22m  ")
		} else {
			b.WriteString(s.text + "  ")
		}
	}
	return "\x1b[7m " + b.String() + spaces(m.cols-used) + right + " \x1b[m"
}

func (m *model) segments() []segment {
	now := m.now()
	at := m.clock.Position(now)
	all := []segment{{m.state(at) + " / " + player.FormatTime(m.clock.End()), 0, true}}
	add := func(rank int, text string) {
		if text != "" {
			all = append(all, segment{text, rank, rank <= 1})
		}
	}
	add(1, m.damage())
	if m.clock.Ended(now) && !m.look.follow {
		add(2, "end - space replays")
	} else {
		add(3, fmt.Sprintf("%gx", m.clock.Speed()))
	}
	add(2, m.gap(at))
	add(4, m.idleText(at))
	add(5, m.wallClock(at))
	add(6, m.loopText())
	add(7, m.sizeText())
	return all
}

// state is the sign for playing, paused, waiting or following, and the position.
func (m *model) state(at time.Duration) string {
	sign := "|>"
	switch {
	case m.loading.busy && m.now().Sub(m.loading.since) > holdAfter:
		sign = ".."
	case m.look.follow:
		sign = ">>"
	case m.clock.Ended(m.now()):
		sign = ">|"
	case m.clock.Paused():
		sign = "||"
	}
	text := sign + " " + player.FormatTime(at)
	if m.clock.Paused() {
		text += fmt.Sprintf(".%03d", at.Milliseconds()%1000)
	}
	return text
}

func (m *model) damage() string {
	err := m.player.Damage()
	var corrupt *format.CorruptError
	switch {
	case errors.As(err, &corrupt):
		return fmt.Sprintf("BROKEN at byte %d", corrupt.Offset)
	case m.look.live:
		return "LIVE"
	case errors.Is(err, format.ErrTorn):
		return "TORN: no trailer"
	}
	return ""
}

// near is how long the status line says what has just been passed.
const near = 2 * time.Second

func (m *model) gap(at time.Duration) string {
	for _, g := range m.player.Gaps() {
		if g.At <= at && at < g.At+near {
			if g.Bytes < 0 {
				return "gap: " + visible(g.Reason)
			}
			return fmt.Sprintf("gap: %d bytes missing, %s", g.Bytes, visible(g.Reason))
		}
	}
	return ""
}

func (m *model) idleText(at time.Duration) string {
	if !m.idle.on {
		return ""
	}
	if s, ok := m.clock.Skipping(at, near); ok && !m.clock.Paused() {
		return ">> skipped " + short(s.To-s.From)
	}
	return "skip idle>" + short(m.idle.threshold)
}

func (m *model) wallClock(at time.Duration) string {
	t := m.player.Header().Start.Add(at)
	switch m.look.clock {
	case clockUTC:
		return t.UTC().Format("15:04:05Z")
	case clockDelta:
		d := at - m.look.from
		if d < 0 {
			return "-" + player.FormatTime(-d)
		}
		return "+" + player.FormatTime(d)
	}
	return t.In(m.location()).Format("15:04:05")
}

func (m *model) loopText() string {
	if s, ok := m.clock.Loop(); ok {
		return "A-B " + brief(s.From) + "-" + brief(s.To)
	}
	return ""
}

func (m *model) sizeText() string {
	if !m.shown.ok {
		return ""
	}
	f, w := m.shown.moment.Frame, m.shown.drawn.key.window
	text := fmt.Sprintf("%dx%d", f.Cols, f.Rows)
	if w.cols > 0 && (w.cols < f.Cols || w.rows < f.Rows) {
		text += fmt.Sprintf(" shown %dx%d, pan S-arrows", w.cols, w.rows)
	}
	if n := m.shown.drawn.picture.hidden; n > 0 {
		text += fmt.Sprintf(", %d hidden characters", n)
	}
	return text
}

// who says in a line who was where and why.
func (m *model) who() string {
	h := m.player.Header()
	var parts []string
	if m.options.Notice != "" {
		parts = append(parts, m.options.Notice)
	}
	where := h.Target
	if h.RemoteUser != "" {
		where = h.RemoteUser + "@" + where
	}
	switch {
	case h.User != "" && where != "":
		parts = append(parts, h.User+" -> "+where)
	case h.User+where != "":
		parts = append(parts, h.User+where)
	}
	if h.Reason != "" {
		parts = append(parts, "reason "+h.Reason)
	}
	parts = append(parts, h.Start.In(m.location()).Format("2006-01-02 15:04:05 -07:00"))
	return " " + visible(strings.Join(parts, " . "))
}
