package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a Store that lives as long as the process. It is meant for tests and is strict: it refuses a key that is
// the folder of another one, as a directory must.
type Memory struct {
	mu      sync.Mutex
	keys    []string // sorted
	objects map[string]memoryObject
}

type memoryObject struct {
	bytes    []byte // never changed once stored
	modified time.Time
}

// NewMemory returns an empty Memory.
func NewMemory() *Memory {
	return &Memory{objects: make(map[string]memoryObject)}
}

// String names the store.
func (m *Memory) String() string { return "memory" }

// Put stores an object; see Store.
func (m *Memory) Put(ctx context.Context, key string, r io.ReadSeeker, size int64) error {
	if err := errors.Join(checkPut(key, size), ctx.Err()); err != nil {
		return m.fail("put", key, err)
	}
	b := make([]byte, size)
	_, err := io.ReadFull(&ctxReader{ctx, r}, b)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return m.fail("put", key, err)
	}
	return m.insert(key, b)
}

func (m *Memory) insert(key string, b []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.insertLocked(key, b)
}

// insertLocked is insert for a caller that holds the lock.
func (m *Memory) insertLocked(key string, b []byte) error {
	if err := m.folderClash(key); err != nil {
		return m.fail("put", key, err)
	}
	if i, found := slices.BinarySearch(m.keys, key); !found {
		m.keys = slices.Insert(m.keys, i, key)
	}
	m.objects[key] = memoryObject{b, time.Now()}
	return nil
}

// folderClash finds an object that is a folder of key, or one of which key is a folder.
func (m *Memory) folderClash(key string) error {
	for i, c := range key {
		if _, found := m.objects[key[:i]]; c == '/' && found {
			return ErrFolder
		}
	}
	i, _ := slices.BinarySearch(m.keys, key+"/")
	if i < len(m.keys) && strings.HasPrefix(m.keys[i], key+"/") {
		return ErrFolder
	}
	return nil
}

// Get reads an object; see Store.
func (m *Memory) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := m.check(ctx, "get", key); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, m.fail("get", key, ErrRange)
	}
	m.mu.Lock()
	o, found := m.objects[key]
	m.mu.Unlock()
	if !found {
		return nil, m.fail("get", key, ErrNotExist)
	}
	size := int64(len(o.bytes))
	off = min(off, size)
	if n < 0 || n > size-off {
		n = size - off
	}
	return &bodyReader{
		r:     &ctxReader{ctx, bytes.NewReader(o.bytes[off : off+n])},
		close: func() error { return nil },
		fail:  func(err error) error { return m.fail("get", key, err) },
	}, nil
}

// List yields objects; see Store.
func (m *Memory) List(ctx context.Context, prefix, after string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for {
			if err := ctx.Err(); err != nil {
				yield(Object{}, m.fail("list", prefix, err))
				return
			}
			o, found := m.next(prefix, after)
			if !found || !yield(o, nil) {
				return
			}
			after = o.Key
		}
	}
}

// next finds the first object with the prefix whose key is greater than after.
func (m *Memory) next(prefix, after string) (Object, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, found := slices.BinarySearch(m.keys, max(prefix, after))
	if found && m.keys[i] == after {
		i++
	}
	if i == len(m.keys) || !strings.HasPrefix(m.keys[i], prefix) {
		return Object{}, false
	}
	o := m.objects[m.keys[i]]
	return Object{Key: m.keys[i], Size: int64(len(o.bytes)), Modified: o.modified}, true
}

// Delete removes an object; see Store.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := m.check(ctx, "delete", key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, found := slices.BinarySearch(m.keys, key); found {
		m.keys = slices.Delete(m.keys, i, i+1)
		delete(m.objects, key)
	}
	return nil
}

func (m *Memory) check(ctx context.Context, op, key string) error {
	if err := errors.Join(CheckKey(key), ctx.Err()); err != nil {
		return m.fail(op, key, err)
	}
	return nil
}

func (m *Memory) fail(op, key string, err error) error {
	return plainError(op, key, m.String(), err)
}
