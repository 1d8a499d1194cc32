package play

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// A prompt is the line in which the viewer types: '/' and '?' search, ':' goes somewhere.
type prompt struct {
	open       bool
	kind       rune
	text       string
	at         int // the cursor, in bytes
	expression bool
	err        string
	history    map[rune]string // what was typed last
}

func (p *prompt) show(kind rune, text string) {
	*p = prompt{open: true, kind: kind, text: text, at: len(text), expression: p.expression, history: p.history}
}

func (p *prompt) hide() { p.open, p.err = false, "" }

func (p *prompt) insert(s string) {
	p.text = p.text[:p.at] + s + p.text[p.at:]
	p.at += len(s)
	p.err = ""
}

// edit changes the text by a key.
func (p *prompt) edit(k tea.KeyPressMsg) {
	before, after := p.text[:p.at], p.text[p.at:]
	_, last := utf8.DecodeLastRuneInString(before)
	_, first := utf8.DecodeRuneInString(after)
	switch k.String() {
	case "backspace", "ctrl+h":
		p.text, p.at = before[:p.at-last]+after, p.at-last
	case "delete", "ctrl+d":
		p.text = before + after[first:]
	case "left", "ctrl+b":
		p.at -= last
	case "right", "ctrl+f":
		p.at += first
	case "home", "ctrl+a":
		p.at = 0
	case "end", "ctrl+e":
		p.at = len(p.text)
	case "ctrl+u":
		p.text, p.at = after, 0
	case "ctrl+k":
		p.text = before
	case "ctrl+w":
		cut := strings.LastIndexByte(strings.TrimRight(before, " "), ' ') + 1
		p.text, p.at = before[:cut]+after, cut
	case "up":
		p.text = p.history[p.kind]
		p.at = len(p.text)
	default:
		if k.Text != "" {
			p.insert(visible(k.Text))
		}
	}
	p.err = ""
}

// promptKey handles a key while the prompt is open.
func (m *model) promptKey(k tea.KeyPressMsg) tea.Cmd {
	p := &m.prompt
	s := k.String()
	switch {
	case s == "esc", s == "backspace" && p.text == "", s == "?" && p.kind == '?' && p.text == "", s == "enter" && p.text == "":
		p.hide()
		m.look.help = false
	case s == "enter":
		return m.promptDone()
	case s == "ctrl+r" && p.kind != ':':
		p.expression = !p.expression
	default:
		p.edit(k)
		m.look.help = p.kind == '?' && p.text == ""
	}
	return nil
}

func (m *model) promptDone() tea.Cmd {
	p := &m.prompt
	if p.history == nil {
		p.history = make(map[rune]string)
	}
	p.history[p.kind] = p.text
	if p.kind == ':' {
		return m.command(strings.TrimSpace(p.text))
	}
	direction := 1
	if p.kind == '?' {
		direction = -1
	}
	if _, err := player.CompilePattern(p.text, p.expression); err != nil {
		p.err = plainError(err)
		return nil
	}
	p.hide()
	m.look.help = false
	return m.find(p.text, p.expression, direction)
}

// command obeys what was typed at ':': a time, `mark NAME`, `speed 3`, `idle 2s`, `q`.
func (m *model) command(text string) tea.Cmd {
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "q", "quit":
		return tea.Quit
	case "speed":
		return m.speedCommand(rest)
	case "idle":
		return m.idleCommand(rest)
	case "mark":
		text = rest
	}
	at, err := player.ParseTime(text, m.scale())
	if err != nil {
		m.prompt.err = plainError(err)
		return nil
	}
	m.prompt.hide()
	return m.seek(at)
}

func (m *model) speedCommand(text string) tea.Cmd {
	speed, err := strconv.ParseFloat(strings.TrimSuffix(text, "x"), 64)
	if err != nil || !(speed >= player.MinSpeed && speed <= player.MaxSpeed) {
		m.prompt.err = fmt.Sprintf("a speed is a number from %v to %v", player.MinSpeed, player.MaxSpeed)
		return nil
	}
	m.prompt.hide()
	m.clock.SetSpeed(m.now(), speed)
	return m.startTick()
}

func (m *model) idleCommand(text string) tea.Cmd {
	d, err := time.ParseDuration(text)
	if err != nil || d < player.MinQuiet {
		m.prompt.err = "idle time is given as in 2s, and at least " + short(player.MinQuiet)
		return nil
	}
	m.prompt.hide()
	m.idle = idle{false, d}
	return m.toggleIdle("")
}

// scale is what times are read against.
func (m *model) scale() player.Scale {
	return player.Scale{Now: m.position(), Duration: m.clock.End(), Start: m.player.Header().Start,
		Location: m.location(), Markers: m.player.Markers()}
}

// plainError returns an error for the line of the prompt: without the name of the package.
func plainError(err error) string {
	s := err.Error()
	for _, sentinel := range []string{": " + player.ErrTime.Error(), player.ErrPattern.Error() + ": "} {
		s = strings.Replace(s, sentinel, "", 1)
	}
	if strings.HasPrefix(s, "read time") && !strings.Contains(s, ": ") {
		s += ": try 12:31, +5m, 14:02:11Z, 50% or a marker"
	}
	return visible(s)
}
