package player

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"
	"syscall"
	"math/rand"
	"slices"
	"github.com/shellac-term/shellac/format"
)

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func TestProbe(t *testing.T) {
	home, _ := os.UserCacheDir()
	f, err := os.Open(home + "/shellac/bench/long-1.shlc")
	if err != nil { t.Skip() }
	fi, _ := f.Stat()
	s := time.Now()
	ff, err := format.NewFile(f, fi.Size())
	if err != nil { t.Fatal(err) }
	sm := ff.Summary()
	fmt.Println("open", time.Since(s), len(ff.Chunks()), sm.OutputBytes, sm.Duration)
	var tr, kf, ev, nl int
	cnt := 0
	for i := range 60 {
		c, _ := ff.ReadChunk(i*3)
		for _, s := range c.Sections {
			if s.Kind == format.SectionTranscript { tr += len(s.Raw); cnt++; l, _ := format.ParseTranscript(s.Raw); nl += len(l) }
			if s.Kind == format.SectionKeyframe { kf += len(s.Raw) }
		}
		for _, e := range c.Events { ev += len(e.Data) }
	}
	fmt.Println("in 60 chunks: transcript", tr, "sections", cnt, "lines", nl, "keyframes", kf, "events", ev)
	p, _ := Open(ff, Options{})
	r := rand.New(rand.NewSource(4))
	var ds, cs []time.Duration
	for range 200 {
		at := time.Duration(r.Int63n(int64(p.Duration())))
		s, c := time.Now(), cpu()
		p.FrameAt(at)
		ds, cs = append(ds, time.Since(s)), append(cs, cpu()-c)
	}
	slices.Sort(ds); slices.Sort(cs)
	fmt.Println("seek wall med", ds[100], "p99", ds[198], "cpu med", cs[100], "p99", cs[198])
	for _, w := range []string{"DROP TABLE", "nginx", "zzzqqq", "cart"} {
		pat, _ := CompilePattern(w, false)
		s, c := time.Now(), cpu()
		n := 0
		var first time.Duration
		for range p.Find(context.Background(), pat, nil) { n++; if n == 1 { first = time.Since(s) }; if n >= 10000 { break } }
		fmt.Println("find", w, n, "first", first, "all", time.Since(s), "cpu", cpu()-c)
	}
}
