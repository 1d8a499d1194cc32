package foreign

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// found returns what is in a folder in words.
func found(folder Folder, o Options) []string {
	var list []string
	for rec, err := range Find(folder, o) {
		if err != nil {
			list = append(list, "error "+err.Error())
			continue
		}
		list = append(list, fmt.Sprintf("%s %s %s", rec.Format, rec, strings.Join(rec.Files, ",")))
	}
	return list
}

func TestFind(t *testing.T) {
	got := found(Dir("testdata"), Options{})
	for i, text := range got { // the names that tlog gave
		if strings.HasPrefix(text, "tlog journal.json") {
			got[i] = "tlog journal.json"
		}
	}
	want := []string{
		"tlog journal.json", "tlog journal.json", "tlog pipe.tlog pipe.tlog",
		"error program.raw: not a recording of a known format", "error program.sh: not a recording of a known format",
		"ttyrec program.ttyrec program.ttyrec", "ttyrec program.ttyrec.bz2 program.ttyrec.bz2",
		"ttyrec program.ttyrec.gz program.ttyrec.gz", "ttyrec program.ttyrec.zst program.ttyrec.zst",
		"error record.sh: not a recording of a known format",
		"teleport teleport-kube.tar teleport-kube.tar", "teleport teleport-ssh.tar teleport-ssh.tar", "teleport teleport-torn.tar teleport-torn.tar",
		"tlog terminal.tlog terminal.tlog",
		"typescript advanced.out advanced.out,advanced.timing", "typescript apart.out apart.out,apart.timing,apart.in",
		"typescript both.log both.log,both.timing", "typescript classic.out classic.out,classic.timing",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// write makes a folder of files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	typescriptHead = "Script started on 2026-11-25 01:31:42+00:00 [<not executed on terminal>]\n"
	typescriptTail = "\nScript done on 2026-11-25 01:31:44+00:00 [COMMAND_EXIT_CODE=\"0\"]\n"
)

// The files of script are put together by what they hold; their names decide only where that is not enough.
func TestScriptsArePutTogether(t *testing.T) {
	output := func(text string) string { return typescriptHead + text + typescriptTail }
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"by length", map[string]string{"a": output("abc"), "b": output("abcd"), "c": "0.1 4\n", "d": "0.1 2\n0.1 1\n"},
			[]string{"typescript a a,d", "typescript b b,c"}},
		{"by name where lengths are the same", map[string]string{"a.out": output("abc"), "b.out": output("xyz"), "b.tm": "0.1 3\n", "a.tm": "0.1 3\n"},
			[]string{"typescript a.out a.out,a.tm", "typescript b.out b.out,b.tm"}},
		{"the only two, one of which is cut off", map[string]string{"a": typescriptHead + "ab", "b": "0.1 4\n"}, []string{"typescript a a,b"}},
		{"no other half", map[string]string{"a": output("abc")}, []string{"error a: typescript: no file beside it says when its output came"}},
		{"no other half of a timing file", map[string]string{"a": "0.1 3\n"}, []string{"error a: typescript: the file with its output is not beside it"}},
		{"named by the timing file", map[string]string{"x": output("abc"), "y": output("abc"), "t": "H 0.000000 OUTPUT_LOG /home/u/y\nO 0.1 3\n"},
			[]string{"typescript y y,t", "error x: typescript: no file beside it says when its output came"}},
	}
	for _, tt := range tests {
		got := found(Dir(write(t, tt.files)), Options{})
		slices.Sort(got)
		slices.Sort(tt.want)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestUnknown(t *testing.T) {
	dir := write(t, map[string]string{"empty": "", "text": "hello\n", "json": `{"a": 1}` + "\n", "gz": "\x1f\x8b\x08\x00garbage", "zeros": strings.Repeat("\x00", 4096),
		"old.tar": `{"ei":0,"event":"session.start","uid":"x"}` + "\n"})
	for _, name := range []string{"empty", "text", "json", "gz", "zeros"} {
		if _, err := Look(Dir(dir), name, Options{}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: got %v, want ErrUnknown", name, err)
		}
	}
	if _, err := Look(Dir(dir), "old.tar", Options{}); err == nil || !strings.Contains(err.Error(), "Teleport 4 and older") {
		t.Errorf("got %v for a recording of Teleport 4", err)
	}
	if _, err := Look(Dir(dir), "missing", Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for a file that is not there", err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Look(Dir(dir), "pipe", Options{}); !errors.Is(err, errNoFile) {
		t.Errorf("got %v for a named pipe", err)
	}
	if got := found(Dir(dir), Options{}); len(got) != 6 {
		t.Errorf("got %q, want no pipe among them", got)
	}
}

// A recording has one sum, however it came to where it is, and another where it is another.
func TestSum(t *testing.T) {
	b, err := os.ReadFile("testdata/teleport-ssh.tar")
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{"copy.tar": string(b), "longer.tar": string(b) + string(b[:24])})
	sum := func(dir, name string) Sum { return lookOnly(t, dir, name, Options{}).Sum }
	if sum("testdata", "teleport-ssh.tar") != sum(dir, "copy.tar") {
		t.Error("a copy has another sum")
	}
	if sum(dir, "longer.tar") == sum(dir, "copy.tar") || sum("testdata", "teleport-kube.tar") == sum(dir, "copy.tar") {
		t.Error("other recordings have the same sum")
	}
}

func TestKeepIntact(t *testing.T) {
	b, err := os.ReadFile("testdata/program.ttyrec")
	if err != nil {
		t.Fatal(err)
	}
	dir := write(t, map[string]string{"cut.ttyrec": string(b[:len(b)-5])})
	h := listen(t, lookOnly(t, dir, "cut.ttyrec", Options{}))
	if !Broken(h.end) || !strings.Contains(h.end.Error(), "the file ends in the middle") {
		t.Errorf("got end %v, want an error", h.end)
	}
	h = listen(t, lookOnly(t, dir, "cut.ttyrec", Options{Intact: true}))
	raw := programRaw(t)
	if !errors.Is(h.end, format.ErrTorn) || h.text[format.Output] != raw[:len(raw)-5] {
		t.Errorf("got end %v after %q", h.end, h.text[format.Output])
	}
	if len(h.rest) != 1 || !strings.Contains(h.rest[0], "gap") || !strings.Contains(h.rest[0], "the file ends in the middle") {
		t.Errorf("got %q, want a gap that says why", h.rest)
	}
}

// What a source says of itself fits a recording's header, whatever it says.
func TestBounded(t *testing.T) {
	h := format.Header{Target: strings.Repeat("x", 1<<20), User: "mi\xffka", Argv: slices.Repeat([]string{strings.Repeat("y", 1000)}, 1000)}
	for i := range 1000 {
		h.Labels = append(h.Labels, format.Label{Name: fmt.Sprintf("a=%d", i), Value: strings.Repeat("z", 5000)})
	}
	got := bounded(h)
	got.Start, got.Tick = time.Unix(1, 0), time.Millisecond
	if _, err := format.NewWriter(io.Discard, got); err != nil {
		t.Fatal(err)
	}
	if got.User != "mi\uFFFDka" || len(got.Target) != maxText || got.Argv[len(got.Argv)-1] != ellipsis || got.Labels[0].Name != "a-0" {
		t.Errorf("got user %q, %d bytes of target, %d arguments and %d labels", got.User, len(got.Target), len(got.Argv), len(got.Labels))
	}
}
