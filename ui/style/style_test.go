package style

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "web-01 env=prod", "web-01 env=prod"},
		{"escape sequences", "a\x1b[31mb\x1b]0;x\x07", "a?[31mb?]0;x?"},
		{"C1 and DEL", "a\u009bb\x7f", "a?b?"},
		{"line breaks and tabs", "a\r\nb\tc", "a  b c"},
		{"bidi", "a\u202eb\u2066c\u200f", "a?b?c?"},
		{"invisible", "a\u200bb\u2060c\ufeffd\u00ade\u3164f\u115fg", "a?b?c?d?e?f?g"},
		{"bytes that are no text", "a\xff\xfeb", "a?b"},
		{"Japanese", "日本語ホスト", "日本語ホスト"},
		{"decomposed kana", "か\u3099", "が"},
		{"Hangul", "호스트", "호스트"},
		{"decomposed Hangul", "\u1112\u1169", "호"},
		{"letters with marks", "e\u0301", "é"},
		{"marks on ASCII that make no letter", "x\u0302", "x?"},
		{"many marks", "日\u0301\u0302\u0303\u0304\u0305", "日\u0301\u0302\u0303"},
		{"a family", "\U0001f469\u200d\U0001f467", "\U0001f469\U0001f467"},
		{"a joiner among letters", "a\u200db", "a?b"},
		{"a flag", "\U0001f1ef\U0001f1f5", "JP"},
		{"private use", "\ue000", "?"},
		{"tags", "\U000e0041", "?"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	red := Theme{}.Paint(Bad, "red alert")
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"web", 5, "web  "},
		{"web", 3, "web"},
		{"web-prod", 5, "web.."},
		{"web-prod", 1, "."},
		{"web-prod", 0, ""},
		{"日本語ホスト", 12, "日本語ホスト"},
		{"日本語ホスト", 11, "日本語ホ.. "},
		{"日本語ホスト", 8, "日本語.."},
		{"호스트", 7, "호스트 "},
		{red, 9, red},
		{red, 6, "\x1b[91mred \x1b[m.."},
	} {
		got := Fit(c.in, c.width)
		if got != c.want {
			t.Errorf("Fit(%q, %d): got %q, want %q", c.in, c.width, got, c.want)
		}
		if w := Width(got); w != c.width {
			t.Errorf("Fit(%q, %d): %d cells", c.in, c.width, w)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"one two three", 8, "one two|three"},
		{"one two three", 7, "one two|three"},
		{"averylongword", 5, "avery|longw|ord"},
		{"日本語ホスト", 5, "日本|語ホ|スト"},
		{"", 5, ""},
	} {
		if got := strings.Join(Wrap(c.in, c.width), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d): got %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestSkip(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 1, "bc"}, {"日本", 1, " 本"}, {"日本", 2, "本"}, {"ab", 5, ""}, {"\x1b[1mabc\x1b[m", 2, "\x1b[1mc\x1b[m"},
	} {
		if got := Skip(c.in, c.width); got != c.want {
			t.Errorf("Skip(%q, %d): got %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestPaint(t *testing.T) {
	for _, c := range []struct {
		theme Theme
		style Style
		want  string
	}{
		{Theme{}, Bold | Bad, "\x1b[1;91mx\x1b[m"},
		{Theme{Light: true}, Warn, "\x1b[35mx\x1b[m"},
		{Theme{Plain: true}, Bold | Bad, "\x1b[1mx\x1b[m"},
		{Theme{Plain: true}, Bad, "x"},
		{Theme{Bare: true}, Bold | Bad | Reverse, "x"},
		{Theme{}, Reverse | Bad, "\x1b[7mx\x1b[m"},
		{Theme{}, None, "x"},
	} {
		if got := c.theme.Paint(c.style, "x"); got != c.want {
			t.Errorf("%+v %b: got %q, want %q", c.theme, c.style, got, c.want)
		}
	}
}

func TestFromEnv(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want Theme
	}{
		{map[string]string{"TERM": "xterm"}, Theme{}},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1", "SHELLAC_ASCII": "1"}, Theme{Plain: true, ASCII: true}},
		{map[string]string{"TERM": "dumb"}, Theme{Bare: true, ASCII: true}},
		{map[string]string{"TERM": "xterm", "COLORFGBG": "0;15"}, Theme{Light: true}},
	} {
		if got := FromEnv(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.env, got, c.want)
		}
	}
}

func TestFrame(t *testing.T) {
	got := strings.Join(Theme{Bare: true, ASCII: true}.Frame("title", []string{"text", "日本語"}, 14), "\n")
	want := "+- title ----+\n| text       |\n| 日本語     |\n+------------+"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Bytes(712), "712 B"}, {Bytes(3500), "3.4 KB"}, {Bytes(12 << 20), "12 MB"}, {Bytes(1023 << 10), "1.0 MB"},
		{Clock(9 * time.Second), "0:09"}, {Clock(3723 * time.Second), "1:02:03"},
		{Age(-time.Second), "0s"}, {Age(5 * time.Minute), "5m"}, {Age(50 * time.Hour), "2d"}, {Age(800 * 24 * time.Hour), "2y"},
		{Count(50000), "50,000"}, {Count(999), "999"}, {Count(1234567), "1,234,567"},
		{Theme{ASCII: true}.Strip([]int64{0, 1, 100, 100000}), "_.:|"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// What Clean returns holds nothing that could steer a terminal, stays as it is, and is cut to any number of cells.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"web", "日本語", "a\x1b[31m", "e\u0301\u0302", "\U0001f469\u200d\U0001f467", "\xff", "\u202e", "x\u0302"} {
		f.Add(s, 5)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		c := Clean(s)
		if again := Clean(c); again != c {
			t.Errorf("%q: cleaned to %q, and that to %q", s, c, again)
		}
		for _, r := range c {
			if r < 0x20 || r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Bidi_Control) {
				t.Errorf("%q: %U is left", s, r)
			}
		}
		width = width & 0x7f
		if got := Width(Fit(c, width)); got != width {
			t.Errorf("%q in %d cells: takes %d", c, width, got)
		}
		for _, l := range Wrap(c, width) {
			if Width(l) > max(width, 2) {
				t.Errorf("%q wrapped at %d: %q", c, width, l)
			}
		}
	})
}
