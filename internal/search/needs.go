package search

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// Needs are texts that a line must hold to match: all of one set or all of another. No set, or one without texts, says that
// nothing is known.
type needs []needSet

// A need is a text that must be there. With fold, the case of letters of ASCII does not count.
type need struct {
	text string
	fold bool
}

func newNeed(text string, fold bool) need {
	if fold = fold && strings.ContainsFunc(text, isLetter); fold {
		text = string(appendLower(nil, []byte(text)))
	}
	return need{text, fold}
}

const (
	maxSets  = 16 // of needs; each costs a pass over the text
	maxExact = 16 // texts that a part of an expression stands for
	maxClass = 8  // characters of a class that are tried one by one
)

// known reports whether anything is known.
func (n needs) known() bool {
	return len(n) > 0 && !slices.ContainsFunc(n, func(set needSet) bool { return len(set) == 0 })
}

// both are the needs of a line that meets both. What would make more sets without being much rarer is left out.
func (n needs) both(other needs) needs {
	switch {
	case !n.known():
		return other
	case !other.known():
		return n
	case len(n) > 1 && len(other) > 1, max(len(n), len(other)) > 1 && min(n.length(), other.length()) < enough:
		if n.better(other) {
			return n
		}
		return other
	}
	var all needs
	for _, a := range n {
		for _, b := range other {
			all = append(all, slices.Concat(a, b))
		}
	}
	return all
}

// enough characters make a text rare.
const enough = 3

// length is that of the longest text of the set with the shortest one.
func (n needs) length() int {
	least := 0
	for i, set := range n {
		longest := 0
		for _, x := range set {
			longest = max(longest, len(x.text))
		}
		if i == 0 || longest < least {
			least = longest
		}
	}
	return least
}

// rare reports whether few lines meet the needs, so that it pays to look for a text first: a long one, or one sign that is seldom seen.
func (n needs) rare() bool {
	return n.length() >= enough || len(n) == 1 && n.known() && rarest(n[0]).rank <= rarity('_')
}

func (n needs) better(other needs) bool {
	a, b := min(n.length(), enough), min(other.length(), enough)
	return a > b || a == b && len(n) <= len(other)
}

// either are the needs of a line that meets one or the other.
func (n needs) either(other needs) needs {
	if !n.known() || !other.known() {
		return nil
	}
	all := slices.Concat(n, other).reduced()
	if len(all) > maxSets {
		return nil
	}
	return all
}

// reduced leaves out sets whose lines meet another set anyway.
func (n needs) reduced() needs {
	var kept needs
	for i, set := range n {
		covered := false
		for j, other := range n {
			covered = covered || i != j && other.coveredBy(set) && (j < i || !needSet(set).coveredBy(other))
		}
		if !covered {
			kept = append(kept, set)
		}
	}
	return kept
}

// A needSet is one set of needs.
type needSet []need

// coveredBy reports whether what holds all texts of another set holds all of this one.
func (s needSet) coveredBy(other needSet) bool {
	return !slices.ContainsFunc(s, func(x need) bool {
		return !slices.ContainsFunc(other, func(y need) bool { return (x.fold || !y.fold) && strings.Contains(y.in(x.fold), x.text) })
	})
}

// in is the text as one that holds it may hold another, whose case counts or not.
func (x need) in(fold bool) string {
	if fold {
		return string(appendLower(nil, []byte(x.text)))
	}
	return x.text
}

// A part is what is known of a part of an expression: the texts it stands for, if they are few, or else what it needs.
type part struct {
	exact []need // nil if they are not few
	needs needs
}

// A deriver works out what every match of an expression holds.
type deriver struct {
	folded bool // for lines in which letters outside ASCII have no case either; see index.Fold
}

func (d deriver) needs(e *syntax.Regexp) needs { return d.part(e).all() }

func (p part) all() needs {
	if p.exact == nil {
		return p.needs
	}
	var n needs
	for _, x := range p.exact {
		if x.text == "" {
			return nil
		}
		n = append(n, needSet{x})
	}
	return n.reduced()
}

func (d deriver) part(e *syntax.Regexp) part {
	switch e.Op {
	case syntax.OpLiteral:
		return d.literalPart(e)
	case syntax.OpCharClass:
		return classPart(e)
	case syntax.OpEmptyMatch, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText, syntax.OpWordBoundary,
		syntax.OpNoWordBoundary:
		return part{exact: []need{{}}}
	case syntax.OpCapture:
		return d.part(e.Sub[0])
	case syntax.OpPlus:
		return part{needs: d.needs(e.Sub[0])}
	case syntax.OpRepeat:
		if e.Min > 0 {
			return part{needs: d.needs(e.Sub[0])}
		}
	case syntax.OpQuest:
		if p := d.part(e.Sub[0]); p.exact != nil && len(p.exact) < maxExact {
			return part{exact: append(p.exact, need{})}
		}
	case syntax.OpAlternate:
		return d.alternatePart(e)
	case syntax.OpConcat:
		return d.concatPart(e)
	}
	return part{}
}

// literalPart is the part of a text. Where case does not count, but for some character outside ASCII it does in the lines, the text is cut.
func (d deriver) literalPart(e *syntax.Regexp) part {
	fold := e.Flags&syntax.FoldCase != 0
	if !fold || d.folded || !slices.ContainsFunc(e.Rune, func(r rune) bool { return !foldsAlone(r) }) {
		return part{exact: []need{newNeed(string(e.Rune), fold)}}
	}
	var n needs
	for _, text := range strings.FieldsFunc(string(e.Rune), func(r rune) bool { return !foldsAlone(r) }) {
		n = n.both(needs{{newNeed(text, true)}})
	}
	return part{needs: n}
}

func classPart(e *syntax.Regexp) part {
	var exact []need
	for i := 0; i+1 < len(e.Rune); i += 2 {
		if int(e.Rune[i+1]-e.Rune[i])+len(exact) >= maxClass {
			return part{}
		}
		for r := e.Rune[i]; r <= e.Rune[i+1]; r++ {
			if r != longS && r != kelvin { // which are odd
				exact = append(exact, newNeed(string(r), false))
			}
		}
	}
	if folded, ok := oneLetter(exact); ok {
		exact = []need{folded}
	}
	return part{exact: exact}
}

// oneLetter tells whether texts are the two cases of a letter of ASCII.
func oneLetter(exact []need) (need, bool) {
	if len(exact) != 2 || len(exact[0].text) != 1 || !isLetter(rune(exact[0].text[0])) || exact[0].text[0]|caseBit != exact[1].text[0] {
		return need{}, false
	}
	return need{exact[1].text, true}, true
}

func (d deriver) alternatePart(e *syntax.Regexp) part {
	p := d.part(e.Sub[0])
	for _, sub := range e.Sub[1:] {
		q := d.part(sub)
		if p.exact != nil && q.exact != nil && len(p.exact)+len(q.exact) <= maxExact {
			p.exact = slices.Concat(p.exact, q.exact)
			continue
		}
		p = part{needs: p.all().either(q.all())}
	}
	return p
}

func (d deriver) concatPart(e *syntax.Regexp) part {
	whole, run := part{}, part{exact: []need{{}}}
	exact := true
	for _, sub := range e.Sub {
		p := d.part(sub)
		if p.exact != nil && len(run.exact)*len(p.exact) <= maxExact {
			run.exact = joined(run.exact, p.exact)
			continue
		}
		exact = false
		whole.needs = whole.needs.both(run.all())
		if run.exact = p.exact; p.exact == nil {
			whole.needs = whole.needs.both(p.needs)
			run.exact = []need{{}}
		}
	}
	if exact {
		return run
	}
	whole.needs = whole.needs.both(run.all())
	return whole
}

// joined are all texts of one behind those of another. Where case does not count in one of them, it does not in the whole, which
// is then found more often; characters outside ASCII have to be as they are in any case.
func joined(a, b []need) []need {
	var all []need
	for _, x := range a {
		for _, y := range b {
			all = append(all, newNeed(x.text+y.text, x.fold || y.fold))
		}
	}
	return all
}
