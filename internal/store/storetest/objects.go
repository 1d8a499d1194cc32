package storetest

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

func testRoundTrip(t *testing.T, s store.Store) {
	for i, size := range []int{0, 1, 511, 4096, 100_000, 1 << 20} {
		key, want := "sizes/"+strings.Repeat("x", i+1), content(uint64(i), size)
		put(t, s, key, want)
		if got := get(t, s, key, 0, -1); !bytes.Equal(got, want) {
			t.Errorf("%d bytes: got %d others", size, len(got))
		}
		for o, err := range s.List(t.Context(), key, "") {
			if err != nil || o.Key != key || o.Size != int64(size) || o.Modified.IsZero() {
				t.Errorf("%d bytes: listed as %+v, %v", size, o, err)
			}
			break
		}
	}
}

func testOffset(t *testing.T, s store.Store) {
	r := strings.NewReader("before, the object, after")
	if _, err := r.Seek(8, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), "middle", r, 10); err != nil {
		t.Fatal(err)
	}
	if got := string(get(t, s, "middle", 0, -1)); got != "the object" {
		t.Errorf("got %q", got)
	}
}

func testReplace(t *testing.T, s store.Store) {
	put(t, s, "k", []byte("a longer first text"))
	put(t, s, "k", []byte("second"))
	if got := string(get(t, s, "k", 0, -1)); got != "second" {
		t.Errorf("got %q", got)
	}
	wantKeys(t, "after the second put", keys(t, s, "", ""), []string{"k"})
}

func testLarge(t *testing.T, s store.Store) {
	const size = 40<<20 + 17
	want := content(1, size)
	put(t, s, "large", want)
	if got := get(t, s, "large", 0, -1); !bytes.Equal(got, want) {
		t.Errorf("got %d other bytes", len(got))
	}
	for _, off := range []int64{16<<20 - 5, 32<<20 - 5, size - 10} { // across the parts that S3 makes of it
		if got := get(t, s, "large", off, 10); !bytes.Equal(got, want[off:off+10]) {
			t.Errorf("range at %d: got %x, want %x", off, got, want[off:off+10])
		}
	}
	put(t, s, "large", want) // and again
}

// longKey has the greatest length, in parts of the greatest length.
func longKey() string {
	part := strings.Repeat("k", 255)
	return strings.Repeat(part+"/", 3) + strings.Repeat("k", store.MaxKey-3*256)
}

func testOddKeys(t *testing.T, s store.Store) {
	odd := []string{
		"with space", " leading", "trailing ", "per%cent", "pc%41t", "%2F", "plus+x", "q?x=1&y", "hash#1", "a'b", `a"b`, "a<b>&c", "semi;colon:x",
		"star*[x]", "~user", "!mark", "(paren)", "at@x", "eq=,$", "back`tick", "pipe|x", "caret^x", "{brace}", "...", ".hidden", "-dash",
		"é", "e\u0301", "日本語/テスト", "emoji 🐢/🐢", "ключ", "2026/11/24/01JDABCDEF.a!kind=ssh!user=ö", longKey(), strings.Repeat("ü", 127),
	}
	for i, key := range odd {
		put(t, s, key, []byte{byte(i)})
	}
	for i, key := range odd {
		if got := get(t, s, key, 0, -1); len(got) != 1 || got[0] != byte(i) {
			t.Errorf("%q: got %v, want %d", key, got, i)
		}
		if got := keys(t, s, key, ""); len(got) == 0 || got[0] != key {
			t.Errorf("list with prefix %q: got %q", key, got)
		}
	}
	wantKeys(t, "odd keys", keys(t, s, "", ""), sorted(odd))
	for _, key := range odd {
		if err := s.Delete(t.Context(), key); err != nil {
			t.Error(err)
		}
	}
	wantKeys(t, "after deleting them", keys(t, s, "", ""), nil)
}

func testBadKeys(t *testing.T, s store.Store) {
	bad := []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "a\x00b", "a\nb", "a\x7f", "\xff", "a/.tmp-x", ".tmp-x",
		strings.Repeat("k", 256), strings.Repeat("k/", store.MaxKey/2) + "kk",
	}
	for _, key := range bad {
		wantError(t, "put", s.Put(t.Context(), key, strings.NewReader("x"), 1), store.ErrKey)
		_, err := s.Get(t.Context(), key, 0, -1)
		wantError(t, "get", err, store.ErrKey)
		wantError(t, "delete", s.Delete(t.Context(), key), store.ErrKey)
	}
	wantKeys(t, "after bad keys", keys(t, s, "", ""), nil)
}

// testFolder allows both: S3 can hold such keys, a directory cannot. Neither may lose what was there.
func testFolder(t *testing.T, s store.Store) {
	put(t, s, "a", []byte("file"))
	put(t, s, "b/c", []byte("below"))
	for _, key := range []string{"a/b", "b"} {
		if err := s.Put(t.Context(), key, strings.NewReader("x"), 1); err != nil {
			wantError(t, "put "+key, err, store.ErrFolder)
			_, err := read(t.Context(), s, key, 0, -1)
			wantError(t, "get "+key, err, store.ErrNotExist)
			if err := s.Delete(t.Context(), key); err != nil {
				t.Errorf("delete %s: %v", key, err)
			}
		}
	}
	if got := string(get(t, s, "a", 0, -1)) + string(get(t, s, "b/c", 0, -1)); got != "filebelow" {
		t.Errorf("got %q", got)
	}
}

func testRanges(t *testing.T, s store.Store) {
	put(t, s, "ten", []byte("0123456789"))
	put(t, s, "empty", nil)
	tests := []struct {
		key    string
		off, n int64
		want   string
	}{
		{"ten", 0, -1, "0123456789"},
		{"ten", 0, 4, "0123"},
		{"ten", 3, 4, "3456"},
		{"ten", 3, -1, "3456789"},
		{"ten", 9, 1, "9"},
		{"ten", 8, 100, "89"},
		{"ten", 0, 100, "0123456789"},
		{"ten", 10, -1, ""},
		{"ten", 10, 5, ""},
		{"ten", 11, -1, ""},
		{"ten", 1 << 40, 5, ""},
		{"ten", 4, 0, ""},
		{"ten", 0, 0, ""},
		{"empty", 0, -1, ""},
		{"empty", 0, 5, ""},
		{"empty", 7, -1, ""},
	}
	for _, tt := range tests {
		if got := string(get(t, s, tt.key, tt.off, tt.n)); got != tt.want {
			t.Errorf("%s from %d, %d bytes: got %q, want %q", tt.key, tt.off, tt.n, got, tt.want)
		}
	}
	_, err := s.Get(t.Context(), "ten", -1, 5)
	wantError(t, "from -1", err, store.ErrRange)
}

func testMissing(t *testing.T, s store.Store) {
	_, err := read(t.Context(), s, "missing", 0, -1)
	wantError(t, "in an empty store", err, store.ErrNotExist)
	put(t, s, "here/x", []byte("x"))
	for _, key := range []string{"missing", "here", "here/y", "here/x/y"} {
		for _, off := range []int64{0, 5} {
			_, err := read(t.Context(), s, key, off, 3)
			wantError(t, key, err, store.ErrNotExist)
		}
	}
}

func testDelete(t *testing.T, s store.Store) {
	if err := s.Delete(t.Context(), "never/was"); err != nil {
		t.Errorf("delete in an empty store: %v", err)
	}
	put(t, s, "d/1", []byte("1"))
	put(t, s, "d/2", []byte("2"))
	for range 2 {
		if err := s.Delete(t.Context(), "d/1"); err != nil {
			t.Errorf("delete: %v", err)
		}
	}
	_, err := read(t.Context(), s, "d/1", 0, -1)
	wantError(t, "after delete", err, store.ErrNotExist)
	wantKeys(t, "after delete", keys(t, s, "", ""), []string{"d/2"})
	if err := s.Delete(t.Context(), "d"); err != nil {
		t.Errorf("delete of a folder's name: %v", err)
	}
	wantKeys(t, "after delete of a folder's name", keys(t, s, "", ""), []string{"d/2"})
	put(t, s, "d/1", []byte("again"))
}

// failingReader fails after half of its size, each time.
type failingReader struct {
	*bytes.Reader
	half int64
	err  error
}

func (r *failingReader) Read(p []byte) (int, error) {
	at := r.Size() - int64(r.Len())
	if at >= r.half {
		return 0, r.err
	}
	return r.Reader.Read(p[:min(int64(len(p)), r.half-at)])
}

func testFailingReader(t *testing.T, s store.Store) {
	broken := errors.New("disk on fire")
	put(t, s, "kept", []byte("kept"))
	for _, size := range []int{10, 200_000, 40 << 20} {
		for _, key := range []string{"kept", "new"} {
			r := &failingReader{bytes.NewReader(make([]byte, size)), int64(size / 2), broken}
			wantError(t, "put "+key, s.Put(t.Context(), key, r, int64(size)), broken)
		}
	}
	if got := string(get(t, s, "kept", 0, -1)); got != "kept" {
		t.Errorf("got %.20q", got)
	}
	wantKeys(t, "after failed puts", keys(t, s, "", ""), []string{"kept"})
}

func testShortReader(t *testing.T, s store.Store) {
	err := s.Put(t.Context(), "short", strings.NewReader("1234"), 5)
	wantError(t, "put of 5 bytes out of 4", err, io.ErrUnexpectedEOF)
	wantError(t, "put of -1 bytes", s.Put(t.Context(), "short", strings.NewReader("1234"), -1), store.ErrRange)
	wantKeys(t, "after that", keys(t, s, "", ""), nil)
}
