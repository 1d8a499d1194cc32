//go:build bench

package bench

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/test/bench/workload"
)

// TestSizes prints how large recordings are, as fractions of what the session printed.
func TestSizes(t *testing.T) {
	tab := table{
		title: "Size of a recording ÷ raw output",
		head: []string{"workload", "raw bytes", "reads", "bar", "events", "rewritten", "with derived", "gzip -9 raw", "sudo-like", "asciicast 3", "its gzip -6",
			"peers: sudo", "columns+zstd"},
	}
	for _, w := range sized() {
		if w.err != nil {
			tab.note("%s: %v", w.name, w.err)
			continue
		}
		raw := w.session.Raw()
		cast := castOf(t, w.session)
		part := func(b []byte) string { return share(len(b), len(raw)) }
		tab.row(w.session.Name, len(raw), len(w.session.Events), w.bar, part(record(t, w.session, asRecorded, false)),
			part(record(t, w.session, atCommit, false)), part(record(t, w.session, asRecorded, true)), part(zip(t, raw, 9)),
			part(sudoLike(t, w.session)), part(cast), part(zip(t, cast, 6)), w.sudo, w.columns)
	}
	tab.note("events: a whole file, in batches of 256 KiB or 8 s as the recorder cuts them, without what is derived; rewritten: the same events after")
	tab.note("one more pass at commit, one batch a chunk and the thorough level; with derived: as recorded, with keyframes and transcript.")
	tab.note("sudo-like: gzip -6 of the output and of a text file of its times.")
	tab.note("peers: what sudo-gz, and columns of (ms, length, data) in one zstd frame, took of the peers' own runs of these workloads. Where sudo-like")
	tab.note("is not below the peers' sudo, this workload is at least as hard as theirs; log, vim and typing are held to that, top depends on the machine.")
	tab.print()
}

// A sizedWorkload is a workload with its bar and what the peers' programs made of theirs.
type sizedWorkload struct {
	name               string
	make               func() (workload.Session, error)
	bar, sudo, columns string
	session            workload.Session
	err                error
}

// sized makes the workloads, all at once: they mostly wait.
func sized() []*sizedWorkload {
	log := func() (workload.Session, error) { return workload.Log(20e6), nil }
	list := []*sizedWorkload{
		{name: "log", make: log, bar: "0.21", sudo: "0.18", columns: "0.194"},
		{name: "top", make: workload.Top, bar: "0.065", sudo: "0.057", columns: "0.048"},
		{name: "vim", make: workload.Vim, bar: "0.13", sudo: "0.137", columns: "0.093"},
		{name: "typing", make: workload.Typing, bar: "0.80", sudo: "0.59", columns: "0.415"},
	}
	var making sync.WaitGroup
	for _, w := range list {
		making.Go(func() { w.session, w.err = w.make() })
	}
	making.Wait()
	return list
}

func zip(t testing.TB, b []byte, level int) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, level)
	if err == nil {
		_, err = z.Write(b)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sudoLike returns what sudo's I/O log with compression holds: the output, and lines of event, delay and length.
func sudoLike(t testing.TB, s workload.Session) []byte {
	var times bytes.Buffer
	last := time.Duration(0)
	for _, e := range s.Events {
		fmt.Fprintf(&times, "1 %.9f %d\n", (e.At - last).Seconds(), len(e.Data))
		last = e.At
	}
	return append(zip(t, s.Raw(), 6), zip(t, times.Bytes(), 6)...)
}

func castOf(t testing.TB, s workload.Session) []byte {
	t.Helper()
	var out bytes.Buffer
	events := func(yield func(format.Event, error) bool) {
		for _, e := range s.Events {
			if !yield(e, nil) {
				return
			}
		}
	}
	if _, err := asciicast.Encode(&out, headerOf(s), events, asciicast.EncodeOptions{Version: 3}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
