package play

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
)

// TestKeys presses keys from a standing start at 1:00 and asks for the position.
func TestKeys(t *testing.T) {
	tests := []struct {
		name, keys string
		want       time.Duration
	}{
		{"10 seconds on", "right", 70 * sec}, {"10 seconds back", "left", 50 * sec},
		{"1 second on", "l", 61 * sec}, {"1 second back", "h", 59 * sec},
		{"1 minute on", "up", 2 * time.Minute}, {"1 minute back", "down", 0},
		{"10 minutes on stop at the end", "pgdown", 510 * sec}, {"10 minutes back stop at the start", "pgup", 0},
		{"start", "g", 0}, {"end", "G", 510 * sec}, {"home", "home", 0}, {"end key", "end", 510 * sec},
		{"half", "5", 255 * sec}, {"nothing", "0", 0},
		{"next change", ".", 5 * time.Minute}, {"previous change", ",", 15 * sec}, {"two changes on", ". .", 301 * sec},
		{"previous marker", "[", 10 * sec}, {"no next marker stays", "]", 60 * sec},
		{"next burst", "}", 5 * time.Minute}, {"previous burst", "{", 15 * sec},
		{"a time", `: "2:30" enter`, 150 * sec}, {"a relative time", `: "+5s" enter`, 65 * sec},
		{"a clock time", `: "05:43:12Z" enter`, 2 * time.Minute}, {"a marker", `: "mark_row" enter`, 10 * sec},
		{"a bad time stays", `: "soon" enter esc`, 60 * sec}, {"a prompt that is left", `: "2:30" esc`, 60 * sec},
		{"a prompt that is edited", `: "9:30" home ctrl+k "2:30" enter`, 150 * sec},
		{"a bookmark", "m right right '", 60 * sec},
		{"search", `/ "drop_table" enter`, 301 * sec}, {"search back", `? "drop_table" enter`, 15 * sec},
		{"search around the end", `g / "logout" enter n`, 480 * sec},
		{"next hit", `g / "DROP" enter n`, 301 * sec}, {"previous hit", `g / "DROP" enter n N`, 15 * sec},
		{"next hit from elsewhere", `g / "DROP" enter up n`, 301 * sec},
		{"regular expression", `/ ctrl+r "^Bye$" enter`, 300 * sec},
		{"a bad expression stays", `/ ctrl+r "(" enter esc`, 60 * sec},
		{"nothing found", `/ "nowhere" enter`, 60 * sec},
		{"hit from the list", `g / "DROP" enter L down enter`, 301 * sec},
		{"help closes with the key that opened it", "? ? right", 70 * sec},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage(t, open(t, recording(t, header(), session()...)), Options{At: time.Minute, Paused: true}, 100, 30)
			s.press(tt.keys)
			if got := s.model.position(); got != tt.want {
				t.Errorf("got %v, want %v\n%s", got, tt.want, s.plain())
			}
			if !s.model.shown.current(s.model.position()) {
				t.Errorf("the frame shown is that of %v", s.model.shown.moment.At)
			}
		})
	}
}

func TestPlaying(t *testing.T) {
	begin := func(t *testing.T, o Options) *stage {
		return newStage(t, open(t, recording(t, header(), session()...)), o, 100, 30)
	}
	contains := func(t *testing.T, s *stage, want string) {
		t.Helper()
		if got := s.plain(); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	t.Run("it plays", func(t *testing.T) {
		s := begin(t, Options{})
		s.pass(2500 * ms)
		contains(t, s, "mysql -u app shop")
		contains(t, s, "|> 00:00:02 / 00:08:30  1x")
	})
	t.Run("pause and go on", func(t *testing.T) {
		s := begin(t, Options{})
		s.press("space")
		s.pass(5 * sec)
		contains(t, s, "|| 00:00:00.000")
		s.press("space")
		s.pass(3 * sec)
		contains(t, s, "MySQL monitor")
	})
	t.Run("speed", func(t *testing.T) {
		s := begin(t, Options{Speed: 2})
		s.press("+")
		s.pass(4 * sec)
		contains(t, s, "00:00:16 / 00:08:30  4x")
		s.press("- - -")
		contains(t, s, "0.5x")
		s.press("backspace")
		contains(t, s, "  1x")
		s.press(`: "speed_3x" enter`)
		contains(t, s, "  3x")
	})
	t.Run("idle time is skipped", func(t *testing.T) {
		s := begin(t, Options{SkipIdle: 2 * sec, At: 16 * sec})
		s.pass(2500 * ms)
		contains(t, s, "00:05:00")
		contains(t, s, ">> skipped 4m42s")
		contains(t, s, "Bye")
		s.press("i g")
		s.pass(20 * sec)
		contains(t, s, "00:00:20")
	})
	t.Run("it stays at the end, and space plays again", func(t *testing.T) {
		s := begin(t, Options{At: 8*time.Minute + 29*sec})
		s.pass(5 * sec)
		contains(t, s, "end - space replays")
		contains(t, s, "logout")
		if s.quit {
			t.Error("it left")
		}
		s.press("space")
		s.pass(time.Second)
		contains(t, s, "|> 00:00:01")
	})
	t.Run("loop from A to B", func(t *testing.T) {
		s := begin(t, Options{At: 10 * sec})
		s.press("a right a")
		contains(t, s, "A-B 0:10-0:20")
		s.pass(7 * sec)
		contains(t, s, "00:00:17")
		s.pass(5 * sec)
		contains(t, s, "00:00:12")
	})
	t.Run("a gap is told", func(t *testing.T) {
		s := begin(t, Options{At: 7 * time.Minute, Paused: true})
		contains(t, s, "gap: 4096 bytes missing, disk full")
	})
	t.Run("find at the start", func(t *testing.T) {
		s := begin(t, Options{Find: "drop table", At: time.Minute})
		contains(t, s, "match 2/3")
		contains(t, s, "00:05:01.000")
	})
	t.Run("find without a move", func(t *testing.T) {
		s := begin(t, Options{Find: "drop table", At: time.Minute, Stay: true, Paused: true})
		contains(t, s, "matches 3")
		contains(t, s, "00:01:00")
		s.press("n")
		contains(t, s, "match 2/3")
		contains(t, s, "00:05:01.000")
	})
	t.Run("a step that comes late moves no more", func(t *testing.T) {
		s := begin(t, Options{Paused: true, At: 5 * time.Minute})
		_, step := s.model.Update(tea.KeyPressMsg{Code: ',', Text: ","})
		s.press("1")
		want := s.model.position()
		s.run(step)
		if got := s.model.position(); got != want || got == 5*time.Minute {
			t.Errorf("got %v after the step, want %v", got, want)
		}
		s.press(",")
		if got := s.model.position(); got >= want {
			t.Errorf("a step from %v led to %v", want, got)
		}
	})
	t.Run("the list of hits", func(t *testing.T) {
		s := begin(t, Options{Find: "DROP TABLE"})
		s.press("L")
		contains(t, s, "Hits for DROP TABLE")
		contains(t, s, "> 00:00:15  mysql> DROP TABLE cart_tmp")
		contains(t, s, "  00:05:01  ")
		s.press("esc")
		s.press("&")
		contains(t, s, "00:05:01  mika@web-prod-01:~$ history | grep 'DROP TABLE'")
	})
	t.Run("clocks", func(t *testing.T) {
		s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true, Location: time.FixedZone("JST", 9*3600)}, 100, 30)
		s.press("up")
		contains(t, s, "14:42:12")
		s.press("t")
		contains(t, s, "05:42:12Z")
		s.press("t right left")
		contains(t, s, "+00:00:00")
	})
	t.Run("about", func(t *testing.T) {
		s := begin(t, Options{Paused: true})
		s.press("o")
		contains(t, s, "INC-4411 cart cleanup")
	})
	t.Run("help is drawn from the keys", func(t *testing.T) {
		s := begin(t, Options{Paused: true})
		s.press("?")
		for _, a := range s.model.actions {
			contains(t, s, a.Help().Key)
		}
	})
}

func TestLeaving(t *testing.T) {
	var kept time.Duration
	o := Options{At: time.Minute, Paused: true, Remember: func(at time.Duration) error { kept = at; return errors.New("disk full") }}
	for _, keys := range []string{"q", "Q", "ctrl+c", `: "q" enter`, "/ ctrl+c"} {
		kept = 0
		s := newStage(t, open(t, recording(t, header(), session()...)), o, 100, 30)
		s.press(keys)
		if !s.quit {
			t.Errorf("%s does not leave", keys)
		}
		if remembers := keys == "Q"; remembers != (kept == time.Minute) || remembers != (s.model.leaving != nil) {
			t.Errorf("%s: remembered %v, %v", keys, kept, s.model.leaving)
		}
	}
}

func TestCopying(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), []format.Event{out(0, "one\u202e\r\ntwo \x1b]52;c;AAAA\x07three")})), Options{Paused: true}, 100, 30)
	s.press("y")
	if want := "one?\ntwo three\n"; s.clip != want {
		t.Errorf("screen: got %q, want %q", s.clip, want)
	}
	s.press("Y")
	if want := "shellac play 01JD7X8M4RZQ3W5E6T7Y8K9A0B --at 00:00:00"; s.clip != want {
		t.Errorf("link: got %q, want %q", s.clip, want)
	}
}

func TestMouse(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true}, 100, 30)
	from, to := s.model.stripEnds()
	y := s.model.layout().strip
	s.send(tea.MouseClickMsg{X: to - 1, Y: y, Button: tea.MouseLeft})
	if got := s.model.position(); got != 510*sec {
		t.Errorf("right end: got %v", got)
	}
	s.send(tea.MouseClickMsg{X: from, Y: y, Button: tea.MouseLeft})
	if got := s.model.position(); got != 0 {
		t.Errorf("left end: got %v", got)
	}
	s.send(tea.MouseClickMsg{X: from, Y: y - 3, Button: tea.MouseLeft})
	s.send(tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	if got := s.model.position(); got != 10*sec {
		t.Errorf("wheel: got %v", got)
	}
	if s.model.View().MouseMode == tea.MouseModeNone {
		t.Error("the mouse is off")
	}
	s.press("M")
	if s.model.View().MouseMode != tea.MouseModeNone {
		t.Error("M leaves the mouse on")
	}
}

func TestPanning(t *testing.T) {
	h := header()
	h.Size = format.Size{Cols: 200, Rows: 60}
	s := newStage(t, open(t, recording(t, h, []format.Event{out(0, "top left\x1b[60;190Hcorner"), out(sec, "\x1b[H"), out(2*sec, "\x1b[58;1Hneedle\x1b[H")})),
		Options{Paused: true}, 80, 24)
	if got := s.plain(); !strings.Contains(got, "corner") || !strings.Contains(got, "200x60 shown 80x21") {
		t.Errorf("the cursor is out of sight:\n%s", got)
	}
	s.press(".")
	if got := s.plain(); !strings.Contains(got, "top left") {
		t.Errorf("it does not follow the cursor:\n%s", got)
	}
	s.press("shift+down shift+down")
	if got := s.plain(); strings.Contains(got, "top left") {
		t.Errorf("it does not move by hand:\n%s", got)
	}
	s.press(`/ "needle" enter`)
	if got := s.plain(); !strings.Contains(got, "needle") {
		t.Errorf("the hit is out of sight:\n%s", got)
	}
}

func TestDamagedRecording(t *testing.T) {
	whole := recording(t, header(), session()...)
	torn := open(t, whole[:len(whole)-20])
	if got := newStage(t, torn, Options{Paused: true}, 100, 30).plain(); !strings.Contains(got, "TORN") {
		t.Errorf("torn is not said:\n%s", got)
	}
	f, err := format.NewFile(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(whole)
	broken[f.Chunks()[1].Offset+12] ^= 0xff
	s := newStage(t, open(t, broken), Options{Paused: true, At: time.Hour}, 100, 30)
	if got := s.plain(); !strings.Contains(got, "BROKEN at byte") || !strings.Contains(got, "DROP TABLE cart_tmp;") {
		t.Errorf("broken is not said, or what is intact is not shown:\n%s", got)
	}
}

func TestSmallTerminal(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true}, 52, 12)
	if got, want := s.plain(), "terminal too small (52x12, need 60x15); q leaves"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestEveryLineFits draws the player in many sizes and states and measures every line.
func TestEveryLineFits(t *testing.T) {
	p := open(t, recording(t, header(), session()...))
	for _, size := range [][2]int{{60, 15}, {61, 16}, {80, 24}, {81, 28}, {100, 30}, {120, 45}, {200, 60}, {300, 80}} {
		for _, keys := range []string{"", "?", "o", "L", "&", "z", "z z", "/ \"x\"", ": \"bad\" enter", "/ \"DROP\" enter L", "G", "up", "6 5 m"} {
			for _, ascii := range []bool{false, true} {
				s := newStage(t, p, Options{Paused: true, ASCII: ascii, SkipIdle: sec}, size[0], size[1])
				s.press(keys)
				checkLines(t, s.plain(), size[0], size[1], keys)
				if got := s.plain(); ascii && !plainASCII(strings.ReplaceAll(got, "\n", "")) {
					t.Errorf("%v %q: not ASCII:\n%s", size, keys, got)
				}
			}
		}
	}
}

func checkLines(t *testing.T, text string, cols, rows int, keys string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	if len(lines) != rows {
		t.Errorf("%dx%d %q: %d lines", cols, rows, keys, len(lines))
	}
	for i, line := range lines {
		if w := width(line); w != cols {
			t.Errorf("%dx%d %q: line %d is %d wide: %q", cols, rows, keys, i, w, line)
		}
	}
}

func TestFollowing(t *testing.T) {
	whole := recording(t, header(), session()...)
	f, err := format.NewFile(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	torn := open(t, whole[:f.Chunks()[1].Offset])
	s := newStage(t, torn, Options{At: time.Hour}, 100, 30)
	s.model.look.live = true
	s.press("F")
	if got := s.plain(); !strings.Contains(got, ">> 00:00:16") || !strings.Contains(got, "LIVE") {
		t.Errorf("not following:\n%s", got)
	}
	s.send(grownMsg{f, io.EOF})
	if got := s.plain(); !strings.Contains(got, "logout") {
		t.Errorf("the new end is not shown:\n%s", got)
	}
}

// TestKeysWhileReading presses keys while the frame that was asked for never arrives.
func TestKeysWhileReading(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true}, 100, 30)
	m := s.model
	press := func(k string) tea.Cmd { _, cmd := m.Update(keyPress(k)); return cmd }
	press("5") // its command is not run
	if !m.loading.busy {
		t.Fatal("nothing is being read")
	}
	for _, k := range []string{"right", "right", "left"} {
		press(k)
	}
	if got := m.position(); got != 265*sec {
		t.Errorf("position: got %v, want 4m25s", got)
	}
	s.wall = s.wall.Add(time.Second)
	if got := s.plain(); !strings.Contains(got, ".. 00:04:25") || !strings.Contains(got, "mika@web-prod-01") {
		t.Errorf("it does not say that it reads, or shows nothing meanwhile:\n%s", got)
	}
	press("+")
	if got := s.plain(); !strings.Contains(got, "2x") {
		t.Errorf("a key is not answered:\n%s", got)
	}
	press("?")
	if got := s.plain(); !strings.Contains(got, "Playing") {
		t.Errorf("no help:\n%s", got)
	}
	press("esc")
	if cmd := press("q"); cmd == nil || cmd() != tea.Quit() {
		t.Error("q does not leave")
	}
}

// TestSlowStore lets time pass while a frame is being read: the clock waits for it.
func TestSlowStore(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{At: time.Minute}, 100, 30)
	_, _ = s.model.Update(keyPress("G"))
	_, _ = s.model.Update(keyPress("0"))
	s.model.loading.at = s.model.position()
	for range 100 {
		s.wall = s.wall.Add(100 * ms)
		s.model.ticked(tickMsg{s.model.look.tick})
	}
	if got := s.model.position(); got > sec {
		t.Errorf("the clock ran on to %v", got)
	}
}

// A frame that takes long does not take the clock back to where it was before a key moved it, nor out of a hit.
func TestSlowStoreAndJump(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{At: time.Minute}, 100, 30)
	s.model.loading = loading{busy: true, at: time.Minute, since: s.wall, stop: func() {}, moves: s.model.look.moves}
	s.model.jump(5 * time.Minute)
	s.wall = s.wall.Add(2 * holdAfter)
	s.model.ticked(tickMsg{s.model.look.tick})
	if got := s.model.position(); got != 5*time.Minute {
		t.Errorf("got %v, want the place of the jump", got)
	}
}

func TestReadingFails(t *testing.T) {
	s := newStage(t, open(t, recording(t, header(), session()...)), Options{Paused: true}, 100, 30)
	s.model.loading.busy = true
	s.send(loadedMsg{0, player.Moment{}, errors.New("store is away\x1b[2J")})
	if got := s.plain(); !strings.Contains(got, "cannot read the recording: store is away?[2J") {
		t.Errorf("the error is not said:\n%s", got)
	}
	s.press("5")
	if !s.model.shown.current(255 * sec) {
		t.Error("a key does not try again")
	}
}
