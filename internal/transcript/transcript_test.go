package transcript

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

var header = format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "run", Target: "x", Size: format.Size{Cols: 80, Rows: 24}, Tick: format.DefaultTick}

// A piece is one chunk of a recording that a test makes.
type piece struct {
	output  string
	lines   []string // of its transcript
	lacking bool
}

func made(t *testing.T, late map[int][]string, close bool, pieces ...piece) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := format.NewWriter(&buf, header)
	if err != nil {
		t.Fatal(err)
	}
	b := format.NewBatch(0)
	for i, p := range pieces {
		at := time.Duration(i+1) * time.Second
		b.Reset()
		b.Append(at, format.Output, []byte(p.output))
		b.Append(at, format.Marker, []byte("mark"))
		w.WriteBatch(b)
		if p.lacking {
			w.WriteSection(format.Section{Kind: format.SectionUnderived, Raw: []byte("too fast")})
		}
		if len(p.lines) > 0 {
			w.WriteSection(section(at, i, p.lines))
		}
		w.EndChunk()
	}
	for about, lines := range late {
		if err := w.WriteLate(about, section(time.Duration(about+1)*time.Second, about, lines)); err != nil {
			t.Fatal(err)
		}
	}
	if close {
		if _, err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return buf.Bytes()
}

func section(at time.Duration, order int, texts []string) format.Section {
	var lines []format.Line
	for i, text := range texts {
		lines = append(lines, format.Line{Text: text, From: at, To: at + time.Second, Order: uint64(order*100 + i)})
	}
	return format.TranscriptSection(lines)
}

func TestRead(t *testing.T) {
	tests := []struct {
		name  string
		rec   []byte
		want  string // lines
		drawn bool
		err   error
	}{
		{"as it stands in the recording", made(t, nil, true, piece{"a\r\n", []string{"stored a"}, false}, piece{"b\r\n", []string{"stored b"}, false}),
			"stored a, stored b", false, nil},
		{"without a transcript", made(t, nil, true, piece{"a\r\nb", nil, false}), "a, b", true, nil},
		{"a chunk lacks lines", made(t, nil, true, piece{"a\r\n", []string{"stored a"}, false}, piece{"b\r\n", nil, true}), "a, b", true, nil},
		{"what it lacks came late", made(t, map[int][]string{0: {"late a"}}, true, piece{"a\r\n", nil, true}, piece{"b\r\n", []string{"stored b"}, false}),
			"late a, stored b", false, nil},
		{"torn", made(t, nil, false, piece{"a\r\n", []string{"stored a"}, false}, piece{"b\r\n", nil, false}), "a, b", true, format.ErrTorn},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opened := 0
			r, err := Read(context.Background(), func(context.Context) (io.ReadCloser, error) {
				opened++
				return io.NopCloser(bytes.NewReader(tt.rec)), nil
			})
			var got []string
			for _, l := range r.Lines {
				got = append(got, l.Text)
			}
			if strings.Join(got, ", ") != tt.want || !errors.Is(err, tt.err) || r.Drawn != tt.drawn {
				t.Errorf("got %q, drawn %v, %v; want %q, %v, %v", got, r.Drawn, err, tt.want, tt.drawn, tt.err)
			}
			if len(r.Others) == 0 || r.Header.ID != header.ID || r.Summary.OutputBytes == 0 || opened > 2 {
				t.Errorf("%d markers, header %q, %d bytes, opened %d times", len(r.Others), r.Header.ID, r.Summary.OutputBytes, opened)
			}
		})
	}
}

// What is drawn is bounded for a piece of the output, not for all of it.
func TestReadOfALongRecording(t *testing.T) {
	var pieces []piece
	for i := range 12 {
		pieces = append(pieces, piece{strings.Repeat(fmt.Sprintf("line of piece %d\r\n", i), 40_000), nil, false})
	}
	rec := made(t, nil, true, pieces...)
	r, err := Read(context.Background(), func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rec)), nil })
	if err != nil || len(r.Lines) != 12*40_000 {
		t.Errorf("got %d lines, want %d; %v", len(r.Lines), 12*40_000, err)
	}
}

func TestReadOfNoRecording(t *testing.T) {
	_, err := Read(context.Background(), func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("hello world, this is text")), nil
	})
	if !errors.Is(err, format.ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
	gone := errors.New("the store is gone")
	if _, err := Read(context.Background(), func(context.Context) (io.ReadCloser, error) { return nil, gone }); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
}
