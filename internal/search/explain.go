package search

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// An ExpressionError says what is wrong with an expression, and where.
type ExpressionError struct {
	Expression string
	Offset     int // in bytes, up to the length of the expression
	Reason     string
}

// Error gives three lines: what is wrong, the expression, and a mark under the place.
func (e *ExpressionError) Error() string {
	return fmt.Sprintf("read expression: %s\n    %s\n    %s^", e.Reason, printable(e.Expression), strings.Repeat(" ", columns(e.Expression[:e.Offset])))
}

// printable is a text with a sign for every character that does not print.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// columns is how wide a text stands on a terminal.
func columns(text string) (n int) {
	for _, r := range text {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case k == width.EastAsianWide || k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// explain makes an ExpressionError of what package syntax says of an expression.
func explain(expression string, err error) error {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return &ExpressionError{expression, 0, err.Error()}
	}
	at, reason := place(expression, e)
	return &ExpressionError{expression, min(max(at, 0), len(expression)), reason}
}

func place(expression string, e *syntax.Error) (at int, reason string) {
	switch e.Code {
	case syntax.ErrMissingParen:
		open, _ := parens(expression)
		return open, "this ( has no )"
	case syntax.ErrUnexpectedParen:
		_, closed := parens(expression)
		return closed, "this ) has no (; for the sign itself write \\)"
	case syntax.ErrMissingBracket:
		return len(expression) - len(e.Expr), "this [ has no ]; for the sign itself write \\["
	case syntax.ErrMissingRepeatArgument:
		return find(expression, e.Expr), "there is nothing before this that could be repeated; for the sign itself write \\" + e.Expr[:1]
	case syntax.ErrInvalidRepeatOp:
		if strings.HasPrefix(e.Expr, "(?") {
			return find(expression, e.Expr), "this kind of group is not supported"
		}
		return find(expression, e.Expr) + 1, "what is repeated already is not repeated again"
	case syntax.ErrInvalidRepeatSize:
		return find(expression, e.Expr), "a repetition is {n}, {n,} or {n,m}, with n up to m and both up to 1000 in all"
	case syntax.ErrInvalidCharRange:
		return find(expression, e.Expr), rangeReason(e.Expr)
	case syntax.ErrInvalidEscape:
		return find(expression, e.Expr), escapeReason(e.Expr)
	case syntax.ErrInvalidPerlOp:
		return find(expression, e.Expr), "this kind of group is not supported: there are (…), (?:…), (?i:…) and (?P<name>…), and no look-around"
	case syntax.ErrInvalidNamedCapture:
		return find(expression, e.Expr), "this is no name for a group, or it stands twice"
	case syntax.ErrTrailingBackslash:
		return len(expression) - 1, "there is nothing behind this \\; for the sign itself write \\\\"
	case syntax.ErrInvalidUTF8:
		return invalid(expression), "this is no UTF-8"
	case syntax.ErrNestingDepth, syntax.ErrLarge:
		return 0, "it is too large"
	}
	return find(expression, e.Expr), e.Code.String()
}

func rangeReason(text string) string {
	if strings.HasPrefix(text, `\p`) || strings.HasPrefix(text, `\P`) || strings.HasPrefix(text, "[:") {
		return "there is no class of characters of this name"
	}
	return "this range ends before it begins"
}

func escapeReason(text string) string {
	if len(text) == 2 && '1' <= text[1] && text[1] <= '9' {
		return "references to groups are not supported"
	}
	return "this has no meaning; for a sign itself write it behind a \\, and letters and digits without one"
}

// find returns where a part of an expression is, not counting places within escapes.
func find(expression, part string) int {
	for at := 0; at < len(expression); {
		if strings.HasPrefix(expression[at:], part) {
			return at
		}
		size := 1
		if expression[at] == '\\' && at+1 < len(expression) {
			size = 2
		}
		at += size
	}
	return max(strings.Index(expression, part), 0)
}

func invalid(text string) int {
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return i
		}
	}
	return 0
}

// parens returns where the last ( without a ) is and where the first ) without a (, outside of classes and escapes.
func parens(expression string) (open, closed int) {
	var stack []int
	class := -1 // where one began
	for i := 0; i < len(expression); i++ {
		switch c := expression[i]; {
		case c == '\\' && strings.HasPrefix(expression[i:], `\Q`):
			end := strings.Index(expression[i:], `\E`)
			if end < 0 {
				end = len(expression) - i
			}
			i += end
		case c == '\\':
			i++
		case class >= 0:
			if c == ']' && i > class+1 && expression[class+1:i] != "^" {
				class = -1
			}
		case c == '[':
			class = i
		case c == '(':
			stack = append(stack, i)
		case c == ')' && len(stack) == 0:
			return 0, i
		case c == ')':
			stack = stack[:len(stack)-1]
		}
	}
	if len(stack) > 0 {
		open = stack[len(stack)-1]
	}
	return open, 0
}

func firstRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
