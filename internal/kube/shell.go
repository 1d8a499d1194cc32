package kube

import "strings"

// Shell returns the command that opens a shell in a container: bash if it has one, or ash, or sh. It names none by a
// path, for images put them where they like; sh alone has to be found. Where there is not even that, the container
// runtime says so.
func Shell() []string {
	return []string{"sh", "-c", "for s in bash ash; do command -v $s >/dev/null 2>&1 && exec $s; done; exec sh"}
}

// NoShell reports whether a container runtime's words, as kubectl passes them on, say that there is no such program.
func NoShell(words string) bool {
	return strings.Contains(words, "executable file not found") || strings.Contains(words, "no such file or directory") &&
		strings.Contains(words, "exec")
}
