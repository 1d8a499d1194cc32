package kube

import (
	"regexp"
	"strings"
)

// tail keeps the end of what is written to it. It never fails, so a chatty program is not stopped by it.
type tail struct {
	size int
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - t.size; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(p), nil
}

func (t *tail) Bytes() []byte { return t.kept }

// colours are the sequences that programs write to colour their words and to draw progress.
var colours = regexp.MustCompile("\x1b\\[[0-9;?]*[ -/]*[@-~]")

// lastLines returns up to n lines of text that say something, without colours and the space around them.
func lastLines(text string, n int) []string {
	var lines []string
	text = colours.ReplaceAllString(text, "")
	for _, l := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines[max(0, len(lines)-n):]
}
