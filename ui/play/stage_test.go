package play

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

func windowSize(cols, rows int) tea.Msg { return tea.WindowSizeMsg{Width: cols, Height: rows} }

// send delivers a message and whatever its commands answer.
func (s *stage) send(msg tea.Msg) {
	_, cmd := s.model.Update(msg)
	s.run(cmd)
}

// run runs a command and delivers what it answers, but for ticks: the test moves the time itself.
func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tickMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case tea.QuitMsg:
		s.quit = true
	default:
		if reflect.TypeOf(msg).String() == "tea.setClipboardMsg" {
			s.clip = fmt.Sprint(msg)
			return
		}
		s.send(msg)
	}
}

// pass lets wall time go by, with ticks.
func (s *stage) pass(d time.Duration) {
	for end := s.wall.Add(d); s.wall.Before(end); {
		s.wall = s.wall.Add(min(fastTick, end.Sub(s.wall)))
		s.send(tickMsg{s.model.look.tick})
	}
}

var keyCodes = map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp,
	"down": tea.KeyDown, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace}

// press presses keys, separated by blanks; a word in quotes is typed letter by letter.
func (s *stage) press(keys string) {
	for _, k := range strings.Fields(keys) {
		if text, ok := strings.CutPrefix(k, `"`); ok {
			for _, r := range strings.ReplaceAll(strings.TrimSuffix(text, `"`), "_", " ") {
				s.send(keyPress(string(r)))
			}
			continue
		}
		s.send(keyPress(k))
	}
}

func keyPress(k string) tea.KeyPressMsg {
	var msg tea.KeyPressMsg
	for _, mod := range []struct {
		name string
		bit  tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"shift+", tea.ModShift}} {
		if rest, ok := strings.CutPrefix(k, mod.name); ok {
			msg.Mod |= mod.bit
			k = rest
		}
	}
	switch code, named := keyCodes[k]; {
	case named:
		msg.Code = code
	case k == "space":
		msg.Code, msg.Text = ' ', " "
	default:
		msg.Code, _ = utf8.DecodeRuneInString(k)
		if msg.Mod == 0 {
			msg.Text = k
		}
	}
	return msg
}

// plain returns what is drawn without styles.
func (s *stage) plain() string {
	return withoutStyles(s.model.View().Content)
}

func withoutStyles(text string) string {
	var b strings.Builder
	for len(text) > 0 {
		if strings.HasPrefix(text, "\x1b[") {
			text = text[strings.IndexByte(text, 'm')+1:]
			continue
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String()
}

func width(line string) int { return cells(line) }
