//go:build bench

package bench

import (
	"bytes"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/test/bench/workload"
)

// A cut says when a batch is sealed.
type cut struct {
	bytes int
	after time.Duration
	fast  bool // full batches are compressed the fast way
}

// asRecorded is what package recorder does (sealBytes, sealAfter).
var asRecorded = cut{bytes: 256 << 10, after: 8 * time.Second, fast: true}

// atCommit is what one more rewrite could do when a session has ended: one batch a chunk, and time for the thorough way.
var atCommit = cut{bytes: format.ChunkTarget, after: 1 << 62}

func headerOf(s workload.Session) format.Header {
	return format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "run", Target: s.Argv[0], Argv: s.Argv, User: "alice@laptop",
		Start: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Size: s.Size, Term: "xterm-256color", Recorder: "shellac/0.1.0"}
}

// record returns the whole recording of a session.
func record(t testing.TB, s workload.Session, c cut) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := format.NewWriter(&out, headerOf(s))
	if err != nil {
		t.Fatal(err)
	}
	b := format.NewBatch(0)
	var first time.Duration
	for _, e := range append(s.Events, format.ExitEvent(s.Duration(), format.ExitStatus{})) {
		if b.Len() > 0 && (e.At-first >= c.after || b.Bytes() >= c.bytes) {
			seal(t, w, b, c)
		}
		if b.Len() == 0 {
			first = e.At
		}
		b.AppendEvent(e)
	}
	seal(t, w, b, c)
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func seal(t testing.TB, w *format.Writer, b *format.Batch, c cut) {
	w.SetFast(c.fast && b.Bytes() >= c.bytes)
	err := w.WriteBatch(b)
	if err == nil && w.ChunkFull() {
		err = w.EndChunk()
	}
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
}
