package asciicast

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func eventSeq(events []format.Event) iter.Seq2[format.Event, error] {
	return func(yield func(format.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func output(ms int, text string) format.Event {
	return format.Event{At: time.Duration(ms) * time.Millisecond, Kind: format.Output, Data: []byte(text)}
}

func TestEncode(t *testing.T) {
	stderr := output(2, "\x80")
	stderr.Kind = format.Stderr
	notice := output(2, "recorded")
	notice.Kind = format.Notice
	tests := []struct {
		name   string
		events []format.Event
		o      EncodeOptions
		want   string // after the header
		done   Encoded
	}{
		{"version 2", []format.Event{output(1500, "a\x1b\"\\\r\n"), output(2000, "b")}, EncodeOptions{},
			`[1.5, "o", "a\u001b\"\\\r\n"]` + "\n" + `[2.0, "o", "b"]` + "\n", Encoded{Events: 2}},
		{"version 3", []format.Event{output(1500, "a"), output(2000, "b")}, EncodeOptions{Version: 3},
			`[1.5, "o", "a"]` + "\n" + `[0.5, "o", "b"]` + "\n", Encoded{Events: 2}},
		{"a character cut in two", []format.Event{output(1, "a\xc5"), output(2, "\xbc"), output(3, "\xe2\x82"), output(4, "\xac!")}, EncodeOptions{},
			`[0.001, "o", "a"]` + "\n" + `[0.002, "o", "ż"]` + "\n" + `[0.004, "o", "€!"]` + "\n", Encoded{Events: 3}},
		{"a character cut by the end", []format.Event{output(1, "a\xe2\x82")}, EncodeOptions{},
			`[0.001, "o", "a"]` + "\n" + `[0.001, "o", "` + "\ufffd\ufffd" + `"]` + "\n", Encoded{Events: 2, Replaced: 2}},
		{"a character cut by another stream", []format.Event{output(1, "\xc5"), stderr, output(3, "\xbc")}, EncodeOptions{},
			`[0.002, "o", "` + "\ufffd" + `"]` + "\n" + `[0.003, "o", "ż"]` + "\n", Encoded{Events: 2, Replaced: 1}},
		{"bytes that are no text", []format.Event{output(1, "a\xffb\xc5c")}, EncodeOptions{},
			`[0.001, "o", "a` + "\ufffdb\ufffdc" + `"]` + "\n", Encoded{Events: 1, Replaced: 2}},
		{"the other kinds", []format.Event{format.ResizeEvent(0, format.Size{Cols: 100, Rows: 30}), {Kind: format.Marker, Data: []byte("here")},
			{Kind: format.Input, Data: []byte("x")}, format.GapEvent(0, 12, "disk full"), notice, format.ExitEvent(0, format.ExitStatus{Code: 7})}, EncodeOptions{},
			`[0.0, "r", "100x30"]` + "\n" + `[0.0, "m", "here"]` + "\n" + `[0.0, "i", "x"]` + "\n" +
				`[0.0, "m", "gap: 12 bytes are missing: disk full"]` + "\n" + `[0.0, "x", "7"]` + "\n", Encoded{Events: 5, LeftOut: 1}},
		{"a signal", []format.Event{format.ExitEvent(0, format.ExitStatus{Code: -1, Signal: "SIGKILL"})}, EncodeOptions{},
			`[0.0, "x", "137"]` + "\n", Encoded{Events: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			done, err := Encode(&b, format.Header{}, eventSeq(tt.events), tt.o)
			_, got, _ := strings.Cut(b.String(), "\n")
			if err != nil || got != tt.want || done != tt.done {
				t.Errorf("got %q, %+v, %v; want %q, %+v", got, done, err, tt.want, tt.done)
			}
		})
	}
}

func TestEncodeHeader(t *testing.T) {
	h := format.Header{Target: "web1", Argv: []string{"ssh", "web1", "echo 'a b'"}, Start: time.Unix(1506410422, 5e8), Term: "xterm", Size: format.Size{Cols: 100, Rows: 30},
		Labels: []format.Label{{Name: LabelShell, Value: "/bin/sh"}}}
	tests := []struct {
		name string
		h    format.Header
		o    EncodeOptions
		want string
	}{
		{"version 2", h, EncodeOptions{}, `{"version":2,"width":100,"height":30,"timestamp":1506410422,"command":"ssh web1 'echo '\\''a b'\\'''","title":"web1","env":{"TERM":"xterm","SHELL":"/bin/sh"}}`},
		{"version 3", h, EncodeOptions{Version: 3}, `{"version":3,"term":{"cols":100,"rows":30,"type":"xterm"},"timestamp":1506410422,"command":"ssh web1 'echo '\\''a b'\\'''","title":"web1","env":{"SHELL":"/bin/sh"}}`},
		{"a session without a terminal", format.Header{}, EncodeOptions{}, `{"version":2,"width":80,"height":24}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			_, err := Encode(&b, tt.h, eventSeq(nil), tt.o)
			got := strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(strings.TrimSuffix(b.String(), "\n"))
			if err != nil || got != tt.want {
				t.Errorf("got %s, %v; want %s", got, err, tt.want)
			}
		})
	}
}

func TestCommandsComeBack(t *testing.T) {
	for _, command := range []string{"", "bash", "/bin/bash -l", `PS1="> " bash`, "a  b", " a", "a | b", "echo $HOME", "日本語 x"} {
		if got := joinCommand(splitCommand(command)); got != command {
			t.Errorf("got %q, want %q", got, command)
		}
	}
	for _, argv := range [][]string{nil, {"ls", "-la"}, {"sh", "-c", "a; b"}} {
		if got := splitCommand(joinCommand(argv)); !slices.Equal(got, argv) {
			t.Errorf("got %q, want %q", got, argv)
		}
	}
}
