package search

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// blockOf returns lines as they lie in a block.
func blockOf(lines ...string) (text []byte, ends []int32) {
	for _, l := range lines {
		text = append(text, l...)
		ends = append(ends, int32(len(text)))
		text = append(text, '\n')
	}
	return text, ends
}

func (m *matcher) all(text []byte, ends []int32) (lines []int) {
	m.lines(text, ends, func(line int) bool {
		lines = append(lines, line)
		return true
	})
	return lines
}

func mustParse(t testing.TB, o Options, words ...string) *Query {
	t.Helper()
	q, err := Parse(words, o, time.Now())
	if err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	return q
}

func TestMatch(t *testing.T) {
	expressions, whole, ignore, exact := Options{Expressions: true}, Options{Word: true}, Options{Case: IgnoreCase}, Options{Case: ExactCase}
	tests := []struct {
		name  string
		o     Options
		words string // parted by |
		line  string
		want  string // the line with what was found in brackets; "" for no match
	}{
		{"small letters match in either case", Options{}, "drop table", "DROP Table x", "[DROP Table] x"},
		{"capitals match as they are", Options{}, "Drop", "Drop DROP drop", "[Drop] DROP drop"},
		{"capitals without case", ignore, "Drop", "drop", "[drop]"},
		{"small letters with case", exact, "drop", "DROP", ""},
		{"signs stand for themselves", Options{}, "a.b*", "a.b* axb", "[a.b*] axb"},
		{"every place", Options{}, "aa", "aaaaa", "[aa][aa]a"},
		{"both in the line", Options{}, "b|a", "a b", "[a] [b]"},
		{"one of both is missing", Options{}, "b|AND|x", "a b", ""},
		{"one or the other", Options{}, "x|OR|b", "a b", "a [b]"},
		{"not the other", Options{}, "a|NOT|b", "a b", ""},
		{"not what is not there", Options{}, "a|NOT|x", "a b", "[a] b"},
		{"not binds closest", Options{}, "NOT|x|a", "a b", "[a] b"},
		{"and binds closer than or", Options{}, "x|a|OR|b", "b", "[b]"},
		{"parentheses", Options{}, "a|(|x|OR|b|)", "a b", "[a] [b]"},
		{"parentheses without the first", Options{}, "a|(|x|OR|b|)", "b", ""},
		{"operators as text", Options{Literal: true}, "OR", "this OR that", "this [OR] that"},
		{"a filter as text", Options{}, "text:user:mika", "user:mika", "[user:mika]"},
		{"an expression among texts", Options{}, `re:[0-9]{3}|err`, "err 404", "[err] [404]"},
		{"expression", expressions, `drop\s+table`, "DROP   TABLE", "[DROP   TABLE]"},
		{"expression with a capital", expressions, `DROP\s+table`, "DROP TABLE", ""},
		{"expression with a capital in an escape", expressions, `drop\W`, "DROP;", "[DROP;]"},
		{"begin and end of the line", expressions, `^a.*z$`, "abcz", "[abcz]"},
		{"whole words", whole, "cat", "cat concat cat_ (cat)", "[cat] concat cat_ ([cat])"},
		{"whole words without any", whole, "cat", "concat catalog", ""},
		{"whole word beside letters outside ASCII", whole, "caf", "café", ""},
		{"whole words of an expression", Options{Word: true, Expressions: true}, "ca[tr]", "cat car scar", "[cat] [car] scar"},
		{"whole word in Japanese, which has no blanks", whole, "日本", "これは日本語", "これは[日本]語"},
		{"Japanese", Options{}, "日本語", "これは日本語です", "これは[日本語]です"},
		{"full width line", Options{}, "drop", "ＤＲＯＰ　ＴＡＢＬＥ", "[ＤＲＯＰ]　ＴＡＢＬＥ"},
		{"full width blank", Options{}, "drop table", "ＤＲＯＰ　ＴＡＢＬＥ", "[ＤＲＯＰ　ＴＡＢＬＥ]"},
		{"full width term", Options{}, "ｄｒｏｐ", "DROP", "[DROP]"},
		{"full width sign in an expression has no meaning", expressions, "a＋", "aaa a+", "aaa [a+]"},
		{"half width katakana", Options{}, "ガイド", "ｶﾞｲﾄﾞﾌﾞｯｸ", "[ｶﾞｲﾄﾞ]ﾌﾞｯｸ"},
		{"half width term", Options{}, "ｶﾞ", "ガ", "[ガ]"},
		{"decomposed line", Options{}, "café", "un cafe\u0301 noir", "un [cafe\u0301] noir"},
		{"decomposed term", Options{}, "cafe\u0301", "un café noir", "un [café] noir"},
		{"a letter is not found in one with an accent", Options{}, "cafe", "cafe\u0301", ""},
		{"decomposed Hangul", Options{}, "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af 문서", "[\u1112\u1161\u11ab\u1100\u1173\u11af] 문서"},
		{"letters outside ASCII without case", Options{}, "größe", "GRÖßE", "[GRÖßE]"},
		{"Cyrillic", Options{}, "привет", "ПРИВЕТ мир", "[ПРИВЕТ] мир"},
		{"kelvin sign", Options{}, "kelvin", "\u212aelvin", "[\u212aelvin]"},
		{"long s", Options{}, "task", "ta\u017fk", "[ta\u017fk]"},
		{"long s with case", exact, "task", "ta\u017fk", ""},
		{"dotless and dotted i are letters of their own", Options{}, "title", "TİTLE TıTLE", ""},
		{"bytes that are no UTF-8", Options{}, "b", "a\xffb", "a\xff[b]"},
		{"an expression over bytes that are no UTF-8", expressions, "a.b", "a\xffb", "[a\xffb]"},
		{"overlapping terms", Options{}, "abc|bcd", "abcd", "[abcd]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mustParse(t, tt.o, strings.Split(tt.words, "|")...).matcher
			text, ends := blockOf("", "another line", tt.line, "", "the last one")
			got := ""
			if lines := m.all(text, ends); slices.Contains(lines, 2) {
				got = marked(tt.line, m.spans([]byte(tt.line)))
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func marked(line string, spans [][2]int) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(line[at:s[0]] + "[" + line[s[0]:s[1]] + "]")
		at = s[1]
	}
	return b.String() + line[at:]
}

// slowly is what matching means: each line is brought to its normal form and tried for itself.
func slowly(n *node, line string) bool {
	switch n.op {
	case opAll:
		return !slices.ContainsFunc(n.subs, func(sub *node) bool { return !slowly(sub, line) })
	case opAny:
		return slices.ContainsFunc(n.subs, func(sub *node) bool { return slowly(sub, line) })
	case opNot:
		return !slowly(n.subs[0], line)
	}
	var valid strings.Builder
	for _, r := range line {
		valid.WriteRune(r)
	}
	return n.term.re.MatchString(norm.NFC.String(width.Fold.String(valid.String())))
}

func compareSlowly(t *testing.T, q *Query, text []byte) {
	t.Helper()
	lines := strings.Split(string(text), "\n")
	var want []int
	for i, l := range lines {
		if slowly(q.matcher.root, l) {
			want = append(want, i)
		}
	}
	block, ends := blockOf(lines...)
	got := q.matcher.all(block, ends)
	if !slices.Equal(got, want) {
		t.Fatalf("got lines %v, want %v, of %q", got, want, lines)
	}
	for _, i := range got {
		for _, s := range q.matcher.spans([]byte(lines[i])) {
			if s[0] >= s[1] || s[1] > len(lines[i]) {
				t.Fatalf("span %v of line %q", s, lines[i])
			}
		}
		if len(q.matcher.spans([]byte(lines[i]))) == 0 {
			t.Fatalf("no span in line %q", lines[i])
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("drop|table", "DROP TABLE\nx", byte(0))
	f.Add(`re:[0-9]+|NOT|ſ`, "404 ſs\nK12 ｶﾞ\n\xff", byte(1))
	f.Add(`(a|OR|re:b+c)`, "abbc\nABBC\nab c", byte(2))
	f.Add(`日本`, "日本語\nﾆﾎﾝ cafe\u0301", byte(4))
	f.Add(`\bk+\B|(?i)s`, "kk K ſ\nss", byte(8))
	f.Add(`re:\pL{3}`, "ab\nabc é\u0301é", byte(16))
	f.Fuzz(func(t *testing.T, query, text string, flags byte) {
		o := Options{Expressions: flags&1 != 0, Word: flags&2 != 0, Literal: flags&4 != 0, Case: Case(flags >> 3 % 3)}
		if len(query) > 200 {
			return
		}
		q, err := Parse(strings.Split(query, "|"), o, time.Unix(0, 0))
		if err != nil {
			return
		}
		compareSlowly(t, q, []byte(text))
		// The same lines one after another, among many others.
		compareSlowly(t, q, bytes.Repeat([]byte(text+"\nsome other line that is longer\n"), 3))
	})
}

// What matches in small texts of the characters that make trouble is what package regexp finds line by line.
func TestMatchAgainstRegexp(t *testing.T) {
	queries := []string{"k", "s", "ks", "re:k.s", "re:[^k]s", "e", "é", "re:^.e", "re:e$", "ｋ", "ガ", "ｶ", "re:\\bs", "re:s\\b", "re:\\Bs", "k|OR|re:é+", "re:(?i)K+", "k|NOT|s", "re:\\W", "re:\\pL\\pL", " ", "re:k|s"}
	parts := []string{"k", "K", "\u212a", "s", "\u017f", "e", "é", "e\u0301", "\u0301", "\xff", "ｋ", "ガ", "ｶﾞ", "ﾞ", "日", " ", "\u3000", "\n", "_", "z"}
	for i, query := range queries {
		for o := range 6 {
			q := mustParse(t, Options{Word: o%2 == 1, Case: Case(o / 2)}, strings.Split(query, "|")...)
			rnd := uint64(i*7 + o + 1)
			for range 150 {
				var text strings.Builder
				for range 30 {
					rnd = rnd*6364136223846793005 + 1442695040888963407
					text.WriteString(parts[rnd>>33%uint64(len(parts))])
				}
				compareSlowly(t, q, []byte(text.String()))
			}
		}
	}
}

// An automaton that finds out that it does not pay leaves the lines to package regexp.
func TestHopelessAutomaton(t *testing.T) {
	q := mustParse(t, Options{Expressions: true}, `[ab][^c]{14}[de]`)
	var lines []string
	rnd := uint64(1)
	for range 3000 {
		var line strings.Builder
		for range 40 {
			rnd = rnd*6364136223846793005 + 1442695040888963407
			line.WriteByte("abcde "[rnd>>33%6])
		}
		lines = append(lines, line.String())
	}
	compareSlowly(t, q, []byte(strings.Join(lines, "\n")))
}

func TestNeedsOfQuery(t *testing.T) {
	tests := []struct {
		words []string
		want  string
	}{
		{[]string{"DROP TABLE"}, "[[drop table]]"},
		{[]string{"a1b", "OR", "c2d", "e3f"}, "[[a1b] [c2d e3f]]"},
		{[]string{"a1b", "NOT", "c2d"}, "[[a1b]]"},
		{[]string{"re:(?i)größe"}, "[[grÖße]]"},
		{[]string{"ПРИВЕТ"}, "[[ПРИВЕТ]]"},
		{[]string{"привет"}, "[[ПРИВЕТ]]"},
		{[]string{"GRÖẞE"}, "[[grÖße]]"},
		{[]string{"re:[a-z]+"}, "[]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprintf("%s", mustParse(t, Options{}, tt.words...).needs); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.words, got, tt.want)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	text := logText(16 << 20)
	var ends []int32
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, int32(i))
		}
	}
	for _, words := range [][]string{{"DROP TABLE"}, {"drop table"}, {"nginx"}, {"get"}, {"e"}, {"postgres", "NOT", "root"}, {"truncate", "OR", "dropped"},
		{`re:drop\s+table`}, {`re:(drop|truncate)\s+table`}, {`re:GET.*HTTP.*500`}, {`re:[A-Z]{5}[0-9]{4}`}, {`re:\b[0-9a-f]{12}\b`}, {`re:[0-9]{3}[a-z][0-9]{3}`},
		{`re:\pL{25}`}, {"日本語"}, {"größe"}} {
		query := strings.Join(words, " ")
		b.Run(query, func(b *testing.B) {
			m := mustParse(b, Options{}, words...).matcher
			b.SetBytes(int64(len(text)))
			hits := 0
			for b.Loop() {
				hits = len(m.all(text, ends))
			}
			b.ReportMetric(float64(hits), "hits")
		})
	}
	for _, expression := range []string{`(?i)drop\s+table`, `[A-Z]{5}[0-9]{4}`, `GET.*HTTP.*500`} {
		b.Run("regexp line by line/"+expression, func(b *testing.B) {
			re := regexp.MustCompile(expression)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for line := range bytes.Lines(text) {
					re.Match(line)
				}
			}
		})
	}
}
