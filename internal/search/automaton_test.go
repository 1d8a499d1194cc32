package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"testing"
	"unicode/utf8"
)

func automatonOf(t testing.TB, expression string) *automaton {
	t.Helper()
	e, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	p := compileProgram(e)
	if p == nil {
		t.Fatalf("%s: too large", expression)
	}
	return newAutomaton(p)
}

// matching returns the numbers of the lines in which an automaton finds a match.
func (a *automaton) matching(text []byte) (lines []int) {
	for at := 0; at < len(text); {
		if at = a.next(text, at); at == len(text) {
			break
		}
		lines = append(lines, bytes.Count(text[:at], []byte("\n")))
		at += bytes.IndexByte(text[at:], '\n') + 1
	}
	return lines
}

func TestAutomaton(t *testing.T) {
	text := "drop table\nDROP Table x\n\nfoo bar\nfoobar\nbar_foo\nnaïve café\n日本語 table\n\u212aelvin\n2026-11-24 10:00\nx\n"
	expressions := []string{`drop`, `(?i)drop\s+table`, `^foo`, `bar$`, `^foo bar$`, `\bfoo\b`, `\Bbar`, `bar\b`, `^$`, `\bfoo`, `foo\b|\bbar$`, `.`, `[^a-z ]`, `é$`, `ï.e`,
		`日.語`, `(?i)k`, `[0-9]{4}-[0-9]{2}`, `^\W`, `\pL{6}`, `\p{Han}+ t`, `(?s).`, `(?m)^x$`, `a|b|[^\x00-\x{10FFFF}]`, `[^\x00-\x{10FFFF}]`, `(a|ab)(c|bcd)(d*)`,
		`\b\b\bx\b`, `(?:^|x)y|z$`, `^\b`, `$^`, `x*$`, `[\x{80}-\x{7ff}]`, `[\x{10000}-\x{10ffff}]`}
	for _, expression := range expressions {
		t.Run(expression, func(t *testing.T) { compareWithRegexp(t, expression, []byte(text)) })
	}
}

func compareWithRegexp(t *testing.T, expression string, text []byte) {
	t.Helper()
	re := regexp.MustCompile(expression)
	var want []int
	for i, line := range bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		if re.Match(line) {
			want = append(want, i)
		}
	}
	if got := automatonOf(t, expression).matching(text); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: got lines %v, want %v", expression, got, want)
	}
	var placed []int
	for _, at := range automatonOf(t, expression).places(text) {
		placed = append(placed, bytes.Count(text[:at], []byte("\n")))
	}
	if fmt.Sprint(placed) != fmt.Sprint(want) {
		t.Errorf("%s: got places in lines %v, want %v", expression, placed, want)
	}
}

// Texts with more and fewer lines than there are lanes, and lanes that end at different times.
func TestPlaces(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	words := []string{"drop", "table", "foo", "bar", "12", "é", " ", "\n", "\n", "\n\n\n\n"}
	for range 2000 {
		var text []byte
		for range rnd.IntN(40) {
			text = append(text, words[rnd.IntN(len(words))]...)
		}
		compareWithRegexp(t, []string{`drop`, `^$`, `[a-z]{4}[0-9]`, `\bfoo\b|é$`, `o*b?ar`}[rnd.IntN(5)], append(text, '\n'))
	}
}

// Every character is in the ranges of bytes of the classes that hold it, and in no other.
func TestUTF8Ranges(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	border := []rune{0, 1, 0x7e, 0x7f, 0x80, 0x81, 0xbf, 0xc0, 0x7fe, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, 0x10001, 0x3ffff, 0x40000, 0x10fffe, 0x10ffff}
	for range 300 {
		lo, hi := border[rnd.IntN(len(border))]+rnd.Int32N(3), border[rnd.IntN(len(border))]+rnd.Int32N(40)
		lo, hi = min(lo, hi, utf8.MaxRune), min(max(lo, hi), utf8.MaxRune)
		var all [][]byteRange
		utf8Ranges(lo, hi, func(seq []byteRange) { all = append(all, seq) })
		for _, r := range append(border, lo, hi, max(lo-1, 0), min(hi+1, utf8.MaxRune), lo+rnd.Int32N(hi-lo+1)) {
			if !utf8.ValidRune(r) {
				continue
			}
			if got, want := inRanges(all, r), lo <= r && r <= hi; got != want {
				t.Fatalf("%#x in %#x-%#x: got %v, want %v", r, lo, hi, got, want)
			}
		}
	}
}

func inRanges(all [][]byteRange, r rune) bool {
	text := utf8.AppendRune(nil, r)
	for _, seq := range all {
		fits := len(seq) == len(text) && seq[0].lo <= text[0] && text[0] <= seq[0].hi
		for i := 1; fits && i < len(text); i++ {
			c := text[i]
			fits = seq[i].lo <= c && c <= seq[i].hi
		}
		if fits {
			return true
		}
	}
	return false
}

func BenchmarkAutomaton(b *testing.B) {
	text := logText(8 << 20)
	for _, expression := range []string{`[A-Z]{5}[0-9]{4}`, `\b[0-9a-f]{12}\b`, `[a-z]+@[a-z]+\.org`, `(?i)[drp]rop\s+[tv]able`, `\pL{25}`, `(err|fail)[a-z]*: [0-9]{3}`, `^\s*$`} {
		b.Run(expression, func(b *testing.B) {
			a := automatonOf(b, expression)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				a.places(text)
			}
			b.ReportMetric(float64(len(a.known)), "states")
		})
	}
}
