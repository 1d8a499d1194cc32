package list

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"github.com/shellac-term/shellac/ui/style"
)

func keysOf(t *testing.T, bindings []key.Binding) []string {
	t.Helper()
	var keys []string
	for _, b := range bindings {
		if b.Help().Key == "" || b.Help().Desc == "" {
			t.Errorf("%v has no help", b.Keys())
		}
		keys = append(keys, b.Keys()...)
	}
	return keys
}

func newPager(n int) *Pager {
	p := NewPager(style.Theme{Bare: true}, "text")
	for i := range n {
		p.Add(fmt.Sprintf("line %d", i))
	}
	p.Lines(40, 12)
	return p
}

func (p *Pager) press(keys ...string) (open bool) {
	for _, k := range keys {
		open, _ = p.Update(keyPress(k))
	}
	return open
}

func TestPagerKeys(t *testing.T) {
	p := newPager(100)
	for _, c := range []struct {
		keys string
		top  int
	}{
		{"j", 1}, {"k k", 0}, {"space", 10}, {"d", 15}, {"u", 10}, {"b", 0}, {"G", 90}, {"g", 0}, {"f f", 20}, {"enter", 21},
	} {
		if p.press(strings.Fields(c.keys)...); p.top != c.top {
			t.Errorf("%s: got line %d, want %d", c.keys, p.top, c.top)
		}
	}
	if p.press("q") {
		t.Error("q does not close")
	}
}

func TestPagerSearch(t *testing.T) {
	p := newPager(100)
	p.press("/", "5", "5", "enter")
	if p.top != 55 {
		t.Errorf("got line %d, want 55", p.top)
	}
	p.press("g", "/", "L", "i", "n", "e", "enter") // with a capital it matches no line
	if !strings.Contains(p.Lines(60, 12)[11], "no match for Line") {
		t.Errorf("status: got %q", p.Lines(60, 12)[11])
	}
	p.Add("Line 101")
	if p.top != 100 {
		t.Errorf("a match that came later: got line %d, want 100", p.top)
	}
	p.press("/", "l", "i", "n", "e", " ", "4", "enter", "g", "n", "n", "N")
	if p.top != 4 {
		t.Errorf("n n N: got line %d, want 4", p.top)
	}
}

func TestPagerLinesFit(t *testing.T) {
	p := NewPager(style.Theme{}, "日本語")
	p.Add("日本語ホスト と 호스트", "\x1b]0;x\x07", strings.Repeat("wide 日本 ", 40), "a\tb")
	p.press("/", "日", "本", "enter", "right")
	for width := range 100 {
		for i, line := range p.Lines(width, 8) {
			if got := style.Width(line); got != width && width > 2 {
				t.Errorf("width %d, line %d: got %d cells: %q", width, i, got, line)
			}
		}
	}
}

func TestInput(t *testing.T) {
	for _, c := range []struct{ start, keys, want string }{
		{"", "a b c", "abc"},
		{"abc", "left backspace", "ac"},
		{"日本語", "left left x", "日x本語"},
		{"one two", "ctrl+w", "one "},
		{"one two", "ctrl+a x", "xone two"},
		{"one two", "ctrl+u", ""},
		{"one", "home delete", "ne"},
		{"one two", "ctrl+a ctrl+k", ""},
		{"", "backspace left right delete", ""},
	} {
		var in Input
		in.Set(c.start)
		for _, k := range strings.Fields(c.keys) {
			in.Key(keyPress(k))
		}
		if in.Text() != c.want {
			t.Errorf("%q, %s: got %q, want %q", c.start, c.keys, in.Text(), c.want)
		}
		for width := range 12 {
			if got := style.Width(in.Draw(style.Theme{}, width, true)); got > width {
				t.Errorf("%q in %d cells takes %d", in.Text(), width, got)
			}
		}
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		width, height int
		open          bool
		want          Split
	}{
		{100, 26, true, Split{61, 26, Size{38, 26}, true}},
		{200, 46, true, Split{123, 46, Size{76, 46}, true}},
		{80, 20, true, Split{80, 11, Size{80, 8}, false}},
		{59, 20, true, Split{59, 20, Size{}, false}},
		{60, 11, true, Split{60, 11, Size{}, false}},
		{200, 46, false, Split{200, 46, Size{}, false}},
	} {
		got := NewSplit(c.width, c.height, c.open)
		if got != c.want {
			t.Errorf("%dx%d: got %+v, want %+v", c.width, c.height, got, c.want)
		}
		lines := got.Join(style.Theme{}, style.Room(nil, got.Width, got.Height), []string{"details"})
		if len(lines) != c.height || style.Width(lines[0]) != c.width {
			t.Errorf("%dx%d joined: %d lines of %d cells", c.width, c.height, len(lines), style.Width(lines[0]))
		}
	}
}
