package search

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
)

// A Query says what to look for, where, and how much of it. It comes from Parse or Find, and its fields may be set before it is
// used; a Query in use is not changed.
type Query struct {
	Filter archive.Filter       // which recordings
	Header archive.HeaderFilter // which of those

	In      []index.In // what of a recording is searched; empty means what stood on the screen
	Deep    bool       // also lines that stood there for less than a tenth of a second
	First   bool       // only the first hit of a recording
	Limit   int        // hits after which the search ends; 0 means none
	Context int        // lines before and behind a hit that it carries
	Bare    bool       // hits say only in which recording they are

	matcher *matcher
	needs   [][][]byte // see index.Day.BlocksAny
}

// Options say how the words of a query are read.
type Options struct {
	Expressions bool // words are regular expressions in RE2's syntax
	Literal     bool // every word is text: AND, OR, NOT, parentheses and filters have no meaning
	Word        bool // what is found stands alone: no letter or digit before and behind it
	Case        Case
	Filter      string // more filters, as archive.ParseFilters reads them
}

// Errors of Parse. Others are *archive.FilterError, *ExpressionError and *TermError.
var (
	ErrNothing  = errors.New("search: no pattern to look for")
	ErrNegative = errors.New("search: nothing but patterns that must not be there")
)

// A TermError says which word of a query cannot be understood, and why.
type TermError struct {
	Word   string
	Reason string
}

func (e *TermError) Error() string { return fmt.Sprintf("read search word %s: %s", e.Word, e.Reason) }

// Find returns the query for one term in all recordings that pass the filter.
func Find(t Term, f archive.Filter) (*Query, error) {
	term, err := compileTerm(t)
	if err != nil {
		return nil, err
	}
	return newQuery(&node{op: opTerm, term: term}, f, archive.HeaderFilter{}), nil
}

func newQuery(root *node, f archive.Filter, h archive.HeaderFilter) *Query {
	q := &Query{Filter: f, Header: h, matcher: newMatcher(root)}
	for _, set := range root.needs(func(t *term) needs { return t.packs }) {
		var texts [][]byte
		for _, x := range set {
			texts = append(texts, index.Fold(nil, []byte(x.text)))
		}
		q.needs = append(q.needs, texts)
	}
	return q
}

// Parse reads the words of a query, each an argument of a command line, which may hold blanks.
//
//	DROP TABLE          the text of one word, with its blank
//	a AND b   a b       both in one line
//	a OR b              one of them
//	a NOT b             the first without the second in the line
//	a ( b OR c )        parentheses are words of their own
//	node:web* since:7d  filters, as archive.ParseFilters reads them, for all of the query
//	text:user:mika      text, although it looks like a filter
//	re:err[0-9]+        a regular expression
func Parse(words []string, o Options, now time.Time) (*Query, error) {
	p := parser{o: o}
	filters := []string{o.Filter}
	for _, w := range words {
		if field, value, ok := cutFilter(w); ok && !o.Literal {
			if strings.ContainsFunc(value, unicode.IsSpace) {
				value = `"` + strings.ReplaceAll(value, `"`, "") + `"`
			}
			filters = append(filters, field+":"+value)
			continue
		}
		p.words = append(p.words, w)
	}
	f, h, err := archive.ParseFilters(strings.Join(filters, " "), now)
	if err != nil {
		return nil, err
	}
	root, err := p.parse()
	if err != nil {
		return nil, err
	}
	return newQuery(root, f, h), nil
}

// FilterFields are the words before a colon that make a filter of a word.
func FilterFields() []string {
	return []string{"node", "target", "user", "kind", "ns", "label", "since", "until", "dur", "exit", "reason", "state"}
}

// cutFilter takes a filter apart: a known field, a colon, and something right behind it.
func cutFilter(word string) (field, value string, ok bool) {
	field, value, ok = strings.Cut(word, ":")
	field = strings.ToLower(field)
	return field, value, ok && value != "" && value[0] != ' ' && slices.Contains(FilterFields(), field)
}

// A parser reads terms, from the loosest operator to the tightest.
type parser struct {
	o     Options
	words []string
	last  string // the word read last, for errors
}

func (p *parser) parse() (*node, error) {
	if len(p.words) == 0 {
		return nil, ErrNothing
	}
	n, err := p.any()
	switch {
	case err != nil:
		return nil, err
	case len(p.words) > 0:
		return nil, &TermError{p.words[0], "there is no ( before it"}
	case !n.positive():
		return nil, ErrNegative
	}
	return n, nil
}

// peek returns the operator that comes next, "" for a term, and ")" at the end.
func (p *parser) peek() string {
	switch {
	case len(p.words) == 0:
		return ")"
	case !p.o.Literal && slices.Contains([]string{"AND", "OR", "NOT", "(", ")"}, p.words[0]):
		return p.words[0]
	}
	return ""
}

func (p *parser) take() string {
	p.last, p.words = p.words[0], p.words[1:]
	return p.last
}

func (p *parser) any() (*node, error) {
	subs, err := p.list(p.all, "OR")
	return joinNodes(opAny, subs), err
}

func (p *parser) all() (*node, error) {
	var subs []*node
	for {
		n, err := p.one()
		if err != nil {
			return nil, err
		}
		subs = append(subs, n)
		switch p.peek() {
		case "AND":
			p.take()
		case ")", "OR":
			return joinNodes(opAll, subs), nil
		}
	}
}

func (p *parser) list(read func() (*node, error), operator string) (subs []*node, err error) {
	for {
		n, err := read()
		if err != nil {
			return nil, err
		}
		if subs = append(subs, n); p.peek() != operator {
			return subs, nil
		}
		p.take()
	}
}

func joinNodes(op op, subs []*node) *node {
	if len(subs) == 1 {
		return subs[0]
	}
	return &node{op: op, subs: subs}
}

func (p *parser) one() (*node, error) {
	switch next := p.peek(); next {
	case "NOT":
		p.take()
		n, err := p.one()
		return &node{op: opNot, subs: []*node{n}}, err
	case "(":
		p.take()
		n, err := p.any()
		if err == nil && len(p.words) == 0 {
			err = &TermError{"(", "there is no ) behind it"}
		}
		if err == nil {
			p.take()
		}
		return n, err
	case "AND", "OR", ")":
		return nil, p.missing(next)
	}
	return p.term()
}

// missing is the error where a term should be.
func (p *parser) missing(next string) error {
	if len(p.words) == 0 {
		return &TermError{p.last, "there is no term behind it; for the word itself write text:" + p.last}
	}
	return &TermError{next, "there is no term before it; for the word itself write text:" + next}
}

func (p *parser) term() (*node, error) {
	word := p.take()
	t := Term{Text: word, Expression: p.o.Expressions, Case: p.o.Case, Word: p.o.Word}
	if field, value, ok := strings.Cut(word, ":"); ok && !p.o.Literal && (field == "text" || field == "re") {
		t.Text, t.Expression = unquote(value), field == "re"
	}
	made, err := compileTerm(t)
	if err != nil {
		var wrong *ExpressionError
		if errors.As(err, &wrong) || errors.Is(err, ErrNothing) {
			return nil, err
		}
		return nil, &TermError{word, err.Error()}
	}
	return &node{op: opTerm, term: made}, nil
}

// unquote takes off quotes that are around all of a text.
func unquote(text string) string {
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return text[1 : len(text)-1]
	}
	return text
}
