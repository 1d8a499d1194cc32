package tlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// line makes a message.
func line(id, pos int, timing, out string, bin string) string {
	return fmt.Sprintf(`{"ver":"2.3","host":"web1","rec":"r1","user":"mika","term":"xterm","session":7,"id":%d,"pos":%d,"time":%.3f,"timing":"%s","in_txt":"xyz","in_bin":[],"out_txt":"%s","out_bin":[%s]}`,
		id, pos, 1600000000+float64(pos)/1000, timing, out, bin) + "\n"
}

// read returns the events of every recording in a file in words, and how each ended.
func read(file string, o Options) ([][]string, []error, error) {
	recs, err := Find(strings.NewReader(file), int64(len(file)), o.Intact)
	if err != nil {
		return nil, nil, err
	}
	var all [][]string
	var ends []error
	for _, rec := range recs {
		d := rec.NewReader(strings.NewReader(file), o)
		var got []string
		for {
			e, err := d.Next()
			if err != nil {
				ends = append(ends, err)
				break
			}
			if e.Kind == format.Resize {
				size, _ := e.Size()
				got = append(got, fmt.Sprintf("%v resize %v", e.At, size))
				continue
			}
			got = append(got, fmt.Sprintf("%v %v %q", e.At, e.Kind, e.Data))
		}
		all = append(all, got)
	}
	return all, ends, nil
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, file string
		o          Options
		want       []string
	}{
		{"one message", line(1, 0, "=80x24>2+500>1", "abc", ""), Options{}, []string{`0s output "ab"`, `500ms output "c"`}},
		{"two messages", line(1, 0, "=80x24>2", "ab", "") + line(2, 700, "=80x24+50>1", "c", ""), Options{}, []string{`0s output "ab"`, `750ms output "c"`}},
		{"out of order and twice", line(2, 700, ">1", "c", "") + line(1, 0, ">2", "ab", "") + line(2, 700, ">1", "c", ""), Options{}, []string{`0s output "ab"`, `700ms output "c"`}},
		{"characters that are no text", line(1, 0, ">1]1/2>1]0/1", `a\ufffdb`, "255,254,253"), Options{}, []string{`0s output "a"`, `0s output "\xff\xfe"`, `0s output "b"`, `0s output "\xfd"`}},
		{"characters of several bytes", line(1, 0, ">2+1>1", `日本\ud83e\udd8a`, ""), Options{}, []string{`0s output "日本"`, `1ms output "🦊"`}},
		{"input", line(1, 0, "<2>1<1", "a", ""), Options{Input: true}, []string{`0s input "xy"`, `0s output "a"`, `0s input "z"`}},
		{"input that is not wanted", line(1, 0, "<2>1<1", "a", ""), Options{}, []string{`0s output "a"`}},
		{"a resize", line(1, 0, "=80x24>1+5=132x43", "a", "") + line(2, 9, "=132x43>1", "b", ""), Options{}, []string{`0s output "a"`, `5ms resize 132x43`, `9ms output "b"`}},
		{"lines of a syslog", "Nov 30 11:52:45 web1 cron: hello\nNov 30 11:52:45 web1 tlog: " + line(1, 0, ">1", "a", ""), Options{}, []string{`0s output "a"`}},
		{"journalctl -o export", "__CURSOR=x\nMESSAGE=" + line(1, 0, ">1", "a", "") + "TLOG_REC=r1\n\n", Options{}, []string{`0s output "a"`}},
		{"journalctl -o json", `{"MESSAGE":"hello"}` + "\n" + `{"__REALTIME_TIMESTAMP":"1","MESSAGE":"` + strings.ReplaceAll(strings.TrimSpace(line(1, 0, ">1", "a", "")), `"`, `\"`) + `"}` + "\n", Options{}, []string{`0s output "a"`}},
		{"numbers for text", `{"MESSAGE":[` + numbers(strings.TrimSpace(line(1, 0, ">1", "a", ""))) + `]}` + "\n", Options{}, []string{`0s output "a"`}},
		{"rsyslog's template", `{"timestamp":"2020-11-30T11:52:45.5+00:00",` + line(1, 0, ">1", "a", "")[1:], Options{}, []string{`0s output "a"`}},
		{"no end of the last line", strings.TrimSpace(line(1, 0, ">1", "a", "")), Options{}, []string{`0s output "a"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !Match([]byte(tt.file)) {
				t.Error("is not recognized")
			}
			got, ends, err := read(tt.file, tt.o)
			if err != nil || len(got) != 1 || !slices.Equal(got[0], tt.want) || !errors.Is(ends[0], io.EOF) {
				t.Errorf("got %q, %v and %v, want %q", got, ends, err, tt.want)
			}
		})
	}
}

func numbers(s string) string {
	var list []string
	for _, b := range []byte(s) {
		list = append(list, fmt.Sprint(b))
	}
	return strings.Join(list, ",")
}

func TestHeader(t *testing.T) {
	file := line(2, 700, "=80x24>1", "c", "") + line(1, 250, "=100x30>2", "ab", "")
	recs, err := Find(strings.NewReader(file), int64(len(file)), false)
	if err != nil || len(recs) != 1 {
		t.Fatalf("got %d, %v", len(recs), err)
	}
	h := recs[0].NewReader(strings.NewReader(file), Options{}).Header()
	want := "{ID: Kind: Target:web1 Argv:[] User:mika@web1 RemoteUser:mika Start:2020-09-13 12:26:40 +0000 UTC Size:100x30 Term:xterm Labels:[{Name:tlog.rec Value:r1} {Name:tlog.session Value:7}] Reason: Recorder: Tick:1ms Unknown:[]}"
	if got := fmt.Sprintf("%+v", h); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The sessions of a journal are told apart.
func TestSessions(t *testing.T) {
	other := strings.ReplaceAll(line(1, 0, ">1", "b", ""), `"r1"`, `"r2"`)
	got, _, err := read(line(1, 0, ">1", "a", "")+other+line(2, 9, ">1", "c", ""), Options{})
	if want := [][]string{{`0s output "a"`, `9ms output "c"`}, {`0s output "b"`}}; err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q and %v, want %q", got, err, want)
	}
}

// damageTests are files with one thing wrong each.
func damageTests() []struct {
	name, file, want string
	intact           string // events, all in one
} {
	good := line(1, 0, ">1", "a", "")
	return []struct {
		name, file, want string
		intact           string
	}{
		{"cut off in a line", good + line(2, 5, ">1", "b", "")[:100], "tlog line 2: the file ends in the middle", `[0s output "a"]`},
		{"a line that is no JSON", good + `{"ver":"2.3",]` + "\n" + line(2, 5, ">1", "b", ""), "tlog line 2: not a message of tlog", `[0s output "a" 5ms output "b"]`},
		{"a missing message", good + line(4, 5, ">1", "b", ""), "tlog line 2: 2 messages of the session before it are missing", `[0s output "a" 5ms gap "\x00messages of tlog are missing" 5ms output "b"]`},
		{"a version to come", strings.Replace(good, `"2.3"`, `"3.0"`, 1), "tlog line 1: tlog writes a newer version", ``},
		{"timing of more than there is", line(1, 0, ">1+5>9", "ab", ""), "tlog line 1: the timing speaks of more", `[0s output "a"]`},
		{"timing of more bytes than there are", line(1, 0, ">1]1/9", `a\ufffd`, "255"), "tlog line 1: the timing speaks of more", `[0s output "a"]`},
		{"timing that is none", line(1, 0, ">1?5", "ab", ""), "tlog line 1: the timing cannot be read", `[0s output "a"]`},
		{"timing with a number that is none", line(1, 0, ">1=5x", "ab", ""), "tlog line 1: the timing cannot be read", `[0s output "a"]`},
		{"a number of exabytes", line(1, 0, ">1>99999999999999999999", "ab", ""), "tlog line 1: the timing cannot be read", `[0s output "a"]`},
		{"times beyond all sessions", line(1, 0, ">1+1000000000000000>1", "ab", ""), "tlog line 1: time is negative or too large", `[0s output "a"]`},
		{"left out by journalctl", `{"MESSAGE":null,"TLOG_REC":"r1"}` + "\n" + good, "tlog line 1: journalctl has left out a long message", `[0s output "a"]`},
	}
}

// isError reports whether an error is about the file.
func isError(err error) bool {
	var e *scan.Error
	return errors.As(err, &e)
}

func TestDamage(t *testing.T) {
	for _, tt := range damageTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, ends, err := read(tt.file, Options{})
			if err == nil && len(ends) > 0 {
				err = ends[0]
			}
			if !isError(err) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
			got, ends, err := read(tt.file, Options{Intact: true})
			if err != nil {
				if tt.intact != "" || !isError(err) {
					t.Fatal(err)
				}
				return
			}
			words := ""
			if len(got) > 0 {
				words = fmt.Sprint(got[0])
				if !isError(ends[0]) || !strings.HasPrefix(ends[0].Error(), tt.want) {
					t.Errorf("intact: got end %v, want %q", ends[0], tt.want)
				}
			}
			if words != tt.intact {
				t.Errorf("intact: got %s, want %s", words, tt.intact)
			}
		})
	}
}

// TestCorpus reads a recording of tlog 2.2; it lies beside the checkout where it is present.
func TestCorpus(t *testing.T) {
	b, err := os.ReadFile("../../../../shared/corpus/tlog/jadebustos.tlog.json")
	if err != nil {
		t.Skip("../shared/corpus is not here")
	}
	got, ends, err := read(string(b), Options{})
	if err != nil || len(got) != 1 || !errors.Is(ends[0], io.EOF) {
		t.Fatalf("got %d recordings, %v, %v", len(got), ends, err)
	}
	if first, want := got[0][0], `53ms output "\x1b]0;jadebustos@rhel8:~\a[jadebustos@rhel8 ~]$ "`; first != want {
		t.Errorf("got %s, want %s", first, want)
	}
	if !strings.Contains(strings.Join(got[0], "\n"), "Contraseña") {
		t.Error("what was asked for is missing")
	}
}

// FuzzReader: whatever the bytes, reading ends without a panic and in order.
func FuzzReader(f *testing.F) {
	tests := damageTests()
	if len(tests) < 5 {
		f.Fatalf("only %d seeds", len(tests))
	}
	for _, tt := range tests {
		f.Add([]byte(tt.file))
	}
	f.Add([]byte(line(1, 0, "=80x24<1[0/0>1]1/1+5=1x1>1", `a\ufffdb`, "255")))
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = Match(b)
		recs, err := Find(bytes.NewReader(b), int64(len(b)), true)
		if err != nil && !isError(err) {
			t.Fatal(err)
		}
		for _, rec := range recs {
			d := rec.NewReader(bytes.NewReader(b), Options{Input: true, Intact: true})
			last := time.Duration(0)
			var err error
			for err == nil {
				var e format.Event
				if e, err = d.Next(); err == nil && e.At < last {
					t.Fatal("time runs backwards")
				}
				last = max(last, e.At)
			}
			if !errors.Is(err, io.EOF) && !isError(err) {
				t.Fatal(err)
			}
		}
	})
}
