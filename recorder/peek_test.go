package recorder

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// TestLookOn looks on at a session of which a part is in the stream and a part only in the write-ahead log.
func TestLookOn(t *testing.T) {
	s, err := createSpool(t.TempDir(), "01JD7X8M4RZQ3W5E6T7Y8K9A0B")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	w, err := format.NewWriter(s.stream, format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Size: format.Size{Cols: 80, Rows: 24}, Tick: format.DefaultTick})
	if err != nil {
		t.Fatal(err)
	}
	o, err := LookOn(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	batch := func(n int) *format.Batch {
		b := format.NewBatch(0)
		b.Append(time.Duration(n)*time.Second, format.Output, fmt.Appendf(nil, "batch %d", n))
		return b
	}
	want := func(what string, events int) {
		t.Helper()
		if !o.Changed() {
			t.Errorf("%s: nothing has changed", what)
		}
		f, err := o.Look()
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Summary().Events; got != int64(events) {
			t.Errorf("%s: got %d events, want %d", what, got, events)
		}
		if o.Changed() {
			t.Errorf("%s: changed after a look", what)
		}
	}
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	want("only the header", 0)
	check(s.log(w.Offset(), batch(1).AppendBinary(nil)))
	want("a logged batch and no chunk", 1)
	check(w.WriteBatch(batch(1)))
	want("a logged batch that the stream has as well", 1)
	check(s.log(w.Offset(), batch(2).AppendBinary(nil)))
	want("a logged batch in an open chunk", 2)
	check(w.WriteBatch(batch(2)))
	check(w.EndChunk())
	check(s.sync())
	want("a chunk", 2)
	check(s.log(w.Offset(), batch(3).AppendBinary(nil)))
	want("a logged batch behind a chunk", 3)
	_, err = s.stream.Write([]byte("Shalf of a part"))
	check(err)
	want("half a part", 3)

	check(os.RemoveAll(s.dir))
	if !o.Gone() {
		t.Error("the folder is not seen to be gone")
	}
	if f, err := o.Look(); err != nil || f.Summary().Events != 2 {
		t.Errorf("after the end: %v", err)
	}
	if _, err := LookOn(filepath.Join(t.TempDir(), "nobody")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no session: got %v", err)
	}
}
