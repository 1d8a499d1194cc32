//go:build bench

package bench

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/recorder"
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

// record returns the whole recording of a session: its events, and if derived is set keyframes and transcript as well.
// It does what package recorder's composer does.
func record(t testing.TB, s workload.Session, c cut, derived bool) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := format.NewWriter(&out, headerOf(s))
	if err != nil {
		t.Fatal(err)
	}
	r := composer{Writer: w, cut: c}
	if derived {
		r.derive = recorder.NewDeriver(headerOf(s))
	}
	if err := r.events(s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

type composer struct {
	*format.Writer
	cut    cut
	derive *recorder.Deriver // nil without
}

func (r *composer) events(s workload.Session) error {
	b := format.NewBatch(0)
	var first time.Duration
	for _, e := range append(slices.Clip(s.Events), format.ExitEvent(s.Duration(), format.ExitStatus{})) {
		if b.Len() > 0 && (e.At-first >= r.cut.after || b.Bytes() >= r.cut.bytes) {
			if err := r.seal(b); err != nil {
				return err
			}
			b.Reset()
		}
		if b.Len() == 0 {
			first = e.At
		}
		b.AppendEvent(e)
	}
	if err := r.seal(b); err != nil {
		return err
	}
	var rest []format.Section
	if r.derive != nil {
		rest = r.derive.Close()
	}
	if err := r.EndChunk(rest...); err != nil {
		return err
	}
	_, err := r.Close()
	return err
}

func (r *composer) seal(b *format.Batch) error {
	r.SetFast(r.cut.fast && b.Bytes() >= r.cut.bytes)
	var before, after []format.Section
	if r.derive != nil && r.ChunkFull() {
		after = r.derive.Rest()
	}
	if r.ChunkFull() {
		if err := r.EndChunk(after...); err != nil {
			return err
		}
	}
	if r.derive != nil && !r.ChunkOpen() {
		before = r.derive.Chunk()
	}
	if !r.ChunkOpen() {
		if err := r.StartChunk(b, before...); err != nil {
			return err
		}
	}
	if err := r.WriteBatch(b); err != nil || r.derive == nil {
		return err
	}
	r.derive.Batch(b)
	for _, s := range r.derive.Pending() {
		if err := r.WriteSection(s); err != nil {
			return err
		}
	}
	return nil
}
