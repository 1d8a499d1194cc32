package vt

import (
	"strings"
	"unicode"
)

// Span is a range of columns of one row, from Start up to but not with End.
type Span struct {
	Row, Start, End int
}

// Find returns where text stands on the frame, from the top. Rows that wrapped are searched as one line;
// a match across rows gives one span for each. Case counts only if text has an upper-case letter. A blank
// cell is a space. Matches do not overlap.
func (f Frame) Find(text string) []Span {
	if text == "" {
		return nil
	}
	fold := text == strings.ToLower(text)
	var spans []Span
	for y := 0; y < f.Rows; {
		end := y + 1
		for end < f.Rows && f.rows[end].cont {
			end++
		}
		spans = append(spans, f.findLine(text, y, end, fold)...)
		y = end
	}
	return spans
}

// position is where the byte of a line's text came from.
type position struct{ row, start, end int }

// findLine searches the rows from top up to end as one line.
func (f Frame) findLine(text string, top, end int, fold bool) []Span {
	line, at := f.joined(top, end, fold)
	var spans []Span
	for from := 0; ; {
		i := strings.Index(line[from:], text)
		if i < 0 {
			return spans
		}
		i += from
		spans = appendSpans(spans, at[i:i+len(text)])
		from = i + len(text)
	}
}

// joined returns the text of the rows from top up to end, and for each byte where it stands.
func (f Frame) joined(top, end int, fold bool) (string, []position) {
	var line []byte
	var at []position
	for y := top; y < end; y++ {
		cells := f.line(y)
		if y+1 < end && len(cells) > 0 && cells[len(cells)-1].blank() && f.line(y + 1)[0].has(cellWide) {
			cells = cells[:len(cells)-1] // left over because the wide character did not fit
		}
		for x, c := range cells {
			if c.has(cellTail) {
				continue
			}
			before := len(line)
			if c.blank() {
				line = append(line, ' ')
			} else {
				line = appendCell(line, c, f.clusters)
			}
			if fold {
				line = foldFrom(line, before)
			}
			for range len(line) - before {
				at = append(at, position{y, x, x + c.width()})
			}
		}
	}
	return string(line), at
}

// foldFrom lowers the case of b from index i on.
func foldFrom(b []byte, i int) []byte {
	if len(b) == i+1 {
		if c := b[i]; c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
		return b
	}
	return append(b[:i], strings.Map(unicode.ToLower, string(b[i:]))...)
}

// appendSpans adds one span for each row of a match.
func appendSpans(spans []Span, match []position) []Span {
	first := len(spans)
	for _, p := range match {
		if n := len(spans); n > first && spans[n-1].Row == p.row {
			spans[n-1].End = max(spans[n-1].End, p.end)
			continue
		}
		spans = append(spans, Span{Row: p.row, Start: p.start, End: p.end})
	}
	return spans
}
