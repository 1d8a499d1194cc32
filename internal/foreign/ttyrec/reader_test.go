package ttyrec

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// head makes the head of a frame.
func head(seconds, micros, length uint32) string {
	b := binary.LittleEndian.AppendUint32(nil, seconds)
	b = binary.LittleEndian.AppendUint32(b, micros)
	return string(binary.LittleEndian.AppendUint32(b, length))
}

// readAll returns the events of a file in words, and how it ended.
func readAll(r io.Reader) (format.Header, []string, error) {
	d, err := NewReader(r, format.Size{Cols: 80, Rows: 24})
	if err != nil {
		return format.Header{}, nil, err
	}
	var got []string
	for {
		e, err := d.Next()
		if err != nil {
			return d.Header(), got, err
		}
		got = append(got, fmt.Sprintf("%v %q", e.At, e.Data))
	}
}

func TestRead(t *testing.T) {
	file := head(1600000000, 500000, 3) + "abc" + head(1600000001, 0, 0) + head(1600000001, 250000, 2) + "de" +
		head(1500000000, 0, 1) + "f" + head(1600000002, 0, 1) + "g"
	h, got, err := readAll(strings.NewReader(file))
	want := []string{`0s "abc"`, `750ms "de"`, `750ms "f"`, `1.5s "g"`}
	if !errors.Is(err, io.EOF) || !slices.Equal(got, want) {
		t.Errorf("got %q and %v, want %q", got, err, want)
	}
	if want := time.Unix(1600000000, 500e6).UTC(); !h.Start.Equal(want) || h.Size != (format.Size{Cols: 80, Rows: 24}) || h.Tick != time.Microsecond {
		t.Errorf("got %+v, want start %v", h, want)
	}
}

func TestSizeAndStart(t *testing.T) {
	h, _, err := readAll(strings.NewReader(head(5, 0, 15) + "x\x1b[8;43;132ty" + "\r\n"))
	if !errors.Is(err, io.EOF) || h.Size != (format.Size{Cols: 132, Rows: 43}) || !h.Start.IsZero() {
		t.Errorf("got %+v and %v, want 132x43 and no start", h, err)
	}
}

// damageTests are files with one thing wrong each.
func damageTests() []struct {
	name, file, want string
	good             []string
} {
	first := head(1600000000, 0, 3) + "abc"
	return []struct {
		name, file, want string
		good             []string
	}{
		{"nothing", "", "ttyrec byte 0: it holds no frame", nil},
		{"not one head", "abcdefg", "ttyrec byte 0: it holds no frame", nil},
		{"ends in a head", first + "abcde", "ttyrec byte 20: the file ends in the middle", []string{`0s "abc"`}},
		{"ends in a frame", first + head(1600000001, 0, 9) + "de", "ttyrec byte 29: the file ends in the middle", []string{`0s "abc"`, `1s "de"`}},
		{"no head where one should be", first + "this is not a head of a frame", "ttyrec byte 15: a frame does not begin here", []string{`0s "abc"`}},
		{"a length of gigabytes", first + head(1600000001, 0, 0xffffffff) + "de", "ttyrec byte 29: the file ends in the middle", []string{`0s "abc"`, `1s "de"`}},
		{"begins with no head", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "ttyrec byte 0: a frame does not begin here", nil},
	}
}

func TestDamage(t *testing.T) {
	for _, tt := range damageTests() {
		t.Run(tt.name, func(t *testing.T) {
			_, got, err := readAll(strings.NewReader(tt.file))
			if err == nil || !scan.Broken(err) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
			if !slices.Equal(got, tt.good) {
				t.Errorf("got %q, want %q", got, tt.good)
			}
		})
	}
}

// A large frame comes in pieces, so that memory does not follow what a length says.
func TestLargeFrame(t *testing.T) {
	size := 3*scan.MaxPiece + 5
	d, err := NewReader(io.MultiReader(strings.NewReader(head(1600000000, 0, uint32(size))), bytes.NewReader(make([]byte, size))), format.Size{})
	total, most := 0, 0
	for err == nil {
		var e format.Event
		e, err = d.Next()
		total, most = total+len(e.Data), max(most, len(e.Data))
	}
	if !errors.Is(err, io.EOF) || total != size || most > scan.MaxPiece {
		t.Errorf("got %d bytes in pieces of at most %d and %v, want %d", total, most, err, size)
	}
}

func TestMatch(t *testing.T) {
	one := head(1600000000, 0, 3) + "abc"
	tests := []struct {
		name, file string
		want       bool
	}{
		{"one frame", one, true},
		{"two frames", one + head(1600000001, 5, 1) + "d", true},
		{"one frame, and then something else", one + "this is not a head of a frame", true},
		{"a small number, and then something else", head(5, 0, 3) + "abc" + "this is not a head of a frame", false},
		{"the last frame cut off", one + head(1600000001, 5, 100) + "d", true},
		{"times that count from zero", head(0, 0, 3) + "abc" + head(0, 5, 1) + "d", true},
		{"zeros", strings.Repeat("\x00", 100), false},
		{"text", "this is a text of some length, in English", false},
		{"a length beyond the file", head(1600000000, 0, 50) + "abc", false},
	}
	for _, tt := range tests {
		if got := Match([]byte(tt.file), int64(len(tt.file))); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestCorpus reads what public projects have; it lies beside the checkout where it is present.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("../../../../shared/corpus/ttyrec/*.ttyrec")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/corpus is not here")
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !Match(b, int64(len(b))) {
			t.Errorf("%s: is not recognized", filepath.Base(path))
		}
		_, got, err := readAll(bytes.NewReader(b))
		broken := strings.Contains(path, "malformed")
		if len(got) == 0 || broken != scan.Broken(err) || !broken && !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %d events and %v", filepath.Base(path), len(got), err)
		}
	}
}

// FuzzReader: whatever the bytes, reading ends without a panic, in order, and yields no byte that the file does not hold.
func FuzzReader(f *testing.F) {
	tests := damageTests()
	if len(tests) < 5 {
		f.Fatalf("only %d seeds", len(tests))
	}
	for _, tt := range tests {
		f.Add([]byte(tt.file))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := NewReader(bytes.NewReader(b), format.Size{Cols: 80, Rows: 24})
		total, last := 0, time.Duration(0)
		for err == nil {
			var e format.Event
			if e, err = d.Next(); err == nil && e.At < last {
				t.Fatal("time runs backwards")
			}
			total, last = total+len(e.Data), max(last, e.At)
		}
		if total > len(b) || !errors.Is(err, io.EOF) && !scan.Broken(err) {
			t.Fatalf("got %d bytes of %d, %v", total, len(b), err)
		}
	})
}
