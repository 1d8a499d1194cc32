package live

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

// TestView compares what View draws in every state, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	for _, c := range []struct {
		name, keys string
		change     func(*Options)
	}{
		{"list", "", nil},
		{"stored", "j j", nil},
		{"waiting", "j j j j", nil},
		{"ascii", "j j j", func(o *Options) { o.Theme = style.Theme{Bare: true, ASCII: true} }},
		{"filter", "/ 'web' enter", nil},
		{"nodetails", "o z", nil},
		{"empty", "", func(o *Options) {
			o.Local = func(context.Context) ([]Session, error) { return nil, nil }
			o.Stored = func(context.Context) ([]archive.Entry, error) { return nil, nil }
		}},
		{"storedown", "", func(o *Options) { o.Stored = func(context.Context) ([]archive.Entry, error) { return nil, errDown } }},
		{"notail", "", func(o *Options) {
			o.Tail = func(context.Context, string, string, int) ([]string, error) { return nil, errDown }
		}},
	} {
		for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
			name := fmt.Sprintf("%s_%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				o := some()
				if c.change != nil {
					c.change(&o)
				}
				s := newStage(t, o)
				width, height := size[0], size[1]-4
				s.screen.View(width, height)
				s.press(c.keys)
				view := s.screen.View(width, height)
				checkLines(t, view, width, height, name)
				compareGolden(t, name, view)
			})
		}
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		keys string
		want any
	}{
		{"enter", act.Run{Args: []string{"play", "01JD7X9", "--follow"}, Wait: true}},
		{"j j enter", act.Run{Args: []string{"play", "01JD7X1", "--follow"}, Wait: true}},
		{"j j j enter", act.Run{Args: []string{"play", "/spool/01JD6QK/stream.shlc"}, Wait: true}},
		{"G enter", act.Run{Args: []string{"play", "01JD7W0"}, Wait: true}},
		{"u", act.Say{Text: "it is sent while it runs; nothing waits"}},
		{"G u", act.Say{Text: "it is not on this machine"}},
		{"j j j u", act.Say{Text: "01JD6QK: 384 KiB, stored and checked"}},
		{"y", act.Say{Text: "copied: shellac play 01JD7X9 --follow"}},
	} {
		s := newStage(t, some())
		s.press(c.keys)
		if got := s.last(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.keys, got, c.want)
		}
	}
}

func TestUploadMarked(t *testing.T) {
	var sent []string
	o := some()
	o.Upload = func(_ context.Context, id string) (string, error) {
		sent = append(sent, id)
		return "", errDown
	}
	s := newStage(t, o)
	s.press("space space space space space u")
	if want := []string{"01JD6QK", "01JD6QL"}; !slices.Equal(sent, want) {
		t.Errorf("sent: got %v, want %v", sent, want)
	}
	if say, ok := s.last().(act.Say); !ok || !say.Bad || !strings.Contains(say.Text, "could not be sent") {
		t.Errorf("said: got %+v", s.last())
	}
	if len(s.screen.uploading) != 0 {
		t.Error("they still count as being sent")
	}
}

// It looks for news while it is shown, once a place and time, and not while it is hidden.
func TestLooking(t *testing.T) {
	looks := 0
	o := some()
	local := o.Local
	o.Local = func(ctx context.Context) ([]Session, error) { looks++; return local(ctx) }
	s := newStage(t, o)
	pass := func() {
		later := s.later
		s.later = nil
		for _, m := range later {
			s.send(m)
		}
	}
	for range 3 {
		pass()
	}
	if looks != 4 {
		t.Errorf("shown: looked %d times, want 4", looks)
	}
	s.press("r")
	pass()
	pass()
	if looks != 7 {
		t.Errorf("refreshed: looked %d times, want 7", looks)
	}
	s.send(act.Hidden{})
	pass()
	pass()
	if looks != 7 || len(s.later) != 0 {
		t.Errorf("hidden: looked %d times, want 7, and %d more to come", looks, len(s.later))
	}
	s.send(act.Shown{})
	pass()
	if looks != 9 {
		t.Errorf("shown again: looked %d times, want 9", looks)
	}
}

func TestNoKeyTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range newStage(t, some()).screen.Bindings() {
		if b.Help().Key == "" || b.Help().Desc == "" {
			t.Errorf("%v has no help", b.Keys())
		}
		for _, k := range b.Keys() {
			if seen[k] {
				t.Errorf("%s is bound twice", k)
			}
			seen[k] = true
		}
	}
}
