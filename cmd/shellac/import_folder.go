package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/shellac-term/shellac/internal/foreign"
	"github.com/shellac-term/shellac/internal/store"
)

// A batch is files that lie together, as many as are searched at once.
type batch struct {
	foreign.Folder
	names []string
	path  string // of the folder, for messages
}

// Names implements foreign.Folder.
func (b batch) Names() ([]string, error) { return b.names, nil }

// maxBatch is how many files of one folder are searched at once, so that a folder with many is shared between workers.
const maxBatch = 256

// from imports everything below a URL or a folder.
func (im *importer) from(ctx context.Context, place string) error {
	u, err := url.Parse(place)
	if err != nil || u.Scheme == "" {
		return im.folder(ctx, place)
	}
	if u.Scheme == "file" && (u.Host == "" || u.Host == "localhost") && u.RawQuery == "" {
		return im.folder(ctx, filepath.FromSlash(u.Path))
	}
	s, err := store.Open(ctx, place, store.Options{UserAgent: "shellac/" + version()})
	if err != nil {
		return err
	}
	s = store.Retry(s, patience())
	return im.search(ctx, func(give func(batch) error) error { return listObjects(ctx, s, give) })
}

// folder imports everything below a folder of the file system.
func (im *importer) folder(ctx context.Context, root string) error {
	if st, err := os.Stat(root); err != nil {
		return im.report.failed(ctx, root, withoutPath(err))
	} else if !st.IsDir() {
		return im.named(ctx, root, "")
	}
	return im.search(ctx, func(give func(batch) error) error { return im.walk(ctx, root, give) })
}

// walk gives the files of every folder below root. A folder that cannot be read is reported.
func (im *importer) walk(ctx context.Context, root string, give func(batch) error) error {
	return filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil {
			if failed := im.report.failed(ctx, dir, withoutPath(err)); failed != nil || d == nil || !d.IsDir() {
				return failed
			}
			return fs.SkipDir
		}
		if !d.IsDir() {
			return nil
		}
		folder := foreign.Dir(dir)
		names, err := folder.Names()
		if err != nil {
			return nil // WalkDir is about to say so
		}
		for len(names) > 0 {
			n := min(len(names), maxBatch)
			if err := give(batch{folder, names[:n], dir}); err != nil {
				return err
			}
			names = names[n:]
		}
		return nil
	})
}

// listObjects gives the objects of a store, those of one folder together.
func listObjects(ctx context.Context, s store.Store, give func(batch) error) error {
	var folder *storeFolder
	var names []string
	flush := func() error {
		if len(names) == 0 {
			return nil
		}
		b := batch{folder, names, strings.TrimSuffix(folder.prefix, "/")}
		names = nil
		return give(b)
	}
	for o, err := range s.List(ctx, "", "") {
		if err != nil {
			return err
		}
		dir, base := path.Split(o.Key)
		if folder == nil || folder.prefix != dir || len(names) >= maxBatch {
			if err := flush(); err != nil {
				return err
			}
			folder = newStoreFolder(ctx, s, dir)
		}
		if base != "" {
			folder.objects[base] = o
			names = append(names, base)
		}
	}
	return flush()
}

// importWorkers is how many batches are searched at a time: each waits for the source and for the store in turn.
func importWorkers() int { return min(2*runtime.GOMAXPROCS(0), 8) }

// search imports the recordings in all batches that list gives.
func (im *importer) search(ctx context.Context, list func(give func(batch) error) error) error {
	im.report.searching()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	batches := make(chan batch)
	var workers sync.WaitGroup
	for range importWorkers() {
		workers.Go(func() {
			for b := range batches {
				if err := im.batch(ctx, b); err != nil {
					stop(err)
				}
			}
		})
	}
	err := list(func(b batch) error {
		select {
		case batches <- b:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(batches)
	workers.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// batch imports the recordings in a batch.
func (im *importer) batch(ctx context.Context, b batch) error {
	for rec, err := range foreign.Find(b, im.o) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		var file *foreign.FileError
		switch {
		case err == nil:
			err = im.one(ctx, b.Folder, rec, fileName(b.path, rec.String()))
		case errors.As(err, &file) && errors.Is(err, foreign.ErrUnknown):
			im.report.unknown(fileName(b.path, file.Name))
			err = nil
		case errors.As(err, &file):
			err = im.report.failed(ctx, fileName(b.path, file.Name), importHint(file.Err))
		default:
			err = im.report.failed(ctx, b.path, importHint(err))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
