package format

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A Reader that has read something else, or failed at it, reads a recording as a new one does.
func TestReset(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "vectors", "*.txt"))
	if err != nil || len(files) < 35 {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	var again Reader
	for _, name := range append(files, files...) {
		_, b := readVector(t, name)
		want := told(new(Reader), b)
		if got := told(&again, b); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// told is all that a Reader says of a recording.
func told(r *Reader, b []byte) string {
	var all strings.Builder
	err := r.Reset(bytes.NewReader(b))
	if err != nil {
		return err.Error()
	}
	r.OnSection(func(s Section) { fmt.Fprintf(&all, "%d %x\n", s.Kind, s.Raw) })
	for err == nil {
		var e Event
		if e, err = r.Next(); err == nil {
			fmt.Fprintf(&all, "%v %v %x\n", e.At, e.Kind, e.Data)
		}
	}
	fmt.Fprintf(&all, "%+v %+v %+v %v", r.Header(), r.Summary(), r.Chunks(), err)
	return all.String()
}
