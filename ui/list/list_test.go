package list

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// names are rows with their names as IDs. drawn counts the rows that were asked for.
type names struct {
	all   []string
	drawn int
}

func (n *names) Len() int        { return len(n.all) }
func (n *names) ID(i int) string { return n.all[i] }
func (n *names) Row(i int) Row {
	n.drawn++
	return Row{Cells: []string{n.all[i], "x"}}
}

func numbered(n int) *names {
	rows := &names{}
	for i := range n {
		rows.all = append(rows.all, fmt.Sprintf("row%05d", i))
	}
	return rows
}

func plainList(rows Rows) *Model {
	l := New(Options{Theme: style.Theme{Bare: true, ASCII: true}, Rows: rows, Noun: "rows",
		Columns: []Column{{Title: "NAME", Width: 8, Share: 1}, {Title: "W", Width: 3, Wide: true}}})
	l.Refresh()
	l.Lines(40, 12)
	return l
}

func press(l *Model, keys ...string) (taken bool) {
	for _, k := range keys {
		_, taken = l.Update(keyPress(k))
	}
	return taken
}

func keyPress(k string) tea.KeyPressMsg {
	named := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "left": tea.KeyLeft, "right": tea.KeyRight, "delete": tea.KeyDelete}
	if k == "space" {
		return tea.KeyPressMsg{Code: ' ', Text: " "}
	}
	if rest, ok := strings.CutPrefix(k, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	}
	if code, ok := named[k]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(k)[0], Text: k}
}

func cursor(l *Model) string {
	_, id, _ := l.Cursor()
	return id
}

func TestMoving(t *testing.T) {
	l := plainList(numbered(100))
	for _, c := range []struct{ keys, want string }{
		{"j", "row00001"}, {"down down", "row00003"}, {"k up", "row00001"}, {"G", "row00099"}, {"g", "row00000"}, {"ctrl+d", "row00005"},
		{"ctrl+f", "row00015"}, {"ctrl+u", "row00010"}, {"ctrl+b", "row00000"}, {"pgdown", "row00010"}, {"end", "row00099"}, {"j", "row00099"}, {"home k", "row00000"},
	} {
		press(l, strings.Fields(c.keys)...)
		if got := cursor(l); got != c.want {
			t.Errorf("%s: got %s, want %s", c.keys, got, c.want)
		}
		if i, _, _ := l.Cursor(); i < l.offset || i >= l.offset+l.rows {
			t.Errorf("%s: row %d is not seen: %d rows from %d", c.keys, i, l.rows, l.offset)
		}
	}
}

func TestCursorStaysWithItsRow(t *testing.T) {
	rows := numbered(50)
	l := plainList(rows)
	rows.all = slices.Insert(rows.all, 0, "new1")
	if l.Refresh(); cursor(l) != "new1" {
		t.Errorf("not moved yet: got %s, want the top", cursor(l))
	}
	press(l, "j", "j")
	before := cursor(l)
	rows.all = slices.Insert(rows.all, 0, "new2", "new3")
	l.Refresh()
	if cursor(l) != before || l.offset != 0 {
		t.Errorf("rows in front: got %s from %d, want %s with the new ones seen", cursor(l), l.offset, before)
	}
	press(l, "ctrl+f", "ctrl+f")
	before, at := cursor(l), l.cursor-l.offset
	rows.all = slices.Insert(rows.all, 3, "new4", "new5", "new6")
	l.Refresh()
	if cursor(l) != before || l.cursor-l.offset != at {
		t.Errorf("scrolled: got %s in line %d, want %s in line %d", cursor(l), l.cursor-l.offset, before, at)
	}
	slices.Reverse(rows.all)
	if l.Refresh(); cursor(l) != before {
		t.Errorf("sorted: got %s, want %s", cursor(l), before)
	}
	rows.all = slices.DeleteFunc(rows.all, func(s string) bool { return s == before })
	if l.Refresh(); cursor(l) == "" || cursor(l) == before {
		t.Errorf("removed: got %q, want a neighbour", cursor(l))
	}
	rows.all = nil
	if l.Refresh(); cursor(l) != "" {
		t.Errorf("nothing left: got %q", cursor(l))
	}
}

func TestMarks(t *testing.T) {
	l := plainList(numbered(5))
	press(l, "space", "j", "space", "g")
	if got, want := l.Marked(), []string{"row00000", "row00002"}; !slices.Equal(got, want) {
		t.Errorf("marked: got %v, want %v", got, want)
	}
	if lines := strings.Join(l.Lines(40, 8), "\n"); !strings.Contains(lines, ">* row00000") || !strings.Contains(lines, " * row00002") || !strings.Contains(lines, "2 marked") {
		t.Errorf("marks are not drawn:\n%s", lines)
	}
	press(l, "space")
	if got := l.Marked(); len(got) != 1 {
		t.Errorf("unmarked by the same key: got %v", got)
	}
}

func TestFilter(t *testing.T) {
	rows := numbered(30)
	all := rows.all
	l := plainList(rows)
	l.o.Filtered = func(text string) tea.Cmd {
		rows.all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !strings.Contains(s, text) })
		return nil
	}
	l.o.Total = func() int { return 30 }
	press(l, "G", "/", "2", "9")
	if !l.Typing() || l.Filter() != "29" || cursor(l) != "row00029" {
		t.Errorf("typed: got %q, %s", l.Filter(), cursor(l))
	}
	if top := l.Lines(40, 8)[0]; !strings.Contains(top, "/29_") || !strings.Contains(top, "1/30") {
		t.Errorf("top line: got %q", top)
	}
	press(l, "enter")
	if l.Typing() || l.Filter() != "29" {
		t.Errorf("enter: typing %v, filter %q", l.Typing(), l.Filter())
	}
	press(l, "/", "backspace", "1", "enter", "esc")
	if l.Filter() != "" || rows.Len() != 30 {
		t.Errorf("esc: got %q with %d rows", l.Filter(), rows.Len())
	}
	for _, want := range []string{"21", "29", "29"} {
		if press(l, "["); l.Filter() != want {
			t.Errorf("[: got %q, want %q", l.Filter(), want)
		}
	}
	for _, want := range []string{"21", "", ""} {
		if press(l, "]"); l.Filter() != want {
			t.Errorf("]: got %q, want %q", l.Filter(), want)
		}
	}
	if taken := press(l, "esc"); taken {
		t.Error("esc without a filter was taken")
	}
}

// While a filter is typed, letters are text and no keys of whatever is around the list.
func TestTypingTakesLetters(t *testing.T) {
	l := plainList(numbered(3))
	press(l, "/")
	for _, k := range []string{"q", "?", "1", ":", "j", "-"} {
		if !press(l, k) {
			t.Errorf("%s was not taken", k)
		}
	}
	if got := l.Filter(); got != "q?1:j-" {
		t.Errorf("filter: got %q", got)
	}
	if press(l, "ctrl+p") {
		t.Error("ctrl+p was taken")
	}
	l.Update(tea.PasteMsg{Content: "a\x1b[31m\nb"})
	if got := l.Filter(); got != "q?1:j-a?[31m b" {
		t.Errorf("pasted: got %q", got)
	}
}

func TestSort(t *testing.T) {
	l := plainList(numbered(3))
	var chosen []int
	l.o.Sorts, l.o.Sorted = []string{"recent", "name", "size"}, func(n int) tea.Cmd { chosen = append(chosen, n); return nil }
	press(l, ">", ">", ">", "<")
	if !slices.Equal(chosen, []int{1, 2, 0, 2}) {
		t.Errorf("got %v", chosen)
	}
	if top := l.Lines(40, 8)[0]; !strings.Contains(top, "sort:size") {
		t.Errorf("top line: got %q", top)
	}
}

func TestMouse(t *testing.T) {
	l := plainList(numbered(100))
	l.Update(tea.MouseClickMsg{X: 5, Y: head + 4, Button: tea.MouseLeft})
	if got := cursor(l); got != "row00004" {
		t.Errorf("click: got %s", got)
	}
	for range 3 {
		l.Update(tea.MouseWheelMsg{X: 5, Y: 5, Button: tea.MouseWheelDown})
	}
	if l.offset != 9 || cursor(l) != "row00009" {
		t.Errorf("wheel: got %s from %d", cursor(l), l.offset)
	}
	if _, taken := l.Update(tea.MouseClickMsg{X: 60, Y: 5, Button: tea.MouseLeft}); taken {
		t.Error("a click beside the list was taken")
	}
	l.Update(tea.MouseClickMsg{X: 3, Y: 0, Button: tea.MouseLeft})
	if !l.Typing() {
		t.Error("a click on the filter does not open it")
	}
}

func TestWideColumns(t *testing.T) {
	l := plainList(numbered(1))
	if lines := l.Lines(40, 5); strings.Contains(lines[1], "W") {
		t.Errorf("compact: got %q", lines[1])
	}
	press(l, "z")
	if lines := l.Lines(40, 5); !strings.Contains(lines[1], "W") {
		t.Errorf("wide: got %q", lines[1])
	}
}

// Every line has exactly the cells it should have, whatever the texts and the room.
func TestLinesFit(t *testing.T) {
	rows := &names{all: []string{"日本語ホスト", "호스트", "a\x1b[31mb", strings.Repeat("long", 50), "e\u0301\u0302", ""}}
	l := New(Options{Rows: rows, Columns: []Column{{Title: "NAME", Share: 2, Width: 3}, {Title: "SIZE", Width: 5, Right: true}, {Title: "X", Share: 1}}})
	l.Refresh()
	for width := range 130 {
		for i, line := range l.Lines(width, 9) {
			if got := style.Width(line); got != width {
				t.Errorf("width %d, line %d: got %d cells: %q", width, i, got, line)
			}
		}
	}
}

func TestMatches(t *testing.T) {
	l := New(Options{Theme: style.Theme{Plain: true}, Rows: &names{}, Columns: []Column{{Title: "NAME", Width: 8}}})
	got := l.cell(Row{Cells: []string{"web-prod"}, Matches: [][]int{{0, 4, 5}}}, 0, place{0, 8, false}, style.None, 0)
	if want := "\x1b[1;4mw\x1b[meb-\x1b[1;4mpr\x1b[mod"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Only rows that are seen are asked for.
func TestOnlySeenRowsAreDrawn(t *testing.T) {
	rows := numbered(50000)
	l := plainList(rows)
	rows.drawn = 0
	press(l, "G")
	l.Lines(80, 24)
	if rows.drawn > 24 {
		t.Errorf("%d rows were drawn", rows.drawn)
	}
}

func TestNoKeyTwice(t *testing.T) {
	for name, keys := range map[string][]string{"list": keysOf(t, New(Options{Sorts: []string{"a", "b"}}).Bindings()), "pager": keysOf(t, (&Pager{}).Bindings())} {
		slices.Sort(keys)
		for i := 1; i < len(keys); i++ {
			if keys[i] == keys[i-1] {
				t.Errorf("%s: %s is bound twice", name, keys[i])
			}
		}
	}
}

func BenchmarkEndToEnd(b *testing.B) {
	l := plainList(numbered(50000))
	for b.Loop() {
		press(l, "G")
		l.Lines(200, 50)
		press(l, "g")
		l.Lines(200, 50)
	}
}

func BenchmarkRefresh(b *testing.B) {
	l := plainList(numbered(50000))
	l.Go(25000)
	for b.Loop() {
		l.Refresh()
		l.Lines(200, 50)
	}
}
