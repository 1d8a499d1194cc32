package index

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// A typist makes lines of what was typed: what a line held when Enter was pressed, and also what it held each time before
// something was deleted.
type typist struct {
	yield   func(line)
	text    []byte
	from    time.Duration // of the first key of the line
	last    time.Duration // of the last key
	number  int
	fresh   bool // the text as it is has not been yielded
	cutting bool // the last key deleted something
	escape  escape
}

// An escape is how far a sequence has come that a key other than a character sends.
type escape uint8

const (
	escapeNone escape = iota
	escapeBegun
	escapeControl // after ESC [
	escapeSingle  // after ESC O
)

// Keys that edit a line.
const (
	keyInterrupt = 0x03
	keyBackspace = 0x08
	keyTab       = 0x09
	keyNewline   = 0x0a
	keyReturn    = 0x0d
	keyKillLine  = 0x15
	keyKillWord  = 0x17
	keyEscape    = 0x1b
	keyDelete    = 0x7f
)

func (t *typist) add(at time.Duration, keys []byte) {
	for _, key := range keys {
		if !t.escaped(key) {
			t.key(at, key)
		}
	}
}

// escaped takes in the keys of a sequence.
func (t *typist) escaped(key byte) bool {
	switch {
	case t.escape == escapeNone:
		return false
	case t.escape == escapeControl && key >= 0x20 && key < 0x40:
	case t.escape == escapeBegun && key == '[':
		t.escape = escapeControl
	case t.escape == escapeBegun && key == 'O':
		t.escape = escapeSingle
	default:
		t.escape = escapeNone
	}
	return true
}

func (t *typist) key(at time.Duration, key byte) {
	switch key {
	case keyReturn, keyNewline, keyInterrupt, keyKillLine:
		t.last = at
		t.end()
	case keyBackspace, keyDelete:
		_, size := utf8.DecodeLastRune(t.text)
		t.cut(len(t.text) - size)
	case keyKillWord:
		t.cut(t.wordStart())
	case keyEscape:
		t.escape = escapeBegun
	case keyTab:
		t.put(at, ' ')
	default:
		if key >= 0x20 {
			t.put(at, key)
		}
	}
}

func (t *typist) put(at time.Duration, key byte) {
	if len(t.text) == 0 {
		t.from = at
	}
	t.text, t.last, t.fresh, t.cutting = append(t.text, key), at, true, false
}

// cut deletes what stands behind the first n bytes. Of several deletions in a row the first yields what was there.
func (t *typist) cut(n int) {
	if !t.cutting {
		t.say()
	}
	t.fresh, t.cutting = n < len(t.text) || t.fresh, true
	t.text = t.text[:n]
}

// wordStart is where the last word begins.
func (t *typist) wordStart() int {
	n := len(t.text)
	for n > 0 && t.text[n-1] == ' ' {
		n--
	}
	for n > 0 && t.text[n-1] != ' ' {
		n--
	}
	return n
}

// say yields the line as it is, if it has not done so.
func (t *typist) say() {
	if len(t.text) > 0 && t.fresh {
		t.yield(line{text: oneLine(bytes.Clone(t.text)), at: t.from, visible: t.last - t.from, in: Input, number: t.number})
		t.number++
	}
	t.fresh = false
}

// end ends a line.
func (t *typist) end() {
	t.say()
	t.text, t.cutting = t.text[:0], false
}
