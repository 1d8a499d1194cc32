package shellword_test

import (
	"os/exec"
	"testing"

	"github.com/shellac-term/shellac/internal/shellword"
)

func TestQuote(t *testing.T) {
	tests := []struct{ text, want string }{
		{"web1", "web1"},
		{"mika@web-1.example.com:/tmp/a_b", "mika@web-1.example.com:/tmp/a_b"},
		{"", "''"},
		{"DROP TABLE", "'DROP TABLE'"},
		{"it's $HOME", `'it'\''s $HOME'`},
		{"~", "'~'"},
		{"東京", "'東京'"},
		{"a\nb", "'a\nb'"},
	}
	for _, tt := range tests {
		got := shellword.Quote(tt.text)
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
		out, err := exec.Command("sh", "-c", "printf %s "+got).Output()
		if err != nil || string(out) != tt.text {
			t.Errorf("%q: a shell reads %q, %v", tt.text, out, err)
		}
	}
}
