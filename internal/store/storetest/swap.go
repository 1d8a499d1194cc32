package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

// swapper gives the Swapper that every store of the suite is.
func swapper(t *testing.T, s store.Store) store.Swapper {
	t.Helper()
	w, ok := s.(store.Swapper)
	if !ok {
		t.Fatalf("%v is no Swapper", s)
	}
	return w
}

func testSwap(t *testing.T, s store.Store) {
	w, ctx := swapper(t, s), t.Context()
	swap := func(text, version string) string {
		t.Helper()
		stored, err := w.Swap(ctx, "dir/k", []byte(text), version)
		if err != nil {
			t.Fatal(err)
		}
		got, now, err := w.Load(ctx, "dir/k")
		if err != nil || string(got) != text || now != stored {
			t.Errorf("got %q of version %s, %v; want %q of %s", got, now, err, text, stored)
		}
		return stored
	}
	_, _, err := w.Load(ctx, "dir/k")
	wantError(t, "load of nothing", err, store.ErrNotExist)
	_, err = w.Swap(ctx, "dir/k", []byte("x"), `"0123456789abcdef0123456789abcdef"`)
	wantError(t, "swap of nothing", err, store.ErrChanged)
	first := swap("one", "")
	_, err = w.Swap(ctx, "dir/k", []byte("other"), "")
	wantError(t, "second creation", err, store.ErrChanged)
	second := swap("two", first)
	_, err = w.Swap(ctx, "dir/k", []byte("other"), first)
	wantError(t, "swap of an old version", err, store.ErrChanged)
	swap("", second)
	_, err = w.Swap(ctx, "a//b", []byte("x"), "")
	wantError(t, "bad key", err, store.ErrKey)
	wantKeys(t, "after the swaps", keys(t, s, "", ""), []string{"dir/k"})
}

// testSwapRace lets many create one object, and then all sign one list.
func testSwapRace(t *testing.T, s store.Store) {
	w := swapper(t, s)
	var mu sync.Mutex
	winners := 0
	together(t, 24, func(i int) error {
		_, err := w.Swap(t.Context(), "first", []byte(fmt.Sprint(i)), "")
		if err == nil {
			mu.Lock()
			winners++
			mu.Unlock()
		}
		if errors.Is(err, store.ErrChanged) || store.Temporary(err) {
			return nil
		}
		return err
	})
	// A store behind Retry may lose what in truth it won, and never the other way round.
	if winners > 1 || winners == 0 && !strings.HasPrefix(fmt.Sprint(s), "faulty") {
		t.Errorf("%d created the object, want 1", winners)
	}
	together(t, 40, func(i int) error { return Sign(t.Context(), w, "list", fmt.Sprint(i)) })
	text, _, err := w.Load(t.Context(), "list")
	names := strings.Fields(string(text))
	slices.Sort(names)
	if err != nil || len(names) != 40 || len(slices.Compact(names)) != 40 {
		t.Errorf("got %q, %v; want 40 names", text, err)
	}
}

// Sign adds a name to the list in an object, whoever else does so meanwhile. After a swap whose fate it does not know it looks whether the name
// is there.
func Sign(ctx context.Context, w store.Swapper, key, name string) error {
	for {
		text, version, err := w.Load(ctx, key)
		if err != nil && !errors.Is(err, store.ErrNotExist) {
			return err
		}
		names := strings.Fields(string(text))
		if slices.Contains(names, name) {
			return nil
		}
		_, err = w.Swap(ctx, key, []byte(strings.Join(append(names, name), " ")), version)
		if err != nil && !errors.Is(err, store.ErrChanged) && !store.Temporary(err) {
			return err
		}
	}
}
