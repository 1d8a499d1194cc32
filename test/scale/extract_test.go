//go:build scale

package scale

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/store"
)

// extract writes the packed text of every session into a file of its own, a folder a day.
func extract(ctx context.Context, s store.Store, folder string) error {
	days, err := index.Open(s, index.Options{}).Days(ctx)
	if err != nil {
		return err
	}
	for _, d := range days {
		dir := filepath.Join(folder, d.Date.Format(time.DateOnly))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		w := sessionWriter{dir: dir}
		for b, err := range d.Blocks(ctx, nil, nil) {
			if err != nil {
				return err
			}
			for i := range b.Len() {
				row, err := b.Row(i)
				if err != nil {
					return err
				}
				if err := w.line(row.Session.ID, b.Line(i)); err != nil {
					return err
				}
			}
			b.Release()
		}
		if err := w.end(); err != nil {
			return err
		}
	}
	return nil
}

// A sessionWriter writes the lines of one session after the other.
type sessionWriter struct {
	dir, id string
	file    *os.File
	out     *bufio.Writer
}

func (w *sessionWriter) line(id string, text []byte) error {
	if id != w.id {
		if err := w.end(); err != nil {
			return err
		}
		file, err := os.Create(filepath.Join(w.dir, id+".txt"))
		if err != nil {
			return err
		}
		w.id, w.file, w.out = id, file, bufio.NewWriterSize(file, 256<<10)
	}
	w.out.Write(text) // an error sticks until Flush
	return w.out.WriteByte('\n')
}

func (w *sessionWriter) end() error {
	if w.file == nil {
		return nil
	}
	if err := w.out.Flush(); err != nil {
		return err
	}
	return w.file.Close()
}

// packed compresses the text of each day into one file, and returns the files.
func packed(t *testing.T, folder string) (files []string) {
	t.Helper()
	days, err := filepath.Glob(filepath.Join(folder, "*-*-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		name := day + ".zst"
		out, err := exec.Command("sh", "-c", fmt.Sprintf("cat %s/*.txt | zstd -q -3 -f -o %s", day, name)).CombinedOutput()
		if err != nil {
			t.Fatalf("zstd: %v: %s", err, out)
		}
		files = append(files, name)
	}
	return files
}

// leastOf reads what the duckdb tool says of each round.
func leastOf(t *testing.T, took taken) taken {
	t.Helper()
	for i, l := range strings.Split(strings.TrimSpace(took.err), "\n") {
		var wall, cpu float64
		if _, err := fmt.Sscan(l, &wall, &cpu); err != nil {
			t.Fatalf("read what duckdb says of a round: %q", l)
		}
		w, c := time.Duration(wall*1e9), time.Duration(cpu*1e9)
		if i == 0 || w < took.wall {
			took.wall = w
		}
		if i == 0 || c < took.cpu {
			took.cpu = c
		}
	}
	return took
}
