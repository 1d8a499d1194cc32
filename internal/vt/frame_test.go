package vt

import (
	"slices"
	"testing"
)

// frameOf returns the frame after in.
func frameOf(cols, rows int, in string) Frame {
	s := New(cols, rows)
	_, _ = s.Write([]byte(in))
	return s.Frame()
}

func TestFrameFind(t *testing.T) {
	cases := []struct {
		name, in, text string
		want           []Span
	}{
		{"plain", "one two two", "two", []Span{{0, 4, 7}, {0, 8, 11}}},
		{"a lower-case text matches any case", "Error ERROR error", "error", []Span{{0, 0, 5}, {0, 6, 11}, {0, 12, 17}}},
		{"an upper-case letter makes case count", "Error ERROR error", "Error", []Span{{0, 0, 5}}},
		{"columns count, not bytes", "漢字 disk full", "disk", []Span{{0, 5, 9}}},
		{"wide characters", "a漢字b", "漢字", []Span{{0, 1, 5}}},
		{"colours inside do not matter", "di\x1b[31msk", "disk", []Span{{0, 0, 4}}},
		{"across a soft wrap", "0123456789abcdefghijklmno", "jklm", []Span{{0, 19, 20}, {1, 0, 3}}},
		{"not across a hard one", "0123456789abcdefghij\r\nklm", "jklm", nil},
		{"across a wrap a wide character forced", "0123456789abcdefghi漢", "i漢", []Span{{0, 18, 19}, {1, 0, 2}}},
		{"gaps are spaces", "a\x1b[4Gb", "a  b", []Span{{0, 0, 4}}},
		{"nothing", "abc", "", nil},
		{"combining marks belong to their cell", "cafe\u0301 noir", "e\u0301 n", []Span{{0, 3, 6}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := frameOf(20, 4, c.in).Find(c.text); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestFrameText(t *testing.T) {
	f := frameOf(20, 4, "漢e\u0301 x  \r\n  y\x1b[1;15H ")
	for y, want := range []string{"漢e\u0301 x", "  y", "", ""} {
		if got := f.Text(y); got != want {
			t.Errorf("row %d is %q, want %q", y, got, want)
		}
	}
	if f.Text(-1) != "" || f.Text(4) != "" {
		t.Error("rows outside are not empty")
	}
}

func TestStyles(t *testing.T) {
	cases := []struct {
		in   string
		want Style
	}{
		{"\x1b[1;2;3;5;7;8;9;53m", Style{Attrs: Bold | Faint | Italic | Blink | Inverse | Hidden | Strike | Overline}},
		{"\x1b[1;2m\x1b[22m", Style{}},
		{"\x1b[4m", Style{Underline: UnderlineSingle}},
		{"\x1b[4:3m", Style{Underline: UnderlineCurly}},
		{"\x1b[21m", Style{Underline: UnderlineDouble}},
		{"\x1b[4m\x1b[4:0m", Style{}},
		{"\x1b[4m\x1b[24m", Style{}},
		{"\x1b[31;42m", Style{Fg: PaletteColor(1), Bg: PaletteColor(2)}},
		{"\x1b[91;102m", Style{Fg: PaletteColor(9), Bg: PaletteColor(10)}},
		{"\x1b[38;5;200m", Style{Fg: PaletteColor(200)}},
		{"\x1b[38:5:200m", Style{Fg: PaletteColor(200)}},
		{"\x1b[48;2;1;2;3m", Style{Bg: RGBColor(1, 2, 3)}},
		{"\x1b[48:2:1:2:3m", Style{Bg: RGBColor(1, 2, 3)}},
		{"\x1b[48:2::1:2:3m", Style{Bg: RGBColor(1, 2, 3)}},
		{"\x1b[58:5:9m", Style{UnderlineColor: PaletteColor(9)}},
		{"\x1b[58;2;1;2;3;4m", Style{UnderlineColor: RGBColor(1, 2, 3), Underline: UnderlineSingle}},
		{"\x1b[58:5:9m\x1b[59m", Style{}},
		{"\x1b[31m\x1b[39m\x1b[41m\x1b[49m", Style{}},
		{"\x1b[31;1m\x1b[m", Style{}},
		{"\x1b[1\"q\x1b[31m\x1b[0m", Style{Attrs: Protected}},
		{"\x1b[1m\x1b7\x1b[0m\x1b8", Style{Attrs: Bold}},
		{"\x1b[>4;1m\x1b[?4m", Style{}},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			f := frameOf(20, 2, c.in+"x")
			if got := f.Cell(0, 0); got.Text != "x" || got.Style != c.want {
				t.Errorf("got %+v, want style %+v", got, c.want)
			}
		})
	}
}

func TestHyperlinks(t *testing.T) {
	f := frameOf(20, 2, "\x1b]8;id=a;http://x.example/1;2\x1b\\x\x1b]8;;http://y.example/\x07y\x1b]8;;\x07z")
	for x, want := range []Cell{{Link: "http://x.example/1;2", LinkID: "a"}, {Link: "http://y.example/"}, {}} {
		if got := f.Cell(x, 0); got.Link != want.Link || got.LinkID != want.LinkID {
			t.Errorf("column %d links to %q %q, want %q %q", x, got.LinkID, got.Link, want.LinkID, want.Link)
		}
	}
}

func TestPromptMarks(t *testing.T) {
	f := frameOf(20, 4, "\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07out\r\n\x1b]133;D;2\x07")
	want := [][]Mark{
		{{PromptStart, 0, -1}, {InputStart, 2, -1}},
		{{OutputStart, 0, -1}},
		{{CommandEnd, 0, 2}},
		nil,
	}
	for y := range want {
		if got := f.Marks(y); !slices.Equal(got, want[y]) {
			t.Errorf("row %d has marks %v, want %v", y, got, want[y])
		}
	}
}

func TestFrameState(t *testing.T) {
	f := frameOf(20, 4, "ab\x1b]0;title ü\x07\x1b[?25l\x1b[4 q\x1b[?2026h\x1b[?1049h")
	if f.Cursor != (Cursor{X: 2, Y: 0, Visible: false, Style: 4}) || f.Title != "title ü" || !f.Alt || f.Complete {
		t.Errorf("got %+v, %q, alt %v, complete %v", f.Cursor, f.Title, f.Alt, f.Complete)
	}
	if f := frameOf(20, 4, "\x1b[?2026h\x1b[?2026l"); !f.Complete {
		t.Error("not complete after the end of synchronised output")
	}
}

func TestAFrameDoesNotChange(t *testing.T) {
	s := New(20, 3)
	_, _ = s.Write([]byte("\x1b[31mre\u0301d\x1b]133;A\x07"))
	f, again := s.Frame(), s.Frame()
	for i := range 5000 {
		_, _ = s.Write(randomOutput(newRand(uint64(i)), 3))
	}
	if !f.Equal(again) || f.Text(0) != "re\u0301d" || f.Cell(0, 0).Style.Fg != PaletteColor(1) {
		t.Errorf("the frame changed: %q %+v", f.Text(0), f.Cell(0, 0))
	}
	s.FrameInto(&f)
	if f.Equal(again) {
		t.Error("FrameInto did not take the new screen")
	}
}

func TestModes(t *testing.T) {
	s := New(20, 4)
	if !s.Mode(7) || !s.Mode(25) || s.Mode(2004) || s.Mode(1049) || s.ANSIMode(4) {
		t.Error("the first modes are not autowrap and cursor alone")
	}
	_, _ = s.Write([]byte("\x1b[?2004;1000;1006;1049h\x1b[4h\x1b[?25l"))
	for _, n := range []int{2004, 1000, 1006, 1049, 47} {
		if !s.Mode(n) {
			t.Errorf("mode %d is not set", n)
		}
	}
	if s.Mode(25) || !s.ANSIMode(4) || s.Mode(31337) {
		t.Error("mode 25 is set, insert is not, or an unknown mode is")
	}
}
