package player

import (
	"fmt"
	"strings"
	"testing"
)

// TestMayBeIn asks for patterns at every place around the parts that are looked at.
func TestMayBeIn(t *testing.T) {
	for _, text := range []string{"needle", "Needle", "x", "nEEdle"} {
		pattern, err := CompilePattern(text, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int{0, 1, 32<<10 - 7, 32<<10 - 6, 32<<10 - 3, 32<<10 - 1, 32 << 10, 64<<10 - 9, 64<<10 - 2, 70000} {
			raw := []byte(strings.Repeat(".", 80000))
			if pattern.mayBeIn(raw) {
				t.Errorf("%s is in dots", text)
			}
			copy(raw[at:], text)
			if !pattern.mayBeIn(raw) {
				t.Errorf("%s is not found at %d", text, at)
			}
		}
	}
	kelvin, _ := CompilePattern("k", false)
	if _, _, ok := kelvin.Match("\u212a"); !ok || !kelvin.mayBeIn([]byte("\u212a")) {
		t.Error("the Kelvin sign is no k")
	}
	if a, _ := CompilePattern("a", false); a.mayBeIn(nil) {
		t.Error("something is in nothing")
	}
}

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern string
		re      bool
		line    string
		want    string
	}{
		{"drop", false, "a DROP b", "2 6 true"}, {"DROP", false, "a drop b", "0 0 false"}, {"a.b", false, "aXb a.b", "4 7 true"},
		{"a.b", true, "aXb", "0 3 true"}, {`\Wx`, true, "A X", "1 3 true"}, {"x*", true, "abc", "0 0 false"}, {"\u00e9", false, "\u00c9", "0 2 true"},
	}
	for _, tt := range tests {
		p, err := CompilePattern(tt.pattern, tt.re)
		if err != nil {
			t.Fatal(err)
		}
		start, end, ok := p.Match(tt.line)
		if got := fmt.Sprint(start, " ", end, " ", ok); got != tt.want {
			t.Errorf("%q in %q: got %s, want %s", tt.pattern, tt.line, got, tt.want)
		}
	}
}
