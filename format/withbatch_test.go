package format

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"
)

// TestWithBatch looks at a recording that is being written at every stage, once before and once after a batch is written.
func TestWithBatch(t *testing.T) {
	var stream bytes.Buffer
	w, err := NewWriter(&stream, Header{ID: "x", Size: Size{80, 24}, Tick: DefaultTick})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 9 {
		b := NewBatch(0)
		for j := range 5 {
			b.Append(time.Duration(i*10+j)*time.Second, Output, fmt.Appendf(nil, "line %d of %d\r\n", j, i))
		}
		before := openBytes(t, stream.Bytes())
		looked, err := before.WithBatch(b)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteBatch(b); err != nil {
			t.Fatal(err)
		}
		if i%3 == 1 {
			if err := w.EndChunk(); err != nil {
				t.Fatal(err)
			}
		}
		got, want := fileEvents(t, looked), fileEvents(t, openBytes(t, stream.Bytes()))
		if got != want || !errors.Is(looked.Damage(), ErrTorn) {
			t.Errorf("batch %d: got %v and\n%s\nwant\n%s", i, looked.Damage(), got, want)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole := openBytes(t, stream.Bytes())
	if b := NewBatch(0); true {
		b.Append(time.Hour, Output, []byte("x"))
		if f, err := whole.WithBatch(b); f != whole || err != nil {
			t.Errorf("a complete recording: got another one, %v", err)
		}
	}
}

func openBytes(t *testing.T, b []byte) *File {
	t.Helper()
	b = bytes.Clone(b)
	f, err := NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func fileEvents(t *testing.T, f *File) (text string) {
	t.Helper()
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil && !errors.Is(err, ErrTorn) {
			t.Fatalf("chunk %d: %v", i, err)
		}
		for _, e := range c.Events {
			text += fmt.Sprintf("%v %v %q\n", e.At, e.Kind, e.Data)
		}
	}
	return text
}
