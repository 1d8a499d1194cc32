package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/foreign"
	"github.com/shellac-term/shellac/internal/store"
)

// foreignFixtures is where the recordings of other programs lie.
const foreignFixtures = "../../internal/foreign/testdata"

// The scripts import recordings of other programs, which they find in $FIXTURES.
func TestImportScripts(t *testing.T) {
	fixtures, err := filepath.Abs(foreignFixtures)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/import",
		Setup: func(e *testscript.Env) error {
			e.Setenv("FIXTURES", fixtures)
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Setenv("XDG_STATE_HOME", e.WorkDir+"/state")
			e.Setenv("XDG_CONFIG_HOME", e.WorkDir+"/config")
			e.Setenv("PATH", os.Getenv("PATH"))
			return os.Mkdir(e.WorkDir+"/home", 0o700)
		},
	})
}

// A counted store counts requests, and fails when it is written to.
type counted struct {
	store.Store
	mu   sync.Mutex
	gets int
	read int64
}

var errWritten = errors.New("the source was written to")

func (c *counted) Put(context.Context, string, io.ReadSeeker, int64) error { return errWritten }
func (c *counted) Delete(context.Context, string) error                    { return errWritten }

func (c *counted) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	c.mu.Lock()
	c.gets++
	c.read += n
	c.mu.Unlock()
	return c.Store.Get(ctx, key, off, n)
}

// sourceStore is a bucket with the fixtures, those of sudo in folders.
func sourceStore(t *testing.T) (*counted, int) {
	t.Helper()
	memory, n := store.NewMemory(), 0
	err := filepath.WalkDir(foreignFixtures, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(foreignFixtures, path)
		n++
		return memory.Put(t.Context(), "records/"+filepath.ToSlash(rel), bytes.NewReader(b), int64(len(b)))
	})
	if err != nil {
		t.Fatal(err)
	}
	return &counted{Store: memory}, n
}

// testImporter imports into an empty store; its output goes to a file.
func testImporter(t *testing.T) (*importer, *os.File) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	a := newApp(os.Stdin, out, out)
	return &importer{app: a, arch: archive.New(store.NewMemory(), archive.Options{}), report: newImportReport(a, "text"), claimed: map[string]bool{}}, out
}

// A bucket is read and nothing else. A second import finds all there, and reads no more of an object than says what it is.
func TestImportFromStore(t *testing.T) {
	source, _ := sourceStore(t)
	im, out := testImporter(t)
	search := func() error {
		return im.search(t.Context(), func(give func(batch) error) error { return listObjects(t.Context(), source, give) })
	}
	if err := search(); err != nil {
		t.Fatal(err)
	}
	list := func() []string {
		var ids []string
		for e, err := range im.arch.List(t.Context(), archive.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, e.ID)
		}
		return ids
	}
	first, printed := list(), contents(t, out)
	if n := im.report.done[resultImported] + im.report.done[resultPresent]; n != 17 || len(first) == 0 || im.report.done[resultFailed] != 0 {
		t.Errorf("got %v in\n%s", im.report.done, printed)
	}
	for _, want := range []string{"records/teleport-ssh.tar", "records/sudo-io/00/00/01", "records/apart.out", "records/program.ttyrec.zst"} {
		if !strings.Contains(printed, want+"  (") {
			t.Errorf("got no %s in\n%s", want, printed)
		}
	}
	again := im.report.done[resultImported]
	if err := search(); err != nil {
		t.Fatal(err)
	}
	if got := list(); im.report.done[resultImported] != again || !slices.Equal(got, first) {
		t.Errorf("a second import brought %d more, %d in all", im.report.done[resultImported]-again, len(got))
	}
}

func contents(t *testing.T, f *os.File) string {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A large object is read with few requests, each larger than the one before, and the same bytes at any place.
func TestStoreFile(t *testing.T) {
	b := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	memory := store.NewMemory()
	if err := memory.Put(t.Context(), "a/b", bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatal(err)
	}
	source := &counted{Store: memory}
	folder := newStoreFolder(t.Context(), source, "a/")
	for o, err := range source.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		folder.objects["b"] = o
	}
	f, err := folder.Open("b")
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(io.NewSectionReader(f, 0, f.Size()))
	if err != nil || !bytes.Equal(got, b) {
		t.Errorf("got %d bytes and %v", len(got), err)
	}
	if source.gets > 12 || source.read != int64(len(b)) {
		t.Errorf("got %d requests for %d bytes", source.gets, source.read)
	}
	p := make([]byte, 100)
	for _, at := range []int64{0, 5, 1 << 20, int64(len(b)) - 100} {
		if _, err := f.ReadAt(p, at); err != nil || !bytes.Equal(p, b[at:at+100]) {
			t.Errorf("at %d: got %q and %v", at, p, err)
		}
	}
	if n, err := f.ReadAt(p, int64(len(b))-50); n != 50 || !errors.Is(err, io.EOF) {
		t.Errorf("at the end: got %d and %v", n, err)
	}
	if _, err := folder.Open("missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for an object that is not there", err)
	}
}

func TestImportID(t *testing.T) {
	id := func(o foreign.Options) string {
		recs, err := foreign.Look(foreign.Dir(foreignFixtures), "teleport-ssh.tar", o)
		if err != nil {
			t.Fatal(err)
		}
		return importID(time.UnixMilli(1795512600125), recs[0].Sum)
	}
	want := archive.NewID(time.UnixMilli(1795512600125))[:idTimeChars]
	if got := id(foreign.Options{}); len(got) != 26 || got[:idTimeChars] != want || got != id(foreign.Options{Intact: true}) {
		t.Errorf("got %s, want %s and what follows from the recording", got, want)
	}
	if id(foreign.Options{}) == id(foreign.Options{Input: true}) {
		t.Error("a recording with its input has the ID of that without")
	}
}
