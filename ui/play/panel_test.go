package play

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
)

// shell is a session at a shell that marks its prompts, in chunks of an hour.
func shell() (chunks [][]format.Event) {
	for hour := range 3 {
		var events []format.Event
		for i := range 30 {
			at := time.Duration(hour)*time.Hour + time.Duration(i)*time.Minute
			events = append(events, out(at, "\x1b]133;A\x07web$ \x1b]133;B\x07"), out(at+sec, fmt.Sprintf("step %d of %d", i, hour)),
				out(at+2*sec, fmt.Sprintf("\r\n\x1b]133;C\x07done %d\r\n\x1b]133;D;0\x07", i)))
		}
		chunks = append(chunks, events)
	}
	return chunks
}

func TestPanel(t *testing.T) {
	tests := []struct {
		name, keys string
		want       time.Duration // position afterwards
		see        string        // on the screen
		clip       string
	}{
		{"enter goes to a line of the transcript", "L k k enter", 9*time.Minute + sec, "> 00:09:01  $ step 9 of 0", ""},
		{"a leaves only commands", "L a k enter", 9*time.Minute + sec, "Commands 0:00-1:00:00", ""},
		{"y copies the command without its prompt", "T a k y", 10 * time.Minute, "copied: step 9 of 0", "step 9 of 0"},
		{"y copies the line of a hit", `/ "of_1" enter L down y`, 62*time.Minute - 0, "", "web$ step 1 of 1"},
		{"down at the end reads on", "T end down down down down enter", 60*time.Minute + 2*sec, "", ""},
		{"up at the start reads back", "6 T home up enter", 60*time.Minute - 0, "", ""},
		{"tab gives the keys to the screen", "L tab l", 10*time.Minute + sec, "Tab to the list", ""},
		{"tab goes from hits to text", `/ "of_1" enter L tab j k enter`, 60*time.Minute + sec, "* 01:00:01", ""},
		{"esc closes the panel and keeps the search", `/ "of_1" enter L esc`, 60*time.Minute + sec, "match 1/30", ""},
		{"the transcript follows a jump", "T tab G T T", 149*time.Minute + 2*sec, "done", ""},
		{"only hits", `/ "9_of_2" enter &`, 129*time.Minute + sec, "> 02:09:01  web$ step 9 of 2", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage(t, open(t, recording(t, header(), shell()...)), Options{At: 10 * time.Minute, Paused: true}, 160, 40)
			s.press(tt.keys)
			if got := s.model.position(); tt.see != "" && got != tt.want {
				t.Errorf("position: got %v, want %v", got, tt.want)
			}
			if got := s.plain(); !strings.Contains(got, tt.see) {
				t.Errorf("want %q on the screen:\n%s", tt.see, got)
			}
			if tt.clip != s.clip {
				t.Errorf("clipboard: got %q, want %q", s.clip, tt.clip)
			}
			checkLines(t, s.plain(), 160, 40, tt.name)
		})
	}
}

// TestReadingOn turns to the parts of the transcript before and after.
func TestReadingOn(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), shell()...)), Options{At: 10 * time.Minute, Paused: true}, 100, 30)
	s.press("T end down")
	if got := s.plain(); !strings.Contains(got, "Transcript 1:00:00-2:00:00") || !strings.Contains(got, "> 01:00:01  $ step 0 of 1") {
		t.Errorf("down at the end:\n%s", got)
	}
	s.press("home up")
	if got := s.plain(); !strings.Contains(got, "Transcript 0:00-1:00:00") || !strings.Contains(got, "> 00:29:02  done 29") {
		t.Errorf("up at the start:\n%s", got)
	}
	s.press("home up up")
	if got := s.model.position(); got != 10*time.Minute {
		t.Errorf("reading moved the position to %v", got)
	}
}

// TestCopyIsCleaned copies lines with what must not reach a clipboard.
func TestCopyIsCleaned(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), []format.Event{out(0, "rm\u200b \u202e-rf\x1b]52;c;aGFja2Vk\x07 x")})), Options{Paused: true}, 100, 30)
	for _, keys := range []string{"T y", `esc / "rf" enter & y`, "esc y"} {
		s.clip = ""
		s.press(keys)
		if s.clip == "" || strings.ContainsAny(s.clip, "\u200b\u202e\x1b\x07") {
			t.Errorf("%s copied %q", keys, s.clip)
		}
	}
}

// TestDrag presses the mouse on the timeline and moves it, also off the timeline.
func TestDrag(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true}, 100, 30)
	row := s.model.layout().strip
	from, to := s.model.stripEnds()
	mouse := func(x, y int) tea.Mouse { return tea.Mouse{X: x, Y: y, Button: tea.MouseLeft} }
	s.send(tea.MouseMotionMsg(mouse(50, row)))
	want := func(what string, at time.Duration) {
		t.Helper()
		if got := s.model.position(); got != at {
			t.Errorf("%s: got %v, want %v", what, got, at)
		}
	}
	want("without a click", 0)
	s.send(tea.MouseClickMsg(mouse(from, row)))
	s.send(tea.MouseMotionMsg(mouse(to-1, row-5)))
	want("dragged to the end", s.model.clock.End())
	s.send(tea.MouseMotionMsg(mouse(0, row)))
	want("dragged beyond the start", 0)
	s.send(tea.MouseReleaseMsg(mouse(0, row)))
	s.send(tea.MouseMotionMsg(mouse(50, row)))
	want("after the release", 0)
	s.send(tea.MouseClickMsg(mouse(50, 3)))
	want("a click elsewhere", 0)
}
