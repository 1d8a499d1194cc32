package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
)

// objects is how many small objects the listings list; SHELLAC_BENCH_OBJECTS sets another number.
func objects(b *testing.B) int {
	n, err := strconv.Atoi(os.Getenv("SHELLAC_BENCH_OBJECTS"))
	if err != nil {
		return 5000
	}
	return n
}

// catalogKey is a key such as a catalog entry has, 200 a day.
func catalogKey(i int) string {
	day := i / 200
	return fmt.Sprintf("cat/%04d/%02d/%02d/01JDABCDEF%016d.z!ssh!web1.example.com!alice!3600!0", 2026+day/336, 1+day/28%12, 1+day%28, i)
}

func BenchmarkListDir(b *testing.B) {
	root, n := b.TempDir(), objects(b)
	for i := range n { // not by Put, which syncs each
		name := filepath.Join(root, catalogKey(i))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	s, err := store.NewDir(root)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkList(b, s, n)
}

func BenchmarkListS3(b *testing.B) {
	lab, n := s3.Start(b), objects(b)
	s, err := store.Open(b.Context(), lab.URL(lab.NewBucket(b), "p"), store.Options{Credentials: lab.Root})
	if err != nil {
		b.Fatal(err)
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := worker; i < n; i += 8 {
				if err := s.Put(b.Context(), catalogKey(i), strings.NewReader("x"), 1); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	benchmarkList(b, s, n)
}

func benchmarkList(b *testing.B, s store.Store, n int) {
	count := func(b *testing.B, prefix, after string, limit int) int {
		seen := 0
		for _, err := range s.List(b.Context(), prefix, after) {
			if err != nil {
				b.Fatal(err)
			}
			if seen++; seen == limit {
				break
			}
		}
		return seen
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			if got := count(b, "cat/", "", -1); got != n {
				b.Fatalf("got %d, want %d", got, n)
			}
		}
	})
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			count(b, "cat/", "", 1)
		}
	})
	b.Run("last hundred", func(b *testing.B) {
		for b.Loop() {
			if got := count(b, "cat/", catalogKey(n-101), -1); got != 100 {
				b.Fatalf("got %d, want 100", got)
			}
		}
	})
}

func BenchmarkPutDir(b *testing.B) {
	s, err := store.NewDir(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	benchmarkPut(b, s)
}

func BenchmarkPutS3(b *testing.B) {
	lab := s3.Start(b)
	s, err := store.Open(b.Context(), lab.URL(lab.NewBucket(b), "p"), store.Options{Credentials: lab.Root})
	if err != nil {
		b.Fatal(err)
	}
	benchmarkPut(b, s)
}

func benchmarkPut(b *testing.B, s store.Store) {
	text := strings.Repeat("0123456789abcdef", 64)
	for i := 0; b.Loop(); i++ {
		if err := s.Put(b.Context(), fmt.Sprintf("live/2026/11/24/x/%08d.seg", i), strings.NewReader(text), int64(len(text))); err != nil {
			b.Fatal(err)
		}
	}
}
