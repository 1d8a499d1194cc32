package ui

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/live"
	"github.com/shellac-term/shellac/ui/nodes"
	"github.com/shellac-term/shellac/ui/pods"
	"github.com/shellac-term/shellac/ui/recordings"
	"github.com/shellac-term/shellac/ui/style"
)

func nothing(context.Context) Welcome {
	return Welcome{
		Empty: true,
		Looked: []Looked{
			{"ssh hosts", "~/.ssh/config", "not found", false}, {"kube clusters", "$KUBECONFIG", "not found", false},
			{"ssh", "$PATH", "/usr/bin/ssh", true}, {"recordings", "~/.local/state/shellac/store", "none yet", false},
		},
		Starts: []Start{
			{Name: "open a host", Text: "over ssh, recorded: user@host", Ask: "user@host", Do: func(host string) tea.Cmd {
				return act.Do(act.Run{Args: []string{"ssh", host}})
			}},
			{Name: "look around", Text: "play a demo recording of 40 seconds", Do: func(string) tea.Cmd { return act.Do(act.Run{Args: []string{"play", "demo"}}) }},
		},
		Skip: func() error { return nil },
	}
}

// TestView compares what View draws in every state, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	for _, c := range []struct {
		name, keys string
		change     func(*Options)
	}{
		{"tab", "3", nil},
		{"light", "", func(o *Options) { o.Theme.Light = true }},
		{"ascii", "2", func(o *Options) { o.Theme = style.Theme{Bare: true, ASCII: true} }},
		{"noscreen", "2", func(o *Options) { o.Tabs[1].Screen, o.Tabs[1].Why = nil, "kubectl was not found: this tab is off" }},
		{"storedown", "", func(o *Options) {
			o.Status = func(context.Context) Status { return Status{Store: "s3 gives no answer", Bad: true, Spool: 6} }
		}},
		{"help", "?", nil},
		{"palette", ":", nil},
		{"paletterec", ": 'rec'", nil},
		{"palettearg", ": 'ns_pa'", nil},
		{"palettewhy", ": 'off' enter", nil},
		{"palettenone", ": 'zzz'", nil},
		{"welcome", "", func(o *Options) { o.Welcome = nothing }},
		{"welcomeask", "1 'deploy@web1'", func(o *Options) { o.Welcome = nothing }},
	} {
		for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
			name := fmt.Sprintf("%s_%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				s := newStage(t, c.change, size[0], size[1])
				s.press(c.keys)
				checkView(t, s.view(), size[0], size[1])
				compareGolden(t, name, s.view())
			})
		}
	}
}

func checkView(t *testing.T, view string, cols, rows int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != rows {
		t.Errorf("%d lines, want %d", len(lines), rows)
	}
	for i, l := range lines {
		if w := style.Width(l); w > cols {
			t.Errorf("line %d: %d cells, want at most %d: %q", i, w, cols, l)
		}
	}
}

// Below the smallest size there is one sentence, and keys still work.
func TestTooSmall(t *testing.T) {
	s := newStage(t, nil, 52, 12)
	if got, want := strings.TrimSpace(s.plain()), "terminal too small (52x12, need 60x15)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.press("4")
	s.send(tea.WindowSizeMsg{Width: 60, Height: 15})
	if !strings.Contains(s.plain(), "[4 Live]") {
		t.Errorf("the key was lost:\n%s", s.plain())
	}
	for _, size := range [][2]int{{1, 1}, {5, 2}, {59, 40}, {200, 3}} {
		s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		checkView(t, s.view(), size[0], size[1])
	}
}

func TestTabs(t *testing.T) {
	s := newStage(t, nil, 100, 30)
	s.press("3 tab tab shift+tab 3")
	if got, want := strings.Join(s.fakes[2].got, ", "), "start, hidden, shown"; got != want {
		t.Errorf("recordings: got %s, want %s", got, want)
	}
	if got, want := strings.Join(s.fakes[0].got, ", "), "start, hidden, shown, hidden"; got != want {
		t.Errorf("nodes: got %s, want %s", got, want)
	}
	if len(s.fakes[1].got) != 0 {
		t.Errorf("kube was never shown, but got %v", s.fakes[1].got)
	}
}

// A Go leads to another tab, and q back from there; another q quits.
func TestGoAndBack(t *testing.T) {
	s := newStage(t, nil, 100, 30)
	s.send(act.Go{Tab: act.TabRecordings, Filter: "node:web1"})
	if got := strings.Join(s.fakes[2].got, ", "); got != "start, filter node:web1" {
		t.Errorf("recordings: got %s", got)
	}
	s.press("q")
	if s.quit || s.model.shown != 0 {
		t.Errorf("q: quit %v, tab %d, want back", s.quit, s.model.shown)
	}
	s.press("esc")
	if s.quit {
		t.Error("esc quits")
	}
	if s.press("q"); !s.quit {
		t.Error("the second q does not quit")
	}
}

// Ctrl-C quits from anywhere; letters that a screen takes do not.
func TestLeaving(t *testing.T) {
	for _, before := range []string{"", "?", ": 'ns'", "1 'deploy'"} {
		s := newStage(t, func(o *Options) { o.Welcome = nothing }, 100, 30)
		s.press(before + " ctrl+c")
		if !s.quit {
			t.Errorf("after %q: ctrl+c does not quit", before)
		}
	}
	s := newStage(t, nil, 100, 30)
	s.fakes[0].takes = "q?:13"
	if s.press("q ? : 1 3"); s.quit || s.model.help != nil || s.model.palette.open || s.model.shown != 0 {
		t.Error("a key that the screen took did something else too")
	}
}

func TestHelpAndPalette(t *testing.T) {
	s := newStage(t, nil, 200, 50)
	s.press("?")
	for _, text := range []string{"open; a longer text for the help", "export", "go to a tab", ":ns NAMESPACE", "not now: not allowed by policy"} {
		if !strings.Contains(s.plain(), text) {
			t.Errorf("help lacks %q:\n%s", text, s.plain())
		}
	}
	if strings.Contains(s.plain(), "upload") {
		t.Error("help shows a key that is switched off")
	}
	s.press("?")
	if s.model.help != nil {
		t.Error("the second ? does not close")
	}
	s.press(": 'ns_payments' enter")
	if s.fakes[0].wanted != "payments" {
		t.Errorf(":ns payments: got %q", s.fakes[0].wanted)
	}
	s.press(": 'ns_sh' tab enter")
	if s.fakes[0].wanted != "shop" {
		t.Errorf(":ns sh tab: got %q", s.fakes[0].wanted)
	}
	s.press("ctrl+p ctrl+r enter")
	if s.fakes[0].wanted != "shop" || s.model.palette.open {
		t.Errorf("from the history: got %q", s.fakes[0].wanted)
	}
	s.press(": 'rec' enter")
	if s.model.shown != 2 {
		t.Errorf(":rec: tab %d", s.model.shown)
	}
	s.press(": 'live_web' enter")
	if got := strings.Join(s.fakes[3].got, ", "); got != "start, filter web" {
		t.Errorf(":live web: got %s", got)
	}
	s.press(": 'zzz' enter")
	if !strings.Contains(s.plain(), "no command zzz") {
		t.Errorf("a command that there is not:\n%s", s.plain())
	}
}

func TestWelcome(t *testing.T) {
	s := newStage(t, func(o *Options) { o.Welcome = nothing }, 100, 30)
	s.press("1 'deploy@web1' enter")
	if len(s.ran) != 1 || !slices.Equal(s.model.last.Args, []string{"ssh", "deploy@web1"}) {
		t.Errorf("1: ran %v, last %v", s.ran, s.model.last)
	}
	s.press("2")
	if len(s.ran) != 2 {
		t.Error("2 does not play the demo")
	}
	s.press("s")
	if s.model.welcome.open || !strings.Contains(s.plain(), ":welcome shows it") {
		t.Errorf("s:\n%s", s.plain())
	}
	s.press(": 'welc' enter")
	if !s.model.welcome.open {
		t.Error(":welcome does not show it")
	}
	s.press("esc")
	if s.press("-"); len(s.ran) != 3 {
		t.Error("- does not open the last session again")
	}
}

func TestMouse(t *testing.T) {
	s := newStage(t, nil, 100, 30)
	s.send(tea.MouseClickMsg{X: 30, Y: tabRow, Button: tea.MouseLeft})
	if s.model.shown != 2 {
		t.Errorf("a click on a tab: got tab %d", s.model.shown)
	}
	s.send(tea.MouseClickMsg{X: 7, Y: 10, Button: tea.MouseLeft})
	if got := s.fakes[2].got; got[len(got)-1] != "click 7,7" {
		t.Errorf("a click on the screen: got %v", got)
	}
}

// A message that the root does not know goes to all screens that were shown.
func TestUnknownMessages(t *testing.T) {
	s := newStage(t, nil, 100, 30)
	s.press("3")
	s.send("news")
	for i, want := range []bool{true, false, true, false} {
		if got := slices.Contains(s.fakes[i].got, "news"); got != want {
			t.Errorf("screen %d: got %v, want %v", i, got, want)
		}
	}
}

// No key means two things on a screen, and every key has help.
func TestNoKeyTwice(t *testing.T) {
	screens := []Screen{recordings.New(t.Context(), recordings.Options{}), live.New(t.Context(), live.Options{}),
		nodes.New(t.Context(), nodes.Options{}), pods.New(t.Context(), pods.Options{}), &fake{}}
	for i, screen := range screens {
		s := newStage(t, func(o *Options) { o.Tabs[0].Screen = nil }, 100, 30)
		s.model.o.Tabs[0].Screen = screen
		seen := map[string]bool{}
		bindings := screen.Bindings()
		for _, a := range s.model.actions {
			bindings = append(bindings, a.Binding)
		}
		for _, b := range bindings {
			if b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("screen %d: %v has no help", i, b.Keys())
			}
			for _, k := range b.Keys() {
				if seen[k] && k != "-" { // which screens have a better use for
					t.Errorf("screen %d: %s is bound twice", i, k)
				}
				seen[k] = true
			}
		}
		names := map[string]bool{}
		s.model.o.Commands = []act.Command{{Name: "ns", Text: "another", Do: func(string) tea.Cmd { return nil }}}
		for _, c := range s.model.commands() {
			if names[c.Name] || c.Text == "" || c.Do == nil || strings.Contains(c.Name, " ") {
				t.Errorf("screen %d: the command %q is there twice, or is not complete", i, c.Name)
			}
			names[c.Name] = true
		}
	}
}

// A program that is handed the terminal and fails is waited for, one that ends as sessions do is not.
func TestTroubled(t *testing.T) {
	for _, c := range []struct {
		status int
		took   time.Duration
		want   bool
	}{{0, 0, false}, {1, time.Minute, false}, {130, time.Hour, false}, {1, time.Second, true}, {255, time.Hour, true}, {125, time.Hour, true}} {
		if got := troubled(c.status, c.took); got != c.want {
			t.Errorf("%d after %v: got %v", c.status, c.took, got)
		}
	}
}

func TestHandedOver(t *testing.T) {
	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out strings.Builder
	h := &handedOver{exec.Command("sh", "-c", "echo words; exit 125"), t.Context(), act.Run{Wait: true}}
	h.SetStdin(in)
	h.SetStdout(&out)
	h.SetStderr(&out)
	if _, err := typed.WriteString("\n"); err != nil {
		t.Fatal(err)
	}
	if err := h.Run(); err == nil || !strings.Contains(out.String(), "words\n\n[shellac] exit status 125. Press Enter to go back.") {
		t.Errorf("got %v, %q", err, out.String())
	}
}

// FuzzView draws the program around any text.
func FuzzView(f *testing.F) {
	f.Add("shellac", "alice@laptop", "s3 ok", "said", 80, 24)
	f.Add("\x1b[31m", "\u202e", "\x9b", "\x1b]52;c;x\x07\n", 60, 15)
	f.Add("日本語", "호스트", "e\u0301\u0302", "\U0001f469\u200d\U0001f467", 61, 16)
	f.Fuzz(func(t *testing.T, name, who, store, said string, cols, rows int) {
		cols, rows = cols&0xff, rows&0x3f
		s := newStage(t, func(o *Options) {
			o.Who, o.Status = who, func(context.Context) Status { return Status{Store: store, Spool: cols} }
			o.Tabs[1].Screen, o.Tabs[1].Why = nil, name
			o.Welcome = func(ctx context.Context) Welcome {
				w := nothing(ctx)
				w.Looked[0].Found = said
				return w
			}
		}, cols, rows)
		s.send(act.Say{Text: said})
		for _, keys := range []string{"", "esc", "2", ":", "esc ?"} {
			s.press(keys)
			if cols > 0 && rows > 0 {
				checkView(t, s.view(), cols, rows)
			}
			for _, r := range s.plain() {
				if r != '\n' && (r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e) {
					t.Fatalf("%U is drawn", r)
				}
			}
		}
	})
}
