//go:build scale

package scale

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/shellac-term/shellac/internal/store"
)

// An unsynced store is a folder that is written without waiting for the disk: a fleet that is lost is made again.
type unsynced struct {
	*store.Dir
	folder string
}

func (u unsynced) Put(_ context.Context, key string, r io.ReadSeeker, size int64) error {
	name := filepath.Join(u.folder, filepath.FromSlash(key))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.CopyN(f, r, size); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
