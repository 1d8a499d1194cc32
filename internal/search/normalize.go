package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/width"
)

// A normal is a line in the form in which it is matched, with the way back to the line as it stood: byte i of text comes from the
// bytes from start[i] up to end[i].
type normal struct {
	text       []byte
	start, end []int
}

// normalize brings a line to the usual width and composes it (NFC). What is no UTF-8 becomes U+FFFD.
func normalize(line []byte) normal {
	var w normal
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRune(line[i:])
		if f := width.LookupRune(r).Folded(); f != 0 {
			r = f
		}
		w.add(utf8.AppendRune(nil, r), i, i+size)
		i += size
	}
	if norm.NFC.IsNormal(w.text) {
		return w
	}
	return w.composed()
}

func (n *normal) add(text []byte, start, end int) {
	n.text = append(n.text, text...)
	for range text {
		n.start, n.end = append(n.start, start), append(n.end, end)
	}
}

// composed returns the NFC of a text. A part that changes goes back as a whole.
func (n *normal) composed() normal {
	var c normal
	for from := 0; from < len(n.text); {
		size := norm.NFC.NextBoundary(n.text[from:], true)
		part := n.text[from : from+size]
		if form := norm.NFC.Bytes(part); string(form) != string(part) {
			c.add(form, n.start[from], n.end[from+size-1])
		} else {
			c.text = append(c.text, part...)
			c.start, c.end = append(c.start, n.start[from:from+size]...), append(c.end, n.end[from:from+size]...)
		}
		from += size
	}
	return c
}

// spans brings places in the normal form back to places in the line. Some may fall together.
func (n *normal) spans(in [][2]int) [][2]int {
	out := in[:0]
	for _, s := range in {
		if s[0] == s[1] {
			continue
		}
		s = [2]int{n.start[s[0]], n.end[s[1]-1]}
		if k := len(out); k > 0 && s[0] < out[k-1][1] {
			out[k-1][1] = max(out[k-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}

// normalText is normalize for what is looked for.
func normalText(text string) string {
	if isASCII(text) {
		return text
	}
	return norm.NFC.String(width.Fold.String(strings.ToValidUTF8(text, string(utf8.RuneError))))
}

// normalExpression is normalText for an expression: what becomes ASCII by it stands for itself and never gets a meaning.
func normalExpression(expression string) string {
	if isASCII(expression) {
		return expression
	}
	var b strings.Builder
	for _, r := range expression {
		if f := width.LookupRune(r).Folded(); f != 0 {
			if f < utf8.RuneSelf && strings.ContainsRune(special, f) {
				b.WriteByte('\\')
			}
			r = f
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// special are the characters that have a meaning in an expression or in a class of one.
const special = `\.+*?()|[]{}^$-&~#`

func isASCII(text string) bool {
	return !slices.ContainsFunc([]byte(text), func(c byte) bool { return c >= utf8.RuneSelf })
}
