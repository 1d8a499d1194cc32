package live

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

var update = flag.Bool("update", false, "write the golden files anew")

// now is the time of all tests.
func now() time.Time { return time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC) }

// A stage is a screen whose commands are run at once.
type stage struct {
	t      *testing.T
	screen *Screen
	asked  []tea.Msg // what the root was asked for
	clip   string
	later  []tea.Msg // what is done when time has passed
}

func newStage(t *testing.T, o Options) *stage {
	t.Helper()
	o.Now, o.Zone = now, time.UTC
	s := &stage{t: t, screen: New(t.Context(), o)}
	s.screen.tick = func(d time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		if d > rest { // it is looked again when the test says so
			s.later = append(s.later, f(now()))
			return nil
		}
		return func() tea.Msg { return f(now()) }
	}
	s.run(s.screen.Start())
	return s
}

func (s *stage) send(msg tea.Msg) {
	cmd, _ := s.screen.Update(msg)
	s.run(cmd)
}

func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	case act.Run, act.Say, act.Go:
		s.asked = append(s.asked, msg)
	default:
		if reflect.TypeOf(msg).String() == "tea.setClipboardMsg" {
			s.clip = fmt.Sprint(msg)
			return
		}
		s.send(msg)
	}
}

// press presses keys, separated by blanks; a word in quotes is typed letter by letter, with _ for a blank.
func (s *stage) press(keys string) {
	for _, k := range strings.Fields(keys) {
		if text, ok := strings.CutPrefix(k, `'`); ok {
			for _, r := range strings.ReplaceAll(strings.TrimSuffix(text, `'`), "_", " ") {
				s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		s.send(keyPress(k))
	}
}

func keyPress(k string) tea.KeyPressMsg {
	named := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "backspace": tea.KeyBackspace, "tab": tea.KeyTab}
	if k == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if code, ok := named[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

// last returns what the root was asked for last.
func (s *stage) last() tea.Msg {
	if len(s.asked) == 0 {
		return nil
	}
	return s.asked[len(s.asked)-1]
}

// some are sessions of all kinds.
func some() Options {
	at := func(minutes int) time.Time { return now().Add(-time.Duration(minutes) * time.Minute) }
	return Options{
		Store: "s3://acme-audit/rec",
		Local: func(context.Context) ([]Session, error) {
			return []Session{
				{ID: "01JD7X8", Kind: "ssh", Target: "web-prod-01", User: "alice@laptop", Start: at(12), File: "/spool/01JD7X8/stream.shlc", Bytes: 123456,
					Quiet: now().Add(-14 * time.Second), Running: true},
				{ID: "01JD7X9", Kind: "kube", Target: "prod-eks/shop/日本語ホスト:cart", User: "alice@laptop", Start: at(9), File: "/spool/01JD7X9/stream.shlc", Bytes: 90000,
					Quiet: now(), Running: true},
				{ID: "01JD6QK", Kind: "run", Target: "psql", User: "alice@laptop", Start: at(300), File: "/spool/01JD6QK/stream.shlc", Bytes: 384 << 10},
				{ID: "01JD6QL", Kind: "ssh", Target: "db-01", User: "alice@laptop", Start: at(400), File: "/spool/01JD6QL/stream.shlc", Bytes: 12, Died: true},
			}, nil
		},
		Stored: func(context.Context) ([]archive.Entry, error) {
			return []archive.Entry{
				{ID: "01JD7X8", Kind: "ssh", Target: "web-prod-01", User: "alice@laptop", Start: at(12), Size: 123456},
				{ID: "01JD7X1", Kind: "ssh", Target: "db-prod-02", User: "mika@acme", Start: at(20), Size: 5000},
				{ID: "01JD7W0", Kind: "kube", Target: "호스트-01", User: "bot-7@ci", Start: at(700), Size: 4, State: archive.Torn},
			}, nil
		},
		Tail: func(_ context.Context, id, file string, n int) ([]string, error) {
			return []string{"$ sudo systemctl restart nginx", "$ curl -sI localhost | head -1", "HTTP/1.1 200 OK", "\x1b[31m$ 日本語", ""}, nil
		},
		Upload:  func(context.Context, string) (string, error) { return "384 KiB, stored and checked", nil },
		Explain: func(err error) (string, string) { return err.Error(), "" },
	}
}

var errDown = errors.New("list recordings: the store cannot be reached: dial tcp 10.0.0.1:443: i/o timeout")

// checkLines checks that a view has exactly the lines and cells it should have.
func checkLines(t *testing.T, view string, width, height int, name string) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		t.Errorf("%s: %d lines, want %d", name, len(lines), height)
	}
	for i, l := range lines {
		if w := style.Width(l); w > width {
			t.Errorf("%s, line %d: %d cells, want at most %d: %q", name, i, w, width, l)
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	got = strings.ReplaceAll(got, "\x1b", "^") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
