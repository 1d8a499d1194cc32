package archive

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
)

func TestResolve(t *testing.T) {
	eachStore(t, func(t *testing.T, s *counted) {
		a := testArchive(s)
		var all []string
		for d := range 30 {
			all = append(all, putEntry(t, a, theNow().AddDate(0, 0, -d), nil))
		}
		twin := all[3][:12] + strings.Repeat("Z", 14)
		put := Entry{ID: twin, Start: theNow().AddDate(0, 0, -3)}
		if err := s.Put(context.Background(), put.catalogKey(begun), strings.NewReader("{}"), 2); err != nil {
			t.Fatal(err)
		}
		tests := []struct {
			typed      string
			want       string // the ID, or empty
			candidates int    // of an AmbiguousError; 0: not found
			more       bool
			requests   int
		}{
			{Last, all[0], 0, false, 7},
			{all[5], all[5], 0, false, 1},
			{strings.ToLower(all[5]), all[5], 0, false, 1},
			{all[5][:10], all[5], 0, false, 2},
			{all[5][:6], all[5], 0, false, 2},
			{strings.ToLower(all[5][:5]), all[5], 0, false, 3},
			{all[3][:14], all[3], 0, false, 2},
			{twin, twin, 0, false, 4},
			{all[3][:12], "", 2, false, 4},
			{all[0][:4], "", 3, false, 12},
			{all[0][:3], "", maxCandidates, true, 20},
			{all[0][:1], "", maxCandidates, true, 20},
			{"7", "", 0, false, 2},
			{"lost", "", 0, false, 2},
			{all[5][:20] + "000000", "", 0, false, 1},
			{all[5] + "0", "", 0, false, 0},
			{"U", "", 0, false, 0},
			{"", "", 0, false, 0},
			{"../" + all[5], "", 0, false, 0},
			{"web1.cast", "", 0, false, 0},
		}
		for _, tt := range tests {
			s.reset()
			e, err := a.Resolve(context.Background(), tt.typed)
			requests := s.lists + s.gets
			var ambiguous *AmbiguousError
			switch {
			case requests > tt.requests:
				t.Errorf("%q: %d requests, want at most %d", tt.typed, requests, tt.requests)
			case tt.want != "":
				if err != nil || e.ID != tt.want {
					t.Errorf("%q: got %s, %v; want %s", tt.typed, e.ID, err, tt.want)
				}
			case tt.candidates > 0:
				if !errors.As(err, &ambiguous) || len(ambiguous.Candidates) != tt.candidates || ambiguous.More != tt.more {
					t.Errorf("%q: got %v; want %d candidates", tt.typed, err, tt.candidates)
				}
			case !errors.Is(err, ErrNotFound):
				t.Errorf("%q: got %v, %v; want not found", tt.typed, e, err)
			}
		}
	})
}

func TestIDSpan(t *testing.T) {
	id := NewID(theNow())
	for n := 1; n <= idLength; n++ {
		first, last := idSpan(id[:n])
		if theNow().Before(first) || theNow().After(last) {
			t.Errorf("%d characters: %v is not from %v to %v", n, theNow(), first, last)
		}
		if n >= timeChars && !first.Equal(last) || n == 6 && last.Sub(first) > 18*time.Minute {
			t.Errorf("%d characters: from %v to %v", n, first, last)
		}
	}
}

func TestLastOfForeignObjects(t *testing.T) {
	s := store.NewMemory()
	for _, key := range []string{"cat/readme", "cat/2026/11/24/x.z!1", "catalog/x"} {
		if err := s.Put(context.Background(), key, strings.NewReader(""), 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := testArchive(s).Resolve(context.Background(), Last); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}
