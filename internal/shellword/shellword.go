// Package shellword writes words as a POSIX shell reads them, for commands that are shown to be copied.
package shellword

import "strings"

// Quote makes one word of a text: as it stands where no sign in it means anything to a shell, and in quotes otherwise.
func Quote(text string) string {
	if text != "" && strings.IndexFunc(text, special) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

func special(r rune) bool {
	plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:@%+=,", r)
	return !plain
}
