package player

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"

	"github.com/shellac-term/shellac/internal/vt"
)

// A Pattern is text to look for on the screen: as it stands, or a regular expression. Case counts only if the text has an
// upper-case letter.
type Pattern struct {
	text    string
	re      *regexp.Regexp
	literal *literal // nil if none is known
}

// ErrPattern says that a pattern cannot be looked for. Errors of CompilePattern wrap it.
var ErrPattern = errors.New("player: bad pattern")

// CompilePattern reads a pattern. An expression is in Go's syntax.
func CompilePattern(text string, expression bool) (*Pattern, error) {
	if text == "" {
		return nil, fmt.Errorf("read pattern: empty: %w", ErrPattern)
	}
	source := text
	if !expression {
		source = regexp.QuoteMeta(text)
	}
	fold := !hasUpper(text, expression)
	if fold {
		source = "(?i)" + source
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, fmt.Errorf("read pattern: %w: %w", ErrPattern, err)
	}
	p := &Pattern{text: text, re: re}
	if !expression {
		p.literal = newLiteral(text, fold)
	} else if tree, err := syntax.Parse(source, syntax.Perl); err == nil {
		p.literal = newLiteral(required(tree), true) // a part of it may have case not count
	}
	return p, nil
}

// mayBeIn reports whether the pattern may match somewhere in bytes that hold text. It is much faster than to match.
func (p *Pattern) mayBeIn(text []byte) bool { return p.literal == nil || p.literal.in(text) }

// all returns every match in a line.
func (p *Pattern) all(line string) [][]int {
	var buf [512]byte
	if !p.mayBeIn(append(buf[:0], line...)) {
		return nil
	}
	return p.re.FindAllStringIndex(line, -1)
}

// hasUpper reports whether text has an upper-case letter, in an expression without counting those of escapes like \W.
func hasUpper(text string, expression bool) bool {
	escaped := false
	for _, r := range text {
		if unicode.IsUpper(r) && !(expression && escaped) {
			return true
		}
		escaped = r == '\\' && !escaped
	}
	return false
}

// String returns the pattern as it was typed.
func (p *Pattern) String() string { return p.text }

// Match returns where the pattern is in a line, as an index of bytes and the one behind it, and false if it is not.
func (p *Pattern) Match(line string) (start, end int, ok bool) {
	at := p.re.FindStringIndex(line)
	if at == nil || at[0] == at[1] {
		return 0, 0, false
	}
	return at[0], at[1], true
}

// Spans returns where the pattern stands on a frame, from the top. Rows that wrapped are searched as one line; a match
// across rows gives a span for each.
func (p *Pattern) Spans(f vt.Frame) []vt.Span {
	var spans []vt.Span
	for top := 0; top < f.Rows; {
		end := lineEnd(f, top)
		spans = append(spans, p.lineSpans(f, top, end)...)
		top = end
	}
	return spans
}

// lineEnd returns the row behind the line that begins at row top.
func lineEnd(f vt.Frame, top int) int {
	end := top + 1
	for end < f.Rows && f.Wrapped(end) {
		end++
	}
	return end
}

func (p *Pattern) lineSpans(f vt.Frame, top, end int) []vt.Span {
	var text strings.Builder
	for y := top; y < end; y++ {
		text.WriteString(f.Text(y))
	}
	if end == top+1 && !p.re.MatchString(text.String()) {
		return nil
	}
	line, at := joined(f, top, end)
	var spans []vt.Span
	for _, m := range p.re.FindAllStringIndex(line, -1) {
		spans = appendSpans(spans, at[m[0]:m[1]])
	}
	return spans
}

// A column is a cell's place on a frame: its row and the columns it takes.
type column struct{ row, start, end int }

// joined returns the text of the rows from top up to end as one line, and for each byte the cell it comes from.
func joined(f vt.Frame, top, end int) (string, []column) {
	var line strings.Builder
	var at []column
	for y := top; y < end; y++ {
		for x := range f.Cols {
			c := f.Cell(x, y)
			if c.Width == 0 || x == f.Cols-1 && c.Text == "" && y+1 < end && f.Cell(0, y+1).Width == 2 {
				continue // the last one is left over because a wide character did not fit
			}
			text := c.Text
			if text == "" {
				text = " "
			}
			line.WriteString(text)
			for range len(text) {
				at = append(at, column{y, x, x + int(c.Width)})
			}
		}
	}
	return strings.TrimRight(line.String(), " "), at
}

// appendSpans adds the cells of one match: a span for each row.
func appendSpans(spans []vt.Span, cells []column) []vt.Span {
	first := len(spans)
	for _, c := range cells {
		if n := len(spans); n > first && spans[n-1].Row == c.row {
			spans[n-1].End = max(spans[n-1].End, c.end)
			continue
		}
		spans = append(spans, vt.Span{Row: c.row, Start: c.start, End: c.end})
	}
	return spans
}
