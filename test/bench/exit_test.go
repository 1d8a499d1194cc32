//go:build bench

package bench

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
)

const (
	exitRuns  = 300
	exitOther = 5 // of how many runs the others take part in one
	exitBytes = 1_000_000
)

// TestExit counts what is missing of the output of a command that prints a lot and ends at once.
func TestExit(t *testing.T) {
	want := letters(exitBytes)
	file := filepath.Join(t.TempDir(), "letters")
	if err := os.WriteFile(file, want, 0o600); err != nil {
		t.Fatal(err)
	}
	list := contenders(t)
	losses := make([]loss, len(list))
	for run := range exitRuns {
		for i, c := range list {
			if c.name == shellac || run%exitOther == 0 {
				losses[i].run(t, c, file, want)
			}
		}
	}
	tab := table{title: "Output lost when a command prints 1 MB and ends at once", head: []string{"", "runs", "cut on the terminal", "bytes", "cut in the recording", "bytes"}}
	for i, c := range list {
		l := losses[i]
		tab.row(c.name, l.runs, l.shownRuns, l.shownBytes, l.keptRuns, l.keptBytes)
		if c.name == shellac && l.shownRuns+l.keptRuns > 0 {
			t.Errorf("shellac lost output: %+v", l)
		}
	}
	tab.print()
}

// A loss counts runs, those that lacked output, and bytes, on the terminal and in the recording.
type loss struct{ runs, shownRuns, shownBytes, keptRuns, keptBytes int }

func (l *loss) run(t *testing.T, c contender, file string, want []byte) {
	dir, err := os.MkdirTemp("", "shellac-bench-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	l.runs++
	var shown []byte
	term := openTerminal(t, c, dir, "cat", file)
	term.drain(func(b []byte) { shown = append(shown, b...) })
	if err := term.wait(); err != nil {
		t.Error(err)
	}
	if n := missing(shown, want); n > 0 {
		l.shownRuns, l.shownBytes = l.shownRuns+1, l.shownBytes+n
	}
	if c.output == nil {
		return
	}
	kept, err := c.output(dir)
	if err != nil {
		t.Logf("%s: %v", c.name, err)
	}
	if n := missing(kept, want); n > 0 {
		l.keptRuns, l.keptBytes = l.keptRuns+1, l.keptBytes+n
	}
}

// missing returns how many bytes of want are not in got, where they stand in one piece perhaps with something around
// them.
func missing(got, want []byte) int {
	at := bytes.Index(got, want[:64])
	if at < 0 {
		return len(want)
	}
	n := 0
	for n < len(want) && at+n < len(got) && got[at+n] == want[n] {
		n++
	}
	return len(want) - n
}

// letters returns bytes that a terminal passes on as they are.
func letters(n int) []byte {
	rnd, b := rand.New(rand.NewSource(5)), make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(rnd.Intn(26))
	}
	return b
}
