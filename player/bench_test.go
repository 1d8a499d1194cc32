package player

import (
	"bytes"
	"context"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// long returns a coloured log of four hours on a 120x40 terminal: 20 MB, or as many as SHELLAC_BENCH_MB says.
var long = sync.OnceValue(func() []byte {
	megabytes := 20
	if n, err := strconv.Atoi(os.Getenv("SHELLAC_BENCH_MB")); err == nil {
		megabytes = n
	}
	r := rand.New(rand.NewSource(1))
	var buf bytes.Buffer
	h := header()
	h.Size = format.Size{Cols: 120, Rows: 40}
	w, _ := format.NewWriter(&buf, h)
	b := format.NewBatch(0)
	lines := megabytes << 20 / 110
	for i := range lines {
		at := time.Duration(float64(i) / float64(lines) * float64(4*time.Hour))
		line := fmt.Sprintf("\x1b[90m2026-11-24T12:%02d:%02dZ\x1b[0m \x1b[32mINFO\x1b[0m gateway request id=%08x path=/api/v1/item/%d took %dms\r\n",
			i/60%60, i%60, r.Uint32(), r.Intn(9999), r.Intn(500))
		if i == lines*3/4 {
			line = "mysql> DROP TABLE cart_tmp;\r\n"
		}
		b.Append(at, format.Output, []byte(line))
		if b.Bytes() > 64<<10 {
			_ = w.WriteBatch(b)
			b.Reset()
			if w.ChunkFull() {
				_ = w.EndChunk()
			}
		}
	}
	_ = w.WriteBatch(b)
	_, _ = w.Close()
	return buf.Bytes()
})

func BenchmarkSeekRandom(b *testing.B) {
	p := open(b, long(), Options{})
	if _, err := p.FrameAt(p.Duration()); err != nil { // leaves keyframes behind
		b.Fatal(err)
	}
	r := rand.New(rand.NewSource(3))
	var worst time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := p.FrameAt(time.Duration(r.Int63n(int64(p.Duration())))); err != nil {
			b.Fatal(err)
		}
		worst = max(worst, time.Since(start))
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
}

func BenchmarkFirstSeekToEnd(b *testing.B) {
	size := len(long())
	b.SetBytes(int64(size))
	for b.Loop() {
		p := open(b, long(), Options{})
		if _, err := p.FrameAt(p.Duration()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(p.Summary().OutputBytes)/1e6, "MB")
	}
}

func BenchmarkPlayFrames(b *testing.B) {
	p := open(b, long(), Options{})
	at := time.Hour
	for b.Loop() {
		at += time.Second / 30
		if _, err := p.MomentAt(context.Background(), at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	p := open(b, long(), Options{})
	pattern, _ := CompilePattern("DROP TABLE", false)
	for b.Loop() {
		n := 0
		for _, err := range p.Find(context.Background(), pattern, nil) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 1 {
			b.Fatal(n, " hits")
		}
	}
	b.ReportMetric(float64(p.Summary().OutputBytes)/1e6, "MB")
}
