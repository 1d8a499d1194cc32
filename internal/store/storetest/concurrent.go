package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

func testDone(t *testing.T, s store.Store) {
	put(t, s, "there", []byte("there"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantError(t, "put", s.Put(ctx, "new", strings.NewReader("x"), 1), context.Canceled)
	_, err := read(ctx, s, "there", 0, -1)
	wantError(t, "get", err, context.Canceled)
	wantError(t, "delete", s.Delete(ctx, "there"), context.Canceled)
	err = nil
	for _, err = range s.List(ctx, "", "") {
		if err != nil {
			break
		}
	}
	wantError(t, "list", err, context.Canceled)
	wantKeys(t, "after all that", keys(t, s, "", ""), []string{"there"})
}

// cancellingReader ends a context when half of it was read.
type cancellingReader struct {
	*bytes.Reader
	cancel context.CancelFunc
}

func (r *cancellingReader) Read(p []byte) (int, error) {
	left := int64(r.Len()) - r.Size()/2
	if left <= 0 {
		r.cancel()
		return r.Reader.Read(p)
	}
	return r.Reader.Read(p[:min(int64(len(p)), left)])
}

func testCancel(t *testing.T, s store.Store) {
	for _, size := range []int{10_000, 40 << 20} {
		ctx, cancel := context.WithCancel(t.Context())
		r := &cancellingReader{bytes.NewReader(make([]byte, size)), cancel}
		wantError(t, "put", s.Put(ctx, "half", r, int64(size)), context.Canceled)
		cancel()
	}
	wantKeys(t, "after cancelled puts", keys(t, s, "", ""), nil)

	put(t, s, "body", make([]byte, 8<<20))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := s.Get(ctx, "body", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = io.Copy(io.Discard, r)
	wantError(t, "body", err, context.Canceled)
}

func testConcurrentPuts(t *testing.T, s store.Store) {
	const size = 64 << 10
	var candidates [][]byte
	for i := range 8 {
		candidates = append(candidates, bytes.Repeat([]byte{byte('a' + i)}, size))
	}
	put(t, s, "k", candidates[0])
	whole := func(b []byte) bool {
		return slices.ContainsFunc(candidates, func(c []byte) bool { return bytes.Equal(b, c) })
	}
	together(t, 48, func(i int) error {
		if i%3 != 0 {
			return s.Put(t.Context(), "k", bytes.NewReader(candidates[i%8]), size)
		}
		b, err := read(t.Context(), s, "k", 0, -1)
		if err == nil && !whole(b) {
			err = errors.New("read a mixture")
		}
		return err
	})
	if !whole(get(t, s, "k", 0, -1)) {
		t.Error("a mixture remains")
	}
	wantKeys(t, "after the puts", keys(t, s, "", ""), []string{"k"})
}

// testConcurrentDeletes empties a folder while others put into it.
func testConcurrentDeletes(t *testing.T, s store.Store) {
	together(t, 80, func(i int) error {
		key := fmt.Sprintf("deep/er/%d", i%8)
		err := s.Put(t.Context(), key, strings.NewReader("x"), 1)
		for store.Temporary(err) {
			err = s.Put(t.Context(), key, strings.NewReader("x"), 1)
		}
		return errors.Join(err, s.Delete(t.Context(), key))
	})
	wantKeys(t, "after the deletes", keys(t, s, "", ""), nil)
}
