package nodes

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

// now is the time on the stage.
func now() time.Time { return time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC) }

// A fixed source lists what it was given.
type fixed struct {
	name    string
	listing inventory.Listing
	err     error
}

func (f fixed) Name() string                                    { return f.name }
func (f fixed) List(context.Context) (inventory.Listing, error) { return f.listing, f.err }
func target(name, address, origin string, labels ...string) inventory.Target {
	t := inventory.Target{Kind: inventory.KindSSH, Name: name, Address: address, Source: "ssh config", Origin: origin}
	for _, l := range labels {
		n, v, _ := strings.Cut(l, "=")
		t.Labels = append(t.Labels, inventory.Label{Name: n, Value: v})
	}
	return t
}

// hosts are a usual configuration with a few names that are not.
func hosts() []inventory.Source {
	return []inventory.Source{
		fixed{"ssh config", inventory.Listing{
			Targets: []inventory.Target{
				target("web-prod-01", "10.0.11.21", "/h/.ssh/config:3", "az=a", "env=prod"), target("web-prod-02", "10.0.12.22", "/h/.ssh/config:3", "az=c", "env=prod"),
				target("web-stg-01", "10.0.13.23", "/h/.ssh/config:9", "env=stg"), target("bastion-web", "203.0.113.7", "/h/.ssh/config:12", "role=jump"),
				target("日本語ホスト", "192.168.7.4", "/h/.ssh/config:15", "チーム=運用"), target("호스트", "", "/h/.ssh/config:16"),
				target("-oProxyCommand=x", "", "/h/.ssh/config:17"), target("bad\x1b[2J\u202ename", "", "/h/.ssh/config:18"),
			},
			Patterns: []inventory.HostPattern{{Names: []string{"*.prod"}, Origin: "/h/.ssh/config:20"}},
			Looked:   []inventory.Looked{{Path: "/h/.ssh/config", Found: true}, {Path: "/etc/ssh/ssh_config"}},
		}, nil},
		fixed{"hosts.yaml", inventory.Listing{
			Targets:  []inventory.Target{{Kind: "ssh", Name: "inv1", Address: "10.0.0.9", User: "ci", Group: "web", Source: "hosts.yaml", Origin: "/h/hosts.yaml:2", Flags: []string{"-o", "HostName=10.0.0.9", "-l", "ci"}}},
			Warnings: []error{errors.New(`read /h/hosts.yaml: line 3: unknown key "colour"`)},
		}, nil},
		fixed{"cloud.sh", inventory.Listing{}, errors.New("run cloud.sh: exit status 3: the token has expired")},
	}
}

func stageOptions() Options {
	habits := []inventory.Habit{{Kind: "ssh", Name: "bastion-web", Pinned: true}, {Kind: "ssh", Name: "web-prod-02", Opened: now().Add(-2 * time.Minute)}, {Kind: "kube", Name: "web-stg-01", Opened: now()}}
	printed := func(name string) []inventory.DynamicLabel {
		if !strings.HasPrefix(name, "web-prod") {
			return nil
		}
		return []inventory.DynamicLabel{{Name: "uptime", Value: "41d", At: now().Add(-time.Minute)}}
	}
	return Options{
		Theme: style.Theme{ASCII: true}, Sources: hosts(), Off: []string{"known_hosts"}, Now: now,
		Tilde: func(path string) string { return strings.Replace(path, "/h/", "~/", 1) },
		Resolve: func(_ context.Context, t inventory.Target) (inventory.Resolved, error) {
			if t.Name == "web-stg-01" {
				return inventory.Resolved{}, errors.New("run ssh: exit status 255: line 4: Bad configuration option: nonsense")
			}
			return inventory.Resolved{HostName: "10.0.11.99", User: "deploy", Port: "2222", ProxyJump: "bastion-web", IdentityFiles: []string{"~/.ssh/a"}, Tag: "prod", ControlPath: "/h/.ssh/cm-1", Text: "hostname 10.0.11.99\nuser deploy\n"}, nil
		},
		Kept: printed,
		Labels: func(_ context.Context, t inventory.Target) ([]inventory.DynamicLabel, error) {
			return append(printed(t.Name), inventory.DynamicLabel{Name: "rack", Err: errors.New("no answer within 2s")}), nil
		},
		Habits: func() ([]inventory.Habit, error) { return habits, nil },
		Pin: func(name string, pinned bool) error {
			habits = append([]inventory.Habit{{Kind: "ssh", Name: name, Pinned: pinned}}, habits...)
			return nil
		},
		Recordings: func(_ context.Context, name string) ([]Recording, error) {
			if name != "web-prod-02" {
				return nil, nil
			}
			return []Recording{{ID: "01JD7X8M4RZQABCDEFGH", Who: "alice", Start: now().Add(-2 * time.Minute), Duration: 751 * time.Second, Size: 1 << 20},
				{ID: "01JD6QKM4RZQABCDEFGH", Who: "bob", Start: now().Add(-time.Hour), Duration: 48 * time.Second, Size: 90 << 10, State: "torn"}}, nil
		},
		Rules: func(t inventory.Target, _ []inventory.DynamicLabel) []string {
			return []string{"record: strict", "reason: required (label:env=prod)"}
		},
		Forget: func() error { return nil },
		Edit:   func(t inventory.Target) []string { return []string{"ls", "--edit", t.Name} },
	}
}

// A stage shows the screen without a terminal. Commands are run at once, in their order; what they ask of the program is kept.
type stage struct {
	t      *testing.T
	screen *Screen
	asked  []tea.Msg
	width  int
	height int
}

func newStage(t *testing.T, o Options, width, height int) *stage {
	s := &stage{t: t, screen: New(t.Context(), o), width: width, height: height}
	s.screen.tick = func(_ time.Duration, f func(time.Time) tea.Msg) tea.Cmd { return func() tea.Msg { return f(now()) } }
	s.draw()
	s.run(s.screen.Start())
	s.draw()
	return s
}

func (s *stage) draw() []string { return strings.Split(s.screen.View(s.width, s.height), "\n") }

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
		if fmt.Sprintf("%T", msg) == "tea.setClipboardMsg" {
			s.asked = append(s.asked, fmt.Sprintf("clipboard %s", msg))
			return
		}
		cmd, _ := s.screen.Update(msg)
		s.run(cmd)
	}
}

// press types keys, separated by blanks; what stands in quotes is typed letter by letter.
func (s *stage) press(keys string) {
	s.t.Helper()
	for _, k := range strings.Fields(keys) {
		text, quoted := strings.CutPrefix(k, `"`)
		if quoted {
			for _, r := range strings.ReplaceAll(strings.TrimSuffix(text, `"`), "_", " ") {
				s.key(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		s.key(namedKey(k))
	}
}

func (s *stage) key(k tea.KeyPressMsg) bool {
	cmd, taken := s.screen.Update(k)
	s.run(cmd)
	s.draw()
	return taken
}

func namedKey(name string) tea.KeyPressMsg {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "space": tea.KeySpace, "tab": tea.KeyTab, "down": tea.KeyDown, "up": tea.KeyUp}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	r := []rune(name)[0]
	return tea.KeyPressMsg{Code: r, Text: name}
}
