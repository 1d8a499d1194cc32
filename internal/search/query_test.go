package search

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
)

func TestParseErrors(t *testing.T) {
	e := Options{Expressions: true}
	tests := []struct {
		name  string
		o     Options
		words string // parted by |
		want  string // in the error
	}{
		{"nothing", Options{}, "", "no pattern"},
		{"filters only", Options{}, "since:7d", "no pattern"},
		{"empty text", Options{}, "text:", "no pattern"},
		{"nothing but what must not be there", Options{}, "NOT|a", "must not be there"},
		{"one alternative is only negative", Options{}, "a|OR|NOT|b", "must not be there"},
		{"operator without a term before it", Options{}, "AND|a", "AND: there is no term before it"},
		{"operator without a term behind it", Options{}, "a|OR", "OR: there is no term behind it"},
		{"not without a term", Options{}, "a|NOT", "NOT: there is no term behind it"},
		{"parenthesis without its end", Options{}, "a|(|b", "(: there is no ) behind it"},
		{"parenthesis without its beginning", Options{}, "a|)", "): there is no ( before it"},
		{"empty parentheses", Options{}, "(|)", "): there is no term before it"},
		{"several lines", Options{}, "a\nb", "several lines"},
		{"wrong filter", Options{}, "a|since:soon", "read filter word since:soon"},
		{"expression", e, "a(b", "this ( has no )\n    a(b\n     ^"},
		{"expression in the middle", e, `ab)c\)`, "this ) has no (; for the sign itself write \\)\n    ab)c\\)\n      ^"},
		{"class", e, "ab[c", "this [ has no ]; for the sign itself write \\[\n    ab[c\n      ^"},
		{"repetition of nothing", e, "ab|*c", "nothing before this that could be repeated; for the sign itself write \\*\n    *c\n    ^"},
		{"repeated twice", e, "a**", "repeated already"},
		{"repeated too often", e, "a{1001}", "a repetition is {n}, {n,} or {n,m}, with n up to m and both up to 1000 in all\n    a{1001}\n     ^"},
		{"range", e, "[z-a]", "this range ends before it begins\n    [z-a]\n     ^"},
		{"class of characters", e, `\pX`, "no class of characters of this name"},
		{"escape", e, `a\y`, "this has no meaning"},
		{"reference", e, `(a)\1`, "references to groups are not supported\n    (a)\\1\n       ^"},
		{"look-around", e, `a(?=b)`, "no look-around\n    a(?=b)\n     ^"},
		{"backslash at the end", e, `a\`, "nothing behind this \\; for the sign itself write \\\\\n    a\\\n     ^"},
		{"no UTF-8", e, "a\xff", "no UTF-8"},
		{"matches nothing", e, "a*", "every line would match"},
		{"matches nothing in an alternative", e, "a|^", "every line would match"},
		{"behind wide characters", e, "日本(", "日本(\n        ^"},
		{"behind a combining mark", e, "e\u0301(", "\n    e\u0301(\n     ^"},
		{"behind what does not print", e, "\x1b(", "\n    \ufffd(\n     ^"},
		{"among texts", Options{}, "a|re:b(", "this ( has no )\n    b(\n     ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			words := strings.Split(tt.words, "|")
			if tt.words == "" {
				words = nil
			}
			if tt.name == "matches nothing in an alternative" {
				words = []string{tt.words}
			}
			if tt.name == "repetition of nothing" {
				words = words[1:]
			}
			_, err := Parse(words, tt.o, time.Now())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestParseFilters(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	q, err := Parse([]string{"node:web*", "x", "user:mika k", "Since:7d", "label:env=prod", "http://a:80", "error: b"}, Options{Filter: `kind:"ssh"`}, now)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Filter.Nodes) != 1 || len(q.Filter.Users) != 1 || q.Filter.Users[0].Globs[0] != "mika k" || len(q.Filter.Kinds) != 1 ||
		len(q.Header.Labels) != 1 || !q.Filter.Since.Equal(now.AddDate(0, 0, -7)) {
		t.Errorf("got %+v, %+v", q.Filter, q.Header)
	}
	if len(q.matcher.root.subs) != 3 {
		t.Errorf("got %d terms, want 3", len(q.matcher.root.subs))
	}
	var wrong *archive.FilterError
	if _, err := Parse([]string{"x", "exit:maybe"}, Options{}, now); !errors.As(err, &wrong) || wrong.Word != "exit:maybe" {
		t.Errorf("got %v", err)
	}
	if _, err := Parse([]string{"exit:maybe", "AND", "("}, Options{Literal: true}, now); err != nil {
		t.Errorf("literally: got %v", err)
	}
}

func TestSmartCase(t *testing.T) {
	for expression, folds := range map[string]bool{
		"drop": true, "Drop": false, `drop\W`: true, `\pL\PN\p{Greek}`: true, `[[:Alpha:]]`: true, `\x4Bx`: true, `\x{1F600}`: true, `(?P<Name>x)`: true,
		`(?U)x`: true, `(?i)X`: false, `[A-Z]`: false, `\QX\E`: false, `É`: false, `é`: true, `\\A`: false, `(?:A)`: false,
	} {
		if got := SmartCase.folds(expression, true); got != folds {
			t.Errorf("%s: got %v, want %v", expression, got, folds)
		}
	}
	if !SmartCase.folds(`drop\w`, false) || SmartCase.folds(`drop\W`, false) {
		t.Error(`in a text, \W has an upper-case letter`)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a", "a|AND|(|b|OR|NOT|c|)", "re:[a-z]+|node:web*|x", "text:\"a b\"", "(|(|a|)|)", "re:(?i)x{3,5}\\b", "since:7d|x", "re:\xff"} {
		f.Add(seed, byte(0))
		f.Add(seed, byte(1))
	}
	f.Fuzz(func(t *testing.T, words string, flags byte) {
		o := Options{Expressions: flags&1 != 0, Literal: flags&2 != 0, Word: flags&4 != 0, Case: Case(flags >> 3 % 3)}
		q, err := Parse(strings.Split(words, "|"), o, time.Unix(0, 0))
		if err != nil {
			if wrong := new(ExpressionError); errors.As(err, &wrong) && (wrong.Offset < 0 || wrong.Offset > len(wrong.Expression)) {
				t.Errorf("the error is at %d of %q", wrong.Offset, wrong.Expression)
			}
			return
		}
		if !q.matcher.root.positive() {
			t.Error("a query without anything that must be there")
		}
	})
}
