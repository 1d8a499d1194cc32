//go:build bench

package bench

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/test/bench/workload"
)

const decodeRounds = 15

// TestDecode prints how fast a recording is read on one core.
func TestDecode(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s := workload.Log(20e6)
	raw := s.Raw()
	events, whole := record(t, s, asRecorded, false), record(t, s, asRecorded, true)
	plain := plainZstd(t, raw)
	ways := []struct {
		name string
		read func() (int, error)
	}{
		{"plain zstd", func() (int, error) { return readPlain(plain) }},
		{"Reader", func() (int, error) { return readThrough(events) }},
		{"File", func() (int, error) { return readChunks(events) }},
		{"Reader, with derived", func() (int, error) { return readThrough(whole) }},
		{"File, with derived", func() (int, error) { return readChunks(whole) }},
	}
	took := make([][]time.Duration, len(ways))
	for range decodeRounds {
		for i, w := range ways {
			start := cpuTime()
			n, err := w.read()
			took[i] = append(took[i], cpuTime()-start)
			if err != nil || n != len(raw) {
				t.Fatalf("%s: %d bytes of %d, %v", w.name, n, len(raw), err)
			}
		}
	}
	tab := table{title: fmt.Sprintf("Reading a coloured log of 20 MB on one core: medians of %d runs in turns", decodeRounds),
		head: []string{"", "MB of output per CPU second", "÷ plain zstd", "best"}}
	for i, w := range ways {
		mid := median(took[i])
		tab.row(w.name, fmt.Sprintf("%.0f", rate(len(raw), mid)), ratio(rate(len(raw), mid), rate(len(raw), median(took[0]))),
			fmt.Sprintf("%.0f", rate(len(raw), quantile(took[i], 0))))
	}
	tab.note("bar: 200 MB/s on one core. Plain zstd: the output in one frame of the fast level. Reader and File check every checksum, the hash chain and the index.")
	tab.print()
}

// cpuTime returns how much of the processor this program has had: on a machine with other work the clock says little.
func cpuTime() time.Duration {
	var r unix.Rusage
	unix.Getrusage(unix.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// rate returns megabytes a second.
func rate(bytes int, d time.Duration) float64 { return float64(bytes) / 1e6 / d.Seconds() }

func plainZstd(t testing.TB, raw []byte) []byte {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return z.EncodeAll(raw, nil)
}

func readPlain(b []byte) (int, error) {
	d, err := zstd.NewReader(bytes.NewReader(b), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return 0, err
	}
	defer d.Close()
	n, err := io.Copy(io.Discard, d)
	return int(n), err
}

func readThrough(b []byte) (int, error) {
	r, err := format.NewReader(bytes.NewReader(b))
	if err != nil {
		return 0, err
	}
	for n := 0; ; {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if e.Kind == format.Output {
			n += len(e.Data)
		}
	}
}

func readChunks(b []byte) (int, error) {
	f, err := format.NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range f.Chunks() {
		c, err := f.ReadChunk(i)
		if err != nil {
			return n, err
		}
		for _, e := range c.Events {
			if e.Kind == format.Output {
				n += len(e.Data)
			}
		}
	}
	return n, nil
}
