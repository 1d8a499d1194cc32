package vt

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// screens is what a voice (another terminal) showed of a stream, as test/xterm writes it.
type screens struct {
	Name    string
	Voice   string
	Screens []shown
}

type shown struct {
	Op    int
	X, Y  int
	Text  []string
	Style []string
	// NoCursor and NoMarks say that a voice does not tell where a hidden cursor is, and that it does
	// not keep combining characters as others do.
	NoCursor, NoMarks bool
}

func readScreens(t *testing.T, name string) screens {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var s screens
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

// ourScreens returns the screens of a stream after the given ops.
func ourScreens(st stream, ops []int) map[int]shown {
	s := NewHistory(st.cols, st.rows, 1000)
	out := map[int]shown{}
	for i, o := range st.ops {
		s.apply(o)
		if slices.Contains(ops, i) {
			f := s.Frame()
			out[i] = show(&f, i)
		}
	}
	return out
}

func show(f *Frame, op int) shown {
	v := shown{Op: op, X: f.Cursor.X, Y: f.Cursor.Y}
	for y := range f.Rows {
		v.Text = append(v.Text, f.Text(y))
		v.Style = append(v.Style, styleRuns(f, y))
	}
	return v
}

// styleRuns writes the styles of a row as test/xterm does.
func styleRuns(f *Frame, y int) string {
	var b strings.Builder
	last, count := "", 0
	for x := range f.Cols {
		c := f.Cell(x, y)
		if c.Link != "" && c.Style.Underline == 0 {
			c.Style.Underline = UnderlineDashed // as xterm.js shows links
		}
		now := styleText(c.Style)
		if now != last && count > 0 {
			fmt.Fprintf(&b, "%d:%s ", count, last)
			count = 0
		}
		last = now
		count++
	}
	fmt.Fprintf(&b, "%d:%s", count, last)
	return b.String()
}

func styleText(s Style) string {
	flags := ""
	for _, a := range []struct {
		set    bool
		letter string
	}{
		{s.Has(Bold), "b"}, {s.Has(Faint), "f"}, {s.Has(Italic), "i"}, {s.Underline != 0, "u"}, {s.Has(Blink), "k"},
		{s.Has(Inverse), "v"}, {s.Has(Hidden), "h"}, {s.Has(Strike), "s"}, {s.Has(Overline), "o"},
	} {
		if a.set {
			flags += a.letter
		}
	}
	return colorText(s.Fg) + "," + colorText(s.Bg) + "," + flags
}

func colorText(c Color) string {
	if c.IsDefault() {
		return "-"
	}
	if n, ok := c.Palette(); ok {
		return fmt.Sprint(n)
	}
	r, g, b, _ := c.RGB()
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

func TestScreensOfOurRecordingsEqualXterm(t *testing.T) {
	names, err := filepath.Glob("testdata/own/*.cast")
	if err != nil || len(names) == 0 {
		t.Fatalf("no recordings in testdata/own: %v", err)
	}
	for _, name := range names {
		st, ok := readAsciicast(name)
		if !ok {
			t.Errorf("%s: not read", name)
			continue
		}
		base := strings.TrimSuffix(filepath.Base(name), ".cast")
		t.Run(base, func(t *testing.T) {
			want := readScreens(t, "testdata/xterm/"+base+".json")
			got := ourScreens(st, opsOf(want))
			for _, w := range want.Screens {
				if d := difference(got[w.Op], w, true); d != "" {
					t.Errorf("after op %d: %s", w.Op, d)
				}
			}
		})
	}
}

func opsOf(s screens) []int {
	var ops []int
	for _, v := range s.Screens {
		ops = append(ops, v.Op)
	}
	return ops
}

// difference says where two screens differ, "" if nowhere.
func difference(got, want shown, style bool) string {
	bare := got.NoMarks || want.NoMarks
	for y := range want.Text {
		if y >= len(got.Text) || got.Text[y] != want.Text[y] && !(bare && withoutMarks(got.Text[y]) == withoutMarks(want.Text[y])) {
			return fmt.Sprintf("row %d:\n got %q\nwant %q", y, at(got.Text, y), want.Text[y])
		}
	}
	if got.NoCursor || want.NoCursor {
		return ""
	}
	if got.X != want.X || got.Y != want.Y {
		return fmt.Sprintf("cursor: got %d,%d, want %d,%d", got.X, got.Y, want.X, want.Y)
	}
	for y := range want.Style {
		if style && (y >= len(got.Style) || got.Style[y] != want.Style[y]) {
			return fmt.Sprintf("style of row %d:\n got %s\nwant %s", y, at(got.Style, y), want.Style[y])
		}
	}
	return ""
}

func withoutMarks(s string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if runeWidth(r) == 0 {
			return -1
		}
		return r
	}, s), " ")
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// TestScreensAgreeWithOtherTerminals compares with the voices whose screens make e2e put into the folder
// SHELLAC_VT_VOICES: streams/NAME.cast or .json, and VOICE/NAME.json for each voice. It counts; the bars
// hold for what at least three voices agree on, or all if there are fewer.
func TestScreensAgreeWithOtherTerminals(t *testing.T) {
	dir := os.Getenv("SHELLAC_VT_VOICES")
	if dir == "" {
		t.Skip("SHELLAC_VT_VOICES is not set: the screens of other terminals are made by make e2e")
	}
	names, _ := filepath.Glob(filepath.Join(dir, "streams", "*"))
	if len(names) == 0 {
		t.Fatal("no streams")
	}
	tally := map[string]*count{}
	for _, name := range names {
		st, ok := readStream(name)
		if !ok {
			continue
		}
		base := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		group, _, _ := strings.Cut(base, "__")
		if tally[group] == nil {
			tally[group] = &count{}
		}
		tally[group].compare(t, dir, base, st)
	}
	var groups []string
	for g := range tally {
		groups = append(groups, g)
	}
	sort.Strings(groups)
	for _, g := range groups {
		t.Logf("%-10s %v", g, tally[g])
	}
}

// count is how many screens of a group agree.
type count struct {
	agreed, equal, style int // screens the voices agree on, ours equal, ours equal with style
	xterm, xtermEqual    int
}

func (c *count) String() string {
	return fmt.Sprintf("agreed %d, equal %d (%.2f%%), style %d (%.2f%%); xterm.js %d, equal %d (%.2f%%)", c.agreed, c.equal,
		percent(c.equal, c.agreed), c.style, percent(c.style, c.agreed), c.xterm, c.xtermEqual, percent(c.xtermEqual, c.xterm))
}

func percent(a, b int) float64 { return 100 * float64(a) / float64(max(b, 1)) }

func (c *count) compare(t *testing.T, dir, base string, st stream) {
	files, _ := filepath.Glob(filepath.Join(dir, "*", base+".json"))
	byOp := map[int][]shown{}
	xterm := map[int]shown{}
	voices := 0
	var ops []int
	for _, f := range files {
		if filepath.Base(filepath.Dir(f)) == "streams" {
			continue
		}
		v := readScreens(t, f)
		voices++
		for _, w := range v.Screens {
			byOp[w.Op] = append(byOp[w.Op], w)
			ops = append(ops, w.Op)
			if v.Voice == "xterm.js" {
				xterm[w.Op] = w
			}
		}
	}
	ours := ourScreens(st, ops)
	said := false
	for op, all := range byOp {
		if w, ok := xterm[op]; ok {
			c.xterm++
			if difference(ours[op], w, false) == "" {
				c.xtermEqual++
			}
		}
		w, ok := majority(all, min(3, voices))
		if !ok {
			continue
		}
		c.agreed++
		d := difference(ours[op], w, false)
		if d == "" {
			c.equal++
			if len(w.Style) == 0 || difference(ours[op], w, true) == "" {
				c.style++
			} else {
				d = difference(ours[op], w, true)
			}
		}
		if d != "" && !said {
			said = true
			t.Logf("%s op %d of %d: %s", base, op, len(st.ops), d)
		}
	}
}

// majority returns a screen that n voices show alike, with style if one of them has it.
func majority(all []shown, n int) (shown, bool) {
	for _, a := range all {
		votes := 0
		best := a
		for _, b := range all {
			if difference(a, b, false) == "" && difference(b, a, false) == "" {
				votes++
				if len(best.Style) == 0 && !b.NoMarks {
					best = b
				}
			}
		}
		if votes >= n {
			return best, true
		}
	}
	return shown{}, false
}

// readStream reads a cast or a stream file of test/xterm.
func readStream(name string) (stream, bool) {
	if filepath.Ext(name) == ".cast" {
		return readAsciicast(name)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		return stream{}, false
	}
	var in struct {
		Cols, Rows int
		Ops        [][]any
	}
	if json.Unmarshal(raw, &in) != nil {
		return stream{}, false
	}
	st := stream{name: filepath.Base(name), cols: in.Cols, rows: in.Rows}
	for _, o := range in.Ops {
		if o[0] == "o" {
			text, _ := o[1].(string)
			b, _ := base64.StdEncoding.DecodeString(text)
			st.ops = append(st.ops, op{out: append([]byte{}, b...)})
			continue
		}
		cols, _ := o[1].(float64)
		rows, _ := o[2].(float64)
		st.ops = append(st.ops, op{cols: int(cols), rows: int(rows)})
	}
	return st, true
}
