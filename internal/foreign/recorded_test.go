package foreign

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// The files in testdata were made by the programs whose formats they are: see record.sh there. program.raw is what the
// recorded program wrote.
func programRaw(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("testdata/program.raw")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A moment is some bytes at a time.
type moment struct {
	at time.Duration
	n  int
}

// A heard is what a recording holds.
type heard struct {
	header  format.Header
	text    map[format.Kind]string
	moments map[format.Kind][]moment
	rest    []string // of the other events, in words
	end     error
}

// listen reads a recording to its end.
func listen(t *testing.T, rec *Recording) heard {
	t.Helper()
	h, err := tryListen(rec)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func tryListen(rec *Recording) (heard, error) {
	s, err := rec.Open()
	if err != nil {
		return heard{}, err
	}
	defer s.Close()
	h := heard{header: s.Header(), text: map[format.Kind]string{}, moments: map[format.Kind][]moment{}}
	for {
		e, err := s.Next()
		if err != nil {
			h.end = err
			return h, nil
		}
		switch e.Kind {
		case format.Output, format.Stderr, format.Input:
			h.text[e.Kind] += string(e.Data)
			h.moments[e.Kind] = append(h.moments[e.Kind], moment{e.At, len(e.Data)})
		case format.Resize:
			size, err := e.Size()
			h.rest = append(h.rest, fmt.Sprintf("%v resize %v %v", e.At, size, err))
		default:
			h.rest = append(h.rest, fmt.Sprintf("%v %v %q", e.At, e.Kind, e.Data))
		}
	}
}

// lookOnly returns the only recording in a file of a folder.
func lookOnly(t *testing.T, dir, name string, o Options) *Recording {
	t.Helper()
	recs, err := Look(Dir(dir), name, o)
	if err != nil || len(recs) != 1 {
		t.Fatalf("got %d recordings, %v", len(recs), err)
	}
	return recs[0]
}

// merged adds up moments at the same time.
func merged(list []moment) []moment {
	var out []moment
	for _, m := range list {
		if n := len(out); n > 0 && out[n-1].at == m.at {
			out[n-1].n += m.n
		} else {
			out = append(out, m)
		}
	}
	return out
}

func wantMoments(t *testing.T, what string, got, want []moment) {
	t.Helper()
	if got, want := merged(got), merged(want); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestTypescripts(t *testing.T) {
	tests := []struct {
		file   string // either of the two
		typed  bool
		size   format.Size
		argv   string
		resize bool
	}{
		{"classic.out", false, format.Size{Cols: 100, Rows: 30}, "sh program.sh", false},
		{"classic.timing", false, format.Size{Cols: 100, Rows: 30}, "sh program.sh", false},
		{"advanced.timing", false, format.Size{Cols: 100, Rows: 30}, "sleep 1; sh program.sh", true},
		{"both.log", true, format.Size{Cols: 90, Rows: 25}, "read word; sh program.sh", false},
		{"apart.out", true, format.Size{Cols: 90, Rows: 25}, "read word; sh program.sh", false},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			base := strings.TrimSuffix(tt.file, filepath.Ext(tt.file))
			for _, input := range []bool{false, true} {
				h := listen(t, lookOnly(t, "testdata", tt.file, Options{Input: input}))
				want := programRaw(t)
				if tt.typed {
					want = "sesame\r\n" + want
				}
				if got := h.text[format.Output]; got != want {
					t.Errorf("got output %q, want %q", got, want)
				}
				typed, size, signals := readTiming(t, "testdata/"+base+".timing")
				wantMoments(t, "output", h.moments[format.Output], size)
				if tt.typed && input {
					wantMoments(t, "input", h.moments[format.Input], typed)
				}
				if got, want := h.text[format.Input], map[bool]string{true: "sesame\n"}[tt.typed && input]; got != want {
					t.Errorf("got input %q, want %q", got, want)
				}
				wantScriptHeader(t, h, tt.size, tt.argv)
				wantEnd(t, h, tt.resize, signals)
			}
		})
	}
}

func wantScriptHeader(t *testing.T, h heard, size format.Size, command string) {
	t.Helper()
	if h.header.Size != size || h.header.Term != "xterm-256color" || !slices.Equal(h.header.Argv, []string{"sh", "-c", command}) {
		t.Errorf("got header %+v", h.header)
	}
	if h.header.Start.Year() != 2026 || h.header.Start.Second() == 0 && h.header.Start.Minute() == 0 || h.header.Tick != time.Microsecond {
		t.Errorf("got start %v and tick %v", h.header.Start, h.header.Tick)
	}
}

func wantEnd(t *testing.T, h heard, resize bool, signals []time.Duration) {
	t.Helper()
	if !errors.Is(h.end, io.EOF) {
		t.Errorf("got end %v", h.end)
	}
	var want []string
	if resize {
		want = append(want, fmt.Sprintf("%v resize 60x20 <nil>", signals[0]))
	}
	if len(h.rest) != len(want)+1 || !slices.Equal(h.rest[:len(want)], want) || !strings.HasSuffix(h.rest[len(want)], ` exit "7"`) {
		t.Errorf("got events %q, want %q and exit 7", h.rest, want)
	}
}

// readTiming reads a timing file as it stands there.
func readTiming(t *testing.T, name string) (typed, shown []moment, signals []time.Duration) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var now time.Duration
	for line := range strings.Lines(string(b)) {
		letter := "O"
		if line[0] > '9' {
			letter, line = line[:1], line[2:]
		}
		var seconds, micros, n int
		if k, _ := fmt.Sscanf(line, "%d.%06d %d", &seconds, &micros, &n); k < 2 {
			t.Fatalf("cannot read %q", line)
		}
		now += time.Duration(seconds)*time.Second + time.Duration(micros)*time.Microsecond
		switch letter {
		case "O":
			shown = append(shown, moment{now, n})
		case "I":
			typed = append(typed, moment{now, n})
		case "S":
			signals = append(signals, now)
		}
	}
	return typed, shown, signals
}

func TestTtyrecs(t *testing.T) {
	b, err := os.ReadFile("testdata/program.ttyrec")
	if err != nil {
		t.Fatal(err)
	}
	var want []moment
	number := func() int64 { n := binary.LittleEndian.Uint32(b); b = b[4:]; return int64(n) }
	var first time.Time
	for len(b) > 0 {
		at := time.Unix(number(), 1000*number()).UTC()
		if first.IsZero() {
			first = at
		}
		n := number()
		want = append(want, moment{at.Sub(first), int(n)})
		b = b[n:]
	}
	for _, name := range []string{"program.ttyrec", "program.ttyrec.gz", "program.ttyrec.bz2", "program.ttyrec.zst"} {
		h := listen(t, lookOnly(t, "testdata", name, Options{}))
		if got, want := h.text[format.Output], programRaw(t); got != want {
			t.Errorf("%s: got output %q, want %q", name, got, want)
		}
		wantMoments(t, name, h.moments[format.Output], want)
		if !h.header.Start.Equal(first) || h.header.Size != (format.Size{Cols: 80, Rows: 24}) || h.header.Tick != time.Microsecond {
			t.Errorf("%s: got header %+v, want start %v", name, h.header, first)
		}
	}
	h := listen(t, lookOnly(t, "testdata", "program.ttyrec", Options{Size: format.Size{Cols: 100, Rows: 30}}))
	if got := h.header.Size; got != (format.Size{Cols: 100, Rows: 30}) {
		t.Errorf("got size %v, want the one that was named", got)
	}
}

// tlogRecord is one record of the timing of a message.
var tlogRecord = regexp.MustCompile(`([+<>\[\]=])(\d+)(?:[/x](\d+))?`)

func TestTlogs(t *testing.T) {
	for _, input := range []bool{false, true} {
		o := Options{Input: input}
		terminal := listen(t, lookOnly(t, "testdata", "terminal.tlog", o))
		if got, want := terminal.text[format.Output], "sesame\r\n"+programRaw(t); got != want {
			t.Errorf("got output %q, want %q", got, want)
		}
		if got, want := terminal.text[format.Input], map[bool]string{true: "sesame\n"}[input]; got != want {
			t.Errorf("got input %q, want %q", got, want)
		}
		if h := terminal.header; h.Target != "shellac-fixture" || h.User != "root@shellac-fixture" || h.Size != (format.Size{Cols: 100, Rows: 30}) ||
			h.Term != "xterm-256color" || h.Tick != time.Millisecond || h.Start.Year() != 2026 || h.Start.UnixMilli()%1000 == 0 {
			t.Errorf("got header %+v", h)
		}
		want, resized := readTlog(t, "testdata/terminal.tlog")
		wantMoments(t, "output", terminal.moments[format.Output], want)
		if want := []string{fmt.Sprintf("%v resize 60x20 <nil>", resized)}; !slices.Equal(terminal.rest, want) {
			t.Errorf("got %q, want %q", terminal.rest, want)
		}
		pipe := listen(t, lookOnly(t, "testdata", "pipe.tlog", o))
		if got, want := pipe.text[format.Output], strings.ReplaceAll(programRaw(t), "\r\n", "\n"); got != want {
			t.Errorf("got output %q, want %q", got, want)
		}
		if pipe.header.Size != (format.Size{}) {
			t.Errorf("got size %v, want none without a terminal", pipe.header.Size)
		}
		wantJournal(t, o, terminal, pipe)
	}
}

// wantJournal expects both sessions among the lines of a journal.
func wantJournal(t *testing.T, o Options, sessions ...heard) {
	t.Helper()
	recs, err := Look(Dir("testdata"), "journal.json", o)
	if err != nil || len(recs) != len(sessions) {
		t.Fatalf("got %d recordings and %v, want %d", len(recs), err, len(sessions))
	}
	sums := map[Sum]bool{}
	for _, rec := range recs {
		sums[rec.Sum] = true
		got := listen(t, rec)
		if !slices.ContainsFunc(sessions, func(want heard) bool { return reflect.DeepEqual(got, want) }) {
			t.Errorf("%v: got %+v, want one of the sessions", rec, got)
		}
	}
	for _, name := range []string{"terminal.tlog", "pipe.tlog"} {
		if rec := lookOnly(t, "testdata", name, o); !sums[rec.Sum] {
			t.Errorf("%s is another recording than in the journal", name)
		}
	}
}

// readTlog reads the timing of messages as it stands there.
func readTlog(t *testing.T, name string) (shown []moment, resized time.Duration) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		pos := regexp.MustCompile(`"pos":(\d+)`).FindStringSubmatch(line)
		out := regexp.MustCompile(`"out_txt":"((?:[^"\\]|\\.)*)"`).FindStringSubmatch(line)
		text, err := strconv.Unquote(`"` + out[1] + `"`)
		if err != nil {
			t.Fatal(err)
		}
		runes := []rune(text)
		ms, _ := strconv.Atoi(pos[1])
		for _, r := range tlogRecord.FindAllStringSubmatch(regexp.MustCompile(`"timing":"([^"]*)"`).FindStringSubmatch(line)[1], -1) {
			n, _ := strconv.Atoi(r[2])
			at := time.Duration(ms) * time.Millisecond
			switch r[1] {
			case "+":
				ms += n
			case ">":
				shown = append(shown, moment{at, len(string(runes[:n]))})
				runes = runes[n:]
			case "]":
				bytes, _ := strconv.Atoi(r[3])
				shown = append(shown, moment{at, bytes})
				runes = runes[n:]
			case "=":
				if r[2] == "60" && resized == 0 {
					resized = at
				}
			}
		}
	}
	return shown, resized
}

func TestSudoLogs(t *testing.T) {
	for _, input := range []bool{false, true} {
		h := listen(t, lookOnly(t, "testdata/sudo-io/00/00/01", "timing", Options{Input: input}))
		if got, want := h.text[format.Output], "sesame\r\n"+programRaw(t); got != want {
			t.Errorf("got output %q, want %q", got, want)
		}
		if got, want := h.text[format.Input], map[bool]string{true: "sesame\n"}[input]; got != want {
			t.Errorf("got input %q, want %q", got, want)
		}
		if h := h.header; h.Target != "shellac-fixture" || h.User != "root@shellac-fixture" || h.RemoteUser != "daemon" ||
			!slices.Equal(h.Argv, []string{"sh", "-c", "read word; sh /run/program.sh"}) || h.Size != (format.Size{Cols: 100, Rows: 30}) || h.Tick != 1 {
			t.Errorf("got header %+v", h)
		}
		if strings.Contains(fmt.Sprintf("%+v", h.header), "PASSWORD") {
			t.Error("the environment was imported")
		}
		want, resized := readSudo(t, "testdata/sudo-io/00/00/01/timing")
		wantMoments(t, "output", h.moments[format.Output], want["4"])
		if want := []string{fmt.Sprintf("%v resize 60x20 <nil>", resized)}; !slices.Equal(h.rest, want) {
			t.Errorf("got %q, want %q", h.rest, want)
		}
	}
}

func TestSudoLogWithPipes(t *testing.T) {
	var found []*Recording
	for rec, err := range Find(Dir("testdata/sudo-io/00/00/02"), Options{Input: true}) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, rec)
	}
	if len(found) != 1 {
		t.Fatalf("got %d recordings, want one", len(found))
	}
	h := listen(t, found[0])
	raw := strings.ReplaceAll(programRaw(t), "\r\n", "\n")
	needle := "needle-\x1b[33mimport\x1b[0m-4711"
	stdout := "sesame\n" + strings.Replace(raw, needle, "", 1)
	if h.text[format.Stderr] != needle || h.text[format.Output] != stdout {
		t.Errorf("got standard error %q and output %q, want %q and %q", h.text[format.Stderr], h.text[format.Output], needle, stdout)
	}
	if got := h.text[format.Input]; got != "sesame\n" {
		t.Errorf("got input %q", got)
	}
	if h.header.Size != (format.Size{}) {
		t.Errorf("got size %v, want none without a terminal", h.header.Size)
	}
	want, _ := readSudo(t, "testdata/sudo-io/00/00/02/timing")
	wantMoments(t, "output", h.moments[format.Output], want["1"])
	wantMoments(t, "standard error", h.moments[format.Stderr], want["2"])
	wantMoments(t, "input", h.moments[format.Input], want["0"])
}

// readSudo reads a timing file as it stands there.
func readSudo(t *testing.T, name string) (shown map[string][]moment, resized time.Duration) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	shown = map[string][]moment{}
	var now time.Duration
	for line := range strings.Lines(string(plain)) {
		var event string
		var seconds, nanos, n int
		if k, _ := fmt.Sscanf(line, "%s %d.%09d %d", &event, &seconds, &nanos, &n); k != 4 {
			t.Fatalf("cannot read %q", line)
		}
		now += time.Duration(seconds)*time.Second + time.Duration(nanos)
		if event == "5" {
			resized = now
			continue
		}
		shown[event] = append(shown[event], moment{now, n})
	}
	return shown, resized
}
