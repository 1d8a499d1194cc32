package store

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
)

// List yields objects; see Store. It holds the names of one folder on each level in memory, not those of the whole store,
// and opens no folder in which no key can match.
func (d *Dir) List(ctx context.Context, prefix, after string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		root, err := os.OpenRoot(d.path)
		if missing(err) {
			return
		}
		if err != nil {
			yield(Object{}, d.fail("list", prefix, err))
			return
		}
		defer root.Close()
		w := &walk{ctx, root, prefix, after, yield}
		if err := w.folder("."); err != nil && !errors.Is(err, errStop) {
			yield(Object{}, d.fail("list", prefix, err))
		}
	}
}

// errStop unwinds a walk whose loop has ended.
var errStop = errors.New("stop")

// walk is one listing.
type walk struct {
	ctx           context.Context
	root          *os.Root
	prefix, after string
	yield         func(Object, error) bool
}

// entry is a name in a folder with the key that it stands for. A folder's key ends in a slash, and that is what makes the
// order right: `a-b` is less than `a/b`, though `a` is less than `a-b`.
type entry struct {
	key string
	fs.DirEntry
}

// folder walks one folder; dir is its path in the store.
func (w *walk) folder(dir string) error {
	entries, err := w.read(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := w.visit(e); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) visit(e entry) error {
	if e.IsDir() {
		return w.folder(strings.TrimSuffix(e.key, "/"))
	}
	st, err := e.Info()
	if missing(err) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	if !w.yield(Object{Key: e.key, Size: st.Size(), Modified: st.ModTime()}, nil) {
		return errStop
	}
	return nil
}

// read gives those entries of a folder that matter, in the order of their keys.
func (w *walk) read(dir string) ([]entry, error) {
	f, err := w.root.Open(dir)
	if missing(err) {
		return nil, nil // deleted meanwhile
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.ReadDir(-1)
	if missing(err) {
		return nil, nil // deleted between the two
	}
	if err != nil {
		return nil, err
	}
	entries := make([]entry, 0, len(names))
	for _, n := range names {
		e := entry{path.Join(dir, n.Name()), n}
		if e.IsDir() {
			e.key += "/"
		}
		if w.wants(e) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return entries, nil
}

// wants tells whether an entry is, or may hold, an object to yield.
func (w *walk) wants(e entry) bool {
	if partFault(e.Name()) != "" {
		return false
	}
	if !e.IsDir() {
		return e.Type().IsRegular() && e.key > w.after && strings.HasPrefix(e.key, w.prefix) && keyFault(e.key) == ""
	}
	if e.key < w.after && !strings.HasPrefix(w.after, e.key) {
		return false
	}
	return strings.HasPrefix(e.key, w.prefix) || strings.HasPrefix(w.prefix, e.key)
}
