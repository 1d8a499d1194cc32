package index

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/transcript"
)

func TestTyped(t *testing.T) {
	tests := []struct {
		name string
		keys string
		want []string
	}{
		{"a line", "ls -la\r", []string{"ls -la"}},
		{"two lines", "ls\rcd /\n", []string{"ls", "cd /"}},
		{"without Enter", "half", []string{"half"}},
		{"Enter alone", "\r\r", nil},
		{"a slip", "lss\x7f -l\r", []string{"lss", "ls -l"}},
		{"deleted with Ctrl-U", "rm -rf /\x15ls\r", []string{"rm -rf /", "ls"}},
		{"given up with Ctrl-C", "rm -rf /\x03ls\r", []string{"rm -rf /", "ls"}},
		{"a word deleted", "git push force\x17origin\r", []string{"git push force", "git push origin"}},
		{"deleted at once", "abc\x7f\x7f\x7fx\r", []string{"abc", "x"}},
		{"nothing to delete", "\x7f\x7fx\r", []string{"x"}},
		{"arrows", "l\x1b[D\x1b[1;5Cs\x1bOA\r", []string{"ls"}},
		{"a paste", "\x1b[200~drop table\x1b[201~\r", []string{"drop table"}},
		{"Alt and a letter", "a\x1bbc\r", []string{"ac"}},
		{"a tab", "cd\tx\r", []string{"cd x"}},
		{"Japanese", "日本語\x7f\r", []string{"日本語", "日本"}},
		{"no UTF-8", "a\xff\r", []string{"a\ufffd"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			typed := typist{yield: func(l line) { got = append(got, string(l.text)) }}
			for i, key := range []byte(tt.keys) {
				typed.add(time.Duration(i)*time.Second, []byte{key})
			}
			typed.end()
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestBlocksOf(t *testing.T) {
	r := transcript.Reading{
		Lines: []format.Line{
			{Text: "$ ls -l", From: time.Second, To: 9 * time.Second, Steps: []format.Step{{At: time.Second, Size: 2}, {At: 3 * time.Second, Size: 5}}},
			{Text: "flash", From: 2 * time.Second, To: 2 * time.Second, Transient: true},
			{Text: "two\nlines \xff", From: 4 * time.Second, To: 9 * time.Second},
		},
		Others: []format.Event{{At: 5 * time.Second, Kind: format.Marker, Data: []byte("mark")}, {At: 6 * time.Second, Kind: format.Input, Data: []byte("ls\r")}},
	}
	s := Session{ID: "x"}
	b := BlockOf(&s, r)
	var got []string
	for i := range b.Len() {
		row, err := b.Row(i)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%q %v %v %v %d", b.Line(i), row.At, row.Visible, row.In, row.Number))
	}
	want := []string{`"$ ls -l" 1s 8s screen 0`, `"flash" 2s 0s transient 1`, `"two lines �" 4s 5s screen 2`, `"ls" 6s 0s input 0`, `"mark" 5s 0s mark 0`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	row, err := b.Row(0)
	if err != nil || row.Since(0, 2) != time.Second || row.Since(2, 4) != 3*time.Second {
		t.Errorf("since %v and %v, %v", row.Since(0, 2), row.Since(2, 4), err)
	}
	for _, i := range []int{-1, b.Len()} {
		if _, err := b.Row(i); err == nil {
			t.Errorf("line %d: no error", i)
		}
	}
	if all := blocksOf(&s, r, 10); len(all) != 4 {
		t.Errorf("got %d blocks of ten bytes, want 4", len(all))
	}
}
