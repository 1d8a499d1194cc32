package tlog

import (
	"strings"

	"github.com/shellac-term/shellac/format"
)

// A timing is what a message still has to say.
type timing struct {
	place   place
	rest    string
	in, out side
}

func (t *timing) done() bool { return t.rest == "" }

// A record is a letter and one or two numbers.
type record struct {
	kind byte
	a, b int64
}

// separators are what stands between the two numbers of a record, by its letter; 0 where there is one number.
func separator(kind byte) (sep byte, known bool) {
	switch kind {
	case '+', '<', '>':
		return 0, true
	case '[', ']':
		return '/', true
	case '=':
		return 'x', true
	}
	return 0, false
}

// next takes the next record.
func (t *timing) next() (record, error) {
	r := record{kind: t.rest[0]}
	sep, known := separator(r.kind)
	if !known {
		return r, errTiming
	}
	t.rest = t.rest[1:]
	var ok bool
	if r.a, ok = t.number(); !ok {
		return r, errTiming
	}
	if sep == 0 {
		return r, nil
	}
	if t.rest == "" || t.rest[0] != sep {
		return r, errTiming
	}
	t.rest = t.rest[1:]
	if r.b, ok = t.number(); !ok {
		return r, errTiming
	}
	return r, nil
}

// maxNumber bounds the numbers of a timing.
const maxNumber = 1 << 50

func (t *timing) number() (int64, bool) {
	n, digits := int64(0), 0
	for ; digits < len(t.rest) && t.rest[digits] >= '0' && t.rest[digits] <= '9'; digits++ {
		if n = 10*n + int64(t.rest[digits]-'0'); n > maxNumber {
			return 0, false
		}
	}
	t.rest = t.rest[digits:]
	return n, digits > 0
}

// firstSize returns the size with which a timing begins. It is 0x0 on a terminal that was not told any, which says nothing.
func firstSize(s string) (format.Size, bool) {
	if !strings.HasPrefix(s, "=") {
		return format.Size{}, false
	}
	t := timing{rest: s}
	r, err := t.next()
	return format.Size{Cols: int(min(r.a, maxSide)), Rows: int(min(r.b, maxSide))}, err == nil && r.a > 0 && r.b > 0
}
