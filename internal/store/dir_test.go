package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func newDir(t *testing.T) *Dir {
	t.Helper()
	d, err := NewDir(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func putString(t *testing.T, s Store, key, text string) error {
	t.Helper()
	return s.Put(t.Context(), key, strings.NewReader(text), int64(len(text)))
}

func listed(t *testing.T, s Store) []string {
	t.Helper()
	var keys []string
	for o, err := range s.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, o.Key)
	}
	return keys
}

func TestDirModes(t *testing.T) {
	d := newDir(t)
	if err := putString(t, d, "a/b/c", "x"); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{"": 0o700, "a": 0o700, "a/b": 0o700, "a/b/c": 0o600} {
		st, err := os.Stat(filepath.Join(d.path, name))
		if err != nil || st.Mode().Perm() != want {
			t.Errorf("%q: got %v, %v, want %v", name, st.Mode(), err, want)
		}
	}
}

func TestDirLeavesNothingBehind(t *testing.T) {
	d := newDir(t)
	if err := putString(t, d, "a/b/c", "x"); err != nil {
		t.Fatal(err)
	}
	if err := d.Put(t.Context(), "a/b/d", strings.NewReader("x"), 2); err == nil {
		t.Error("a put of two bytes out of one succeeded")
	}
	names, err := os.ReadDir(filepath.Join(d.path, "a", "b"))
	if err != nil || len(names) != 1 {
		t.Errorf("got %v, %v, want c alone", names, err)
	}
	if err := d.Delete(t.Context(), "a/b/c"); err != nil {
		t.Fatal(err)
	}
	if names, err := os.ReadDir(d.path); err != nil || len(names) != 0 {
		t.Errorf("got %v, %v, want no folders", names, err)
	}
}

func TestDirFollowsNoLinkOut(t *testing.T) {
	d := newDir(t)
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret")
	for _, err := range []error{
		os.WriteFile(secret, []byte("secret"), 0o600),
		putString(t, d, "in/side", "x"),
		os.Symlink(outside, filepath.Join(d.path, "folder")),
		os.Symlink(secret, filepath.Join(d.path, "file")),
		syscall.Mkfifo(filepath.Join(d.path, "pipe"), 0o600),
		os.WriteFile(filepath.Join(d.path, ".tmp-left"), nil, 0o600),
		os.WriteFile(filepath.Join(d.path, "new\nline"), nil, 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := listed(t, d); len(got) != 1 || got[0] != "in/side" {
		t.Errorf("listed %q, want in/side alone", got)
	}
	for _, key := range []string{"folder/secret", "file", "pipe", "in"} {
		if r, err := d.Get(t.Context(), key, 0, -1); err == nil {
			r.Close()
			t.Errorf("get %s succeeded", key)
		}
	}
	if err := putString(t, d, "folder/secret", "overwritten"); err == nil {
		t.Error("put through a link succeeded")
	}
	if err := d.Delete(t.Context(), "folder/secret"); err == nil {
		t.Error("delete through a link succeeded")
	}
	if err := putString(t, d, "file", "mine"); err != nil {
		t.Errorf("put in place of a link: %v", err)
	}
	if got, err := os.ReadFile(secret); err != nil || string(got) != "secret" {
		t.Errorf("the file outside now holds %q, %v", got, err)
	}
}

func TestDirWhereAFileIs(t *testing.T) {
	d := newDir(t)
	if err := os.WriteFile(d.path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := putString(t, d, "k", "x")
	if err == nil || err.Error() != "put k: not a directory" {
		t.Errorf("got %v", err)
	}
}

// TestDirErrorKinds covers faults that a test, which may run as root, cannot provoke.
func TestDirErrorKinds(t *testing.T) {
	d := newDir(t)
	tests := []struct {
		err  syscall.Errno
		want error
		text string
	}{
		{syscall.ENOSPC, ErrNoSpace, "put k: no space left on device"},
		{syscall.EDQUOT, ErrNoSpace, "put k: disk quota exceeded"},
		{syscall.EACCES, ErrForbidden, "put k: permission denied"},
		{syscall.EROFS, ErrForbidden, "put k: read-only file system"},
		{syscall.EIO, ErrUnreachable, "put k: input/output error"},
		{syscall.ESTALE, ErrUnreachable, "put k: stale file handle"},
		{syscall.ENOENT, ErrNotExist, "put k: no such file or directory"},
	}
	for _, tt := range tests {
		err := d.fail("put", "k", &fs.PathError{Op: "write", Path: "/x/.tmp-y", Err: tt.err})
		if !errors.Is(err, tt.want) || !errors.Is(err, tt.err) || err.Error() != tt.text {
			t.Errorf("got %v, want %q and %v", err, tt.text, tt.want)
		}
		if err.Hint() == "" && !errors.Is(tt.want, ErrNotExist) {
			t.Errorf("%v: no hint", tt.err)
		}
	}
}
