package play

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
)

// hostile are the sequences that reach the viewer's terminal in other players. Each is followed by harmless text.
var hostile = []struct{ name, bytes string }{
	{"OSC 52 sets the clipboard", "\x1b]52;c;aGFja2Vk\x07"},
	{"OSC 52 asks for the clipboard", "\x1b]52;c;?\x1b\\"},
	{"OSC 0 sets the title", "\x1b]0;hacked\x07"},
	{"OSC 2 sets the title", "\x1b]2;hacked\x1b\\"},
	{"the title is reported", "\x1b[21t\x1b[20t"},
	{"OSC 50 asks for the font", "\x1b]50;?\x07"},
	{"OSC 9 notifies", "\x1b]9;hacked\x07"},
	{"OSC 1337 writes a file", "\x1b]1337;File=name=aGFja2Vk;inline=0:aGFja2Vk\x07"},
	{"a DCS defines keys", "\x1bP0;1|17/68656c6c6f\x1b\\"},
	{"DECRQSS", "\x1bP$q\"p\x1b\\"},
	{"DA1, DA2, DA3", "\x1b[c\x1b[>c\x1b[=c\x1bZ"},
	{"DSR", "\x1b[5n\x1b[?15n"},
	{"CPR", "\x1b[6n\x1b[?6n"},
	{"XTWINOPS", "\x1b[8;5;5t\x1b[3;0;0t\x1b[14t\x1b[18t"},
	{"modes are changed", "\x1b[?1003h\x1b[?1006h\x1b[?1004h\x1b[?2004h\x1b[?25l\x1b[?7l\x1b[?1h\x1b=\x1b[4h\x1b[?47h\x1b[?69h"},
	{"a hyperlink with control bytes", "\x1b]8;;http://x/\x9b6n\x1b\\link\x1b]8;;\x1b\\"},
	{"bidi overrides", "abc\u202e\u2066def\u202c\u2069 \u200f\u061c"},
	{"invisible characters", "rm\u200b \u2060-rf\ufeff /\u00ad \U000e0041\u3164\u115f"},
	{"C1 controls, NUL, DEL and bytes that are no text", "\u009b6n\u0090q\u009c\u009d52;c;?\u009c\x9b5n\x00\x7f\xff\xfe"},
	{"keys, colours and charsets are asked for", "\x1b[?u\x1b[>1u\x1b[?996n\x1b]4;1;?\x07\x1b]10;?\x07\x1b]11;#ff0000\x07\x1b]104\x07\x1b(0\x1b(B"},
	{"the printer, the status line, a reset", "\x1b[5i\x1b[0i\x1b]777;notify;a;b\x07\x1b_Gi=1,a=q;AAAA\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\\x1bc"},
}

// TestHostileView draws each of them and looks for anything in the view that is not plain text or a style of ours.
func TestHostileView(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			for _, keys := range []string{"", "o", "/ \"safe\" enter L", "/ \"e\" enter &", "?", "T", "L tab tab y"} {
				s := newStage(t, open(t, hostileRecording(t, h.bytes)), Options{Paused: true, Name: h.bytes, Notice: h.bytes}, 100, 30)
				s.press(keys)
				checkView(t, s.model.View())
				checkLines(t, s.plain(), 100, 30, keys)
			}
		})
	}
}

// hostileRecording has bytes wherever a recording can hold text.
func hostileRecording(t *testing.T, b string) []byte {
	h := header()
	h.Target, h.User, h.RemoteUser, h.Reason, h.Argv = b, b, b, b, []string{b}
	h.Labels = []format.Label{{Name: "note", Value: b}}
	return recording(t, h, []format.Event{
		out(0, "before "+b+" safe\r\n"+b+"e safe again\r\n"),
		{At: 0, Kind: format.Marker, Data: []byte(b)},
		format.GapEvent(0, 3, b),
	})
}

func checkView(t *testing.T, v tea.View) {
	t.Helper()
	if v.WindowTitle != "" || v.Cursor != nil || v.ProgressBar != nil || v.OnMouse != nil {
		t.Errorf("the view asks for more than text: %+v", v)
	}
	text := v.Content
	for len(text) > 0 {
		if text[0] == 0x1b {
			end := strings.IndexByte(text, 'm')
			if !strings.HasPrefix(text, "\x1b[") || end < 0 || strings.Trim(text[2:end], "0123456789;:") != "" {
				t.Fatalf("a sequence that is not a style: %q", text[:min(len(text), 20)])
			}
			text = text[end+1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(text)
		if r != '\n' && (r == utf8.RuneError || unsafeRune(r)) {
			t.Fatalf("a character that must not be shown: %U before %q", r, text[n:min(len(text), n+20)])
		}
		text = text[n:]
	}
}

// TestHostileOutput plays all of them through the whole program and compares what reaches the terminal, besides text and
// styles, with what a harmless recording makes it send.
func TestHostileOutput(t *testing.T) {
	harmless := sequences(playThrough(t, "nothing"))
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			for kind := range sequences(playThrough(t, h.bytes)) {
				if !harmless[kind] && !strings.Contains("ABCDGHJKXbdm@LMPST", kind[len(kind)-1:]) {
					t.Errorf("reached the terminal: %q", kind)
				}
			}
		})
	}
}

// playThrough plays a recording in a program of its own and returns what it wrote to the terminal.
func playThrough(t *testing.T, b string) string {
	t.Helper()
	var screen lockedBuffer
	input, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	defer input.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		o := Options{Output: &screen, Input: input, Env: []string{"TERM=xterm-256color"}, NoSync: true}
		done <- play(ctx, open(t, hostileRecording(t, b)), o, tea.WithWindowSize(80, 24))
	}()
	for ctx.Err() == nil && !strings.Contains(screen.String(), "safe") {
		time.Sleep(5 * ms)
	}
	fmt.Fprint(keys, "/again\r")
	for ctx.Err() == nil && !strings.Contains(screen.String(), "match") {
		time.Sleep(5 * ms)
	}
	fmt.Fprint(keys, "q")
	if err := <-done; err != nil || ctx.Err() != nil {
		t.Fatalf("play: %v, %v", err, ctx.Err())
	}
	return screen.String()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// sequences returns the kinds of sequences in what was sent to a terminal: control sequences without their numbers,
// control strings whole.
func sequences(s string) map[string]bool {
	kinds := make(map[string]bool)
	for len(s) > 0 {
		switch {
		case s[0] == 0x1b && len(s) > 1 && s[1] == '[':
			end := 2
			for end < len(s)-1 && (s[end] < 0x40 || s[end] > 0x7e) {
				end++
			}
			kind := s[:end+1]
			if strings.ContainsAny(kind, "?>=<$") {
				kinds[kind] = true // a mode or a question: its number counts
			} else {
				kinds["\x1b["+kind[len(kind)-1:]] = true
			}
			s = s[end+1:]
		case s[0] == 0x1b:
			end := strings.IndexAny(s[1:], "\x1b\x07")
			if end < 0 {
				end = len(s) - 1
			}
			kinds[s[:end+1]] = true
			s = s[end+1:]
		default:
			r, n := utf8.DecodeRuneInString(s)
			if r != '\n' && r != '\r' && r != '\b' && unsafeRune(r) {
				kinds[s[:n]] = true
			}
			s = s[n:]
		}
	}
	return kinds
}
