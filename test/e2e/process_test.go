package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// childOf returns the process id of a process's only child.
func childOf(t *testing.T, parent int) int {
	t.Helper()
	var children []string
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent)) // the pattern is well formed
	for _, file := range files {
		text, _ := os.ReadFile(file) // a thread may have ended
		children = append(children, strings.Fields(string(text))...)
	}
	if len(children) != 1 {
		t.Fatalf("children of process %d: got %v, want one", parent, children)
	}
	pid, err := strconv.Atoi(children[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}
