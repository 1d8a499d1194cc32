package player

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// TestFindAgain looks for words a second time, when signatures say which chunks to read, and after a survey; the hits are
// to be the same.
func TestFindAgain(t *testing.T) {
	var chunks [][]format.Event
	for i := range 30 {
		events := noise(int64(i), 20)
		start := time.Duration(i) * time.Hour
		for j := range events {
			events[j].At = start + events[j].At/1000
		}
		if i%7 == 3 {
			events = append(events, out(start+30*time.Minute, fmt.Sprintf("\r\nA Needle of di\u017fk number %d\r\n", i)))
		}
		chunks = append(chunks, events)
	}
	recording := derived(t, header(), false, chunks...)
	for _, text := range []string{"needle", "Needle", "NEEDLE", "disk", "ne", "line 7", "日本1", `N\w+e of`, "number (3|10)", "absent words"} {
		expression := strings.ContainsAny(text, `\(`)
		first := open(t, recording, Options{})
		want := hits(t, first, text, expression)
		if got := hits(t, first, text, expression); !slices.Equal(got, want) {
			t.Errorf("%s: the second time got %d hits, want %d", text, len(got), len(want))
		}
		surveyed := open(t, recording, Options{})
		for left := 1; left > 0; {
			var err error
			if left, err = surveyed.Survey(); err != nil {
				t.Fatal(err)
			}
		}
		if got := hits(t, surveyed, text, expression); !slices.Equal(got, want) {
			t.Errorf("%s: after a survey got %d hits, want %d", text, len(got), len(want))
		}
	}
}

// TestFindEndsEarly wants the goroutines that read ahead to end with it.
func TestFindEndsEarly(t *testing.T) {
	p := open(t, derived(t, header(), false, cut(noise(1, 2000), 20)...), Options{})
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
		if err == nil {
			t.Error("a hit after the end of the context")
		}
	}
}

func TestLiteral(t *testing.T) {
	tests := []struct {
		pattern string
		re      bool
		text    string
		want    bool
	}{
		{"drop", false, "xx DrOp", true}, {"drop", false, "xx Dro p", false}, {"DROP", false, "drop", false}, {"disk", false, "DI\u017fK", true},
		{"é", false, "É", true}, {"日本", false, "東京", false}, {"日本", false, "x日本", true}, {`a(bc)+d`, true, "xabcd", true}, {`a(bc)+d`, true, "xa", false},
		{`(?i)ABC|d`, true, "d", true}, {`x*`, true, "", true}, {`(?i:foo)Bar`, true, "FOOBar", true}, {"zzz", false, "zz", false}, {"(ab){0,2}", true, "", true},
	}
	for _, tt := range tests {
		p, err := CompilePattern(tt.pattern, tt.re)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.mayBeIn([]byte(tt.text)); got != tt.want {
			t.Errorf("%q in %q: got %v, want %v", tt.pattern, tt.text, got, tt.want)
		}
		s := format.NewSignature()
		s.Add([]byte(tt.text))
		if tt.want && p.literal != nil && !s.MayHold(p.literal.grams) {
			t.Errorf("%q in %q: the signature denies it", tt.pattern, tt.text)
		}
	}
}
