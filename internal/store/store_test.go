package store_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/internal/store/storetest"
	"github.com/shellac-term/shellac/test/lab/s3"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return store.NewMemory() })
}

func TestDir(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, "file://"+filepath.Join(t.TempDir(), "not", "yet"), store.Options{})
	})
}

func TestRetry(t *testing.T) {
	fast := store.Policy{Base: 1, Max: 1}
	var faults []*storetest.Faulty
	storetest.Run(t, func(*testing.T) store.Store {
		f := storetest.NewFaulty(store.NewMemory())
		faults = append(faults, f)
		return store.Retry(f, fast)
	})
	total := 0
	for _, f := range faults {
		total += f.Faults()
	}
	if total < 1000 {
		t.Errorf("only %d faults were injected", total)
	}
}

func TestS3(t *testing.T) {
	lab := s3.Start(t)
	storetest.Run(t, func(t *testing.T) store.Store {
		return open(t, lab.URL(lab.NewBucket(t), "a prefix/of two"), store.Options{Credentials: lab.Root})
	})
}

func open(t *testing.T, url string, o store.Options) store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), strings.ReplaceAll(url, " ", "%20"), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
