package vt

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

// play feeds pieces of output, each given time after the one before, and returns the lines in reading order.
func play(cols, rows int, every time.Duration, pieces ...string) []Line {
	s := New(cols, rows)
	var lines []Line
	tr := NewTranscript(s, func(l Line) { lines = append(lines, l) })
	at := time.Duration(0)
	for _, p := range pieces {
		tr.Output(at, []byte(p))
		at += every
	}
	tr.Close(at)
	inOrder(lines)
	return lines
}

func inOrder(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int { return int(a.Order) - int(b.Order) })
}

// settled returns the texts of the lines that are not transient.
func settled(lines []Line) []string {
	var out []string
	for _, l := range lines {
		if !l.Transient {
			out = append(out, l.Text)
		}
	}
	return out
}

// typed returns one piece for each character.
func typed(s string) []string { return strings.Split(s, "") }

func TestTranscriptTakesDownWhatStood(t *testing.T) {
	var burst strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&burst, "line %d\r\n", i)
	}
	cases := []struct {
		name   string
		pieces []string
		want   string // a settled line has it
	}{
		{"plain", []string{"hello world\r\n", "$ "}, "hello world"},
		{"colour inside", []string{"dis\x1b[31mk fu\x1b[0mll\r\n$ "}, "disk full"},
		{"typo corrected", append(append(typed("git comit"), typed("\b \b\b \bmit")...), "\r\n"), "git commit"},
		{"edited in the middle", append(typed("scp a:/tmp/x b"), "\x1b[8D", "\x1b[4@/var", "\r\n"), "scp a:/var/tmp/x b"},
		{"history recall", []string{"$ ", "ls -la", "\r$ \x1b[Kmake install", "\r\n"}, "make install"},
		{"wrapped at the margin", typed("the quick brown fox jumps over the lazy dog again and again"), "the lazy dog again"},
		{"right to left by addressing", []string{"\x1b[5;20H\x1b[32mjumps", "\x1b[5;14H\x1b[31mbrown", "\x1b[5;8Hquick"}, "quick brown jumps"},
		{"inside a burst", []string{burst.String(), "$ "}, "line 2500"},
		{"CJK", []string{"数据库维护手册 第一章", "\r\n"}, "数据库维护手册"},
		{"combining marks", []string{"cafe\u0301 noir\r\n"}, "cafe\u0301 noir"},
		{"typed and deleted", append(append(typed("rm -rf /srv"), slices.Repeat([]string{"\b \b"}, 11)...), "ls\r\n"), "rm -rf /srv"},
		{"on the alternate screen", []string{"\x1b[?1049h\x1b[H", "editor text", "", "\x1b[?1049l"}, "editor text"},
		{"wiped", []string{"secret plan", "", "\x1b[2J\x1b[H", "other"}, "secret plan"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lines := settled(play(40, 10, 60*ms, c.pieces...))
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, c.want) }) {
				t.Errorf("no settled line has %q: %q", c.want, lines)
			}
		})
	}
}

func TestTranscriptOfABurstHasEveryLineOnceInOrder(t *testing.T) {
	var in strings.Builder
	var want []string
	for i := range 3000 {
		l := fmt.Sprintf("line %d %s.", i, strings.Repeat("x", i%200))
		want = append(want, l)
		in.WriteString(l + "\r\n")
	}
	for _, size := range []int{100, 4096, 1 << 20} {
		var pieces []string
		for s := in.String(); s != ""; {
			n := min(size, len(s))
			pieces = append(pieces, s[:n])
			s = s[n:]
		}
		got := settled(play(80, 24, ms, pieces...))
		if !slices.Equal(got, want) {
			for i := range want {
				if i >= len(got) || got[i] != want[i] {
					t.Fatalf("pieces of %d: %d lines, want %d; line %d is %q, want %q", size, len(got), len(want), i, at(got, i), want[i])
				}
			}
			t.Fatalf("pieces of %d: %d lines, want %d", size, len(got), len(want))
		}
	}
}

func TestTranscriptKeepsTransientLinesApart(t *testing.T) {
	var pieces []string
	for i := range 100 {
		pieces = append(pieces, fmt.Sprintf("\rdone %3d%%", i))
	}
	lines := play(80, 24, 20*ms, pieces...)
	if got := settled(lines); len(got) > 2 {
		t.Errorf("%d settled lines of a progress bar, want at most 2: %q", len(got), got)
	}
	if len(lines) < 50 {
		t.Errorf("%d lines in all, want the transient ones too", len(lines))
	}
}

func TestTranscriptAddsUpTimeOverFlicker(t *testing.T) {
	var pieces []string
	for range 10 {
		pieces = append(pieces, "\x1b[H\x1b[2J", "\x1b[Hflickering")
	}
	pieces = append(pieces, "\x1b[2J", "\x1b[Hend")
	lines := play(80, 24, 15*ms, pieces...)
	n := 0
	for _, l := range lines {
		if l.Text == "flickering" {
			n++
			if l.Transient {
				t.Errorf("stood %v to %v in pieces and is transient", l.From, l.To)
			}
		}
	}
	if n != 1 {
		t.Errorf("the line appears %d times, want once", n)
	}
}

func TestTranscriptLeavesOutTitlesAndHiddenText(t *testing.T) {
	lines := play(80, 24, 200*ms, "\x1b]0;in the title\x07shown \x1b[8mpassword\x1b[0m too\r\n", "$ ")
	for _, l := range lines {
		if strings.Contains(l.Text, "title") || strings.Contains(l.Text, "password") {
			t.Errorf("line %q", l.Text)
		}
	}
}

func TestTranscriptKnowsWhenEachPartCameToStand(t *testing.T) {
	lines := play(80, 24, 200*ms, typed("hello")...)
	if len(lines) != 1 || lines[0].Text != "hello" {
		t.Fatalf("lines %q", settled(lines))
	}
	for n := 1; n <= 5; n++ {
		if got, want := lines[0].Since(0, n), time.Duration(n-1)*200*ms; got != want {
			t.Errorf("first %d bytes since %v, want %v", n, got, want)
		}
	}
}

func TestTranscriptSurvivesScreensAndSizes(t *testing.T) {
	for seed := range uint64(200) {
		r := newRand(seed)
		s := NewHistory(20, 6, 10)
		tr := NewTranscript(s, func(l Line) {
			if l.Text == "" || l.To < l.From {
				t.Errorf("seed %d: line %+v", seed, l)
			}
		})
		for i := range 60 {
			at := time.Duration(i) * 30 * ms
			if r.IntN(6) == 0 {
				tr.Resize(at, 1+r.IntN(30), 1+r.IntN(10))
			} else {
				tr.Output(at, randomOutput(r, 10))
			}
			check(t, s)
		}
		tr.Close(2 * time.Second)
	}
}

// TestTranscriptHasWhatAnyMomentShows takes phrases from random moments of recordings and looks for them.
func TestTranscriptHasWhatAnyMomentShows(t *testing.T) {
	asked, found := 0, 0
	for _, st := range corpus(t) {
		end := st.ops[len(st.ops)-1].at + 1
		lines := transcribe(st)
		r := newRand(3)
		for range 40 {
			when := r.Float64() * end
			phrase, ok := phraseAt(st, when, r)
			if !ok {
				continue
			}
			asked++
			if hasPhrase(lines, phrase, seconds(when)) {
				found++
			} else if asked-found < 10 {
				t.Logf("%s at %.2f s: %q not found", st.name, when, phrase)
			}
		}
	}
	if asked == 0 || float64(found) < 0.995*float64(asked) {
		t.Errorf("%d of %d phrases found, want 99.5 %%", found, asked)
	}
	t.Logf("%d of %d phrases found", found, asked)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func transcribe(st stream) []Line {
	s := New(st.cols, st.rows)
	var lines []Line
	tr := NewTranscript(s, func(l Line) { lines = append(lines, l) })
	for _, o := range st.ops {
		if o.out == nil {
			tr.Resize(seconds(o.at), o.cols, o.rows)
		} else {
			tr.Output(seconds(o.at), o.out)
		}
	}
	tr.Close(seconds(st.ops[len(st.ops)-1].at + 1))
	return lines
}

// phraseAt returns two to four words that stand side by side on the screen at a moment.
func phraseAt(st stream, when float64, r *rand.Rand) (string, bool) {
	s := New(st.cols, st.rows)
	for _, o := range st.ops {
		if o.at > when {
			break
		}
		s.apply(o)
	}
	f := s.Frame()
	for range 20 {
		words := strings.Split(f.Text(r.IntN(f.Rows)), " ")
		n := 2 + r.IntN(3)
		if len(words) < n {
			continue
		}
		i := r.IntN(len(words) - n + 1)
		if phrase := strings.Join(words[i:i+n], " "); len(strings.TrimSpace(phrase)) > 3 {
			return phrase, true
		}
	}
	return "", false
}

// hasPhrase reports whether a line that stood at a moment has the phrase, and had it by then.
func hasPhrase(lines []Line, phrase string, when time.Duration) bool {
	return slices.ContainsFunc(lines, func(l Line) bool {
		i := strings.Index(l.Text, phrase)
		return i >= 0 && l.From <= when && when <= l.To+flicker && l.Since(i, i+len(phrase)) <= when+150*ms
	})
}
