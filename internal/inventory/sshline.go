package inventory

import "strings"

// A sshLine is one line of ssh's configuration.
type sshLine struct {
	keyword string // one of sshKeywords or other; empty for a blank line or a comment
	args    []string
	comment string // the text of a comment without its #
	indent  bool   // the line does not begin in the first column
	open    bool   // a quote has no end: ssh refuses such a line
}

// other is the keyword of a line that says nothing to us. Its words are not looked at.
const other = "other"

// sshKeywords are the keywords that we look at.
func sshKeywords() [7]string {
	return [...]string{"host", "hostname", "user", "port", "include", "match", "tag"}
}

func knownKeyword(s string) string {
	for _, k := range sshKeywords() {
		if len(k) == len(s) && strings.EqualFold(k, s) {
			return k
		}
	}
	return other
}

// readLine takes a line of ssh's configuration apart as ssh does: the keyword ends at blanks or one =, words may be
// quoted by " or ', a backslash keeps quotes, blanks and itself, and a # at the start of a word ends the line.
func readLine(s string) sshLine {
	trimmed := strings.TrimLeft(s, " \t")
	line := sshLine{indent: len(trimmed) < len(s)}
	s = strings.TrimRight(trimmed, " \t\r\n\f")
	switch {
	case s == "":
		return line
	case s[0] == '#':
		line.comment = s[1:]
		return line
	}
	s = strings.TrimPrefix(s, `"`) // a keyword may be quoted, too
	end := strings.IndexAny(s, " \t=\"")
	if end < 0 {
		line.keyword = knownKeyword(s)
		return line
	}
	line.keyword = knownKeyword(s[:end])
	if line.keyword == other {
		return line
	}
	rest := s[end:]
	if rest[0] == '"' && !strings.HasPrefix(trimmed, s) {
		rest = rest[1:]
	}
	rest = strings.TrimLeft(rest, " \t")
	rest = strings.TrimPrefix(rest, "=")
	line.args, line.open = splitArgs(rest)
	return line
}

// splitArgs splits the rest of a line into words.
func splitArgs(s string) (words []string, open bool) {
	for i := 0; i < len(s); {
		switch s[i] {
		case ' ', '\t':
			i++
			continue
		case '#':
			return words, open
		}
		var w string
		w, i, open = readWord(s, i)
		words = append(words, w)
	}
	return words, open
}

// readWord reads the word at i and returns where it ends. open says that its quote has no end.
func readWord(s string, i int) (word string, end int, open bool) {
	if j := i + strings.IndexAny(s[i:], " \t\"'\\"); j < i {
		return s[i:], len(s), false
	} else if s[j] == ' ' || s[j] == '\t' { // nearly every word is plain
		return s[i:j], j, false
	}
	var b strings.Builder
	quote := byte(0)
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && (strings.IndexByte(`"'\`, s[i+1]) >= 0 || quote == 0 && s[i+1] == ' '):
			i++
			b.WriteByte(s[i])
		case quote == 0 && (c == ' ' || c == '\t'):
			return b.String(), i, false
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), i, quote != 0
}

// matchGlob tells whether a name matches a pattern of ssh: * stands for any text, ? for one character.
func matchGlob(pattern, name string) bool {
	p, n := 0, 0
	star, back := -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, n
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == name[n]):
			p++
			n++
		case star >= 0:
			back++
			p, n = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
