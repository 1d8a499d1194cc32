package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

func sorted(keys []string) []string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return keys
}

func testOrder(t *testing.T, s store.Store) {
	// A directory sorts `a` before `a-b`; the key `a/1` comes after it.
	all := sorted([]string{
		"a-b", "a.b", "a/1", "a/2", "a/b-c", "a/b/c", "a/b/d/e", "a0", "aB", "ab", "b/x/1", "b/x/2", "b/y", "b-", "c", "é/1", "日",
	})
	for _, key := range all {
		put(t, s, key, []byte(key))
	}
	wantKeys(t, "all", keys(t, s, "", ""), all)
	for _, prefix := range []string{"a", "a/", "a/b", "a/b/", "a/b/d/e", "b", "b/x", "b/x/", "c", "d", "a/zz", "é", "/", "a//"} {
		want := filter(all, func(k string) bool { return strings.HasPrefix(k, prefix) })
		wantKeys(t, "prefix "+prefix, keys(t, s, prefix, ""), want)
	}
	for _, after := range append(all, "a", "a/", "a/b", "a/b/", "a/b/z", "b", "b/", "b/x/11", "0", "zzz", "日本") {
		want := filter(all, func(k string) bool { return k > after })
		wantKeys(t, "after "+after, keys(t, s, "", after), want)
		want = filter(want, func(k string) bool { return strings.HasPrefix(k, "a/") })
		wantKeys(t, "prefix a/ after "+after, keys(t, s, "a/", after), want)
	}
}

func filter(keys []string, keep func(string) bool) []string {
	var kept []string
	for _, k := range keys {
		if keep(k) {
			kept = append(kept, k)
		}
	}
	return kept
}

// testMany lists more than S3 gives at a time.
func testMany(t *testing.T, s store.Store) {
	const n = 1234
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("many/%02d/%05d", i/100, i)
	}
	together(t, n, func(i int) error {
		return s.Put(t.Context(), all[i], strings.NewReader("x"), 1)
	})
	wantKeys(t, "all", keys(t, s, "many/", ""), all)
	wantKeys(t, "after the middle", keys(t, s, "many/", all[n/2]), all[n/2+1:])
	wantKeys(t, "after one that is not there", keys(t, s, "many/", all[n/2]+"x"), all[n/2+1:])
	wantKeys(t, "after the last", keys(t, s, "many/", all[n-1]), nil)
	wantKeys(t, "with a prefix", keys(t, s, "many/03/", ""), all[300:400])
	for _, stop := range []int{1, 7, 1000, 1001} {
		seen := 0
		for _, err := range s.List(t.Context(), "many/", "") {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; seen == stop {
				break
			}
		}
		if seen != stop {
			t.Errorf("stopped after %d, want %d", seen, stop)
		}
	}
}

func testListNothing(t *testing.T, s store.Store) {
	wantKeys(t, "empty store", keys(t, s, "", ""), nil)
	wantKeys(t, "empty store, prefix", keys(t, s, "a/b", "a/a"), nil)
}
