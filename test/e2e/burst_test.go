package e2e

import (
	"bytes"
	"strconv"
	"testing"
)

// A command that prints a megabyte and exits at once loses not a byte, on the terminal or in the recording.
func TestBurst(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	content := pattern(1 << 20)
	file := u.write("content", string(content), 0o600)
	want := bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n"))
	const lanes = 2
	for lane := range lanes {
		t.Run(strconv.Itoa(lane), func(t *testing.T) {
			t.Parallel()
			for range bursts / lanes {
				burst(t, file, want)
			}
		})
	}
}

func burst(t *testing.T, file string, want []byte) {
	t.Helper()
	u := newUser(t)
	s := u.terminal(80, 24, "run", "--", "cat", file)
	wantExit(t, s, 0)
	wantSame(t, "the terminal", shown(t, s), want)
	wantSame(t, "the recording", u.raw("last"), want)
	if t.Failed() {
		t.FailNow()
	}
}
