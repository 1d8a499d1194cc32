package search

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Term is one thing to look for.
type Term struct {
	Text       string
	Expression bool // Text is a regular expression in RE2's syntax, not text that stands there as it is
	Case       Case
	Word       bool // it stands alone, between characters that are no letters or digits; see isWord
}

// A term is a Term that is ready to be looked for. It may be used by several goroutines.
type term struct {
	re    *regexp.Regexp // matches all lines in their normal form
	word  bool           // the match is re's first group
	text  *literal       // finds the term in lines without odd characters; nil for what is no text
	steps *program       // for what is no text: no line but one with a match passes, unless word is set; nil for what is too large
	cover string         // an expression for all that matches, and perhaps more
	needs needs          // of lines without odd characters
	packs needs          // of lines in the form of index.Fold
}

// errLines says that a term can be in no line.
var errLines = errors.New("it has several lines, but each line is searched for itself")

func compileTerm(t Term) (*term, error) {
	switch {
	case t.Text == "":
		return nil, ErrNothing
	case strings.ContainsAny(t.Text, "\r\n"):
		return nil, errLines
	}
	source := normalExpression(t.Text)
	if !t.Expression {
		source = regexp.QuoteMeta(normalText(t.Text))
	} else if err := checkExpression(t.Text); err != nil {
		return nil, err
	}
	if t.Case.folds(t.Text, t.Expression) {
		source = "(?i:" + source + ")"
	}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, explain(t.Text, err)
	}
	whole := source
	if t.Word {
		whole = `(?:^|` + noWord + `)(` + source + `)(?:$|` + noWord + `)`
	}
	re, err := regexp.Compile(whole)
	if err != nil {
		return nil, explain(t.Text, err)
	}
	tree = tree.Simplify()
	c := &term{re: re, word: t.Word, cover: source, needs: deriver{}.needs(tree), packs: deriver{folded: true}.needs(tree)}
	if c.text = textOf(tree); c.text == nil {
		c.steps = compileProgram(tree)
	}
	return c, nil
}

// checkExpression refuses what is no expression, and what matches without any text.
func checkExpression(expression string) error {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return explain(expression, err)
	}
	if shortest(tree) == 0 {
		return &ExpressionError{expression, 0, "it matches where there is no text, so that every line would match"}
	}
	return nil
}

// shortest returns the number of characters of the shortest match.
func shortest(e *syntax.Regexp) int {
	switch e.Op {
	case syntax.OpLiteral:
		return len(e.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL, syntax.OpNoMatch:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return shortest(e.Sub[0])
	case syntax.OpRepeat:
		return e.Min * shortest(e.Sub[0])
	case syntax.OpConcat:
		n := 0
		for _, sub := range e.Sub {
			n += shortest(sub)
		}
		return n
	case syntax.OpAlternate:
		n := shortest(e.Sub[0])
		for _, sub := range e.Sub[1:] {
			n = min(n, shortest(sub))
		}
		return n
	}
	return 0
}

// textOf returns the text that an expression stands for; nil if it stands for more, or case does not count for a letter outside
// ASCII.
func textOf(e *syntax.Regexp) *literal {
	fold := e.Flags&syntax.FoldCase != 0
	if e.Op != syntax.OpLiteral || fold && strings.ContainsFunc(string(e.Rune), func(r rune) bool { return !foldsAlone(r) }) {
		return nil
	}
	return newLiteral(string(e.Rune), fold)
}

// noWord is a class of the characters for which isWord is false.
const noWord = `[^\pL\pM\pN_]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]`

// isWord reports whether a character belongs to words: a letter, digit or _. Those of scripts that are written without blanks do not.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || '0' <= r && r <= '9' || isLetter(r)
	}
	return unicode.In(r, unicode.L, unicode.M, unicode.N) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai,
		unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// alone tells whether what is from start up to end of a line is a word or several.
func alone(line []byte, start, end int) bool {
	before, _ := utf8.DecodeLastRune(line[:start])
	after, _ := utf8.DecodeRune(line[end:])
	return (start == 0 || !isWord(before)) && (end == len(line) || !isWord(after))
}

// matches tells whether a line matches, which is in its normal form and has a '\n' behind it. s is the automaton of t.steps.
func (t *term) matches(line []byte, odd bool, s *automaton) bool {
	text := line[:len(line)-1]
	switch {
	case odd: // a literal would not find a long s
		return t.re.Match(text)
	case t.text != nil:
		at, _ := t.find(text, 0)
		return at < len(text)
	case s == nil:
		return t.re.Match(text)
	}
	at := s.next(line, 0)
	return at < len(line) && (!t.word && !s.hopeless || t.re.Match(text))
}

// find returns where the text is next, len(line) if it is not.
func (t *term) find(line []byte, from int) (start, end int) {
	for at := from; at < len(line); at++ {
		if at = t.text.next(line, at); at == len(line) {
			break
		}
		if end := at + len(t.text.text); !t.word || alone(line, at, end) {
			return at, end
		}
	}
	return len(line), len(line)
}

// spans returns where the term is in a line in its normal form.
func (t *term) spans(line []byte, odd bool) (all [][2]int) {
	if t.text != nil && !odd {
		for start, end := t.find(line, 0); start < len(line); start, end = t.find(line, end) {
			all = append(all, [2]int{start, end})
		}
		return all
	}
	if t.word {
		return t.words(line)
	}
	for _, m := range t.re.FindAllIndex(line, -1) {
		if m[0] < m[1] {
			all = append(all, [2]int{m[0], m[1]})
		}
	}
	return all
}

// words is spans for a term that stands alone: what stands behind one match may stand before the next.
func (t *term) words(line []byte) (all [][2]int) {
	for from := 0; from < len(line); {
		m := t.re.FindSubmatchIndex(line[from:])
		if m == nil || m[2] == m[3] {
			break
		}
		if alone(line, from+m[2], from+m[3]) {
			all = append(all, [2]int{from + m[2], from + m[3]})
		}
		from += m[3]
	}
	return all
}
