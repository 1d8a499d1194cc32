package ui

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A fake is a screen that remembers what it was told.
type fake struct {
	name   string
	takes  string // keys that it takes
	got    []string
	wanted string // of namespaces
}

func (f *fake) Start() tea.Cmd { f.got = append(f.got, "start"); return nil }

func (f *fake) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if strings.Contains(f.takes, msg.String()) {
			f.got = append(f.got, msg.String())
			return nil, true
		}
	case act.Shown:
		f.got = append(f.got, "shown")
	case act.Hidden:
		f.got = append(f.got, "hidden")
	case act.Filter:
		f.got = append(f.got, "filter "+msg.Text)
	case tea.MouseClickMsg:
		f.got = append(f.got, fmt.Sprintf("click %d,%d", msg.X, msg.Y))
	case string:
		f.got = append(f.got, msg)
	}
	return nil, false
}

func (f *fake) View(width, height int) string {
	lines := []string{"the screen " + f.name, "日本語ホスト  호스트"}
	return strings.Join(style.Room(lines, width, height), "\n")
}

func (f *fake) Bindings() []key.Binding {
	return []key.Binding{
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "open; a longer text for the help")),
		key.NewBinding(key.WithKeys("x"), key.WithHelp("x", "export")),
		key.NewBinding(key.WithKeys("u"), key.WithHelp("u", "upload"), key.WithDisabled()),
	}
}

func (f *fake) Commands() []act.Command {
	return []act.Command{
		{Name: "ns", Arg: "NAMESPACE", Text: "change the namespace", Do: func(arg string) tea.Cmd { f.wanted = arg; return nil },
			Complete: func(string) []string { return []string{"default", "payments", "shop"} }},
		{Name: "record-off", Text: "do not record", Why: "not allowed by policy (env=prod)", Do: func(string) tea.Cmd { return nil }},
	}
}

// A stage is the program without a terminal: commands are run at once.
type stage struct {
	t     *testing.T
	model *model
	fakes []*fake
	quit  bool
	ran   []string
}

func options(fakes []*fake) Options {
	o := Options{Name: "shellac 0.3", Who: "alice@laptop", Status: func(context.Context) Status { return Status{Store: "s3 ok", Spool: 2} },
		Command: func(ctx context.Context, args []string) *exec.Cmd { return exec.CommandContext(ctx, "true", args...) }}
	for i, f := range fakes {
		o.Tabs = append(o.Tabs, Tab{Name: []string{act.TabNodes, act.TabKube, act.TabRecordings, act.TabLive}[i],
			Title: []string{"Nodes", "Kubernetes", "Recordings", "Live"}[i], Screen: f})
	}
	return o
}

func newStage(t *testing.T, change func(*Options), cols, rows int) *stage {
	t.Helper()
	s := &stage{t: t, fakes: []*fake{{name: "nodes"}, {name: "kube"}, {name: "recordings"}, {name: "live"}}}
	o := options(s.fakes)
	if change != nil {
		change(&o)
	}
	s.model = newModel(t.Context(), o)
	s.model.tick = func(d time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		if d > afterFirst {
			return nil
		}
		return func() tea.Msg { return f(time.Time{}) }
	}
	s.send(tea.WindowSizeMsg{Width: cols, Height: rows})
	s.run(s.model.Init())
	return s
}

func (s *stage) send(msg tea.Msg) {
	_, cmd := s.model.Update(msg)
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
	case tea.QuitMsg:
		s.quit = true
	default:
		name := reflect.TypeOf(msg).String()
		switch name {
		case "tea.execMsg":
			s.ran = append(s.ran, name)
		case "tea.backgroundColorMsg", "tea.clearScreenMsg", "tea.SuspendMsg":
		default:
			s.send(msg)
		}
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
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if rest, ok := strings.CutPrefix(k, "shift+"); ok {
		msg := keyPress(rest)
		msg.Mod = tea.ModShift
		return msg
	}
	if code, ok := named[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func (s *stage) view() string { return s.model.View().Content }

func (s *stage) plain() string {
	var out []rune
	in := false
	for _, r := range s.view() {
		switch {
		case r == 0x1b:
			in = true
		case in:
			in = r != 'm'
		default:
			out = append(out, r)
		}
	}
	return string(out)
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
