//go:build bench

package bench

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/bench/workload"
)

const (
	throughputBytes  = 200e6
	throughputRounds = 5
)

// TestThroughput prints what stands between a terminal and `cat` of a large log costs.
func TestThroughput(t *testing.T) {
	log := filepath.Join(t.TempDir(), "service.log")
	writeLog(t, log, throughputBytes)
	list := contenders(t)
	runs := make([][]usage, len(list))
	sizes := make([]int64, len(list))
	for range throughputRounds {
		for i, c := range list {
			dir := t.TempDir()
			runs[i] = append(runs[i], measure(t, c, dir, "cat", log))
			sizes[i] = stored(c, dir)
			os.RemoveAll(dir)
		}
	}
	printThroughput(list, runs, sizes)
}

func printThroughput(list []contender, runs [][]usage, sizes []int64) {
	tab := table{
		title: fmt.Sprintf("cat of a coloured log of %.0f MB: medians of %d runs in turns", throughputBytes/1e6, throughputRounds),
		head:  []string{"", "s", "÷ bare", "÷ pass-through", "last byte s", "÷ pass-through", "CPU s", "÷ bare", "peak MB", "stored ÷ raw"},
	}
	var base, through usage
	for i, c := range list {
		u := medians(runs[i])
		switch c.name {
		case bare:
			base = u
		case passThrough:
			through = u
		}
		tab.row(c.name, seconds(u.wall), ratio(u.wall, base.wall), ratio(u.wall, through.wall), seconds(u.shown), ratio(u.shown, through.shown),
			seconds(u.cpu), ratio(u.cpu, base.cpu), mega(u.peak), share(int(sizes[i]), throughputBytes))
	}
	tab.note("bars for shellac: 1.25 × the pass-through, 48 MB. s: until the program ended, with everything stored; last byte: until the terminal had it all.")
	tab.note("CPU: of the program and its command, not of the terminal. Peak: of the program alone.")
	tab.print()
}

// medians takes the median of everything but memory, of which the most counts.
func medians(runs []usage) usage {
	var wall, shown, cpu []time.Duration
	var u usage
	for _, r := range runs {
		wall, shown, cpu = append(wall, r.wall), append(shown, r.shown), append(cpu, r.cpu)
		u.peak = max(u.peak, r.peak)
	}
	u.wall, u.shown, u.cpu = median(wall), median(shown), median(cpu)
	return u
}

func writeLog(t testing.TB, path string, size int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := workload.WriteLog(w, size); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}
