package typescript

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

const (
	title  = `Script started on 2026-11-25 01:31:42+00:00 [COMMAND="echo "a" TERM" TERM="xterm" TTY="/dev/pts/2" COLUMNS="100" LINES="30"]` + "\n"
	footer = "\nScript done on 2026-11-25 01:31:44+00:00 [COMMAND_EXIT_CODE=\"7\"]\n"
)

// read returns the events of files in words, and how it ended.
func read(timing, output, input string, shared bool, o Options) (format.Header, []string, error) {
	f := Files{Timing: strings.NewReader(timing), Output: strings.NewReader(output), Shared: shared}
	if input != "" {
		f.Input = strings.NewReader(input)
	}
	d, err := NewReader(f, o)
	if err != nil {
		return format.Header{}, nil, err
	}
	var got []string
	for {
		e, err := d.Next()
		if err != nil {
			return d.Header(), got, err
		}
		if e.Kind == format.Resize {
			size, _ := e.Size()
			got = append(got, fmt.Sprintf("%v resize %v", e.At, size))
			continue
		}
		got = append(got, fmt.Sprintf("%v %v %q", e.At, e.Kind, e.Data))
	}
}

const head = "H 0.000000 START_TIME 2026-11-25 01:31:42+00:00\nH 0.000000 COLUMNS 90\nH 0.000000 LINES 25\n" +
	"H 0.000000 OUTPUT_LOG /home/u/x.out\nH 0.000000 INPUT_LOG x.in\n"

func TestRead(t *testing.T) {
	tests := []struct {
		name                  string
		timing, output, input string
		shared                bool
		o                     Options
		want                  []string
		end                   error
	}{
		{"classic", "0.5 3\n1.000001 2\n", title + "abcde" + footer, "", false, Options{},
			[]string{`500ms output "abc"`, `1.500001s output "de"`, `1.500001s exit "7"`}, io.EOF},
		{"a last line in another language", "0.5 3\n", title + "abc\nSkript beendet: 2026 [<ende>]\n", "", false, Options{}, []string{`500ms output "abc"`}, io.EOF},
		{"no last line", "0.5 3\n", title + "abc", "", false, Options{}, []string{`500ms output "abc"`}, format.ErrTorn},
		{"a comma", "0,5 3\n", title + "abc" + footer, "", false, Options{}, []string{`500ms output "abc"`, `500ms exit "7"`}, io.EOF},
		{"advanced", head + "I 0.1 2\nO 0.2 3\nS 0.3 SIGWINCH ROWS=43 COLS=132\nS 0.1 SIGTERM\nH 0.0 DURATION 2.5\nH 0.0 EXIT_CODE 143\n",
			title + "abc" + footer, title + "xy" + footer, false, Options{Input: true},
			[]string{`100ms input "xy"`, `300ms output "abc"`, `600ms resize 132x43`, `700ms marker "SIGTERM"`, `2.5s exit "143"`}, io.EOF},
		{"input that is not wanted", head + "I 0.1 2\nO 0.2 3\nH 0.0 EXIT_CODE 0\n", title + "abc" + footer, title + "xy" + footer, false, Options{},
			[]string{`300ms output "abc"`, `300ms exit "0"`}, io.EOF},
		{"input in the same file", head + "I 0.1 2\nO 0.2 3\nH 0.0 EXIT_CODE 0\n", title + "xyabc" + footer, "", true, Options{Input: true},
			[]string{`100ms input "xy"`, `300ms output "abc"`, `300ms exit "0"`}, io.EOF},
		{"input in the same file that is not wanted", head + "I 0.1 2\nO 0.2 3\nH 0.0 EXIT_CODE 0\n", title + "xyabc" + footer, "", true, Options{},
			[]string{`300ms output "abc"`, `300ms exit "0"`}, io.EOF},
		{"begins with a signal", head + "S 0.1 SIGWINCH ROWS=43 COLS=132\nH 0.0 EXIT_CODE 0\n", title + footer, "", false, Options{},
			[]string{`100ms resize 132x43`, `100ms exit "0"`}, io.EOF},
		{"nothing but heads", head, title, "", false, Options{}, nil, format.ErrTorn},
		{"output of which the timing file knows nothing", "0.5 3\n", title + "abc\x1b[1mde", "", false, Options{Intact: true},
			[]string{`500ms output "abc"`, `500ms output "\x1b[1mde"`}, errMore},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := read(tt.timing, tt.output, tt.input, tt.shared, tt.o)
			if !slices.Equal(got, tt.want) || !errors.Is(err, tt.end) {
				t.Errorf("got %q and %v, want %q and %v", got, err, tt.want, tt.end)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	size := format.Size{Cols: 80, Rows: 24}
	start := time.Date(2026, 11, 25, 1, 31, 42, 0, time.UTC)
	tests := []struct {
		name, timing, title string
		want                format.Header
	}{
		{"classic", "", title, format.Header{Start: start, Size: format.Size{Cols: 100, Rows: 30}, Term: "xterm", Argv: []string{"sh", "-c", `echo "a" TERM`}}},
		{"without a terminal", "", "Script started on 2026-11-25 02:31:42+01:00 [<not executed on terminal>]\n", format.Header{Start: start, Size: size}},
		{"another language", "", "Skript gestartet am 2026-11-25 02:31:42+01:00 [TERM=\"xterm\" TTY=\"/dev/pts/2\" COLUMNS=\"100\" LINES=\"30\"]\n",
			format.Header{Start: start, Size: format.Size{Cols: 100, Rows: 30}, Term: "xterm"}},
		{"util-linux 2.31", "", "Script started on Wed 25 Nov 2026 01:31:42 AM UTC\n", format.Header{Start: start, Size: size}},
		{"nothing", "", "", format.Header{Size: size}},
		{"advanced", head, title, format.Header{Start: start, Size: format.Size{Cols: 90, Rows: 25}, Term: "xterm", Argv: []string{"sh", "-c", `echo "a" TERM`}}},
	}
	for _, tt := range tests {
		got, _, err := read(tt.timing, tt.title, "", false, Options{Size: size})
		tt.want.Tick = time.Microsecond
		if !errors.Is(err, format.ErrTorn) || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %+v and %v, want %+v", tt.name, got, err, tt.want)
		}
	}
}

// damageTests are files with one thing wrong each.
func damageTests() []struct {
	name, timing, output string
	want                 string
	events               int
} {
	return []struct {
		name, timing, output string
		want                 string
		events               int
	}{
		{"output cut off", "0.5 3\n0.5 3\n", title + "abcde", "typescript output byte 130: the file ends in the middle", 2},
		{"a length of exabytes", "0.5 9000000000000000000\n", title + "abc", "typescript output byte 128: the file ends in the middle", 1},
		{"a length beyond 64 bits", "0.5 90000000000000000000\n", title + "abc", "typescript timing line 1: not a line of a timing file", 0},
		{"a negative length", "0.5 -3\n", title + "abc", "typescript timing line 1: not a line of a timing file", 0},
		{"a line that is none", "0.5 1\nhello\n", title + "abc", "typescript timing line 2: not a line of a timing file", 1},
		{"a line without an end", "0.5 1\n0.5 1", title + "abc", "typescript timing line 2: the line has no end", 1},
		{"times beyond all sessions", strings.Repeat("3000000000 0\n", 9), title, "typescript timing line 2: time is negative or too large", 0},
		{"a negative time", "-0.5 1\n", title + "a", "typescript timing line 1: not a line of a timing file", 0},
		{"more output", "0.5 1\n", title + "abc", "typescript output byte 126: there is output of which the timing file knows nothing", 1},
		{"a classic line among advanced ones", head + "O 0.1 1\n0.5 1\n", title + "ab", "typescript timing line 7: not a line of a timing file", 1},
		{"a long line", "0.5 1\n" + strings.Repeat("1", maxLine+1), title + "ab", "typescript timing line 2: line is too long", 1},
	}
}

func TestDamage(t *testing.T) {
	for _, tt := range damageTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := read(tt.timing, tt.output, "", false, Options{})
			if err == nil || !scan.Broken(err) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
			if len(got) != tt.events {
				t.Errorf("got events %q, want %d", got, tt.events)
			}
		})
	}
}

func TestMissingInput(t *testing.T) {
	_, _, err := read(head+"I 0.1 2\n", title, "", false, Options{Input: true})
	if !errors.Is(err, errNoFile) {
		t.Errorf("got %v, want %v", err, errNoFile)
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		name, file     string
		output, timing bool
	}{
		{"output", title + "abc", true, false},
		{"output in another language", "Skript gestartet am 2026-11-25 02:31:42+01:00 [<nicht im Terminal>]\n", true, false},
		{"classic", "0.5 3\n0.1 2\n", false, true},
		{"classic, cut off", "0.5 3\n0.1", false, true},
		{"advanced", head, false, true},
		{"numbers", "1 2 3\n4 5 6\n", false, false},
		{"text", "Hello, world\nThis is text\n", false, false},
		{"nothing", "", false, false},
	}
	for _, tt := range tests {
		if got := Match([]byte(tt.file)); got != tt.output {
			t.Errorf("%s: got output %v", tt.name, got)
		}
		if got := MatchTiming([]byte(tt.file)); got != tt.timing {
			t.Errorf("%s: got timing %v", tt.name, got)
		}
	}
	if out, in := Logs([]byte(head)); out != "x.out" || in != "x.in" {
		t.Errorf("got logs %q and %q", out, in)
	}
}

// FuzzReader: whatever the bytes, reading ends without a panic, in order, and yields no byte that the files do not hold.
func FuzzReader(f *testing.F) {
	tests := damageTests()
	if len(tests) < 5 {
		f.Fatalf("only %d seeds", len(tests))
	}
	for _, tt := range tests {
		f.Add(tt.timing[:min(len(tt.timing), 1000)], tt.output, "", false)
	}
	f.Add(head+"I 0.1 2\nO 0.2 3\nH 0.0 EXIT_CODE 0\n", title+"xyabc"+footer, title+"xy", true)
	f.Fuzz(func(t *testing.T, timing, output, input string, shared bool) {
		o := Options{Input: true, Intact: true}
		d, err := NewReader(Files{strings.NewReader(timing), strings.NewReader(output), strings.NewReader(input), shared}, o)
		total, last := 0, time.Duration(0)
		for err == nil {
			var e format.Event
			if e, err = d.Next(); err == nil && e.At < last {
				t.Fatal("time runs backwards")
			}
			if e.Kind == format.Output || e.Kind == format.Input {
				total += len(e.Data)
			}
			last = max(last, e.At)
		}
		if total > len(output)+len(input) || !errors.Is(err, io.EOF) && !errors.Is(err, format.ErrTorn) && !scan.Broken(err) {
			t.Fatalf("got %d bytes, %v", total, err)
		}
		_ = MatchTiming([]byte(timing))
		_, _ = Covers(strings.NewReader(timing))
	})
}
