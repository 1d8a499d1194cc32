package vt

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestRedrawShowsTheSameInXterm lets xterm.js show redraws taken all along the streams in the folder
// SHELLAC_VT_VOICES (see test/xterm/voices.sh). Only widths of newer characters may differ.
func TestRedrawShowsTheSameInXterm(t *testing.T) {
	dir := os.Getenv("SHELLAC_VT_VOICES")
	if dir == "" {
		t.Skip("SHELLAC_VT_VOICES is not set: node and streams are needed, see test/xterm/voices.sh")
	}
	names, _ := filepath.Glob(filepath.Join(dir, "streams", "*"))
	in, out := t.TempDir(), t.TempDir()
	want := map[string]shown{}
	for _, name := range names {
		if st, ok := readStream(name); ok {
			writeRedraws(t, in, st, want)
		}
	}
	if len(want) == 0 {
		t.Fatal("no streams")
	}
	files, _ := filepath.Glob(filepath.Join(in, "*"))
	cmd := exec.Command("node", append([]string{"screens.js", out}, files...)...) // #nosec G204 -- our own program
	cmd.Dir = "../../test/xterm"
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("node: %v\n%s", err, b)
	}
	equal := 0
	for base, w := range want {
		got := readScreens(t, filepath.Join(out, base+".json"))
		if d := difference(got.Screens[0], w, true); d != "" {
			t.Logf("%s: %s", base, d)
			continue
		}
		equal++
	}
	t.Logf("%d of %d redraws show the same in xterm.js", equal, len(want))
	if percent(equal, len(want)) < 99 {
		t.Error("want 99 %")
	}
}

// writeRedraws writes five redraws of a stream as streams of their own, and takes down what we show.
func writeRedraws(t *testing.T, dir string, st stream, want map[string]shown) {
	t.Helper()
	s := New(st.cols, st.rows)
	every := max(1, len(st.ops)/5)
	for i, o := range st.ops {
		s.apply(o)
		if i%every != every-1 {
			continue
		}
		base := fmt.Sprintf("%s.%d", st.name, i)
		f := s.Frame()
		want[base] = show(&f, 0)
		raw, err := json.Marshal(map[string]any{"cols": s.cols, "rows": s.rows, "ops": [][]any{{"o", s.Redraw()}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, base+".json"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
