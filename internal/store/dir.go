package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

const (
	dirPerm  = 0o700
	filePerm = 0o600
)

// Dir is a Store in a directory of the local file system: an object is a file whose path is the key. The directory
// and its folders are made when the first object needs them (mode 0700, files 0600), and a folder goes when
// its last object is deleted. A symbolic link that leads out of the directory is never followed, and links are not listed.
//
// Put writes a file beside the final one, reads it back, syncs it and renames it. When the machine dies meanwhile, a file
// whose name begins with `.tmp-` stays behind: it is never listed and may be removed once no process writes.
type Dir struct {
	path string
}

// NewDir returns the store in the directory at an absolute path, which need not exist. It does not touch the disk.
func NewDir(dir string) (*Dir, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("%w: path of a directory is not absolute: %s", ErrURL, oneLine(dir))
	}
	return &Dir{filepath.Clean(dir)}, nil
}

// String is the store's URL.
func (d *Dir) String() string { return fileURL(d.path) }

// Get reads an object; see Store.
func (d *Dir) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := d.check(ctx, "get", key); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, d.fail("get", key, ErrRange)
	}
	root, err := os.OpenRoot(d.path)
	if missing(err) {
		err = ErrNotExist
	}
	if err != nil {
		return nil, d.fail("get", key, err)
	}
	defer root.Close()
	f, err := openObject(root, key)
	if absent(err) {
		err = ErrNotExist
	}
	if err != nil {
		return nil, d.fail("get", key, err)
	}
	if _, err := f.Seek(off, io.SeekStart); err != nil {
		return nil, d.fail("get", key, errors.Join(err, f.Close()))
	}
	return &bodyReader{
		r:     &ctxReader{ctx, limit(f, n)},
		close: f.Close,
		fail:  func(err error) error { return d.fail("get", key, err) },
	}, nil
}

// openObject opens a file and nothing else: opening a named pipe would wait for its writer.
func openObject(root *os.Root, key string) (*os.File, error) {
	st, err := root.Lstat(key)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a file", fs.ErrNotExist)
	}
	return root.Open(key)
}

// Delete removes an object and the folders that it leaves empty; see Store. After a loss of power it may be there again.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := d.check(ctx, "delete", key); err != nil {
		return err
	}
	root, err := os.OpenRoot(d.path)
	if missing(err) {
		return nil
	}
	if err != nil {
		return d.fail("delete", key, err)
	}
	defer root.Close()
	err = removeObject(root, key)
	if absent(err) {
		return nil
	}
	if err != nil {
		return d.fail("delete", key, err)
	}
	for dir := path.Dir(key); dir != "." && root.Remove(dir) == nil; dir = path.Dir(dir) {
	}
	return nil
}

func removeObject(root *os.Root, key string) error {
	st, err := root.Lstat(key)
	if err != nil {
		return err
	}
	if st.IsDir() {
		return fs.ErrNotExist
	}
	return root.Remove(key)
}

func (d *Dir) check(ctx context.Context, op, key string) error {
	if err := errors.Join(CheckKey(key), ctx.Err()); err != nil {
		return d.fail(op, key, err)
	}
	return nil
}
