package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/shellac-term/shellac/internal/inventory"
)

// edit opens the file that names a host, at its line, in the user's editor.
func (a *app) edit(ctx context.Context, sources []inventory.Source, name string) error {
	for _, t := range inventory.Targets(inventory.Gather(ctx, sources)) {
		if t.Name != name {
			continue
		}
		file, line, ok := t.Place()
		if !ok {
			return fmt.Errorf("edit %s: it comes from the program %s, and from no file", plain(name), plain(t.Source))
		}
		argv := editorCommand(firstOf(a.getenv("VISUAL"), a.getenv("EDITOR"), "vi"), file, line)
		cmd := exec.CommandContext(context.WithoutCancel(ctx), argv[0], argv[1:]...) // Ctrl-C is a key of the editor
		cmd.Stdin, cmd.Stdout, cmd.Stderr = a.stdin, a.stdout, a.stderr
		if err := cmd.Run(); err != nil {
			return &hintError{fmt.Errorf("run editor %s: %w", argv[0], err), "name an editor in the variable EDITOR"}
		}
		return nil
	}
	return &hintError{fmt.Errorf("edit %s: no source names it", plain(name)), "`shellac ls` lists the hosts there are"}
}

// editorCommand returns the command that opens a file at a line, as the editor at hand understands it.
func editorCommand(editor, file string, line int) []string {
	argv := strings.Fields(editor)
	if len(argv) == 0 {
		argv = []string{"vi"}
	}
	at := file + ":" + strconv.Itoa(line)
	switch filepath.Base(argv[0]) {
	case "code", "code-insiders", "codium", "cursor":
		return append(argv, "--wait", "--goto", at)
	case "subl", "zed", "hx", "helix":
		return append(argv, at)
	case "vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "ne", "joe", "mg", "less":
		return append(argv, "+"+strconv.Itoa(line), file)
	}
	return append(argv, file)
}
