package inventory

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/junegunn/fzf/src/algo"
	"github.com/junegunn/fzf/src/util"
)

// A Text is what a Filter looks at in a row.
type Text struct {
	Name   string   // its characters may be found anywhere, in their order
	Also   []string // found by a part of them, and less important
	Fields []Label  // found by name:value
}

// A Match is a row that passes a filter.
type Match struct {
	Row   int
	Score int // the higher the better
}

// Marks are the places of characters (not bytes) that a filter has found in a row.
type Marks struct {
	Name []int
	Also [][]int // by index
}

// A Filter finds rows by what is typed. It is not safe for use by several goroutines.
type Filter struct {
	rows   []filterRow
	fields map[string]bool
	slab   *util.Slab
	query  query
	found  []Match
}

type filterRow struct {
	text  Text
	chars util.Chars
	lower []string // of Also
}

// initFzf prepares the tables of fzf's algorithms, once in a process.
var initFzf = sync.OnceFunc(func() { algo.Init("default") })

// NewFilter returns a Filter over rows. The fields that queries may name are those that the rows have, and the extra ones.
func NewFilter(texts []Text, fields ...string) *Filter {
	initFzf()
	f := &Filter{rows: make([]filterRow, len(texts)), fields: map[string]bool{}, slab: util.MakeSlab(16<<10, 2<<10)}
	for _, name := range fields {
		f.fields[name] = true
	}
	for i, t := range texts {
		f.rows[i] = filterRow{text: t, chars: util.ToChars([]byte(t.Name))}
		if len(t.Also) > 0 {
			f.rows[i].lower = make([]string, len(t.Also))
		}
		for j, a := range t.Also {
			f.rows[i].lower[j] = strings.ToLower(a)
		}
		for _, l := range t.Fields {
			if !f.fields[l.Name] {
				f.fields[strings.ToLower(l.Name)] = true
			}
		}
	}
	return f
}

// Match returns the rows that pass a query, best first; among equals, and where nothing is asked, they keep their order. The
// result is good until the next call.
func (f *Filter) Match(text string) []Match {
	f.query = parseQuery(text, func(name string) bool { return f.fields[name] })
	f.found = f.found[:0]
	for i := range f.rows {
		if score, ok := f.score(&f.rows[i]); ok {
			f.found = append(f.found, Match{i, score})
		}
	}
	if len(f.query) > 0 {
		slices.SortFunc(f.found, func(a, b Match) int {
			if a.Score == 0 && b.Score == 0 { // nothing was found in them: they pass for what they are
				return a.Row - b.Row
			}
			return cmp.Or(b.Score-a.Score, f.rows[a.Row].chars.Length()-f.rows[b.Row].chars.Length(), a.Row-b.Row)
		})
	}
	return f.found
}

// score tells whether a row passes the query, and how well.
func (f *Filter) score(r *filterRow) (total int, ok bool) {
	for _, group := range f.query {
		best := -1
		for i := range group {
			if s, ok := f.term(r, &group[i], nil); ok {
				best = max(best, s)
			}
		}
		if best < 0 {
			return 0, false
		}
		total += best
	}
	return total, true
}

// term tells whether a term holds for a row. Where it was found is added to marks, if there are any.
func (f *Filter) term(r *filterRow, t *term, marks *Marks) (score int, ok bool) {
	if t.field != "" {
		return 0, r.hasField(t) != t.not
	}
	score, found := f.inName(r, t, marks)
	if !found || t.not {
		also, in := r.inAlso(t, marks)
		found = found || in
		score = max(score, also)
	}
	if t.not {
		return 0, !found
	}
	return score, found
}

// inName looks for a term in the row's name.
func (f *Filter) inName(r *filterRow, t *term, marks *Marks) (score int, ok bool) {
	look := [...]algo.Algo{algo.FuzzyMatchV2, algo.ExactMatchNaive, algo.ExactMatchBoundary, algo.PrefixMatch, algo.SuffixMatch, algo.EqualMatch}[t.how]
	result, places := look(t.caseful, t.normalize, true, &r.chars, t.runes, marks != nil, f.slab)
	if result.Start < 0 {
		return 0, false
	}
	if marks != nil {
		if places != nil {
			marks.Name = append(marks.Name, *places...)
		} else {
			for i := result.Start; i < result.End; i++ {
				marks.Name = append(marks.Name, i)
			}
		}
	}
	return result.Score, true
}

// alsoScore is what a character found outside of the name counts: about half of one in it.
const alsoScore = 8

// inAlso looks for a term in what belongs to the row besides its name.
func (r *filterRow) inAlso(t *term, marks *Marks) (score int, ok bool) {
	for i, a := range r.lower {
		if t.caseful {
			a = r.text.Also[i]
		}
		at := -1
		switch t.how {
		case fuzzy, exact, boundary:
			at = strings.Index(a, t.text)
		case prefix:
			if strings.HasPrefix(a, t.text) {
				at = 0
			}
		case suffix:
			if strings.HasSuffix(a, t.text) {
				at = len(a) - len(t.text)
			}
		case equal:
			if a == t.text {
				at = 0
			}
		}
		if at < 0 {
			continue
		}
		if marks == nil {
			return alsoScore * len(t.runes), true
		}
		ok = true
		first := utf8.RuneCountInString(a[:at])
		for j := range t.runes {
			marks.Also[i] = append(marks.Also[i], first+j)
		}
	}
	return 0, ok
}

// hasField tells whether one of the row's fields has the term's value.
func (r *filterRow) hasField(t *term) bool {
	for _, l := range r.text.Fields {
		if strings.EqualFold(l.Name, t.field) && matchesValue(l.Value, t) {
			return true
		}
	}
	return false
}

// matchesValue compares a value with one or, by |, with one of several.
func matchesValue(value string, t *term) bool {
	if !t.caseful {
		value = strings.ToLower(value)
	}
	for choice := range strings.SplitSeq(t.text, "|") {
		switch {
		case strings.ContainsAny(choice, "*?"):
			if matchGlob(choice, value) {
				return true
			}
		case t.how == equal && value == choice, t.how != equal && strings.HasPrefix(value, choice):
			return true
		}
	}
	return false
}

// Marks returns where the query of the last Match was found in a row.
func (f *Filter) Marks(row int) Marks {
	r := &f.rows[row]
	m := Marks{Also: make([][]int, len(r.lower))}
	for _, group := range f.query {
		for i := range group {
			if !group[i].not && group[i].field == "" {
				f.term(r, &group[i], &m)
			}
		}
	}
	slices.Sort(m.Name)
	m.Name = slices.Compact(m.Name)
	return m
}
