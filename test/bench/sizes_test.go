package bench

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/test/bench/workload"
)

func record(t testing.TB, s workload.Session, every time.Duration, max int) []byte {
	var buf bytes.Buffer
	h := format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "run", Target: "bash", Argv: s.Argv, User: "alice@laptop", Start: time.Now(), Size: s.Size, Term: "xterm-256color", Recorder: "shellac/0.1.0"}
	w, err := format.NewWriter(&buf, h)
	if err != nil {
		t.Fatal(err)
	}
	b := format.NewBatch(0)
	var first time.Duration
	flush := func() {
		if err := w.WriteBatch(b); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		if w.ChunkFull() {
			w.EndChunk()
		}
	}
	for _, e := range s.Events {
		if b.Len() > 0 && (e.At-first >= every || b.Bytes() >= max) {
			flush()
		}
		if b.Len() == 0 {
			first = e.At
		}
		b.AppendEvent(e)
	}
	b.AppendEvent(format.ExitEvent(s.Events[len(s.Events)-1].At, format.ExitStatus{}))
	flush()
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestSizes(t *testing.T) {
	for _, f := range []func() (workload.Session, error){func() (workload.Session, error) { return workload.Log(20e6), nil }, workload.Top, workload.Vim, workload.Typing} {
		s, err := f()
		if err != nil {
			t.Fatal(err)
		}
		raw := s.Raw()
		start := time.Now()
		rec := record(t, s, 10*time.Second, 256<<10)
		el := time.Since(start)
		one := record(t, s, time.Hour, 256<<10)
		var gz bytes.Buffer
		g, _ := gzip.NewWriterLevel(&gz, 9)
		g.Write(raw)
		g.Close()
		z, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
		fmt.Printf("%-14s raw %9d events %6d  rec %.3f  one batch %.3f  gzip-9 raw %.3f zstd-best raw %.3f  %.0f MB/s dur %v\n", s.Name, len(raw), len(s.Events), float64(len(rec))/float64(len(raw)), float64(len(one))/float64(len(raw)), float64(gz.Len())/float64(len(raw)), float64(len(z.EncodeAll(raw, nil)))/float64(len(raw)), float64(len(raw))/1e6/el.Seconds(), s.Events[len(s.Events)-1].At)
	}
}
