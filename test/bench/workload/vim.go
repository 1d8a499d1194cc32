package workload

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// Vim returns half a minute of editing a source file of the Go distribution, with colours.
func Vim() (Session, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return Session{}, fmt.Errorf("find the Go distribution: %w", err)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src/container/list/list.go"))
	if err != nil {
		return Session{}, fmt.Errorf("read a source file: %w", err)
	}
	t := newTypist(3)
	for round := 0; t.at < 31*time.Second; round++ {
		t.edit(round)
	}
	t.key(":q!\r")
	return script{name: "vim 33 s", size: format.Size{Cols: 120, Rows: 40}, files: map[string]string{"list.go": string(source)}, strokes: t.strokes,
		argv: []string{"vim", "-u", "NONE", "-N", "+syntax on", "+set number incsearch hlsearch", "list.go"}}.play()
}

// edit looks for something, reads around it and changes a line.
func (t *typist) edit(round int) {
	words := []string{"insert", "Element", "func (l", "nil", "PushB", "root"}
	remarks := []string{"// reviewed: the lock is held here", "// TODO: what if the list is empty?", "e.list = l", "if err != nil { return }"}
	t.text("/" + words[round%len(words)])
	t.key("\r")
	t.hold("j", 12+round%9)
	t.key("o")
	t.text(remarks[round%len(remarks)])
	t.key("\x1b")
	t.hold("k", 8+round%5)
	t.hold("w", 6)
	for _, k := range []string{"dd", "p", "u", "\x06", "\x06", "\x02", "\x06", "\x02"} {
		t.key(k)
	}
	t.hold("l", 10)
}
