package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/recorder"
)

// TestKilledCompactions kills the command again and again, a little later each time, two of them at once, and looks after each that nothing is
// found twice, and in the end that everything is found.
func TestKilledCompactions(t *testing.T) {
	dir := t.TempDir()
	s, err := store.NewDir(filepath.Join(dir, "store"))
	if err != nil {
		t.Fatal(err)
	}
	ids := fillDays(t, archive.New(s, archive.Options{}), 8, 6)
	run := func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], append([]string{"--store", "file://" + filepath.Join(dir, "store"), "index"}, args...)...)
		cmd.Args[0] = "shellac" // the test's binary is the program by this name
		cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CONFIG_HOME="+dir, "TMPDIR="+dir)
		return cmd
	}
	packed := 0
	for i := range 24 {
		var running []*exec.Cmd
		for range 1 + i%2 {
			cmd := run("compact", "--merge")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			running = append(running, cmd)
		}
		time.Sleep(time.Duration(20+15*i) * time.Millisecond)
		for _, cmd := range running {
			_ = cmd.Process.Kill() // it may have ended
			_ = cmd.Wait()
		}
		got := found(t, s)
		if len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("after kill %d: found %v", i, got)
		}
		if len(got) < packed {
			t.Errorf("after kill %d: %d are found, and were %d before", i, len(got), packed)
		}
		packed = len(got)
		t.Logf("after kill %d: %d of %d recordings are packed", i, packed, len(ids))
	}
	if out, err := run("compact").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := found(t, s); !slices.Equal(got, ids) {
		t.Errorf("found %d, want %d", len(got), len(ids))
	}
	if left, err := filepath.Glob(filepath.Join(dir, "shellac-*")); err != nil || len(left) > 0 {
		t.Errorf("files are left: %v, %v", left, err)
	}
}

// fillDays puts some recordings into each of some days of two months ago, and returns their IDs.
func fillDays(t *testing.T, a *archive.Archive, days, each int) (ids []string) {
	t.Helper()
	first := time.Now().UTC().AddDate(0, -2, 0).Truncate(24 * time.Hour)
	first = first.AddDate(0, 0, 1-first.Day()) // so that all are of one month
	for d := range days {
		for i := range each {
			start := first.AddDate(0, 0, d).Add(time.Duration(i) * time.Hour)
			h := format.Header{ID: archive.NewID(start), Kind: "run", Target: fmt.Sprint("host", i), Start: start, Size: format.Size{Cols: 80, Rows: 24}, Tick: format.DefaultTick}
			text := strings.Repeat("some lines of output\r\n", 3000) + "a needle\r\n"
			events := []format.Event{{At: time.Second, Kind: format.Output, Data: []byte(text)}, format.ExitEvent(2*time.Second, format.ExitStatus{})}
			var b bytes.Buffer
			sum, err := recorder.Convert(&b, h, func() (format.Event, error) {
				if len(events) == 0 {
					return format.Event{}, io.EOF
				}
				e := events[0]
				events = events[1:]
				return e, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := a.PutRecording(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), h, sum); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, h.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// found returns in which recordings the packs hold the needle, each as often as they do.
func found(t *testing.T, s store.Store) (ids []string) {
	t.Helper()
	days, err := index.Open(s, index.Options{}).Days(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range days {
		for b, err := range d.Blocks(context.Background(), nil, [][]byte{[]byte("a needle")}) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range b.Len() {
				if string(b.Line(i)) != "a needle" {
					continue
				}
				row, err := b.Row(i)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, row.Session.ID)
			}
		}
	}
	slices.Sort(ids)
	return ids
}
