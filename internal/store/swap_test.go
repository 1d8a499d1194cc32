package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/internal/store/storetest"
	"github.com/shellac-term/shellac/test/lab/s3"
)

// signer names the directory in which a process of TestSwapByProcesses signs.
const signer = "SHELLAC_TEST_SIGN"

// TestSwapByProcesses lets several processes sign one list in a directory.
func TestSwapByProcesses(t *testing.T) {
	if dir := os.Getenv(signer); dir != "" {
		sign(t, dir)
		return
	}
	dir := filepath.Join(t.TempDir(), "store")
	var children []*exec.Cmd
	for range 4 {
		child := exec.Command(os.Args[0], "-test.run=^TestSwapByProcesses$")
		child.Env = append(os.Environ(), signer+"="+dir)
		child.Stderr = os.Stderr
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, child)
	}
	for _, child := range children {
		if err := child.Wait(); err != nil {
			t.Error(err)
		}
	}
	s := open(t, "file://"+dir, store.Options{}).(store.Swapper)
	text, _, err := s.Load(t.Context(), "list")
	names := strings.Fields(string(text))
	slices.Sort(names)
	if err != nil || len(names) != 100 || len(slices.Compact(names)) != 100 {
		t.Errorf("got %d names, %v; want 100", len(names), err)
	}
}

func sign(t *testing.T, dir string) {
	s := open(t, "file://"+dir, store.Options{}).(store.Swapper)
	for i := range 25 {
		if err := storetest.Sign(t.Context(), s, "list", fmt.Sprintf("%d.%d", os.Getpid(), i)); err != nil {
			t.Fatal(err)
		}
	}
}

// forgetful is a store whose first swap succeeds and says that it did not.
type forgetful struct {
	*store.Memory
	after func()
	swaps int
}

func (f *forgetful) Swap(ctx context.Context, key string, text []byte, version string) (string, error) {
	f.swaps++
	stored, err := f.Memory.Swap(ctx, key, text, version)
	if f.swaps == 1 && err == nil {
		f.after()
		return "", &store.Error{Op: "put", Key: key, Reason: "gone", Err: store.ErrUnreachable}
	}
	return stored, err
}

func TestRetriedSwap(t *testing.T) {
	fast := store.Policy{Base: 1, Max: 1}
	t.Run("won without knowing", func(t *testing.T) {
		f := &forgetful{Memory: store.NewMemory(), after: func() {}}
		s := store.Retry(f, fast).(store.Swapper)
		version, err := s.Swap(t.Context(), "k", []byte("mine"), "")
		if _, want, _ := f.Load(t.Context(), "k"); err != nil || version != want {
			t.Errorf("got %q, %v; want %q", version, err, want)
		}
	})
	t.Run("overtaken", func(t *testing.T) {
		f := &forgetful{Memory: store.NewMemory()}
		f.after = func() {
			if err := putText(t.Context(), f, "k", "theirs"); err != nil {
				t.Error(err)
			}
		}
		s := store.Retry(f, fast).(store.Swapper)
		if _, err := s.Swap(t.Context(), "k", []byte("mine"), ""); !errors.Is(err, store.ErrChanged) {
			t.Errorf("got %v, want %v", err, store.ErrChanged)
		}
	})
	t.Run("lost at once", func(t *testing.T) {
		m := store.NewMemory()
		if err := putText(t.Context(), m, "k", "mine"); err != nil {
			t.Fatal(err)
		}
		s := store.Retry(m, fast).(store.Swapper)
		if _, err := s.Swap(t.Context(), "k", []byte("mine"), ""); !errors.Is(err, store.ErrChanged) {
			t.Errorf("got %v, want %v", err, store.ErrChanged)
		}
	})
	t.Run("store without swap", func(t *testing.T) {
		if _, ok := store.Retry(&refusing{}, fast).(store.Swapper); ok {
			t.Error("it claims to be a Swapper")
		}
	})
}

func TestSwapWhereItIsNotKnown(t *testing.T) {
	url := answerer(t, 501, nil, "<Error><Code>NotImplemented</Code><Message>A header you provided implies functionality that is not implemented.</Message></Error>")
	s := open(t, "s3://bucket/?endpoint="+url, store.Options{Credentials: s3.Keys{Access: "a", Secret: "b"}}).(store.Swapper)
	if _, err := s.Swap(t.Context(), "k", []byte("x"), ""); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v, want %v", err, errors.ErrUnsupported)
	}
}
