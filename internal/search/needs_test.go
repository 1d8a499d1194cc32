package search

import (
	"fmt"
	"regexp/syntax"
	"strings"
	"testing"
)

// String is for tests: texts of a set are joined by +, sets by |, and ~ stands before a text whose case does not count.
func (n needs) String() string {
	var sets []string
	for _, set := range n {
		var texts []string
		for _, x := range set {
			text := fmt.Sprintf("%q", x.text)
			if x.fold {
				text = "~" + text
			}
			texts = append(texts, text)
		}
		sets = append(sets, strings.Join(texts, "+"))
	}
	return strings.Join(sets, "|")
}

func TestDeriveNeeds(t *testing.T) {
	tests := []struct{ expression, want string }{
		{`drop`, `"drop"`},
		{`(?i)drop\s+table`, `~"drop"+~"table"`},
		{`drop|truncate`, `"drop"|"truncate"`},
		{`(drop|truncate) +table`, `"drop"+"table"|"truncate"+"table"`},
		{`dro[pb] x`, `"drob x"|"drop x"`},
		{`a(bc)*d`, `"a"+"d"`},
		{`a(bc)+d`, `"a"+"bc"+"d"`},
		{`a(bc)?d`, `"abcd"|"ad"`},
		{`x{3}y`, `"xxxy"`},
		{`x{0,3}y`, `"y"`},
		{`\bdrop\b`, `"drop"`},
		{`^$`, ``},
		{`.*`, ``},
		{`[0-9]{3}-[0-9]+`, `"-"`},
		{`[a-z]+`, ``},
		{`a|.`, ``},
		{`foo.*bar|baz`, `"foo"+"bar"|"baz"`},
		{`(?i)k`, `~"k"`},
		{`(?i)größe`, `~"gr"+~"e"`},
		{`größe`, `"größe"`},
		{`(?i)日本x`, `~"日本x"`},
		{`D(?i:rop)`, `~"drop"`},
		{`[a-c][d-f][g-i]x`, `"gx"|"hx"|"ix"`},
		{`(a|b|c|d)(a|b|c|d)(a|b|c|d)`, `"aa"|"ab"|"ac"|"ad"|"ba"|"bb"|"bc"|"bd"|"ca"|"cb"|"cc"|"cd"|"da"|"db"|"dc"|"dd"`},
		{`(?i)[x]yz`, `~"xyz"`},
	}
	for _, tt := range tests {
		t.Run(tt.expression, func(t *testing.T) {
			e, err := syntax.Parse(tt.expression, syntax.Perl)
			if err != nil {
				t.Fatal(err)
			}
			if got := (deriver{}).needs(e.Simplify()).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
