package sudoio

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// A folder is the files of a log.
type folder map[string]string

func (f folder) open(name string) (io.Reader, error) {
	text, ok := f[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return strings.NewReader(text), nil
}

// read returns the events of a log in words, and how it ended.
func read(f folder, input bool) (format.Header, []string, error) {
	d, err := NewReader(f.open, input)
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

const plain = "1600000000:mika:root:wheel:/dev/pts/3:30:100\n/home/mika\n/usr/bin/sh -c ls\n"

func TestRead(t *testing.T) {
	tests := []struct {
		name  string
		f     folder
		input bool
		want  []string
	}{
		{"a terminal", folder{"log": plain, "timing": "4 0.5 3\n5 0.25 43 132\n4 0.000000001 2\n", "ttyout": "abcde"}, false,
			[]string{`500ms output "abc"`, `750ms resize 132x43`, `750.000001ms output "de"`}},
		{"pipes", folder{"log": plain, "timing": "0 0.1 2\n1 0.1 1\n2 0.1 1\n", "stdin": "xy", "stdout": "a", "stderr": "b"}, true,
			[]string{`100ms input "xy"`, `200ms output "a"`, `300ms stderr "b"`}},
		{"input that is not wanted and not there", folder{"log": plain, "timing": "3 0.1 2\n4 0.1 1\n", "ttyout": "a"}, false, []string{`200ms output "a"`}},
		{"suspended", folder{"log": plain, "timing": "7 0.1 TSTP\n7 5.0 CONT\n4 0.1 1\n", "ttyout": "a"}, false,
			[]string{`100ms marker "SIGTSTP"`, `5.1s marker "SIGCONT"`, `5.2s output "a"`}},
		{"sudo 1.8.7", folder{"log": plain, "timing": "6 0.1 1\n6 0.1 1\n", "ttyout": "ab"}, false, []string{`100ms output "a"`, `200ms output "b"`}},
		{"six digits and a comma", folder{"log": plain, "timing": "4 0,500000 1\n", "ttyout": "a"}, false, []string{`500ms output "a"`}},
		{"zeros at the end", folder{"log": plain, "timing": "4 0.5 1\n\x00\x00\x00", "ttyout": "a"}, false, []string{`500ms output "a"`}},
	}
	for _, tt := range tests {
		_, got, err := read(tt.f, tt.input)
		if !errors.Is(err, io.EOF) || !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q and %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

func TestHeader(t *testing.T) {
	json := `{"timestamp":{"seconds":1600000000,"nanoseconds":5},"submituser":"mika","command":"/bin/sh","runuser":"root","rungroup":"wheel",
		"ttyname":"/dev/pts/3","submithost":"web1","submitcwd":"/home/mika","columns":100,"lines":30,"runargv":["sh","-c","ls"],"runenv":["TOKEN=secret"]}`
	tests := []struct {
		name string
		f    folder
		want string
	}{
		{"log", folder{"log": plain, "timing": ""},
			"{ID: Kind: Target: Argv:[/usr/bin/sh -c ls] User:mika RemoteUser:root Start:2020-09-13 12:26:40 +0000 UTC Size:100x30 Term: Labels:[{Name:sudo.cwd Value:/home/mika} {Name:sudo.rungroup Value:wheel} {Name:sudo.tty Value:/dev/pts/3}] Reason: Recorder: Tick:1ns Unknown:[]}"},
		{"log.json", folder{"log": plain, "log.json": json, "timing": ""},
			"{ID: Kind: Target:web1 Argv:[sh -c ls] User:mika@web1 RemoteUser:root Start:2020-09-13 12:26:40.000000005 +0000 UTC Size:100x30 Term: Labels:[{Name:sudo.cwd Value:/home/mika} {Name:sudo.rungroup Value:wheel} {Name:sudo.tty Value:/dev/pts/3}] Reason: Recorder: Tick:1ns Unknown:[]}"},
		{"no terminal", folder{"log": "1600000000:mika:root::unknown:24:80\n/\n/bin/true\n", "timing": ""},
			"{ID: Kind: Target: Argv:[/bin/true] User:mika RemoteUser:root Start:2020-09-13 12:26:40 +0000 UTC Size:0x0 Term: Labels:[{Name:sudo.cwd Value:/}] Reason: Recorder: Tick:1ns Unknown:[]}"},
	}
	for _, tt := range tests {
		h, _, err := read(tt.f, false)
		if got := fmt.Sprintf("%+v", h); !errors.Is(err, io.EOF) || got != tt.want {
			t.Errorf("%s: got %s and %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

// damageTests are logs with one thing wrong each.
func damageTests() []struct {
	name   string
	f      folder
	want   string
	events int
} {
	return []struct {
		name   string
		f      folder
		want   string
		events int
	}{
		{"no log", folder{"timing": ""}, "sudo log: there is neither log.json nor log", 0},
		{"a log of two lines", folder{"log": "a\nb", "timing": ""}, "sudo log: there are not three lines", 0},
		{"a log without fields", folder{"log": "a\nb\nc\n", "timing": ""}, "sudo log: line 1: there are not five fields", 0},
		{"a log without a time", folder{"log": "a:b:c:d:e\nb\nc\n", "timing": ""}, "sudo log: line 1: no time", 0},
		{"a log.json that is none", folder{"log.json": `{"timestamp"`, "timing": ""}, "sudo log.json: byte 12: not JSON", 0},
		{"a log.json of something else", folder{"log.json": `{"timestamp": 5}`, "timing": ""}, "sudo log.json: not what sudo writes", 0},
		{"output cut off", folder{"log": plain, "timing": "4 0.1 3\n4 0.1 3\n", "ttyout": "abcd"}, "sudo ttyout byte 4: the file ends in the middle", 2},
		{"a length of exabytes", folder{"log": plain, "timing": "4 0.1 9000000000000000000\n", "ttyout": "abcd"}, "sudo ttyout byte 4: the file ends in the middle", 1},
		{"a length beyond 64 bits", folder{"log": plain, "timing": "4 0.1 90000000000000000000\n", "ttyout": "abcd"}, "sudo timing line 1: not a line of a timing file", 0},
		{"a missing file", folder{"log": plain, "timing": "4 0.1 3\n"}, "sudo ttyout: the file is missing", 0},
		{"an unknown number", folder{"log": plain, "timing": "9 0.1 3\n"}, "sudo timing line 1: not a line of a timing file", 0},
		{"a negative number", folder{"log": plain, "timing": "-1 0.1 3\n"}, "sudo timing line 1: not a line of a timing file", 0},
		{"a window without a size", folder{"log": plain, "timing": "5 0.1 3\n"}, "sudo timing line 1: not a line of a timing file", 0},
		{"a number of the old kind below all", folder{"log": plain, "timing": "6 0.1 1\n1 0.1 1\n", "ttyout": "a"}, "sudo timing line 2: not a line of a timing file", 1},
		{"a line cut off", folder{"log": plain, "timing": "4 0.1 1\n4 0.1 1", "ttyout": "ab"}, "sudo timing line 2: the line has no end", 1},
		{"times beyond what fits", folder{"log": plain, "timing": "4 999999999.0 1\n", "ttyout": "ab"}, "sudo timing line 1: time is negative or too large", 0},
		{"a long line", folder{"log": plain, "timing": strings.Repeat("4", maxLine+1)}, "sudo timing line 1: line is too long", 0},
	}
}

func TestDamage(t *testing.T) {
	for _, tt := range damageTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := read(tt.f, true)
			if err == nil || !scan.Broken(err) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
			if len(got) != tt.events {
				t.Errorf("got events %q, want %d", got, tt.events)
			}
		})
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		names string
		want  bool
	}{
		{"log log.json stderr stdin stdout timing ttyin ttyout", true},
		{"log timing ttyout", true},
		{"log timing", false},
		{"timing ttyout", false},
		{"log ttyout", false},
	}
	for _, tt := range tests {
		if got := Match(strings.Fields(tt.names)); got != tt.want {
			t.Errorf("%s: got %v", tt.names, got)
		}
	}
}

// FuzzReader: whatever the bytes, reading ends without a panic, in order, and yields no byte that the files do not hold.
func FuzzReader(f *testing.F) {
	tests := damageTests()
	if len(tests) < 5 {
		f.Fatalf("only %d seeds", len(tests))
	}
	for _, tt := range tests {
		f.Add(tt.f["log"], tt.f["log.json"], tt.f["timing"][:min(len(tt.f["timing"]), 1000)], tt.f["ttyout"])
	}
	f.Fuzz(func(t *testing.T, log, json, timing, out string) {
		files := folder{"log": log, "timing": timing, "ttyout": out, "stdin": out}
		if json != "" {
			files["log.json"] = json
		}
		d, err := NewReader(files.open, true)
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
		if total > 2*len(out) || !errors.Is(err, io.EOF) && !scan.Broken(err) {
			t.Fatalf("got %d bytes, %v", total, err)
		}
	})
}
