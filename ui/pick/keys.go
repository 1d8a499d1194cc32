package pick

import (
	"bytes"
	"strings"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// An event is a key, or text that was pasted.
type event struct {
	key   tea.KeyPressMsg
	paste string
}

// A decoder makes keys of what a terminal sends. What is incomplete waits for more.
type decoder struct {
	rest  []byte
	paste bool
}

// waiting tells whether an ESC may be a key of its own or the start of another one.
func (d *decoder) waiting() bool { return len(d.rest) > 0 && d.rest[0] == 0x1b && !d.paste }

// end tells that nothing follows for now: an ESC is the key.
func (d *decoder) end() []event {
	d.rest = nil
	return []event{{key: tea.KeyPressMsg{Code: tea.KeyEscape}}}
}

var (
	pasteStart = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// maxPaste is how much pasted text is kept, in bytes: a name is shorter.
const maxPaste = 4096

// feed takes bytes and returns the events that they complete.
func (d *decoder) feed(b []byte) []event {
	d.rest = append(d.rest, b...)
	var events []event
	for len(d.rest) > 0 {
		if d.paste {
			text, after, ok := bytes.Cut(d.rest, pasteEnd)
			if !ok {
				d.rest = d.rest[max(len(d.rest)-maxPaste, 0):]
				return events
			}
			events = append(events, event{paste: string(text)})
			d.rest, d.paste = after, false
			continue
		}
		if bytes.HasPrefix(d.rest, pasteStart) {
			d.rest, d.paste = d.rest[len(pasteStart):], true
			continue
		}
		k, n := oneKey(d.rest)
		if n == 0 {
			return events
		}
		d.rest = d.rest[n:]
		if k.Code != 0 {
			events = append(events, event{key: k})
		}
	}
	return events
}

// oneKey reads the key at the start of b and says how many bytes it takes, 0 if some are missing. The key of a sequence that
// means nothing here has no code.
func oneKey(b []byte) (tea.KeyPressMsg, int) {
	switch c := b[0]; {
	case c == 0x1b:
		return escaped(b)
	case c == '\r' || c == '\n':
		return tea.KeyPressMsg{Code: tea.KeyEnter}, 1
	case c == '\t':
		return tea.KeyPressMsg{Code: tea.KeyTab}, 1
	case c == 0x7f || c == 8:
		return tea.KeyPressMsg{Code: tea.KeyBackspace}, 1
	case c > 0 && c < 27:
		return tea.KeyPressMsg{Code: rune('a' + c - 1), Mod: tea.ModCtrl}, 1
	case c < 0x20:
		return tea.KeyPressMsg{}, 1
	}
	if !utf8.FullRune(b) {
		return tea.KeyPressMsg{}, 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError {
		return tea.KeyPressMsg{}, n
	}
	return tea.KeyPressMsg{Code: r, Text: string(r)}, n
}

// escaped reads what begins with an ESC.
func escaped(b []byte) (tea.KeyPressMsg, int) {
	if len(b) == 1 {
		return tea.KeyPressMsg{}, 0
	}
	if b[1] != '[' && b[1] != 'O' {
		k, n := oneKey(b[1:])
		if n == 0 {
			return k, 0
		}
		k.Mod |= tea.ModAlt
		k.Text = ""
		return k, n + 1
	}
	for i := 2; i < len(b); i++ {
		if b[i] >= 0x40 && b[i] <= 0x7e {
			return sequence(string(b[2:i]), b[i]), i + 1
		}
		if b[i] < 0x20 || i > 32 { // no sequence at all
			return tea.KeyPressMsg{}, i
		}
	}
	return tea.KeyPressMsg{}, 0
}

// sequence names the keys of the usual sequences: ESC [ parameters final, with ;5 for Ctrl and ;3 for Alt.
func sequence(parameters string, final byte) tea.KeyPressMsg {
	number, modifier, _ := strings.Cut(parameters, ";")
	var k tea.KeyPressMsg
	switch final {
	case 'A':
		k.Code = tea.KeyUp
	case 'B':
		k.Code = tea.KeyDown
	case 'C':
		k.Code = tea.KeyRight
	case 'D':
		k.Code = tea.KeyLeft
	case 'H':
		k.Code = tea.KeyHome
	case 'F':
		k.Code = tea.KeyEnd
	case 'Z':
		k.Code, k.Mod = tea.KeyTab, tea.ModShift
	case '~':
		k.Code = map[string]rune{"1": tea.KeyHome, "7": tea.KeyHome, "4": tea.KeyEnd, "8": tea.KeyEnd, "3": tea.KeyDelete, "5": tea.KeyPgUp, "6": tea.KeyPgDown}[number]
	}
	switch modifier {
	case "5":
		k.Mod |= tea.ModCtrl
	case "3":
		k.Mod |= tea.ModAlt
	}
	return k
}
