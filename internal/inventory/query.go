package inventory

import (
	"strings"

	"github.com/junegunn/fzf/src/algo"
)

// A matching is how the text of a term is looked for.
type matching int

const (
	fuzzy    matching = iota // its characters stand in this order
	exact                    // 'text
	boundary                 // 'text' as a word
	prefix                   // ^text
	suffix                   // text$
	equal                    // ^text$
)

// A term is one condition of a query.
type term struct {
	field     string // name of the field or label that it is about; empty means the row
	not       bool
	how       matching
	text      string
	runes     []rune // the text as fzf's algorithms want it
	caseful   bool   // a capital in the text makes it so
	normalize bool   // é is found by e, but not the other way around
}

// A query is what was typed into a filter: all of the groups must hold, and of a group one term.
type query [][]term

// parseQuery reads a query in the syntax of fzf: words that must all be found, in any order; 'exact ^start end$ !not, and
// | between words one of which is enough. "two words" and two\ words are one. field:value asks for the beginning of a
// field or of a label's value, with * ? for any text, and field:value$ for the whole; isField says which words before a
// colon are fields.
func parseQuery(s string, isField func(string) bool) query {
	var q query
	or := false
	for _, w := range splitQuery(s) {
		if w == "|" && len(q) > 0 && !or {
			or = true
			continue
		}
		t := parseTerm(w, isField)
		switch {
		case t.text == "" && t.field == "": // the beginning of something that is being typed
		case or:
			q[len(q)-1] = append(q[len(q)-1], t)
			or = false
		default:
			q = append(q, []term{t})
		}
	}
	return q
}

// splitQuery splits at blanks outside of double quotes and not behind a backslash.
func splitQuery(s string) []string {
	var words []string
	var b strings.Builder
	quoted, some := false, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s) && s[i+1] == ' ':
			i++
			b.WriteByte(' ')
			some = true
		case c == '"':
			quoted = !quoted
			some = true
		case c == ' ' && !quoted:
			if some {
				words = append(words, b.String())
			}
			b.Reset()
			some = false
		default:
			b.WriteByte(c)
			some = true
		}
	}
	if some {
		words = append(words, b.String())
	}
	return words
}

func parseTerm(w string, isField func(string) bool) term {
	var t term
	if not, ok := strings.CutPrefix(w, "!"); ok {
		w, t.not, t.how = not, true, exact
	}
	if field, value, ok := strings.Cut(w, ":"); ok && isField(strings.ToLower(field)) {
		t.field = strings.ToLower(field)
		if not, ok := strings.CutPrefix(value, "!"); ok {
			value, t.not = not, !t.not
		}
		w, t.how = value, prefix
		if whole, ok := strings.CutSuffix(w, "$"); ok {
			w, t.how = whole, equal
		}
	} else {
		w = t.operators(w)
	}
	t.text = w
	lower := strings.ToLower(w)
	t.caseful = lower != w
	t.runes = []rune(w)
	t.normalize = lower == string(algo.NormalizeRunes([]rune(lower)))
	return t
}

// operators takes what is no text off a word.
func (t *term) operators(w string) string {
	if w != "$" && strings.HasSuffix(w, "$") {
		w, t.how = w[:len(w)-1], suffix
	}
	switch {
	case len(w) > 2 && w[0] == '\'' && w[len(w)-1] == '\'':
		w, t.how = w[1:len(w)-1], boundary
	case strings.HasPrefix(w, "'"):
		w = w[1:]
		if t.how != suffix {
			t.how = exact
		}
	case strings.HasPrefix(w, "^"):
		w = w[1:]
		if t.how == suffix {
			t.how = equal
		} else {
			t.how = prefix
		}
	}
	return w
}
