package play

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
	"github.com/shellac-term/shellac/player"
)

// TestTerminalShowsTheRecording plays recordings through the whole program into a terminal, once in a terminal that
// counts characters and once in one that says it knows grapheme clusters, and compares what that shows, cell for cell, with the
// recorded screen.
func TestTerminalShowsTheRecording(t *testing.T) {
	awkward := "e\u0301 \U0001f469\u200d\U0001f467 \U0001f1ef\U0001f1f5x \u2764\ufe0fy \u0e01\u0e33z \u1100\u1161\u11a8w \u0915\u094d\u0937v \u25b6u \u2460t \uff21s a\u200bb\u202ec\r\n" +
		"\x1b[?2027h\U0001f469\u200d\U0001f467 \U0001f1ef\U0001f1f5 \u2764\ufe0f \U0001f44d\U0001f3fd end\x1b[?2027l\r\n日本語|한글|ｱｲｳ|─┼│|\U0001f600|e|\x1b[1;31mred\x1b[0m"
	recordings := map[string]func(t *testing.T) (format.Header, []format.Event){
		"awkward": func(*testing.T) (format.Header, []format.Event) { return header(), []format.Event{out(0, awkward)} },
	}
	for _, name := range []string{"cat_cjk_v2", "vim_cjk_v2", "tmux_split_v2", "git_tig_v2", "ncdu_v2"} {
		recordings[name] = func(t *testing.T) (format.Header, []format.Event) { return corpus(t, name+".cast") }
	}
	for name, events := range recordings {
		for _, clusters := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s clusters %v", name, clusters), func(t *testing.T) {
				h, list := events(t)
				p := open(t, recording(t, h, list))
				for _, part := range []time.Duration{4, 8, 10} {
					at := p.Duration() * part / 10
					compareCells(t, p, at, shownAt(t, p, at, clusters))
				}
			})
		}
	}
}

const testCols, testRows = 160, 60

// shownAt returns what a terminal shows when the player stands at a time.
func shownAt(t *testing.T, p *player.Player, at time.Duration, clusters bool) vt.Frame {
	t.Helper()
	var screen lockedBuffer
	input, keys, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	defer input.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		o := Options{At: at, Paused: true, Output: &screen, Input: input, Env: []string{"TERM=xterm-256color", "COLORTERM=truecolor", "CLICOLOR_FORCE=1"}}
		done <- play(ctx, p, o, tea.WithWindowSize(testCols, testRows))
	}()
	if clusters {
		fmt.Fprint(keys, "\x1b[?2026;2$y\x1b[?2027;2$y")
	}
	fmt.Fprint(keys, "/nowhere to be found\r")
	for ctx.Err() == nil && !strings.Contains(screen.String(), "no match for") {
		time.Sleep(5 * ms)
	}
	sent := screen.String() // before leaving clears it
	fmt.Fprint(keys, "q")
	if err := <-done; err != nil || ctx.Err() != nil {
		t.Fatalf("play: %v, %v", err, ctx.Err())
	}
	s := vt.New(testCols, testRows)
	// Without a terminal to set to raw mode, the program counts on line feeds being new lines.
	_, _ = s.Write([]byte("\x1b[20h" + sent))
	return s.Frame()
}

// compareCells looks for the recorded screen in the middle of what is shown.
func compareCells(t *testing.T, p *player.Player, at time.Duration, shown vt.Frame) {
	t.Helper()
	want, err := p.FrameAt(at)
	if err != nil {
		t.Fatal(err)
	}
	room := testRows - 4
	left, top := (testCols-want.Cols-2)/2+1, (room-want.Rows-2)/2+1
	wrong := 0
	for y := range want.Rows {
		for x := range want.Cols {
			a, b := want.Cell(x, y), shown.Cell(left+x, top+y)
			if x == want.Cursor.X && y == want.Cursor.Y || a.Width == 0 && b.Width == 0 {
				continue
			}
			text, hidden := cellText(a)
			if got := orSpace(b.Text); got != orSpace(strings.TrimRight(text, " ")) && !(a.Width == 2 && len(text) == 2) {
				wrong++
				t.Logf("column %d of row %d: shown %+q, recorded %+q", x, y, got, a.Text)
			}
			if !hidden && text != " " && plainStyle(a.Style) != plainStyle(b.Style) {
				wrong++
				t.Logf("column %d of row %d: shown %+v, recorded %+v", x, y, b.Style, a.Style)
			}
			if wrong > 10 {
				t.Fatal("and so on")
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%d cells differ at %v", wrong, at)
	}
}

// plainStyle is a style without what a terminal may say in another way.
func plainStyle(s vt.Style) vt.Style {
	s.Attrs &^= vt.Protected
	return s
}

func orSpace(s string) string {
	if s == "" {
		return " "
	}
	return s
}

// corpus returns the events of a recording of the project's own, and its header.
func corpus(t *testing.T, name string) (format.Header, []format.Event) {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "corpus", "own", name))
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	lines.Scan()
	var head struct{ Width, Height int }
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
		t.Fatal(err)
	}
	h := header()
	h.Size = format.Size{Cols: head.Width, Rows: head.Height}
	var events []format.Event
	for lines.Scan() {
		var line [3]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line[1] == "o" {
			events = append(events, out(time.Duration(line[0].(float64)*1e9), line[2].(string)))
		}
	}
	return h, events
}
