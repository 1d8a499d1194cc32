//go:build bench

package bench

import (
	"bytes"
	"fmt"
	"io"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/recorder"
	"github.com/shellac-term/shellac/test/bench/workload"
)

// The long session that the player is measured on: four hours and 200 MB of output on a terminal of 120x40, of which an
// auditor wants to know when somebody typed needle. It alternates between a shell at which somebody types, a log, a
// process viewer that repaints its screen, and an editor.
const (
	longBytes  = 200_000_000
	longTime   = 4 * time.Hour
	longParts  = 240 // a minute each
	needle     = "DROP TABLE"
	needlePart = 180
)

var longSize = format.Size{Cols: 120, Rows: 40}

// longRecording returns the path of the recording, which is made once and kept in the user's cache folder.
func longRecording(t testing.TB) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "shellac", "bench")
	path := filepath.Join(dir, "long-3.shlc") // another number when the content or what derives from it changes
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.CreateTemp(dir, "new")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := newLongSession(t)
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	h := format.Header{ID: archive.NewID(start), Kind: "ssh", Target: "db1", User: "alice@laptop", RemoteUser: "deploy", Start: start,
		Size: longSize, Term: "xterm-256color", Recorder: "shellac/0.1.0", Tick: format.DefaultTick}
	if _, err := recorder.Convert(f, h, s.next); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		t.Fatal(err)
	}
	return path
}

// A longSession yields the events of the long session, part by part.
type longSession struct {
	r      *rand.Rand
	part   int
	events []format.Event
	log    []byte
}

func newLongSession(t testing.TB) *longSession {
	var log bytes.Buffer
	if err := workload.WriteLog(&log, longBytes/10*6); err != nil {
		t.Fatal(err)
	}
	return &longSession{r: rand.New(rand.NewSource(1)), log: log.Bytes()}
}

func (s *longSession) next() (format.Event, error) {
	for len(s.events) == 0 {
		if s.part == longParts {
			return format.Event{}, io.EOF
		}
		s.fill()
		s.part++
	}
	e := s.events[0]
	s.events = s.events[1:]
	return e, nil
}

// fill makes the events of one part.
func (s *longSession) fill() {
	var pieces []string
	switch s.part % 4 {
	case 0:
		pieces = s.shell()
	case 1:
		pieces = s.tail()
	case 2:
		pieces = s.top()
	case 3:
		pieces = s.editor()
	}
	from, length := longTime/longParts*time.Duration(s.part), longTime/longParts
	for i, p := range pieces {
		at := from + time.Duration(float64(length)*float64(i)/float64(len(pieces)))
		s.events = append(s.events, format.Event{At: at, Kind: format.Output, Data: []byte(p)})
	}
}

// shell types commands at a prompt that is marked (OSC 133), with what they print.
func (s *longSession) shell() (pieces []string) {
	words := []string{"ls", "-la", "/srv/app", "git", "status", "kubectl", "get", "pods", "-n", "shop", "tail", "cart.log", "systemctl", "restart", "nginx"}
	for n := range 12 {
		pieces = append(pieces, "\x1b]133;A\x07\x1b[1;32mdeploy@db1\x1b[0m:\x1b[34m~\x1b[0m$ \x1b]133;B\x07")
		line := ""
		for range 2 + s.r.Intn(4) {
			line += words[s.r.Intn(len(words))] + " "
		}
		if s.part == needlePart && n == 6 {
			line = "mysql shop -e '" + needle + " cart_tmp'"
		}
		for _, c := range line {
			pieces = append(pieces, string(c))
		}
		pieces = append(pieces, "\r\n\x1b]133;C\x07")
		for range s.r.Intn(60) {
			pieces = append(pieces, fmt.Sprintf("-rw-r--r-- 1 deploy deploy %7d Nov 24 %02d:%02d file-%04x.txt\r\n", s.r.Intn(1e6), s.r.Intn(24), s.r.Intn(60), s.r.Intn(1<<16)))
		}
		pieces = append(pieces, "\x1b]133;D;0\x07")
	}
	return pieces
}

// tail prints a piece of the log, 4 KiB at a time as a pty gives it.
func (s *longSession) tail() (pieces []string) {
	n := len(s.log) / (longParts / 4) * (s.part/4 + 1)
	mine := s.log[n-len(s.log)/(longParts/4) : n]
	for len(mine) > 0 {
		k := min(4095, len(mine))
		pieces = append(pieces, string(mine[:k]))
		mine = mine[k:]
	}
	return pieces
}

// top repaints the whole screen: one million bytes a part in frames of 4 to 5 KB.
func (s *longSession) top() (pieces []string) {
	pieces = append(pieces, "\x1b[?1049h\x1b[2J")
	for size := 0; size < longBytes/10*3/(longParts/4); {
		var b strings.Builder
		fmt.Fprintf(&b, "\x1b[?2026h\x1b[Htop - %02d:%02d:%02d up 12 days, load average: %.2f, %.2f\x1b[K\r\n\x1b[7m  PID USER      PR  NI    VIRT    RES  %%CPU  %%MEM     TIME+ COMMAND\x1b[K\x1b[m\r\n",
			s.part/60, s.part%60, s.r.Intn(60), s.r.Float64()*4, s.r.Float64()*4)
		for i := range longSize.Rows - 3 {
			fmt.Fprintf(&b, "\x1b[%d;1H\x1b[1m%5d\x1b[m deploy    20   0 %7d %6d \x1b[3%dm%5.1f\x1b[m %5.1f %4d:%02d.%02d worker-%02d --queue=cart --shard=%d\x1b[K",
				i+3, 1000+i*7, 100000+i*977, 2000+s.r.Intn(9000), 1+i%6, s.r.Float64()*100, s.r.Float64()*10, i, s.r.Intn(60), s.r.Intn(100), i, i%8)
		}
		b.WriteString("\x1b[?2026l")
		size += b.Len()
		pieces = append(pieces, b.String())
	}
	return append(pieces, "\x1b[?1049l")
}

// editor shows a file, scrolls through it and types into it.
func (s *longSession) editor() (pieces []string) {
	pieces = append(pieces, "\x1b[?1049h\x1b[2J\x1b[1;39r")
	status := func(n int) string {
		return fmt.Sprintf("\x1b7\x1b[40;1H\x1b[7m cart_service.go  %5d,%-3d  utf-8 \x1b[m\x1b8", n, s.r.Intn(80))
	}
	for n, size := 0, 0; size < longBytes/10/(longParts/4); n++ {
		line := fmt.Sprintf("\x1b[33m%5d\x1b[m \x1b[35mfunc\x1b[m (c *Cart) \x1b[36mStep%d\x1b[m(ctx context.Context, n int) error { return c.store.Put(ctx, \x1b[31m\"cart/%x\"\x1b[m, n*%d) }", n, n, s.r.Uint32(), s.r.Intn(100))
		p := "\x1b[39;1H\r\n" + line + status(n)
		if n%20 == 0 {
			p = "\x1b[20;8H" + string(rune('a'+s.r.Intn(26))) + status(n)
		}
		size += len(p)
		pieces = append(pieces, p)
	}
	return append(pieces, "\x1b[r\x1b[?1049l")
}
