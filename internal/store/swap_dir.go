package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// swapLock is the file that is locked while a process compares and replaces. It is never listed, and stays.
const swapLock = tempPrefix + "swap"

// Load implements Swapper.
func (d *Dir) Load(ctx context.Context, key string) ([]byte, string, error) {
	r, err := d.Get(ctx, key, 0, -1)
	if err != nil {
		return nil, "", err
	}
	text, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, "", err
	}
	return text, contentVersion(text), nil
}

// Swap implements Swapper. Processes that share the directory take turns by a lock (flock) on a file in it.
func (d *Dir) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	if err := d.check(ctx, "put", key); err != nil {
		return "", err
	}
	unlock, err := d.lock()
	if err != nil {
		return "", d.fail("put", key, err)
	}
	defer unlock()
	_, now, err := d.Load(ctx, key)
	if err != nil && !errors.Is(err, ErrNotExist) {
		return "", err
	}
	if now != version {
		return "", d.fail("put", key, ErrChanged)
	}
	if err := d.put(ctx, key, bytes.NewReader(text), int64(len(text))); err != nil {
		return "", d.fail("put", key, err)
	}
	return contentVersion(text), nil
}

// lock waits until no other process, and nobody in this one, swaps in the directory. Whoever holds it writes one small file.
func (d *Dir) lock() (unlock func(), err error) {
	if err := d.makeRoot(); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := root.OpenFile(swapLock, os.O_RDWR|os.O_CREATE, filePerm)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // which gives the lock back
}
