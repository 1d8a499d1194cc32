package scan

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestSeconds(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"0", 0, true},
		{"1.5", 1500 * time.Millisecond, true},
		{"0.000001", time.Microsecond, true},
		{"12.345678901", 12345678901, true},
		{"1.9999999999", 1999999999, true},
		{"1,5", 1500 * time.Millisecond, true},
		{".5", 500 * time.Millisecond, true},
		{"5.", 5 * time.Second, true},
		{"9223372036", 9223372036 * time.Second, true},
		{"9999999999", 0, false},
		{"99999999999999999999", 0, false},
		{"", 0, false},
		{"-1", 0, false},
		{"1e5", 0, false},
		{"1.5.5", 0, false},
	}
	for _, tt := range tests {
		got, err := Seconds(tt.text)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("%q: got %v and %v, want %v", tt.text, got, err, tt.want)
		}
	}
}

func TestClock(t *testing.T) {
	c := NewClock(time.Nanosecond)
	steps := []struct {
		what func() error
		want time.Duration
		ok   bool
	}{
		{func() error { return c.Wait(time.Second) }, time.Second, true},
		{func() error { return c.Reach(time.Millisecond) }, time.Second, true},
		{func() error { return c.Wait(-1) }, time.Second, false},
		{func() error { return c.Reach(1 << 53) }, time.Second, false},
		{func() error { return c.Reach(1<<53 - 1) }, 1<<53 - 1, true},
		{func() error { return c.Wait(1) }, 1<<53 - 1, false},
		{func() error { return c.Wait(1<<63 - 1) }, 1<<53 - 1, false},
	}
	for i, s := range steps {
		if err := s.what(); (err == nil) != s.ok || c.Now() != s.want {
			t.Errorf("step %d: got %v and %v, want %v", i, c.Now(), err, s.want)
		}
	}
	long := NewClock(time.Millisecond)
	if err := long.Reach(99 * 365 * 24 * time.Hour); err != nil {
		t.Errorf("got %v after 99 years", err)
	}
	if err := long.Reach(101 * 365 * 24 * time.Hour); err == nil {
		t.Error("got no error after 101 years")
	}
}

// A place that cannot be read is not a file that is wrong.
func TestUnpackTellsErrorsApart(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(bytes.Repeat([]byte("some text "), 10000)) // to memory
	_ = z.Close()
	whole, lost := packed.Bytes(), errors.New("the network is gone")
	changed := bytes.Clone(whole)
	changed[len(changed)-6] ^= 1
	tests := []struct {
		name   string
		r      io.Reader
		broken bool
		want   error
	}{
		{"whole", bytes.NewReader(whole), false, nil},
		{"cut off", bytes.NewReader(whole[:len(whole)-9]), true, ErrCut},
		{"changed", bytes.NewReader(changed), true, gzip.ErrChecksum},
		{"lost", io.MultiReader(bytes.NewReader(whole[:40]), iotest.ErrReader(lost)), false, lost},
		{"lost at once", iotest.ErrReader(lost), false, lost},
		{"nothing", strings.NewReader(""), true, ErrCut},
	}
	for _, tt := range tests {
		r, err := Unpack(tt.r, "gzip", "a file")
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, tt.want) || Broken(err) != tt.broken {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestLine(t *testing.T) {
	long := strings.Repeat("x", 100<<10)
	s := NewStream(strings.NewReader("a\r\n\n"+long+"\nend"), "test", "")
	for _, want := range []string{"a", "", long, "end"} {
		line, ended, err := s.Line(1 << 20)
		if err != nil || string(line) != want || ended != (want != "end") {
			t.Errorf("got %d bytes, %v, %v, want %d", len(line), ended, err, len(want))
		}
	}
	if _, _, err := s.Line(1 << 20); !errors.Is(err, io.EOF) {
		t.Errorf("got %v at the end", err)
	}
	s = NewStream(strings.NewReader("a\n"+long+"\n"), "test", "file")
	_, _, _ = s.Line(10) // the first
	_, _, err := s.Line(1000)
	if err == nil || err.Error() != "test file line 2: line is too long" {
		t.Errorf("got %v for a long line", err)
	}
}
