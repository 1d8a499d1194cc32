package e2e

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/vt"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// casts are recordings of real programs: a shell, a pager, editors, a window manager, a REPL, wide characters.
func casts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "internal", "vt", "testdata", "own", "*.cast"))
	if err != nil || len(files) == 0 {
		t.Fatalf("recordings to play: got %d, %v", len(files), err)
	}
	for i, f := range files {
		if files[i], err = filepath.Abs(f); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// imported puts a file into the store of a new user and returns the recording's ID and file.
func imported(t *testing.T, cast string) (u *user, id, path string) {
	t.Helper()
	store := t.TempDir()
	u = newUser(t, "SHELLAC_STORE=file://"+store)
	id, _, _ = strings.Cut(u.must("import", cast), " ")
	files, _ := filepath.Glob(filepath.Join(store, "rec", "*", "*", "*", id+".shlc")) // the pattern is well formed
	if len(files) != 1 {
		t.Fatalf("recordings in the store: got %q, want one", files)
	}
	return u, id, files[0]
}

// A reel is a recording as it is replayed from its start by nothing but the emulator.
type reel struct {
	size   format.Size
	events []format.Event
}

func readReel(t *testing.T, path string) reel {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := format.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	reel := reel{size: r.Header().Size}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return reel
		}
		if err != nil {
			t.Fatal(err)
		}
		e.Data = append([]byte(nil), e.Data...)
		reel.events = append(reel.events, e)
	}
}

func (r reel) end() time.Duration { return r.events[len(r.events)-1].At }

// at returns the screen at a time.
func (r reel) at(t time.Duration) vt.Frame {
	s := vt.New(r.size.Cols, r.size.Rows)
	for _, e := range r.events {
		if e.At > t {
			break
		}
		switch size, err := e.Size(); {
		case e.Kind == format.Output:
			_, _ = s.Write(e.Data)
		case e.Kind == format.Resize && err == nil:
			s.Resize(size.Cols, size.Rows)
		}
	}
	return s.Frame()
}

var status = regexp.MustCompile(`^ (\S\S) (\d+):(\d\d):(\d\d)\.(\d{3}) / `)

// position reads the position of a player that stands from its status line, and how many rows lie above that.
func position(f vt.Frame) (at time.Duration, room int, ok bool) {
	for y := range f.Rows {
		m := status.FindStringSubmatch(f.Text(y))
		if m == nil || m[1] == ".." {
			continue
		}
		d, err := time.ParseDuration(fmt.Sprintf("%sh%sm%ss%sms", m[2], m[3], m[4], m[5]))
		return d, y, err == nil
	}
	return 0, 0, false
}

// shows reports whether a terminal shows a recorded screen, or the part of it for which there is room.
func shows(shown vt.Frame, room int, want vt.Frame) bool {
	cols, rows := min(shown.Cols, want.Cols), min(room, want.Rows)
	left, top := (shown.Cols-cols)/2, (room-rows)/2
	if shown.Cols >= want.Cols+2 && room >= want.Rows+2 { // a frame is drawn around it
		left, top = (shown.Cols-cols-2)/2+1, (room-rows-2)/2+1
	}
	for dy := range want.Rows - rows + 1 {
		for dx := range want.Cols - cols + 1 {
			if sameText(shown, left, top, want, dx, dy, cols, rows) {
				return true
			}
		}
	}
	return false
}

// sameText compares cells. A wide character at the edge of the part that is shown may be cut.
func sameText(shown vt.Frame, left, top int, want vt.Frame, dx, dy, cols, rows int) bool {
	for y := range rows {
		for x := range cols {
			a, b := want.Cell(dx+x, dy+y), shown.Cell(left+x, top+y)
			edge := x == 0 && a.Width == 0 || x == cols-1 && a.Width == 2
			if !edge && strings.TrimSpace(a.Text) != strings.TrimSpace(b.Text) && !drawnOtherwise(a.Text) {
				return false
			}
		}
	}
	return true
}

// drawnOtherwise reports whether the player does not hand text to the terminal as it was, since terminals differ in the
// cells it takes: what is no character, flags, and characters that are made of several.
func drawnOtherwise(text string) bool {
	r, n := utf8.DecodeRuneInString(text)
	return n < len(text) || r == utf8.RuneError || r >= '\U0001f1e6' && r <= '\U0001f1ff'
}

// wantShown waits until a player that stands shows what the recording shows at its position, which is at least as told.
func wantShown(t *testing.T, s *ptylab.Session, r reel, what string, ok func(at time.Duration) bool) {
	t.Helper()
	s.WaitScreen(what, func(f vt.Frame) bool {
		at, room, found := position(f)
		return found && ok(at) && r.shown(f, room, at)
	})
}

// shown reports whether a terminal shows the recording at a time of which the microseconds are not known.
func (r reel) shown(f vt.Frame, room int, at time.Duration) bool {
	return shows(f, room, r.at(at)) || shows(f, room, r.at(at+time.Millisecond-1))
}

// Recordings of real programs are played in terminals of three sizes, and after each key the terminal shows what an
// emulator shows that was fed with the recording up to there.
func TestPlay(t *testing.T) {
	t.Parallel()
	for _, cast := range casts(t) {
		t.Run(strings.TrimSuffix(filepath.Base(cast), ".cast"), func(t *testing.T) {
			t.Parallel()
			u, id, path := imported(t, cast)
			r := readReel(t, path)
			for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
				s := u.terminal(size[0], size[1], "play", id, "--pause")
				playAround(t, s, r)
				s.Send("q")
				wantExit(t, s, 0)
			}
		})
	}
}

// playAround presses keys for moving.
func playAround(t *testing.T, s *ptylab.Session, r reel) {
	t.Helper()
	end := r.end()
	near := func(want time.Duration) func(time.Duration) bool {
		return func(at time.Duration) bool { return at >= want-2*time.Millisecond && at <= want+2*time.Millisecond }
	}
	wantShown(t, s, r, "the start", near(0))
	for n := 1; n <= 9; n += 2 {
		s.Send(fmt.Sprint(n))
		wantShown(t, s, r, fmt.Sprintf("%d tenths", n), near(end/10*time.Duration(n)))
	}
	s.Send("h")
	wantShown(t, s, r, "a second back", near(max(end/10*9-time.Second, 0)))
	s.Send("G")
	wantShown(t, s, r, "the end", near(end))
	s.Send(",")
	wantShown(t, s, r, "a step back", func(at time.Duration) bool { return at < end })
	s.Send(":1.5s\r")
	wantShown(t, s, r, "a time", near(1500*time.Millisecond))
	s.Resize(100, 30)
	wantShown(t, s, r, "another size", near(1500*time.Millisecond))
}

// While the clock runs, the terminal shows whole moments of the recording.
func TestPlayRuns(t *testing.T) {
	t.Parallel()
	u, id, path := imported(t, casts(t)[0])
	r := readReel(t, path)
	s := u.terminal(120, 40, "play", id, "--speed", "4", "--skip-idle", "1s")
	s.WaitScreen("the clock at 4x", func(f vt.Frame) bool { return strings.Contains(f.Text(36), "4x  skip idle>1s") })
	s.WaitScreen("some seconds", func(f vt.Frame) bool { // a busy machine may not show each of them
		seconds, playing := strings.CutPrefix(f.Text(36), " |> 00:00:")
		return playing && seconds[:2] >= "03"
	})
	s.Send(" ")
	wantShown(t, s, r, "a pause", func(at time.Duration) bool { return at >= 3*time.Second && at < r.end() })
	s.Send("q")
	wantExit(t, s, 0)
}

// The flags start the player where and how they say.
func TestPlayFlags(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "internal", "vt", "testdata", "own", "sqlite_drop_v2.cast")
	cast, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	u, id, path := imported(t, cast)
	r := readReel(t, path)
	s := u.terminal(120, 40, "play", id, "--find", "DROP TABLE")
	s.WaitScreen("the first match", func(f vt.Frame) bool { return strings.Contains(f.Text(36), "match 1/") })
	wantShown(t, s, r, "the match on the screen", func(at time.Duration) bool { return strings.Contains(textOf(r.at(at+time.Millisecond)), "DROP TABLE") })
	s.Send("L")
	s.WaitScreen("the list", func(f vt.Frame) bool {
		return strings.Contains(f.Text(0), "Hits for DROP TABLE") && strings.Contains(textOf(f), "Transcript 0:00-")
	})
	s.Send("y")
	s.WaitFor("\x1b]52;c;")
	s.Send("\x1b") // with a q at once it would be Alt-q
	s.WaitScreen("the closed list", func(f vt.Frame) bool { return !strings.Contains(f.Text(0), "Hits for") })
	s.Send("q")
	wantExit(t, s, 0)

	s = u.terminal(120, 40, "play", path, "--at", "2s", "--pause") // a file
	wantShown(t, s, r, "two seconds", func(at time.Duration) bool { return at == 2*time.Second })
	s.Send("q")
	wantExit(t, s, 0)

	s = u.terminal(120, 40, "play", id, "--loop", "--speed", "16", "--no-mouse", "--no-sync")
	s.WaitScreen("the loop", func(f vt.Frame) bool { return strings.Contains(f.Text(36), "A-B 0:00-") })
	s.Send("q")
	wantExit(t, s, 0)
	for _, mode := range []string{"\x1b[?1002h", "\x1b[?1000h", "\x1b[?2026h"} {
		if strings.Contains(string(s.Bytes()), mode) {
			t.Errorf("--no-mouse --no-sync: sent %q", mode)
		}
	}
}

func textOf(f vt.Frame) string {
	var b strings.Builder
	for y := range f.Rows {
		b.WriteString(f.Text(y) + "\n")
	}
	return b.String()
}

// evil is what a program may print to be obeyed by the terminal of whoever plays the recording: clipboard, titles, fonts,
// questions that a terminal answers on standard input, modes.
const evil = `printf '\033]52;c;aGFja2Vk\007\033]52;c;?\007\033]0;hacked\007\033[21t\033]50;?\007\033]9;x\007\033]1337;File=:YQ==\007\033P$q"p\033\\\033P+q544e\033\\` +
	`\033[c\033[>c\033[=c\033[5n\033[6n\033[?6n\033[14t\033[18t\033[?u\033]4;1;?\007\033]10;?\007\033]11;?\007\033[?996n\033[?2026$p\005\033Z` +
	`\033[?1003h\033[?1006h\033[?1004h\033[?2004h\033[?25l\033[?7l\033[?1h\033=\033[4h\033]8;;http://x/\00233\033\\link\033]8;;\033\\\033[5i\033[0i'; echo safe`

// A recorded program that tries to control the terminal of the player reaches nobody: what is sent, but for text and styles,
// is what a harmless recording makes the player send. Whatever way it is left, no mode is.
func TestPlayHostile(t *testing.T) {
	t.Parallel()
	u := newUser(t, "SHELLAC_STORE=file://"+t.TempDir())
	sent := make(map[string]map[string]bool)
	for _, script := range []string{evil, "echo safe"} {
		u.must("run", "--pty", "--", "sh", "-c", script)
		s := u.terminal(100, 30, "play", "last")
		s.WaitScreen("the output", func(f vt.Frame) bool { return strings.Contains(textOf(f), "safe") })
		s.Send("/safe\rLT")
		s.WaitScreen("the transcript", func(f vt.Frame) bool { return strings.Contains(textOf(f), "Transcript 0:00") })
		s.Send("q")
		wantExit(t, s, 0)
		sent[script] = commands(s.Bytes())
		wantUntouched(t, "q", s)
	}
	for c := range sent[evil] {
		if !sent["echo safe"][c] {
			t.Errorf("reached the terminal because of the recording: %q", c)
		}
	}
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		s := u.terminal(100, 30, "play", "last")
		s.WaitScreen("the output", func(f vt.Frame) bool { return strings.Contains(textOf(f), "safe") })
		s.Signal(sig)
		t.Logf("%v: %+v", sig, s.Wait())
		wantUntouched(t, sig.String(), s)
	}
}

var (
	controls = regexp.MustCompile(`\x1b\[([?>=<]?)([0-9;:]*)([ $"]?[@-~])|\x1b[\]P_^X][^\x07\x1b]*|\x1b[^\[\]P_^X]|[\x00-\x06\x0e-\x1a\x7f]`)
	// drawing are the finals of sequences that draw. reverse is ESC M, by which the cursor goes up a row or what is below it down.
	drawing = "ABCDGHJKLMPSTXbdfm@r"
	reverse = "\x1bM"
)

// commands returns what was sent to a terminal besides text, moves of the cursor and styles. A number counts where it
// names a mode or a question.
func commands(sent []byte) map[string]bool {
	found := make(map[string]bool)
	for _, m := range controls.FindAllSubmatch(sent, -1) {
		if string(m[0]) != reverse && (len(m[3]) == 0 || len(m[1]) > 0 || !strings.Contains(drawing, string(m[3]))) {
			found[string(m[0])] = true
		}
	}
	return found
}

// wantUntouched checks that of what the player switched on nothing is left.
func wantUntouched(t *testing.T, way string, s *ptylab.Session) {
	t.Helper()
	screen := vt.New(100, 30)
	sent := s.Bytes()
	_, _ = screen.Write(sent)
	left := regexp.MustCompile(`\x1b\[\??[0-9;]*[hl]`).FindAll(screen.Redraw(), -1)
	if len(left) > 0 || !screen.Frame().Cursor.Visible || screen.Frame().Alt {
		t.Errorf("%s: modes left set: %q", way, left)
	}
	for _, pair := range [][2]string{{"\x1b[>1u", "\x1b[<"}, {"\x1b[>4;2m", "\x1b[>4m"}, {"\x1b[?1004h", "\x1b[?1004l"}, {"\x1b[?2048h", "\x1b[?2048l"}} {
		if on, off := strings.LastIndex(string(sent), pair[0]), strings.LastIndex(string(sent), pair[1]); on > off {
			t.Errorf("%s: %q is left on", way, pair[0])
		}
	}
}

// ticking prints the time since the epoch in milliseconds every 50 ms.
const ticking = `while :; do echo now $(date +%s%3N) end; sleep 0.05; done`

// tolerance is what a loaded machine may add to the time by which a follower is behind.
const tolerance = 3 * time.Second

// A session that runs is followed from the same machine and from another one, which has only the store.
func TestPlayFollow(t *testing.T) {
	t.Parallel()
	u := newUser(t, "SHELLAC_STORE=file://"+t.TempDir())
	other := newUser(t, u.env[len(u.env)-1])
	session := u.terminal(80, 24, "run", "--", "sh", "-c", ticking)
	session.WaitFor("now")
	early := other.terminal(80, 24, "play", "last", "--follow") // before the store has anything but the session's name
	early.WaitScreen("output of the session", func(fr vt.Frame) bool { return newest(fr) > 0 })
	early.Send("q")
	early.Wait()
	for _, f := range []struct {
		who   string
		user  *user
		bound time.Duration
	}{{"the same machine", u, time.Second}, {"another machine", other, 12 * time.Second}} {
		eventually(t, "the session in the store", func() bool {
			return len(f.user.list("--state", "live")) == 1
		})
		s := f.user.terminal(80, 24, "play", "last", "--follow")
		var lags []time.Duration
		s.WaitScreen("output of the session", func(fr vt.Frame) bool { return newest(fr) > 0 })
		for range 100 {
			time.Sleep(100 * time.Millisecond)
			if at := newest(s.Screen()); at > 0 { // the player may be drawing
				lags = append(lags, time.Duration(time.Now().UnixMilli()-at)*time.Millisecond)
			}
		}
		worst := slices.Max(lags)
		t.Logf("%s: at most %v behind", f.who, worst)
		if worst > f.bound+tolerance {
			t.Errorf("%s: %v behind, want at most %v", f.who, worst, f.bound)
		}
		if f.user == u {
			s.Send("h")
			s.WaitScreen("a look back", func(fr vt.Frame) bool { return !strings.Contains(textOf(fr), " >> ") })
			s.Send("F")
			s.WaitScreen("following again", func(fr vt.Frame) bool { return strings.Contains(textOf(fr), " >> ") })
		}
		if f.user == other {
			session.Send("\x03")
			session.Wait()
			s.WaitScreen("the end of the session", func(fr vt.Frame) bool { return strings.Contains(textOf(fr), "the session has ended") })
		}
		s.Send("q")
		s.Wait()
	}
}

// newest returns the latest time that a ticking session's screen shows.
func newest(f vt.Frame) (ms int64) {
	for _, m := range regexp.MustCompile(`now (\d+) end`).FindAllStringSubmatch(textOf(f), -1) {
		var n int64
		if _, err := fmt.Sscan(m[1], &n); err == nil {
			ms = max(ms, n)
		}
	}
	return ms
}
