package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// putTries bounds how often Put makes its folder again when a Delete removes it in between.
const putTries = 10

// Put stores an object; see Store.
func (d *Dir) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	if err := errors.Join(checkPut(key, size), ctx.Err()); err != nil {
		return d.fail("put", key, err)
	}
	if err := d.put(ctx, key, r, size); err != nil {
		return d.fail("put", key, err)
	}
	return nil
}

func (d *Dir) put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := d.makeRoot(); err != nil {
		return err
	}
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return err
	}
	defer root.Close()
	dir := path.Dir(key)
	f, temp, err := createTemp(root, dir)
	if err != nil {
		return err
	}
	err = fill(ctx, f, r, size)
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(temp, key)
	}
	if err != nil {
		return errors.Join(err, root.Remove(temp))
	}
	return syncDir(root, dir)
}

// makeRoot creates the directory with its parents and makes them durable.
func (d *Dir) makeRoot() error {
	var parents []string // of what has to be made
	for p := d.path; ; p = filepath.Dir(p) {
		if _, err := os.Stat(p); !missing(err) || p == filepath.Dir(p) {
			break
		}
		parents = append(parents, filepath.Dir(p))
	}
	if err := os.MkdirAll(d.path, dirPerm); err != nil {
		return err
	}
	for _, p := range parents {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// createTemp creates a file in dir, and dir itself where needed.
func createTemp(root *os.Root, dir string) (f *os.File, name string, err error) {
	name = path.Join(dir, tempPrefix+rand.Text())
	for range putTries {
		if err = makeDirs(root, dir); err != nil {
			return nil, "", err
		}
		f, err = root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, filePerm)
		if !missing(err) {
			break
		}
	}
	return f, name, err
}

// makeDirs creates dir with its parents and makes each new one durable.
func makeDirs(root *os.Root, dir string) error {
	if st, err := root.Stat(dir); err == nil && st.IsDir() {
		return nil
	}
	parent := "."
	for part := range strings.SplitSeq(dir, "/") {
		name := path.Join(parent, part)
		err := root.Mkdir(name, dirPerm)
		if err == nil {
			err = syncDir(root, parent)
		}
		if err != nil && !exists(err) && !missing(err) {
			return err
		}
		parent = name
	}
	return nil
}

// fill writes size bytes of r to f, syncs them, and compares the checksum of what went in with that of what can be read back.
func fill(ctx context.Context, f *os.File, r io.Reader, size int64) error {
	in := crc32.New(castagnoli())
	_, err := io.CopyN(io.MultiWriter(f, in), &ctxReader{ctx, r}, size)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	out := crc32.New(castagnoli())
	n, err := io.Copy(out, io.NewSectionReader(f, 0, size+1))
	if err != nil {
		return err
	}
	if n != size || in.Sum32() != out.Sum32() {
		return fmt.Errorf("%w: wrote %d bytes with %08x, read %d with %08x", ErrChecksum, size, in.Sum32(), n, out.Sum32())
	}
	return ctx.Err()
}

// castagnoli is the polynomial of CRC32C; the table is made once by the standard library.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// syncDir makes the names in a directory durable.
func syncDir(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if missing(err) {
		return nil // deleted meanwhile, with everything in it
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
