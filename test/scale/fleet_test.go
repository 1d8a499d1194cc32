//go:build scale

package scale

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/scale/fleet"
)

// sizes are those of the fleets, in sessions.
func sizes(t *testing.T) (sizes []int) {
	t.Helper()
	list := os.Getenv("SHELLAC_SCALE")
	if list == "" {
		list = "1000 10000"
	}
	for _, word := range strings.Fields(list) {
		n, err := strconv.Atoi(word)
		if err != nil || n <= 0 {
			t.Fatalf("SHELLAC_SCALE: %q is no number of sessions", word)
		}
		sizes = append(sizes, n)
	}
	return sizes
}

// splicedFrom is the size from which fleets are spliced instead of drawn.
const splicedFrom = 50_000

// A lab is a fleet in a folder, packed, and what there is to measure it with.
type lab struct {
	sessions int
	dir      string
	store    string // URL
	dirStore *store.Dir
	shellac  string
	truth    fleet.Truth
	text     int64 // bytes that are packed
	env      []string
}

// newLab makes a fleet; it is removed at the end of the test.
func newLab(t *testing.T, shellac string, sessions int) *lab {
	t.Helper()
	dir := os.Getenv("SHELLAC_SCALE_DIR")
	if dir == "" {
		dir = t.TempDir()
	} else {
		made, err := os.MkdirTemp(dir, "scale-")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(made) })
		dir = made
	}
	l := &lab{sessions: sessions, dir: dir, store: "file://" + filepath.Join(dir, "store"), shellac: shellac}
	l.env = []string{"HOME=" + dir, "XDG_STATE_HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_CACHE_HOME=" + filepath.Join(dir, "cache")}
	var err error
	if l.dirStore, err = store.NewDir(filepath.Join(dir, "store")); err != nil {
		t.Fatal(err)
	}
	o := fleet.Options{Sessions: sessions, Days: min(max(sessions/330, 2), 365), Until: time.Now().UTC().Truncate(24 * time.Hour)}
	write := fleet.Write
	if sessions >= splicedFrom {
		write = fleet.WriteSpliced
	}
	began := time.Now()
	if l.truth, err = write(t.Context(), archive.New(unsynced{l.dirStore, filepath.Join(dir, "store")}, archive.Options{}), o); err != nil {
		t.Fatal(err)
	}
	for _, ids := range l.truth {
		slices.Sort(ids)
	}
	t.Logf("made %d sessions of %d days in %v", sessions, o.Days, time.Since(began).Round(time.Second))
	return l
}

// run runs shellac on the fleet's store, or on another.
func (l *lab) run(t *testing.T, url string, env []string, right []int, args ...string) taken {
	t.Helper()
	return run(t, append(slices.Clone(l.env), env...), right, l.shellac, append([]string{"--store", url}, args...)...)
}

// status is what `shellac index status -f json` prints.
type status struct {
	Packs    int   `json:"packs"`
	Text     int64 `json:"text_bytes"`
	Lines    int64 `json:"lines_bytes"`
	Sessions int64 `json:"sessions_bytes"`
	Signs    int64 `json:"signs_bytes"`
}

// compact packs the fleet and says what that took.
func (l *lab) compact(t *testing.T) {
	t.Helper()
	took := l.run(t, l.store, nil, []int{0}, "index", "compact")
	var s status
	if err := json.Unmarshal([]byte(l.run(t, l.store, nil, []int{0}, "index", "status", "-f", "json").out), &s); err != nil {
		t.Fatal(err)
	}
	l.text = s.Text
	tab := newTable(fmt.Sprintf("compaction of %d sessions", l.sessions), "text MB", "packs", "s", "CPU s", "MB/s", "MB/CPU s", "memory MB", "Parquet/text", "signs/text")
	tab.row(megabytes(s.Text), s.Packs, seconds(took.wall), seconds(took.cpu), fmt.Sprintf("%.1f", float64(s.Text)/1e6/took.wall.Seconds()),
		fmt.Sprintf("%.1f", float64(s.Text)/1e6/took.cpu.Seconds()), megabytes(took.memory), fmt.Sprintf("%.3f", float64(s.Lines+s.Sessions)/float64(s.Text)),
		fmt.Sprintf("%.3f", float64(s.Signs)/float64(s.Text)))
	if l.sessions >= splicedFrom {
		tab.note("its recordings are spliced: they hold a transcript and next to no output, so that reading them takes less than it would")
	}
	tab.print()
}
