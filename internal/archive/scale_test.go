package archive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

const manyRecordings = 50_000

// manyEntries gives the catalog keys of 50,000 recordings of two years, for which the store need not be synced.
func manyEntries(put func(key string)) {
	for i := range manyRecordings {
		start := theNow().Add(-time.Duration(i) * (2 * 365 * 24 * time.Hour / manyRecordings))
		e := Entry{ID: NewID(start), Kind: "ssh", Target: fmt.Sprintf("web-prod-%02d", i%40), User: "mika@laptop", Start: start, Duration: time.Minute, Bytes: 1 << 20,
			Size: 1 << 18, State: Complete, stage: committed}
		put(e.catalogKey(committed))
	}
}

func manyInMemory(b *testing.B) store.Store {
	m := store.NewMemory()
	manyEntries(func(key string) {
		if err := m.Put(context.Background(), key, strings.NewReader("{}"), 2); err != nil {
			b.Fatal(err)
		}
	})
	return m
}

func manyInDir(b *testing.B) store.Store {
	root := b.TempDir()
	manyEntries(func(key string) {
		path := filepath.Join(root, key)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
			b.Fatal(err)
		}
	})
	dir, err := store.NewDir(root)
	if err != nil {
		b.Fatal(err)
	}
	return dir
}

// BenchmarkList lists of 50,000 recordings all, those of a week, those of one node, and the newest, and finds one.
func BenchmarkList(b *testing.B) {
	node, err := ParseFilter("node:web-prod-07", theNow())
	if err != nil {
		b.Fatal(err)
	}
	for name, fill := range map[string]func(*testing.B) store.Store{"memory": manyInMemory, "dir": manyInDir} {
		b.Run(name, func(b *testing.B) {
			s := newCounted(fill(b))
			a := testArchive(s)
			benchList(b, s, a, "all", Filter{}, manyRecordings)
			benchList(b, s, a, "week", Filter{Since: theNow().AddDate(0, 0, -7)}, 480)
			benchList(b, s, a, "node", node, manyRecordings/40)
			benchList(b, s, a, "newest20", Filter{Limit: 20}, 20)
			middle := NewID(theNow().AddDate(-1, 0, 0))[:7]
			b.Run("resolve7", func(b *testing.B) {
				for b.Loop() {
					if _, err := a.Resolve(context.Background(), middle); err != nil && !strings.Contains(err.Error(), "no such") && !strings.Contains(err.Error(), "short for") {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

func benchList(b *testing.B, s *counted, a *Archive, name string, f Filter, want int) {
	b.Run(name, func(b *testing.B) {
		s.reset()
		n := 0
		var peak uint64
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		before := m.HeapAlloc
		for b.Loop() {
			n = 0
			for _, err := range a.List(context.Background(), f) {
				if err != nil {
					b.Fatal(err)
				}
				if n++; n%5000 == 0 {
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc)
				}
			}
		}
		if n < want-5 || n > want+5 {
			b.Errorf("listed %d, want about %d", n, want)
		}
		b.ReportMetric(float64(s.lists)/float64(b.N), "requests/op")
		if peak > before {
			b.ReportMetric(float64(peak-before)/(1<<20), "heap-MiB")
		}
	})
}
