package asciicast

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// decodeAll returns all events of a file in words, and where the reading ended if not at the end.
func decodeAll(file string) (*Decoder, []string, error) {
	d, err := NewDecoder(strings.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	var got []string
	for {
		e, err := d.Next()
		if errors.Is(err, io.EOF) {
			return d, got, nil
		}
		if err != nil {
			return d, got, err
		}
		got = append(got, show(e))
	}
}

func show(e format.Event) string {
	if e.Kind == format.Resize {
		size, err := e.Size()
		return fmt.Sprintf("%v resize %v %v", e.At, size, err)
	}
	return fmt.Sprintf("%v %v %q", e.At, e.Kind, e.Data)
}

const (
	head2 = `{"version": 2, "width": 80, "height": 24}` + "\n"
	head3 = `{"version": 3, "term": {"cols": 80, "rows": 24}}` + "\n"
)

func decodeTests() []struct {
	name, file string
	want       []string
} {
	return []struct {
		name, file string
		want       []string
	}{
		{"version 2 counts from the start", head2 + `[1.5, "o", "a"]` + "\n" + `[2, "i", "b"]` + "\n",
			[]string{`1.5s output "a"`, `2s input "b"`}},
		{"version 3 counts from the event before", head3 + `[1.5, "o", "a"]` + "\n" + `[2, "o", "b"]` + "\n",
			[]string{`1.5s output "a"`, `3.5s output "b"`}},
		{"version 1 counts from the frame before", "{\"version\": 1, \"width\": 80,\n\"height\": 24, \"stdout\": [[1, \"a\"],\n [0.5, \"b\"]]}",
			[]string{`1s output "a"`, `1.5s output "b"`}},
		{"version 1 in one line", `{"version": 1, "width": 80, "height": 24, "stdout": [[1, "a"]]}`, []string{`1s output "a"`}},
		{"all kinds", head3 + `[0, "o", "a"]` + "\n" + `[0, "r", "100x30"]` + "\n" + `[0, "m", "here"]` + "\n" + `[0, "m", ""]` + "\n" + `[0, "x", "7"]` + "\n",
			[]string{`0s output "a"`, `0s resize 100x30 <nil>`, `0s marker "here"`, `0s marker ""`, `0s exit "7"`}},
		{"blank lines and comments", head3 + "\n# a\n" + `[1, "o", "a"]` + "\n  \n# b\n\n", []string{`1s output "a"`}},
		{"lines that end as on Windows", strings.ReplaceAll(head2+`[1, "o", "a"]`+"\n\n", "\n", "\r\n"), []string{`1s output "a"`}},
		{"a byte order mark", "\ufeff" + head2 + `[1, "o", "a"]` + "\n", []string{`1s output "a"`}},
		{"no end of the last line", head2 + `[1, "o", "a"]`, []string{`1s output "a"`}},
		{"times that run backwards are lifted", head2 + `[2, "o", "a"]` + "\n" + `[1, "o", "b"]` + "\n" + `[3, "o", "c"]` + "\n",
			[]string{`2s output "a"`, `2s output "b"`, `3s output "c"`}},
		{"small times as Python writes them", head2 + `[1e-06, "o", "a"]` + "\n", []string{`1µs output "a"`}},
		{"half a surrogate pair", head2 + `[1, "o", "\ud800x"]` + "\n", []string{`1s output "�x"`}},
	}
}

func TestDecode(t *testing.T) {
	for _, tt := range decodeTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := decodeAll(tt.file)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDecodeSkipsUnknownKinds(t *testing.T) {
	d, got, err := decodeAll(head2 + `[1, "z", "a"]` + "\n" + `[2, "x", "soon"]` + "\n" + `[3, "o", "b"]` + "\n")
	if err != nil || len(got) != 1 || d.Skipped() != 2 {
		t.Errorf("got %q, %d skipped, %v; want one event and two skipped", got, d.Skipped(), err)
	}
}

func errorTests() []struct {
	name, file string
	want       error
	line       int
	events     int
} {
	return []struct {
		name, file string
		want       error
		line       int
		events     int
	}{
		{"empty", "", ErrFormat, 0, 0},
		{"text", "hello\n", ErrFormat, 0, 0},
		{"other JSON", `{"name": "x"}` + "\n", ErrFormat, 0, 0},
		{"other JSON of several lines", "{\n\"name\": \"x\"}\n", ErrFormat, 0, 0},
		{"version 4", `{"version": 4}` + "\n", ErrVersion, 0, 0},
		{"version 2 without a size", `{"version": 2}` + "\n", errSize, 1, 0},
		{"version 3 with the size of version 2", `{"version": 3, "width": 80, "height": 24}` + "\n", errSize, 1, 0},
		{"size out of range", `{"version": 2, "width": 70000, "height": 24}` + "\n", errSize, 1, 0},
		{"title that is no text", `{"version": 2, "width": 80, "height": 24, "title": 1}` + "\n", errHeader, 1, 0},
		{"version 1 that is cut", "{\"version\": 1, \"width\": 80,\n\"height\": 24, \"stdout\": [[1, \"a\"],\n", errHeader, 3, 0},
		{"version 1 without frames", `{"version": 1, "width": 80, "height": 24}`, errFrames, 1, 0},
		{"line that is no JSON", head3 + `[1, "o", "a"]` + "\nlol!\n" + `[1, "o", "a"]` + "\n", errEvent, 3, 1},
		{"data that is no text", head2 + `[1, "o", true]` + "\n", errEvent, 2, 0},
		{"data that is null", head2 + `[1, "o", null]` + "\n", errEvent, 2, 0},
		{"time that is text", head2 + `["1", "o", "a"]` + "\n", errEvent, 2, 0},
		{"two fields", head2 + `[1, "o"]` + "\n", errEvent, 2, 0},
		{"no code", head2 + `[1, "", "a"]` + "\n", errCode, 2, 0},
		{"negative time", head2 + `[1, "o", "a"]` + "\n" + `[-1, "o", "b"]` + "\n", errTime, 3, 1},
		{"time beyond a hundred years", head3 + `[1e300, "o", "a"]` + "\n", errTime, 2, 0},
		{"bad resize", head2 + `[1, "r", "80"]` + "\n", errResize, 2, 0},
		{"comment in version 2", head2 + "# a\n", errEvent, 2, 0},
		{"cut in the last line", head2 + `[1, "o", "a"]` + "\n" + `[2, "o", "b`, errCut, 3, 1},
	}
}

func TestDecodeErrors(t *testing.T) {
	for _, tt := range errorTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := decodeAll(tt.file)
			var syntax *SyntaxError
			line := 0
			if errors.As(err, &syntax) {
				line = syntax.Line
			}
			if !errors.Is(err, tt.want) || line != tt.line || len(got) != tt.events {
				t.Errorf("got %v in line %d after %d events; want %v in line %d after %d", err, line, len(got), tt.want, tt.line, tt.events)
			}
		})
	}
}

func TestDecodeHeader(t *testing.T) {
	tests := []struct {
		name, file string
		want       format.Header
	}{
		{"version 2", `{"version": 2, "width": 96, "height": 26, "timestamp": 1506410422, "command": "/bin/bash -l", "title": "bashing :)",
			"idle_time_limit": 2.5, "env": {"TERM": "screen-256color", "SHELL": "/bin/zsh"}, "theme": {}}`,
			format.Header{Kind: Kind, Size: format.Size{Cols: 96, Rows: 26}, Start: time.Unix(1506410422, 0).UTC(), Term: "screen-256color",
				Argv: []string{"/bin/bash", "-l"}, Tick: Tick, Labels: []format.Label{{Name: "shell", Value: "/bin/zsh"}, {Name: "title", Value: "bashing :)"}}}},
		{"version 3", `{"version": 3, "term": {"cols": 96, "rows": 26, "type": "xterm", "version": "tmux 3.6b"}, "tags": ["a", "b"], "command": "PS1=\"> \" bash"}`,
			format.Header{Kind: Kind, Size: format.Size{Cols: 96, Rows: 26}, Term: "xterm", Argv: []string{"sh", "-c", `PS1="> " bash`}, Tick: Tick,
				Labels: []format.Label{{Name: "tags", Value: "a,b"}, {Name: "terminal", Value: "tmux 3.6b"}}}},
		{"as little as possible", head2, format.Header{Kind: Kind, Size: format.Size{Cols: 80, Rows: 24}, Tick: Tick}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := NewDecoder(strings.NewReader(strings.ReplaceAll(tt.file, "\n\t", " ")))
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Header(); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestDecodeCutsLargeEventsBetweenCharacters(t *testing.T) {
	text := "x" + strings.Repeat("ż", maxEvent)
	d, err := NewDecoder(strings.NewReader(head2 + `[1, "o", "` + text + `"]` + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for e, err := range d.Events() {
		if err != nil || len(e.Data) > maxEvent || strings.ContainsRune(string(e.Data), '\ufffd') || e.At != time.Second {
			t.Fatalf("event of %d bytes at %v: %v", len(e.Data), e.At, err)
		}
		all.Write(e.Data)
	}
	if all.String() != text {
		t.Error("the parts are not the whole")
	}
}
