package play

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestView compares what View draws, styles included, with the golden files. ESC is written as ^ in them.
func TestView(t *testing.T) {
	type state struct {
		name, keys string
		options    Options
	}
	states := []state{
		{"playing", "", Options{At: 16 * sec, Speed: 2, SkipIdle: 2 * sec, Notice: "verified"}},
		{"hit", "n", Options{Find: "DROP TABLE", Paused: true}},
		{"hits", "L", Options{Find: "DROP TABLE", Paused: true}},
		{"hitsalone", "&", Options{Find: "DROP TABLE", Paused: true}},
		{"transcript", "T k", Options{At: 5*time.Minute + 30*sec, Paused: true}},
		{"larger", "", Options{At: 6*time.Minute + sec, Paused: true}},
		{"end", "G", Options{ASCII: true}},
		{"help", "?", Options{Paused: true}},
		{"prompt", `: "12:3"`, Options{Paused: true}},
		{"about", "o", Options{Paused: true}},
		{"bare", "z", Options{At: 3 * sec, Paused: true}},
	}
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		for _, st := range states {
			name := fmt.Sprintf("%s_%dx%d", st.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				s := newStage(t, open(t, recording(t, header(), session()...)), st.options, size[0], size[1])
				s.press(st.keys)
				checkLines(t, s.plain(), size[0], size[1], st.name)
				compareGolden(t, name, s.model.View().Content)
			})
		}
	}
}

// TestStyles draws every style and awkward character once.
func TestStyles(t *testing.T) {
	var b strings.Builder
	for i := range 10 {
		fmt.Fprintf(&b, "\x1b[%dm%d\x1b[m ", i, i)
	}
	b.WriteString("\r\n\x1b[4:3;58;5;9mcurly\x1b[m \x1b[38;5;200;48;2;1;2;3mcolours\x1b[m \x1b[92;103mbright\x1b[m\r\n")
	b.WriteString("日本語 e\u0301 a\u0300\u0301\u0302\u0303\u0304 \U0001f469\u200d\U0001f467 \U0001f1ef\U0001f1f5 \u2764\ufe0f \u25b6 \u2800|\r\n")
	b.WriteString("\x1b[?5hreversed")
	h := header()
	h.Size = format.Size{Cols: 40, Rows: 6}
	s := newStage(t, open(t, recording(t, h, []format.Event{out(0, b.String())})), Options{Paused: true}, 60, 15)
	checkLines(t, s.plain(), 60, 15, "styles")
	compareGolden(t, "styles", s.model.View().Content)
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
