package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// A panelKind is what the panel shows.
type panelKind int

const (
	panelBoth panelKind = iota // the hits, and the transcript below them, beside the screen
	panelHits                  // only the hits
	panelText                  // only the transcript
)

// A focus is what the keys for moving up and down are for.
type focus int

const (
	onScreen focus = iota
	onHits
	onText
)

// A panel is the list of hits and the transcript: beside the screen, or alone.
type panel struct {
	open     bool
	kind     panelKind
	focus    focus
	hits     list
	text     list
	commands bool // of the transcript only the commands, where the shell marks them
	passage  passage
}

// A list is where somebody is in lines that do not all fit.
type list struct {
	cursor int
	top    int // the first one shown
}

// move moves the cursor among n lines.
func (l *list) move(by, n int) { l.cursor = max(min(l.cursor+by, n-1), 0) }

// scroll returns the lines to show in so many rows, with the cursor among them.
func (l *list) scroll(n, rows int) (from, to int) {
	l.top = max(min(l.top, l.cursor, n-rows), l.cursor-rows+1, 0)
	return l.top, min(l.top+rows, n)
}

// A passage is the part of the transcript that is shown.
type passage struct {
	player.Passage
	lines   []player.Text // those of it that are shown
	ok      bool
	loading bool
	jump    time.Duration // the jump that it was read for
	err     string
}

// toggle opens the panel, changes what it shows, or closes it.
func (m *model) togglePanel(kind panelKind) tea.Cmd {
	p := &m.panel
	if p.open && p.kind == kind {
		m.closePanel()
		return nil
	}
	p.open, p.kind, p.focus = true, kind, onHits
	p.hits.cursor = max(m.search.current, 0)
	if kind == panelText || kind == panelBoth && m.search.pattern == nil {
		p.focus = onText
	}
	p.passage.jump = -1
	m.followText()
	return nil
}

func (m *model) closePanel() { m.panel.open, m.panel.focus = false, onScreen }

// nextFocus goes around between the screen and what the panel shows.
func (m *model) nextFocus() {
	p := &m.panel
	order := map[panelKind][]focus{panelBoth: {onScreen, onHits, onText}, panelHits: {onScreen, onHits}, panelText: {onScreen, onText}}[p.kind]
	for i, f := range order {
		if f == p.focus {
			p.focus = order[(i+1)%len(order)]
			return
		}
	}
	p.focus = onScreen
}

// panelKey handles a key while the panel is open, and reports whether it is one of the panel's.
func (m *model) panelKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	p := &m.panel
	switch s := k.String(); {
	case s == "tab":
		m.nextFocus()
	case s == "esc":
		m.closePanel()
	case p.focus == onScreen:
		return nil, false
	case s == "enter":
		return m.panelEnter(), true
	case s == "y":
		return m.copyLine(), true
	case s == "a" && p.focus == onText && p.passage.Commands:
		p.commands = !p.commands
		m.sortText()
		m.followText()
	default:
		return m.panelMove(s)
	}
	return nil, true
}

// tenLines is how far a key for a screenful moves in a list.
const tenLines = 10

// allLines is more than there are.
const allLines = 1 << 30

func (m *model) panelMove(key string) (tea.Cmd, bool) {
	steps := map[string]int{"up": -1, "k": -1, "down": 1, "j": 1, "pgup": -tenLines, "ctrl+u": -tenLines, "pgdown": tenLines, "ctrl+d": tenLines,
		"home": -allLines, "end": allLines}
	by, ok := steps[key]
	p := &m.panel
	switch {
	case !ok:
		return nil, false
	case p.focus == onHits:
		p.hits.move(by, len(m.search.hits))
		return nil, true
	}
	n, was := len(p.passage.lines), p.text.cursor
	p.text.move(by, n)
	if p.text.cursor != was || p.passage.loading || by == allLines || by == -allLines {
		return nil, true
	}
	return m.turn(by), true
}

// turn reads the part of the transcript before or after the one that is shown.
func (m *model) turn(by int) tea.Cmd {
	t := &m.panel.passage
	switch {
	case by < 0 && t.From > 0:
		return m.readText(t.From-1, by)
	case by > 0 && t.To <= m.player.Duration():
		return m.readText(t.To, by)
	}
	return nil
}

// panelEnter goes to the line under the cursor.
func (m *model) panelEnter() tea.Cmd {
	p := &m.panel
	if p.kind != panelBoth || m.cols < wideEnough {
		p.open = false
	}
	if p.focus == onHits {
		if len(m.search.hits) == 0 {
			return nil
		}
		return m.goToHit(min(p.hits.cursor, len(m.search.hits)-1))
	}
	if p.text.cursor >= len(p.passage.lines) {
		return nil
	}
	m.clock.Pause(m.now())
	cmd := m.seek(p.passage.lines[p.text.cursor].At)
	p.passage.jump = m.look.from
	return cmd
}

// copyLine puts the line under the cursor into the clipboard.
func (m *model) copyLine() tea.Cmd {
	p := &m.panel
	text := ""
	switch {
	case p.focus == onHits && p.hits.cursor < len(m.search.hits):
		text = m.search.hits[p.hits.cursor].Line
	case p.focus == onText && p.text.cursor < len(p.passage.lines):
		line := p.passage.lines[p.text.cursor]
		text = line.Line[line.Prompt:]
	default:
		m.say("there is no line to copy")
		return nil
	}
	m.say("copied: " + text)
	return tea.SetClipboard(visible(text))
}

// A textMsg is a passage that was read.
type textMsg struct {
	passage player.Passage
	by      int // which way the reader came: to its start, its end, or 0 to the position
	err     error
}

func (m *model) readText(at time.Duration, by int) tea.Cmd {
	m.panel.passage.loading = true
	p, ctx := m.player, m.ctx
	return func() tea.Msg {
		passage, err := p.PassageAt(ctx, at)
		return textMsg{passage, by, err}
	}
}

// keepText reads the part of the transcript around the position where the one that is shown is another, unless somebody
// reads in it.
func (m *model) keepText() tea.Cmd {
	p, at := &m.panel, m.position()
	t := &p.passage
	if !p.open || p.kind == panelHits || t.loading || t.err != "" && t.jump == m.look.from {
		return nil
	}
	jumped := t.jump != m.look.from
	if t.ok && t.Contains(at) {
		if jumped || p.focus != onText {
			t.jump = m.look.from
			m.followText()
		}
		return nil
	}
	if t.ok && p.focus == onText && !jumped {
		return nil
	}
	t.jump = m.look.from
	return m.readText(at, 0)
}

func (m *model) gotText(msg textMsg) tea.Cmd {
	p := &m.panel
	p.passage.loading, p.passage.err = false, ""
	if msg.err != nil {
		if !errors.Is(msg.err, context.Canceled) {
			p.passage.err = msg.err.Error()
		}
		return nil
	}
	p.passage.Passage, p.passage.ok = msg.passage, true
	m.sortText()
	switch {
	case msg.by > 0:
		p.text = list{}
	case msg.by < 0:
		p.text.cursor = max(len(p.passage.lines)-1, 0)
	default:
		m.followText()
	}
	return nil
}

// sortText chooses the lines that are shown.
func (m *model) sortText() {
	t := &m.panel.passage
	t.lines = t.Lines
	if !m.panel.commands || !t.Commands {
		return
	}
	t.lines = nil
	for _, l := range t.Lines {
		if l.Prompt > 0 || l.Note {
			t.lines = append(t.lines, l)
		}
	}
}

// followText puts the cursor on the last line that has begun to stand there at the position.
func (m *model) followText() {
	t, at := &m.panel.passage, m.position()
	cursor := 0
	for i, l := range t.lines {
		if l.From <= at {
			cursor = i
		}
	}
	m.panel.text.cursor = cursor
}

// wideEnough is the width from which on the panel stands beside the screen instead of over it.
const wideEnough = 80

// cols returns the width of the panel in a terminal of the given width, 0 if it is not to be seen.
func (p *panel) cols(width int) int {
	switch {
	case !p.open:
		return 0
	case p.kind == panelBoth && width >= wideEnough:
		return min(width*2/5, 60)
	case p.focus == onScreen:
		return 0
	}
	return width
}

// panelLines draws the panel in cols times rows cells.
func (m *model) panelLines(cols, rows int) []string {
	var lines []string
	switch m.panel.kind {
	case panelHits:
		lines = m.hitLines(cols, rows-1)
	case panelText:
		lines = m.textLines(cols, rows-1)
	default:
		hits := min(max(len(m.search.hits), 1)+1, (rows-1)/2)
		lines = append(m.hitLines(cols, hits), m.ruler(cols))
		lines = append(lines, m.textLines(cols, rows-1-len(lines))...)
	}
	return append(lines, faint(fit(m.panelHelp(), cols)))
}

func (m *model) ruler(cols int) string { return faint(strings.Repeat(m.border().line, cols)) }

func (m *model) panelHelp() string {
	if m.panel.focus == onScreen {
		return "Tab to the list   Esc close"
	}
	help := "Enter go there   y copy   Tab next   Esc close"
	if m.panel.focus == onText && m.panel.passage.Commands {
		help = "Enter go   y copy   a all/commands   Tab   Esc"
	}
	return help
}

func (m *model) hitLines(cols, rows int) []string {
	lines := []string{bold(fit(m.hitsTitle(), cols))}
	from, to := m.panel.hits.scroll(len(m.search.hits), rows-1)
	for i := from; i < to; i++ {
		lines = append(lines, m.hitLine(i, cols))
	}
	return filled(lines, cols, rows)
}

func filled(lines []string, cols, rows int) []string {
	for len(lines) < rows {
		lines = append(lines, spaces(cols))
	}
	return lines
}

func (m *model) hitsTitle() string {
	if m.search.pattern == nil {
		return "No search. / starts one"
	}
	return "Hits for " + visible(m.search.pattern.String()) + "   " + m.search.count()
}

// pointer marks the line under the cursor if the keys are for its list, and otherwise the present one.
func pointer(cursor, present bool) string {
	switch {
	case cursor:
		return "> "
	case present:
		return "* "
	}
	return "  "
}

func (m *model) hitLine(i, cols int) string {
	h := m.search.hits[i]
	chosen := i == m.panel.hits.cursor && m.panel.focus != onText
	head := pointer(chosen, i == m.search.current) + player.FormatTime(h.At) + "  "
	before, match, after := excerpt(h, cols-len(head))
	line := head + before + under(match) + after
	if chosen {
		return bold(line)
	}
	return line
}

func (m *model) textLines(cols, rows int) []string {
	t := &m.panel.passage
	lines := []string{bold(fit(m.textTitle(), cols))}
	from, to := m.panel.text.scroll(len(t.lines), rows-1)
	for i := from; i < to; i++ {
		lines = append(lines, m.textLine(i, cols))
	}
	return filled(lines, cols, rows)
}

func (m *model) textTitle() string {
	t := &m.panel.passage
	switch {
	case t.err != "":
		return "Transcript: " + visible(t.err)
	case !t.ok:
		return "Transcript: reading"
	}
	what := "Transcript"
	if m.panel.commands && t.Commands {
		what = "Commands"
	}
	return fmt.Sprintf("%s %s-%s", what, brief(t.From), brief(min(t.To, m.player.Duration())))
}

// textLine draws a line of the transcript: commands in bold behind their prompt.
func (m *model) textLine(i, cols int) string {
	l := m.panel.passage.lines[i]
	chosen := i == m.panel.text.cursor && m.panel.focus == onText
	head := pointer(chosen, i == m.panel.text.cursor) + player.FormatTime(l.At) + "  "
	switch text := visible(l.Line); {
	case l.Note:
		return faint(fit(head+text, cols))
	case l.Prompt > 0:
		return head + bold(fit("$ "+visible(l.Line[l.Prompt:]), cols-len(head)))
	case chosen:
		return bold(fit(head+text, cols))
	default:
		return fit(head+text, cols)
	}
}
