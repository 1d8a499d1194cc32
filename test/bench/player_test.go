//go:build bench

package bench

import (
	"context"
	"fmt"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/internal/vt"
	"github.com/shellac-term/shellac/player"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
	"github.com/shellac-term/shellac/test/lab/s3"
)

const (
	seeks       = 200
	openRounds  = 9
	findRounds  = 5
	playSeconds = 10
)

// TestPlayer prints what the player does with a recording of four hours and 200 MB.
func TestPlayer(t *testing.T) {
	path := longRecording(t)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	replayed := replayAll(t, f)
	tab := table{title: fmt.Sprintf("Playing a recording of %s MB of output in %v, %s MB on disk", mega(longBytes), longTime, mega(info.Size())),
		head: []string{"", "median ms", "p99 ms", "worst ms", "median CPU ms", "÷ replay from the start", "bar"}}
	tab.row("replay from the start to the end", millis(replayed.wall), "", "", millis(replayed.cpu), "1.00", "")
	rows := playerRows{&tab, replayed}
	rows.opening(t, path, info.Size())
	rows.seeking(t, f, info.Size())
	rows.finding(t, f, info.Size())
	sameFrames(t, &tab, f, info.Size())
	running(t, &tab, path)
	tab.note("replay from the start: the emulator fed with every event, as a player without keyframes has to; tsh sends every byte through the terminal besides.")
	tab.print()
}

// A cost is what something took.
type cost struct{ wall, cpu time.Duration }

func costOf(f func()) cost {
	start, cpu := time.Now(), cpuTime()
	f()
	return cost{time.Since(start), cpuTime() - cpu}
}

type playerRows struct {
	*table
	replayed cost
}

func (r playerRows) add(what string, costs []cost, bar string) {
	var wall, cpu []time.Duration
	for _, c := range costs {
		wall, cpu = append(wall, c.wall), append(cpu, c.cpu)
	}
	r.row(what, millis(median(wall)), millis(quantile(wall, 0.99)), millis(slices.Max(wall)), millis(median(cpu)), fmt.Sprintf("%.4f", float64(median(wall))/float64(r.replayed.wall)), bar)
}

func replayAll(t *testing.T, f *os.File) cost {
	return costOf(func() {
		next, screen := eventsOf(t, f), vt.New(longSize.Cols, longSize.Rows)
		for {
			e, ok := next()
			if !ok {
				return
			}
			feed(screen, e)
		}
	})
}

// eventsOf returns a function that returns one event after the other.
func eventsOf(t *testing.T, f *os.File) func() (format.Event, bool) {
	t.Helper()
	r, err := format.NewReader(io.NewSectionReader(f, 0, 1<<62))
	if err != nil {
		t.Fatal(err)
	}
	return func() (format.Event, bool) {
		e, err := r.Next()
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		return e, err == nil
	}
}

func feed(s *vt.Screen, e format.Event) {
	switch size, err := e.Size(); {
	case e.Kind == format.Output:
		_, _ = s.Write(e.Data)
	case e.Kind == format.Resize && err == nil:
		s.Resize(size.Cols, size.Rows)
	}
}

func openPlayer(t *testing.T, r io.ReaderAt, size int64) *player.Player {
	t.Helper()
	f, err := format.NewFile(r, size)
	if err != nil {
		t.Fatal(err)
	}
	p, err := player.Open(f, player.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func frameAt(t *testing.T, p *player.Player, at time.Duration) vt.Frame {
	t.Helper()
	f, err := p.FrameAt(at)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// randomTimes returns n times, the same for every call.
func randomTimes(n int) []time.Duration {
	r := rand.New(rand.NewSource(7))
	times := make([]time.Duration, n)
	for i := range times {
		times[i] = time.Duration(r.Int63n(int64(longTime)))
	}
	return times
}

// opening measures the first frame, at a random time, from a file and from a server.
func (r playerRows) opening(t *testing.T, path string, size int64) {
	var local, remote []cost
	server := remoteLong(t, path, size)
	for _, at := range randomTimes(openRounds) {
		local = append(local, costOf(func() {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			frameAt(t, openPlayer(t, f, size), at)
		}))
		if server != nil {
			remote = append(remote, costOf(func() { firstRemote(t, server, at) }))
		}
	}
	r.add("first frame at a random time, local file", local, "")
	if server != nil {
		r.add("first frame at a random time, versitygw", remote, "150")
	}
}

// remoteLong puts the recording into a server and returns an archive on it; nil, with a message, where no server can be had.
func remoteLong(t *testing.T, path string, size int64) *archive.Archive {
	lab, err := s3.Run(t.TempDir())
	if err != nil {
		t.Logf("no S3 server: %v", err)
		return nil
	}
	t.Cleanup(lab.Kill)
	s, err := store.Open(t.Context(), lab.URL(lab.NewBucket(t), "shellac"), store.Options{Credentials: lab.Root})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := format.NewFile(f, size)
	if err != nil {
		t.Fatal(err)
	}
	a := archive.New(s, archive.Options{})
	if err := a.PutRecording(t.Context(), io.NewSectionReader(f, 0, size), size, file.Header(), file.Summary()); err != nil {
		t.Fatal(err)
	}
	return a
}

func firstRemote(t *testing.T, a *archive.Archive, at time.Duration) {
	e, err := a.Resolve(t.Context(), "last")
	if err != nil {
		t.Fatal(err)
	}
	r, err := a.Open(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	p, err := player.Open(r.File, player.Options{})
	if err != nil {
		t.Fatal(err)
	}
	frameAt(t, p, at)
}

// seeking measures jumps to random times, each one farther than what was used before helps with.
func (r playerRows) seeking(t *testing.T, f *os.File, size int64) {
	p := openPlayer(t, f, size)
	var costs []cost
	for _, at := range randomTimes(seeks) {
		costs = append(costs, costOf(func() { frameAt(t, p, at) }))
	}
	r.add(fmt.Sprintf("%d seeks to random times, local file", seeks), costs, "15, p99 40")
}

// finding measures searches: the first one of a player, which reads everything, and those after it or after the survey that the
// player makes in the background.
func (r playerRows) finding(t *testing.T, f *os.File, size int64) {
	var cold, first, warm, frequent, next []cost
	for range findRounds {
		cold = append(cold, costOf(func() { findAll(t, openPlayer(t, f, size), needle) }))
		first = append(first, costOf(func() { findSome(t, openPlayer(t, f, size), "gateway", 1) }))
	}
	p := openPlayer(t, f, size)
	survey := costOf(func() { surveyAll(t, p) })
	var hits []player.Hit
	for range findRounds {
		warm = append(warm, costOf(func() { hits = findAll(t, p, needle) }))
		frequent = append(frequent, costOf(func() { findAll(t, p, "nginx") }))
	}
	if len(hits) != 1 || !strings.Contains(hits[0].Line, "mysql shop") {
		t.Fatalf("hits for %s: got %+v, want the command", needle, hits)
	}
	pattern := compile(t, "nginx")
	for _, h := range findAll(t, p, "nginx") {
		next = append(next, costOf(func() {
			if at, err := p.Exact(context.Background(), pattern, h); err != nil {
				t.Fatal(err)
			} else {
				frameAt(t, p, at)
			}
		}))
	}
	r.add("search for "+needle+", first search", cold, "100")
	r.add("first hit of a frequent word, first search", first, "")
	r.add("survey of all chunks, in the background", []cost{survey}, "")
	r.add("search for "+needle+", after survey or search", warm, "100")
	r.add("search for nginx, in a quarter of the chunks, after that", frequent, "")
	r.add("next hit and its frame", next, "30")
}

func compile(t *testing.T, text string) *player.Pattern {
	t.Helper()
	p, err := player.CompilePattern(text, false)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func findAll(t *testing.T, p *player.Player, text string) []player.Hit {
	return findSome(t, p, text, 1<<30)
}

func findSome(t *testing.T, p *player.Player, text string, n int) (hits []player.Hit) {
	t.Helper()
	for h, err := range p.Find(context.Background(), compile(t, text), nil) {
		if err != nil {
			t.Fatal(err)
		}
		if hits = append(hits, h); len(hits) == n {
			break
		}
	}
	return hits
}

func surveyAll(t *testing.T, p *player.Player) {
	for left := 1; left > 0; {
		var err error
		if left, err = p.Survey(); err != nil {
			t.Fatal(err)
		}
	}
}

// sameFrames compares frames at random times with those that one replay from the start comes by. Where the recorded program
// was still drawing, the player shows what stood before.
func sameFrames(t *testing.T, tab *table, f *os.File, size int64) {
	p := openPlayer(t, f, size)
	got := make(map[time.Duration]vt.Frame)
	times := randomTimes(seeks)
	for _, at := range times {
		got[at] = frameAt(t, p, at)
	}
	slices.Sort(times)
	next, screen := eventsOf(t, f), vt.New(longSize.Cols, longSize.Rows)
	same, drawing := 0, 0
	e, more := next()
	for _, at := range times {
		for more && e.At <= at {
			feed(screen, e)
			e, more = next()
		}
		switch want := screen.Frame(); {
		case !want.Complete:
			drawing++
		case want.Equal(got[at]):
			same++
		}
	}
	tab.note("frames at %d random times: %d equal those of a replay from the start cell for cell, %d lay inside unfinished drawing", seeks, same, drawing)
	if same+drawing != seeks {
		t.Errorf("frames at random times: %d of %d equal a replay from the start", same, seeks-drawing)
	}
}

// running plays with the real program at 30 frames a second, where the recording shows a process viewer, a log and a shell.
func running(t *testing.T, tab *table, path string) {
	bin := filepath.Join(t.TempDir(), "shellac")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/shellac-term/shellac/cmd/shellac").CombinedOutput(); err != nil {
		t.Fatalf("build shellac: %v\n%s", err, out)
	}
	for _, part := range []struct {
		name string
		at   time.Duration
	}{{"process viewer that repaints", 122 * time.Minute}, {"log", 121 * time.Minute}, {"shell", 120 * time.Minute}} {
		cmd := exec.Command(bin, "play", path, "--at", part.at.String())
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
		s := ptylab.Start(t, cmd, longSize.Cols+2, longSize.Rows+6)
		s.WaitScreen("the player", func(f vt.Frame) bool { return strings.Contains(f.Text(longSize.Rows+2), " |> ") })
		time.Sleep(3 * time.Second) // the survey in the background
		before, sent := processorTime(t, s.PID()), len(s.Bytes())
		start := time.Now()
		time.Sleep(playSeconds * time.Second)
		used, took := processorTime(t, s.PID())-before, time.Since(start)
		tab.note("playing 120x40, %s: %.1f %% of a core, %s MB at the most, %.0f KB/s sent (bar: 15 %%, 60 MB)", part.name,
			100*used.Seconds()/took.Seconds(), mega(peakMemory(s.PID())), float64(len(s.Bytes())-sent)/1e3/took.Seconds())
		s.Send("q")
		s.Wait()
	}
}

// processorTime returns how much of the processors a process has had.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] { // utime and stime, of which there are 100 a second
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
