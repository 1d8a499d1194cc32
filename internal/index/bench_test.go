package index

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
)

// benchStore holds one packed day of about 16 MiB of log lines.
func benchStore(b *testing.B) (store.Store, int64) {
	b.Helper()
	dir, err := store.NewDir(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	p := newPacker(dir, testArchive(dir), CompactOptions{Folder: b.TempDir(), Now: theNow})
	w, err := newPackWriter(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer w.discard()
	rng := rand.New(rand.NewPCG(1, 1))
	words := []string{"gateway", "cart", "payment", "search", "auth", "orders", "timeout", "retry", "INFO", "WARN"}
	start := theNow().Add(-24 * time.Hour)
	for n := range 200 {
		w.begin(Session{ID: archive.NewID(start), Target: fmt.Sprintf("web%d", n/10), Start: start}, 1)
		for i := range 1000 {
			text := fmt.Appendf(nil, "2026-11-23T%02d:%02d:%02d %s %s status=%d took=%dms user=%d", i/60%24, i%60, rng.IntN(60), words[rng.IntN(10)], words[rng.IntN(10)], 200+rng.IntN(300), rng.IntN(900), rng.IntN(5000))
			if err := w.add(line{text: text, at: time.Duration(i) * time.Second, visible: time.Second, number: i}); err != nil {
				b.Fatal(err)
			}
		}
	}
	var k packed
	if err := p.endPack(b.Context(), &k, w, day("2026-11-23").partition(), "2026-11-23"); err != nil {
		b.Fatal(err)
	}
	if _, err := p.change(b.Context(), "2026-11", func(c *cover) bool { c.put(k.packs...); return true }); err != nil {
		b.Fatal(err)
	}
	return dir, k.text
}

// BenchmarkBlocks reads all lines of a day, as a search without a literal does.
func BenchmarkBlocks(b *testing.B) {
	s, text := benchStore(b)
	for name, literals := range map[string][][]byte{"all": nil, "rare": {[]byte("nowhere to be found")}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(text)
			from := cpuTime()
			defer func() { reportCPU(b, from, text) }()
			for b.Loop() {
				days, err := Open(s, Options{}).Days(b.Context())
				if err != nil || len(days) != 1 {
					b.Fatal(days, err)
				}
				read := int64(0)
				for block, err := range days[0].Blocks(b.Context(), nil, literals) {
					if err != nil {
						b.Fatal(err)
					}
					read += int64(len(block.Text))
					block.Release()
				}
				if want := map[bool]int64{true: text}[literals == nil]; read != want {
					b.Fatalf("read %d bytes, want %d", read, want)
				}
			}
		})
	}
}

// cpuTime is what the process has used. Rates by it say more than those by the clock where others use the machine, too.
func cpuTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// reportCPU reports megabytes a second of the processor, from a time on.
func reportCPU(b *testing.B, from time.Duration, bytes int64) {
	b.ReportMetric(float64(bytes)/1e6*float64(b.N)/(cpuTime()-from).Seconds(), "MB/cpu-s")
}

// BenchmarkWriter packs lines.
func BenchmarkWriter(b *testing.B) {
	from, text := cpuTime(), int64(0)
	for b.Loop() {
		_, text = benchStore(b)
	}
	b.SetBytes(text)
	reportCPU(b, from, text)
}

func BenchmarkSigner(b *testing.B) {
	s := &signer{}
	from := cpuTime()
	line := []byte("2026-11-24T09:00:01.123Z INFO gateway GET /api/v1/cart status=200 took=12ms client=10.0.3.11 user=4711")
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		s.line(line)
	}
	reportCPU(b, from, int64(len(line)))
}
