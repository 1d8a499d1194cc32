//go:build bench

package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
)

const (
	listed       = 50_000
	listedYears  = 2
	listedRounds = 3
)

// TestListing prints how long a listing of 50,000 recordings takes to its first and to its last entry.
func TestListing(t *testing.T) {
	tab := table{title: fmt.Sprintf("Listing %d recordings of %d years: medians of %d runs in turns", listed, listedYears, listedRounds),
		head: []string{"", "first entry ms", "last entry ms", "÷ names alone", "entries", "peak heap MB"}}
	listStore(t, &tab, "directory", directoryOfMany(t))
	if s := serverOfMany(t); s != nil {
		listStore(t, &tab, "versitygw", s)
	}
	tab.note("names alone: the store's own listing of the catalog's keys, with nothing made of them. The server is a process of its own.")
	tab.print()
}

func listStore(t *testing.T, tab *table, name string, s store.Store) {
	a := archive.New(s, archive.Options{})
	ways := []struct {
		name string
		list func(seen func()) error
	}{
		{"names alone", func(seen func()) error { return listNames(t.Context(), s, seen) }},
		{"all", func(seen func()) error { return listEntries(t.Context(), a, archive.Filter{}, seen) }},
		{"of one week", func(seen func()) error {
			return listEntries(t.Context(), a, archive.Filter{Since: time.Now().AddDate(0, 0, -7)}, seen)
		}},
		{"newest 20", func(seen func()) error { return listEntries(t.Context(), a, archive.Filter{Limit: 20}, seen) }},
	}
	runs := make([][]listing, len(ways))
	for range listedRounds {
		for i, w := range ways {
			runs[i] = append(runs[i], measureListing(t, w.list))
		}
	}
	var names time.Duration
	for i, w := range ways {
		var first, last []time.Duration
		peak := int64(0)
		for _, r := range runs[i] {
			first, last, peak = append(first, r.first), append(last, r.last), max(peak, r.peak)
		}
		if i == 0 {
			names = median(last)
		}
		tab.row(name+", "+w.name, millis(median(first)), millis(median(last)), ratio(median(last), names), runs[i][0].entries, mega(peak))
	}
}

func millis(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1e3) }

// A listing is how one went.
type listing struct {
	first, last time.Duration
	entries     int
	peak        int64 // bytes of the heap
}

func measureListing(t *testing.T, list func(seen func()) error) listing {
	runtime.GC()
	var l listing
	stop, peak := make(chan struct{}), make(chan int64)
	go watchHeap(stop, peak)
	start := time.Now()
	err := list(func() {
		if l.entries++; l.entries == 1 {
			l.first = time.Since(start)
		}
	})
	l.last = time.Since(start)
	close(stop)
	l.peak = <-peak
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func watchHeap(stop <-chan struct{}, peak chan<- int64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	most := int64(0)
	for {
		metrics.Read(sample)
		most = max(most, int64(sample[0].Value.Uint64()))
		select {
		case <-stop:
			peak <- most
			return
		case <-time.After(time.Millisecond):
		}
	}
}

func listNames(ctx context.Context, s store.Store, seen func()) error {
	for _, err := range s.List(ctx, "cat/", "") {
		if err != nil {
			return err
		}
		seen()
	}
	return nil
}

func listEntries(ctx context.Context, a *archive.Archive, f archive.Filter, seen func()) error {
	for _, err := range a.List(ctx, f) {
		if err != nil {
			return err
		}
		seen()
	}
	return nil
}

// catalogKeys returns keys of catalog entries as package archive makes them for committed recordings.
func catalogKeys() []string {
	keys := make([]string, listed)
	now := time.Now().UTC()
	for i := range keys {
		start := now.Add(-time.Duration(i) * (listedYears * 365 * 24 * time.Hour / listed))
		keys[i] = fmt.Sprintf("cat/%s/%s.z!1!kssh!d%d!o%d!s%d!ec!x0!umika@laptop!tweb-prod-%02d", start.Format("2006/01/02"), archive.NewID(start),
			60_000+i, 1<<20+i, 1<<18+i, i%40)
	}
	return keys
}

func directoryOfMany(t *testing.T) store.Store {
	root := t.TempDir()
	for _, key := range catalogKeys() { // not by Put, which syncs each
		path := filepath.Join(root, key)
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, []byte("{}"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := store.NewDir(root)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// serverOfMany returns nil, with a message, where no server can be had.
func serverOfMany(t *testing.T) store.Store {
	lab, err := s3.Run(t.TempDir())
	if err != nil {
		t.Logf("no S3 server: %v", err)
		return nil
	}
	t.Cleanup(lab.Kill)
	s, err := store.Open(t.Context(), lab.URL(lab.NewBucket(t), "shellac"), store.Options{Credentials: lab.Root})
	if err != nil {
		t.Fatal(err)
	}
	keys := make(chan string)
	var putting sync.WaitGroup
	for range 16 {
		putting.Go(func() {
			for key := range keys {
				if err := s.Put(t.Context(), key, strings.NewReader("{}"), 2); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, key := range catalogKeys() {
		keys <- key
	}
	close(keys)
	putting.Wait()
	return s
}
