package nodes

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
)

func TestKeysAskOfTheProgram(t *testing.T) {
	run := func(args ...string) act.Run { return act.Run{Args: args, Wait: true} }
	copied := func(text, said string) []tea.Msg {
		return []tea.Msg{"clipboard " + text, act.Say{Text: "copied: " + said}}
	}
	for _, c := range []struct {
		keys string
		want []tea.Msg
	}{
		{"enter", []tea.Msg{run("ssh", "--", "bastion-web")}},
		{"G enter", []tea.Msg{run("ssh", "-o", "HostName=10.0.0.9", "-l", "ci", "--", "inv1")}},
		{`/ "prod_02" enter enter`, []tea.Msg{run("ssh", "--", "web-prod-02")}},
		{`/ "ci@new.example" enter`, []tea.Msg{run("ssh", "--", "ci@new.example")}},
		{`/ "env:none" enter enter`, nil},
		{`/ "none" enter`, []tea.Msg{run("ssh", "--", "none")}},
		{"G k k enter", []tea.Msg{act.Say{Text: `inventory: name cannot be opened: "-oProxyCommand=x" starts with a dash and would be an option of ssh`, Bad: true}}},
		{"G k k O", []tea.Msg{act.Say{Text: `inventory: name cannot be opened: "-oProxyCommand=x" starts with a dash and would be an option of ssh`, Bad: true}}},
		{`O "ops" tab "INC-1" tab "-v_-L_'1:a_b:2'" enter`, []tea.Msg{run("ssh", "--reason", "INC-1", "-v", "-L", "1:a b:2", "-l", "ops", "--", "bastion-web")}},
		{`G O enter`, []tea.Msg{run("ssh", "-o", "HostName=10.0.0.9", "-l", "ci", "--", "inv1")}},
		{`O "-x" enter esc`, nil},
		{"y", copied("bastion-web", "bastion-web")},
		{"c", copied("shellac ssh bastion-web", "shellac ssh bastion-web")},
		{"G c", copied("shellac ssh -o HostName=10.0.0.9 -l ci inv1", "shellac ssh -o HostName=10.0.0.9 -l ci inv1")},
		{"space space y", copied("bastion-web\nweb-prod-02", "2 lines")},
		{"G k k y", nil},
		{"p", []tea.Msg{act.Go{Tab: act.TabRecordings, Filter: "node:bastion-web"}}},
		{"e", []tea.Msg{run("ls", "--edit", "bastion-web")}},
		{"j j j i", nil},
	} {
		o := stageOptions()
		o.Labels = nil
		s := newStage(t, o, 100, 30)
		s.asked = nil
		s.press(c.keys)
		if c.keys == "j j j i" { // ssh does not like its configuration
			c.want = []tea.Msg{act.Say{Text: "run ssh: exit status 255: line 4: Bad configuration option: nonsense", Bad: true}}
		}
		if !reflect.DeepEqual(s.asked, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.keys, s.asked, c.want)
		}
	}
}

func TestPin(t *testing.T) {
	s := newStage(t, stageOptions(), 100, 30)
	s.press("j j *")
	if _, id, _ := s.screen.list.Cursor(); id != "web-prod-01" || s.screen.rows.ID(0) != id || s.screen.rows.ID(1) != "bastion-web" {
		t.Errorf("cursor on %s, first row %s", id, s.screen.rows.ID(0))
	}
	o := stageOptions()
	o.Pin = func(string, bool) error { return errors.New("disk full") }
	s = newStage(t, o, 100, 30)
	s.press("*")
	if want := []tea.Msg{act.Say{Text: "it cannot be pinned: disk full", Bad: true}}; !reflect.DeepEqual(s.asked, want) {
		t.Errorf("got %+v", s.asked)
	}
}

// ssh is asked only for rows that the cursor rests on, and no more when it has moved on.
func TestOnlyTheRowLookedAtIsResolved(t *testing.T) {
	var asked []string
	o := stageOptions()
	o.Resolve = func(ctx context.Context, t inventory.Target) (inventory.Resolved, error) {
		asked = append(asked, t.Name)
		return inventory.Resolved{HostName: "x", Port: "22"}, nil
	}
	s := newStage(t, o, 100, 30)
	var waiting []func() tea.Msg
	s.screen.tick = func(_ time.Duration, f func(time.Time) tea.Msg) tea.Cmd {
		waiting = append(waiting, func() tea.Msg { return f(now()) })
		return nil
	}
	asked = nil
	s.press("j j j")
	for _, w := range waiting {
		cmd, _ := s.screen.Update(w())
		s.run(cmd)
	}
	if want := []string{"web-stg-01"}; !reflect.DeepEqual(asked, want) {
		t.Errorf("asked about %q", asked)
	}
	o.Ask = OnDemand
	asked = nil
	s = newStage(t, o, 100, 30)
	s.press("j i")
	if want := []string{"web-prod-02"}; !reflect.DeepEqual(asked, want) {
		t.Errorf("on demand: asked about %q", asked)
	}
}

func TestMovingOnEndsTheQuestion(t *testing.T) {
	o := stageOptions()
	var first context.Context
	o.Resolve = func(ctx context.Context, t inventory.Target) (inventory.Resolved, error) {
		if first == nil {
			first = ctx
		}
		return inventory.Resolved{}, ctx.Err()
	}
	s := newStage(t, o, 100, 30)
	s.press("j")
	if first == nil || first.Err() == nil {
		t.Error("the question goes on")
	}
	s.run(func() tea.Msg { return act.Hidden{} })
}

func TestNoKeyIsBoundTwice(t *testing.T) {
	s := newStage(t, stageOptions(), 100, 30)
	check := func(where string, bindings []key.Binding) {
		seen := map[string]bool{}
		for _, b := range bindings {
			if b.Help().Key == "" || b.Help().Desc == "" {
				t.Errorf("%s: %v has no help", where, b.Keys())
			}
			for _, k := range b.Keys() {
				if seen[k] {
					t.Errorf("%s: %s is bound twice", where, k)
				}
				seen[k] = true
			}
		}
	}
	check("list", s.screen.Bindings())
	s.press("O")
	check("form", s.screen.Bindings())
}

// A session that has ended stands among the last recordings.
func TestShownAgain(t *testing.T) {
	o := stageOptions()
	n := 0
	o.Recordings = func(context.Context, string) ([]Recording, error) {
		n++
		return []Recording{{ID: fmt.Sprintf("REC%d", n), Start: now()}}, nil
	}
	s := newStage(t, o, 100, 30)
	before := n
	cmd, _ := s.screen.Update(act.Shown{})
	s.run(cmd)
	if view := s.screen.View(100, 30); n == before || !strings.Contains(view, fmt.Sprintf("REC%d", n)) {
		t.Errorf("asked %d times, before %d; got\n%s", n, before, view)
	}
}

// What a slow source lists comes when it comes; meanwhile every key is answered, and an old answer is dropped.
func TestSourcesComeOneByOne(t *testing.T) {
	s := &stage{t: t, screen: New(t.Context(), stageOptions()), width: 100, height: 30}
	start := s.screen.Start()
	if view := s.screen.View(100, 30); !strings.Contains(view, "reading") {
		t.Errorf("got %s", view)
	}
	s.key(namedKey("j"))
	var answers []tea.Msg
	for _, cmd := range start().(tea.BatchMsg) {
		answers = append(answers, cmd())
	}
	for i := range answers {
		s.screen.Update(answers[len(answers)-1-i])
	}
	if n := s.screen.rows.Len(); n != 9 {
		t.Errorf("%d rows", n)
	}
	old := answers[1].(sourceMsg)
	s.screen.Start()
	old.listing.Targets = nil
	s.screen.Update(old)
	if n := s.screen.rows.Len(); n != 9 {
		t.Errorf("%d rows after an answer of before", n)
	}
}

// many are the hosts of the bar: a key is answered within 50 ms with 5,000 of them.
func many(n int) Options {
	o := stageOptions()
	targets := make([]inventory.Target, n)
	for i := range targets {
		targets[i] = target(fmt.Sprintf("web-%04d.example.com", i), fmt.Sprintf("10.0.%d.%d", i>>8, i&255), fmt.Sprintf("/h/.ssh/config:%d", i), "env=prod", "tag=web")
	}
	o.Sources = []inventory.Source{fixed{"ssh config", inventory.Listing{Targets: targets}, nil}}
	return o
}

func BenchmarkKey5000(b *testing.B) {
	s := New(b.Context(), many(5000))
	for _, cmd := range s.Start()().(tea.BatchMsg) {
		s.Update(cmd())
	}
	s.View(200, 50)
	for _, keys := range []string{"j", "G", "/w", ">"} {
		b.Run(keys, func(b *testing.B) {
			for b.Loop() {
				for _, r := range keys {
					s.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
				}
				s.View(200, 50)
				s.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
			}
		})
	}
}

// BenchmarkFirst5000 is from the answer of a source to the picture with its rows.
func BenchmarkFirst5000(b *testing.B) {
	o := many(5000)
	for b.Loop() {
		s := New(b.Context(), o)
		for _, cmd := range s.Start()().(tea.BatchMsg) {
			s.Update(cmd())
		}
		s.View(200, 50)
	}
}
