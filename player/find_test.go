package player

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

func hits(t *testing.T, p *Player, text string, expression bool) []Hit {
	t.Helper()
	pattern, err := CompilePattern(text, expression)
	if err != nil {
		t.Fatal(err)
	}
	var all []Hit
	for h, err := range p.Find(context.Background(), pattern, nil) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, h)
	}
	return all
}

func typed(at time.Duration, text string) (events []format.Event) {
	for i, c := range text {
		events = append(events, out(at+time.Duration(i)*100*ms, string(c)))
	}
	return events
}

func TestFind(t *testing.T) {
	var burst strings.Builder
	for i := range 200 {
		fmt.Fprintf(&burst, "\x1b[32mline\x1b[0m %d of many\r\n", i)
	}
	join := func(parts ...[]format.Event) (all []format.Event) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	tests := []struct {
		name    string
		events  []format.Event
		pattern string
		re      bool
		want    []string // time and line of each hit
	}{
		{"typed text is one hit at its last letter, with the finished line",
			join([]format.Event{out(0, "mysql> ")}, typed(sec, "DROP TABLE cart;"), []format.Event{out(9*sec, "\r\nok\r\n")}),
			"DROP TABLE", false, []string{"1.9s mysql> DROP TABLE cart;"}},
		{"case counts only with an upper-case letter", []format.Event{out(0, "Drop drop DROP")}, "DROP", false, []string{"0s Drop drop DROP"}},
		{"every match of a line", []format.Event{out(0, "Drop drop DROP")}, "drop", false,
			[]string{"0s Drop drop DROP", "0s Drop drop DROP", "0s Drop drop DROP"}},
		{"text that the stream has in pieces", []format.Event{out(0, "\x1b[31mDR\x1b[32mOP \x1b[1;13HEND\x1b[1;6HTABLE")}, "drop table", false,
			[]string{"0s DROP TABLE  END"}},
		{"lines that scroll past within one event", []format.Event{out(0, burst.String())}, `line (7|42|133) `, true,
			[]string{"0s line 7 of many", "0s line 42 of many", "0s line 133 of many"}},
		{"a line that wraps", []format.Event{out(0, strings.Repeat("x", 76)+"needle")}, "needle", false, []string{"0s " + strings.Repeat("x", 76) + "needle"}},
		{"drawn again at once is the same", []format.Event{out(0, "needle"), out(10*sec, "\x1b[2J\x1b[H"), out(11*sec, "needle")}, "needle", false,
			[]string{"0s needle"}},
		{"back after a while is another", []format.Event{out(0, "needle"), out(10*sec, "\x1b[2J\x1b[H"), out(20*sec, "\x1b[H"), out(21*sec, "needle")}, "needle", false,
			[]string{"0s needle", "21s needle"}},
		{"a metacharacter is text", []format.Event{out(0, "a+b aab")}, "a+b", false, []string{"0s a+b aab"}},
		{"wide characters", []format.Event{out(0, "日本語ホスト")}, "本語", false, []string{"0s 日本語ホスト"}},
		{"nothing", []format.Event{out(0, "abc")}, "xyz", false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, write(t, header(), cut(tt.events, 3)...), Options{})
			var got []string
			for _, h := range hits(t, p, tt.pattern, tt.re) {
				got = append(got, fmt.Sprint(h.At, " ", h.Line))
				if h.End <= h.Start || h.End > len(h.Line) {
					t.Errorf("match %d..%d of %q", h.Start, h.End, h.Line)
				}
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFindStops(t *testing.T) {
	p := open(t, write(t, header(), cut(noise(1, 400), 40)...), Options{})
	pattern, _ := CompilePattern("line", false)
	n := 0
	for range p.Find(context.Background(), pattern, nil) {
		if n++; n == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range p.Find(ctx, pattern, nil) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
	}
}

func TestSpans(t *testing.T) {
	h := header()
	h.Size = format.Size{Cols: 10, Rows: 4}
	p := open(t, write(t, h, []format.Event{out(0, "日本 needle\r\n\r\nNEEDLE n")}), Options{})
	f, err := p.FrameAt(0)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		pattern string
		re      bool
		want    string
	}{
		{"needle", false, "[{0 5 10} {1 0 1} {3 0 6}]"}, {"NEEDLE", false, "[{3 0 6}]"}, {"本", false, "[{0 2 4}]"},
		{"n.*e", true, "[{0 5 10} {1 0 1} {3 0 6}]"}, {"x*", true, "[]"}, {" ", false, "[{0 4 5} {3 6 7}]"},
	}
	for _, tt := range tests {
		pattern, err := CompilePattern(tt.pattern, tt.re)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(pattern.Spans(f)); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.pattern, got, tt.want)
		}
	}
}

func TestCompilePatternRefuses(t *testing.T) {
	for _, text := range []string{"", "(", "[a", `a\`} {
		if _, err := CompilePattern(text, true); !errors.Is(err, ErrPattern) {
			t.Errorf("%q: got %v, want ErrPattern", text, err)
		}
	}
}

func TestExact(t *testing.T) {
	events := append([]format.Event{out(0, "mysql> ")}, typed(sec, "DROP TABLE cart;")...)
	p := open(t, write(t, header(), events), Options{})
	pattern, _ := CompilePattern("DROP TABLE", false)
	h := Hit{At: 1200 * ms, Line: "mysql> DROP TABLE cart;", Start: 7, End: 17}
	if at, err := p.Exact(context.Background(), pattern, h); at != 1900*ms || err != nil {
		t.Errorf("got %v, %v, want 1.9s", at, err)
	}
	h.Line, h.Start, h.End = "mysql> SHOW TABLES", 7, 18
	if at, err := p.Exact(context.Background(), pattern, h); at != 1200*ms || err != nil {
		t.Errorf("what never stands there: got %v, %v, want 1.2s", at, err)
	}
}
