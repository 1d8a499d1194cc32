package recordings

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
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
}

func newStage(t *testing.T, o Options) *stage {
	t.Helper()
	o.Now, o.Zone = now, time.UTC
	s := &stage{t: t, screen: New(t.Context(), o)}
	s.screen.tick = func(_ time.Duration, f func(time.Time) tea.Msg) tea.Cmd { return func() tea.Msg { return f(now()) } }
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

// entry makes an entry of the n-th recording from now back.
func entry(n int, target string) archive.Entry {
	exit := format.ExitStatus{Code: n % 3}
	return archive.Entry{
		ID: fmt.Sprintf("01JD%022d", 1000000-n), Kind: []string{"ssh", "kube", "run"}[n%3], Target: target, User: []string{"mika@acme", "alice@laptop", "bot-7@ci"}[n%3],
		Start: now().Add(-time.Duration(n) * 17 * time.Minute), Duration: time.Duration(n*37%4000) * time.Second, Bytes: int64(n) * 3000, Size: int64(n)*700 + 300,
		State: archive.Complete, Exit: &exit,
	}
}

// some are entries of all kinds, newest first.
func some() []archive.Entry {
	var all []archive.Entry
	for n, target := range []string{"web-prod-01", "prod-eks/shop/cart-7d9f8c6b5-2xkqp:cart", "bash", "日本語ホスト", "호스트-01", "web-stg-01",
		"legacy", "db-prod-02", "cart-worker-0", "psql"} {
		all = append(all, entry(n, target))
	}
	all[0].State, all[0].Exit, all[0].Bytes = archive.Live, nil, 0
	all[4].State, all[4].Exit = archive.Torn, nil
	all[5].Exit = &format.ExitStatus{Signal: "SIGKILL"}
	return all
}

// stored are the functions of a store that has entries.
func stored(all []archive.Entry) Options {
	return Options{
		Store:  "s3://acme-audit/rec",
		List:   listOf(all, nil),
		Search: nil,
		Details: func(_ context.Context, e archive.Entry) (archive.Details, error) {
			h := format.Header{ID: e.ID, Kind: e.Kind, Target: e.Target, User: e.User, RemoteUser: "deploy", Reason: "INC-4411 cart cleanup", Start: e.Start,
				Argv: []string{"ssh", e.Target}, Size: format.Size{Cols: 120, Rows: 40}, Labels: []format.Label{{Name: "env", Value: "prod"}}, Recorder: "shellac/0.3"}
			return archive.Details{Header: h, Summary: &format.Summary{}}, nil
		},
		Activity: func(_ context.Context, _ archive.Entry, n int) ([]int64, error) {
			a := make([]int64, n)
			for i := range a {
				a[i] = int64(i * i % 977 * (i % 3))
			}
			return a, nil
		},
		Transcript: func(context.Context, archive.Entry) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for i := range 60 {
					if !yield(fmt.Sprintf("00:00:%02d  line %d of the transcript 日本語", i, i), nil) {
						return
					}
				}
			}
		},
		Verify: func(_ context.Context, e archive.Entry) Verdict {
			if e.State == archive.Torn {
				return Verdict{Torn, "torn: it ends without a trailer; intact up to there: 3 chunks"}
			}
			return Verdict{Intact, "intact: 12 chunks, 88 events, 1.2 MiB, sha256 9f2c77ab"}
		},
		Export: func(_ context.Context, _ archive.Entry, _, file string) error {
			if file == "taken.cast" {
				return fs.ErrExist
			}
			return nil
		},
		Formats: []string{"cast", "text", "json"},
		Explain: func(err error) (string, string) { return err.Error(), "sign in: aws sso login --profile prod" },
	}
}

// listOf lists entries as an archive does, and then fails if err says so.
func listOf(all []archive.Entry, err error) func(context.Context, archive.Filter) iter.Seq2[archive.Entry, error] {
	return func(ctx context.Context, f archive.Filter) iter.Seq2[archive.Entry, error] {
		return func(yield func(archive.Entry, error) bool) {
			for i, e := range all {
				if ctx.Err() != nil {
					yield(archive.Entry{}, ctx.Err())
					return
				}
				if f.Limit > 0 && i >= f.Limit || !yield(e, nil) {
					return
				}
			}
			if err != nil {
				yield(archive.Entry{}, err)
			}
		}
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
