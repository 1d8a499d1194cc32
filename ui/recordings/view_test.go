package recordings

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/style"
)

// TestView compares what View draws in every state, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	found := func(_ context.Context, words []string, among []archive.Entry) iter.Seq2[Hit, error] {
		return func(yield func(Hit, error) bool) {
			text := strings.TrimPrefix(words[0], "text:")
			for _, e := range among[:2] {
				line := "mysql> " + text + " cart_tmp;"
				_ = yield(Hit{e.ID, 12*time.Minute + 31*time.Second, line, 7, 7 + len(text)}, nil) && yield(Hit{e.ID, 40 * time.Minute, line, 7, 7 + len(text)}, nil)
			}
		}
	}
	for _, c := range []struct {
		name, keys string
		change     func(*Options)
	}{
		{"list", "j", nil},
		{"light", "j j j j", func(o *Options) { o.Theme.Light = true }},
		{"ascii", "j v", func(o *Options) { o.Theme = style.Theme{Bare: true, ASCII: true} }},
		{"nodetails", "o j j j z", nil},
		{"filter", "/ 'node:web*'", nil},
		{"wrongfilter", "/ 'nod:web' enter", nil},
		{"textfilter", "/ 'text:drop' enter", nil},
		{"nomatch", "/ 'nothing' enter", nil},
		{"marks", "space space j > >", nil},
		{"verified", "j v j j j v", nil},
		{"transcript", "t j / 'line_1' enter n", nil},
		{"export", "x tab 'x'", nil},
		{"exportexists", "j x ctrl+u 'taken.cast' enter", nil},
		{"hits", `/ 'text:"DROP_TABLE"' enter j`, func(o *Options) { o.Search = found }},
		{"empty", "", func(o *Options) { o.List = listOf(nil, nil) }},
		{"storedown", "", func(o *Options) { o.List = listOf(nil, errDown) }},
		{"storelost", "j", func(o *Options) { o.List = listOf(some(), errDown) }},
		{"nodata", "j", func(o *Options) {
			o.Details = func(context.Context, archive.Entry) (archive.Details, error) { return archive.Details{}, errDown }
		}},
	} {
		for _, size := range [][2]int{{80, 24}, {100, 30}, {200, 50}} {
			name := fmt.Sprintf("%s_%dx%d", c.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				o := stored(some())
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

// FuzzView draws what a catalog may hold, in any room.
func FuzzView(f *testing.F) {
	f.Add("web-01", "mika@acme", "ssh", "why", 80, 24)
	f.Add("\x1b[31m\x1b]52;c;aGFja2Vk\x07", "\u202eevil", "\x9b6n", "a\nb\tc\u200b", 60, 15)
	f.Add("日本語ホスト", "호스트", "e\u0301\u0302\u0303\u0304", "\U0001f469\u200d\U0001f467", 100, 30)
	f.Add("\xff\xfe", "", "", "\x00", 61, 16)
	f.Fuzz(func(t *testing.T, target, user, kind, reason string, width, height int) {
		width, height = 20+width&0xff, 5+height&0x3f
		e := entry(1, target)
		e.User, e.Kind, e.ID = user, kind, "01JD"+kind
		o := stored([]archive.Entry{e, entry(2, reason)})
		details := o.Details
		o.Details = func(ctx context.Context, e archive.Entry) (archive.Details, error) {
			d, err := details(ctx, e)
			d.Header.Reason, d.Header.RemoteUser, d.Header.Argv, d.Header.Recorder = reason, user, []string{kind, target}, reason
			d.Header.Labels[0].Value = reason
			return d, err
		}
		s := newStage(t, o)
		for _, keys := range []string{"", "z", "x", "esc t", "q v"} {
			s.press(keys)
			view := s.screen.View(width, height)
			checkLines(t, view, width, height, keys)
			for i, r := range withoutStyles(view) {
				if r != '\n' && (r < 0x20 || unicode.In(r, unicode.Cc, unicode.Cf)) {
					t.Fatalf("%U at %d", r, i)
				}
			}
		}
	})
}

func withoutStyles(text string) string {
	var out []rune
	in := false
	for _, r := range text {
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
