package asciicast

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/format"
)

// corpusFiles returns the files of the corpus, which lies beside the checkout where it is present.
func corpusFiles(tb testing.TB) []string {
	files, err := filepath.Glob("../../../shared/corpus/*/*.cast")
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

// malformed are the files of the corpus that asciinema refuses, and the line at which it does.
func malformed() map[string]int {
	return map[string]int{
		"3_broken.cast":         3,
		"3_invalid-data.cast":   3,
		"2_invalid-data.cast":   3,
		"2_invalid-time-1.cast": 3,
	}
}

func malformedLine(path string) int {
	for end, line := range malformed() {
		if strings.HasSuffix(path, end) {
			return line
		}
	}
	return 0
}

// allEvents decodes a whole file.
func allEvents(r io.Reader) (format.Header, []format.Event, error) {
	d, err := NewDecoder(r)
	if err != nil {
		return format.Header{}, nil, err
	}
	var events []format.Event
	for e, err := range d.Events() {
		if err != nil {
			return d.Header(), events, err
		}
		events = append(events, e)
	}
	return d.Header(), events, nil
}

func TestCorpusComesBack(t *testing.T) {
	files := corpusFiles(t)
	if len(files) == 0 {
		t.Skip("../shared/corpus is not here")
	}
	refused := 0
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			h, events, err := allEvents(bytes.NewReader(b))
			if line := malformedLine(path); line > 0 {
				refused++
				if e := new(SyntaxError); !errors.As(err, &e) || e.Line != line || len(events) != line-2 {
					t.Errorf("got %d events and %v, want %d and an error in line %d", len(events), err, line-2, line)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			checkRoundTrip(t, h, events)
		})
	}
	if refused != len(malformed()) {
		t.Errorf("refused %d files, want %d", refused, len(malformed()))
	}
}

// checkRoundTrip encodes events in both versions and expects to read the same again.
func checkRoundTrip(t *testing.T, h format.Header, events []format.Event) {
	t.Helper()
	for _, version := range []int{2, 3} {
		var b bytes.Buffer
		done, err := Encode(&b, h, eventSeq(events), EncodeOptions{Version: version})
		if err != nil {
			t.Fatal(err)
		}
		if done != (Encoded{Events: len(events)}) {
			t.Fatalf("version %d: got %+v for %d events", version, done, len(events))
		}
		h2, again, err := allEvents(&b)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) != len(events) {
			t.Fatalf("version %d: got %d events, want %d", version, len(again), len(events))
		}
		for i := range events {
			if !reflect.DeepEqual(again[i], events[i]) {
				t.Fatalf("version %d: event %d: got %s, want %s", version, i, show(again[i]), show(events[i]))
			}
		}
		checkHeader(t, h2, h)
	}
}

// checkHeader compares what both versions have a place for.
func checkHeader(t *testing.T, got, want format.Header) {
	t.Helper()
	drop := func(h format.Header) format.Header {
		h.Labels = nil
		h.Start = h.Start.Truncate(1e9)
		return h
	}
	if got, want := drop(got), drop(want); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := label(got, LabelTitle), label(want, LabelTitle); got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
}

// fuzzSeeds are the files of the tables and those of the corpus.
func fuzzSeeds(tb testing.TB) [][]byte {
	var seeds [][]byte
	for _, tt := range decodeTests() {
		seeds = append(seeds, []byte(tt.file))
	}
	for _, tt := range errorTests() {
		seeds = append(seeds, []byte(tt.file))
	}
	if len(seeds) < 30 {
		tb.Fatalf("only %d seeds", len(seeds))
	}
	for _, path := range corpusFiles(tb) {
		if b, err := os.ReadFile(path); err == nil && len(b) < 20<<10 {
			seeds = append(seeds, b)
		}
	}
	return seeds
}

// FuzzDecode: whatever the bytes, decoding ends without a panic, and what was decoded comes back from its encoding.
func FuzzDecode(f *testing.F) {
	for _, seed := range fuzzSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, events, _ := allEvents(bytes.NewReader(b))
		if h.Size.Cols == 0 || h.Size.Rows == 0 {
			return // is written with the size that players need
		}
		checkFuzzed(t, h, events)
	})
}

func checkFuzzed(t *testing.T, h format.Header, events []format.Event) {
	var b bytes.Buffer
	if _, err := Encode(&b, h, eventSeq(events), EncodeOptions{Version: 3}); err != nil {
		t.Fatal(err)
	}
	_, again, err := allEvents(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, events) {
		t.Fatalf("got %d events, want %d, the same", len(again), len(events))
	}
}
