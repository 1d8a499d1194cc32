package vt

import (
	"strings"
	"testing"
)

// behaviours are what most terminals do, one sentence each. want is the rows joined by | and the cursor.
var behaviours = []struct {
	name       string
	cols, rows int
	in         string
	want       string
	x, y       int
}{
	// Printing, margins and the pending wrap.
	{"the last column leaves a wrap pending", 5, 3, "abcde", "abcde", 4, 0},
	{"the next character wraps first", 5, 3, "abcdef", "abcde|f", 1, 1},
	{"a line feed forgets the pending wrap", 5, 3, "abcde\nX", "abcde|    X", 4, 1},
	{"backspace leaves the last column", 5, 3, "abcde\bX", "abcXe", 4, 0},
	{"a tab does not move a pending wrap", 5, 3, "abcde\tX", "abcde|X", 1, 1},
	{"cursor left counts from the last column", 5, 3, "abcde\x1b[DX", "abcXe", 4, 0},
	{"erasing to the right erases nothing behind the margin", 5, 3, "abcde\x1b[KX", "abcde|X", 1, 1},
	{"erasing to the left of a pending wrap erases the row", 5, 3, "abcde\x1b[1KX", "|X", 1, 1},
	{"deleting characters forgets the pending wrap", 5, 3, "abcde\x1b[PX", "abcdX", 4, 0},
	{"restoring the cursor forgets the pending wrap", 5, 3, "abcde\x1b7\x1b[H\x1b8X", "abcdX", 4, 0},
	{"SGR keeps the pending wrap", 5, 3, "abcde\x1b[1mX", "abcde|X", 1, 1},
	{"without autowrap the last column is overwritten", 5, 3, "\x1b[?7labcdefg", "abcdg", 4, 0},
	{"the screen scrolls at the bottom", 5, 2, "a\r\nb\r\nc", "b|c", 1, 1},
	{"insert mode pushes to the right", 6, 2, "abcdef\x1b[2G\x1b[4hXY\x1b[4lZ", "aXYZcd", 4, 0},
	{"line feed mode returns the carriage", 6, 2, "\x1b[20hab\ncd", "ab|cd", 2, 1},
	{"reverse wrap goes back over a soft wrap", 5, 3, "\x1b[?45habcdefg\b\b\bX", "abcdX|fg", 4, 0},
	// Wide characters and combining.
	{"a wide character does not straddle the margin", 5, 3, "abcd漢", "abcd|漢", 2, 1},
	{"overwriting the right half clears the left", 8, 2, "漢字\x1b[2GX", " X字", 2, 0},
	{"overwriting the left half clears the right", 8, 2, "漢字\x1b[3GX", "漢X", 3, 0},
	{"erasing half a wide character erases all of it", 8, 2, "漢字\x1b[2G\x1b[X", "  字", 1, 0},
	{"deleting half a wide character leaves a blank", 8, 2, "漢字abc\x1b[2G\x1b[P", " 字abc", 1, 0},
	{"a wide character is lost in the last column without autowrap", 5, 2, "\x1b[?7labcd漢", "abcd", 4, 0},
	{"a combining mark joins the cell before", 8, 2, "e\u0301x", "e\u0301x", 2, 0},
	{"a combining mark joins the last column while a wrap is pending", 3, 2, "abe\u0301x", "abe\u0301|x", 1, 1},
	{"a combining mark at the left margin is dropped", 8, 2, "\u0301a", "a", 1, 0},
	{"emoji of a ZWJ sequence stand apart", 9, 2, "👩\u200d🚀x", "👩\u200d🚀x", 5, 0},
	{"in mode 2027 they are one", 9, 2, "\x1b[?2027h👩\u200d🚀x", "👩\u200d🚀x", 3, 0},
	{"in mode 2027 the emoji selector makes two columns", 9, 2, "\x1b[?2027h❤\ufe0fx", "❤\ufe0fx", 3, 0},
	{"without it the emoji selector takes none", 9, 2, "❤\ufe0fx", "❤\ufe0fx", 2, 0},
	{"in mode 2027 two regional indicators are a flag", 9, 2, "\x1b[?2027h🇩🇪🇫🇷x", "🇩🇪🇫🇷x", 5, 0},
	{"a cluster that becomes wide at the margin moves on", 4, 2, "\x1b[?2027habc❤\ufe0f", "abc|❤\ufe0f", 2, 1},
	{"Hangul jamo make a syllable", 8, 2, "\u1112\u1161\u11abx", "\u1112\u1161\u11abx", 3, 0},
	// Invalid input.
	{"invalid UTF-8 is replaced piece by piece", 20, 2, "a\xffb\xc3(c\xe4\xb8d\xf0\x9f\x98e", "a�b�(c�d�e", 10, 0},
	{"CAN ends a sequence", 8, 2, "a\x1b[3\x18b", "ab", 2, 0},
	{"controls act inside a sequence", 8, 2, "abc\x1b[\r1Cx", "axc", 2, 0},
	{"DEL is ignored", 8, 2, "a\x7fb\x1b[5\x7fGx", "ab  x", 5, 0},
	{"a misplaced prefix makes a sequence void", 8, 2, "\x1b[5?Gx", "x", 1, 0},
	{"device control strings show nothing", 8, 2, "\x1bPabc\x07x\x1b\\y", "y", 1, 0},
	{"an unknown OSC shows nothing", 8, 2, "\x1b]52;c;eA==\x07y", "y", 1, 0},
	{"C1 controls in UTF-8 act", 8, 2, "a\u0085b\u009b5Gc", "a|b   c", 5, 1},
	// Cursor and margins.
	{"cursor up stops at the top margin", 8, 6, "\x1b[2;4r\x1b[4;1H\x1b[9AX", "|X", 1, 1},
	{"cursor down from below the region goes to the bottom", 8, 6, "\x1b[2;4r\x1b[5;1H\x1b[9BX", "|||||X", 1, 5},
	{"VPR ignores the margins", 8, 6, "\x1b[2;4r\x1b[3;3H\x1b[9eX", "|||||  X", 3, 5},
	{"origin mode counts rows from the margin", 8, 6, "\x1b[2;4r\x1b[?6h\x1b[HX\x1b[9;1HY", "|X||Y", 1, 3},
	{"a region of one row is refused", 8, 4, "ab\x1b[2;2rX", "abX", 3, 0},
	{"a line feed below the region does not scroll", 8, 4, "\x1b[1;2r\x1b[4;1Ha\nb", "|||ab", 2, 3},
	{"reverse index scrolls down at the top margin", 8, 3, "a\r\nb\x1b[H\x1bMX", "X|a|b", 1, 0},
	{"inserting lines returns to the first column", 8, 3, "abc\x1b[LX", "X|abc", 1, 0},
	{"deleting lines returns to the first column", 8, 3, "abc\r\ndef\x1b[A\x1b[MX", "Xef", 1, 0},
	{"tab stops can be set", 20, 2, "\x1b[4G\x1bH\r\tX\tY", "   X    Y", 9, 0},
	{"tab stops can be cleared", 12, 2, "\x1b[3g\tX", "           X", 11, 0},
	{"back tab goes to the stop before", 20, 2, "\x1b[18G\x1b[ZX", "                X", 17, 0},
	{"restoring an unsaved cursor goes home", 8, 2, "abc\x1b8X", "Xbc", 1, 0},
	{"DECALN fills the screen", 3, 2, "a\x1b#8X", "XEE|EEE", 1, 0},
	// Erasing and editing.
	{"erase below", 8, 3, "a\r\nbcd\r\ne\x1b[2;2H\x1b[J", "a|b", 1, 1},
	{"erase above", 8, 3, "a\r\nbcd\r\ne\x1b[2;2H\x1b[1J", "|  d|e", 1, 1},
	{"erase all keeps the cursor", 8, 3, "a\r\nbc\x1b[2JX", "|  X", 3, 1},
	{"selective erase spares protected cells", 8, 2, "\x1b[1\"qab\x1b[0\"qcd\x1b[?2JX", "ab  X", 5, 0},
	{"erase does not spare them", 8, 2, "\x1b[1\"qab\x1b[2J", "", 2, 0},
	{"erase characters", 8, 2, "abcdef\x1b[2G\x1b[2X", "a  def", 1, 0},
	{"insert and delete characters", 8, 2, "abcdef\x1b[2G\x1b[2@X\x1b[2P", "aXcdef", 2, 0},
	{"scroll left and right", 8, 2, "abcdef\x1b[2 @\x1b[1 A", " cdef", 6, 0},
	{"columns can be inserted and deleted", 8, 2, "abcdef\x1b[3G\x1b[2'}\x1b[1'~", "ab cdef", 2, 0},
	{"scroll up and down", 8, 3, "1\r\n2\r\n3\x1b[2S\x1b[T", "|3", 1, 2},
	{"REP repeats the character before", 8, 2, "ab\x1b[3b", "abbbb", 5, 0},
	{"REP repeats what combined with it", 8, 2, "e\u0301\x1b[2b", "e\u0301e\u0301e\u0301", 3, 0},
	{"REP does nothing after another sequence", 8, 2, "ab\x1b[1m\x1b[3b", "ab", 2, 0},
	// Charsets.
	{"line drawing", 8, 2, "\x1b(0lqk\x1b(Bq", "┌─┐q", 4, 0},
	{"shift out and in", 8, 2, "\x1b)0\x0eqx\x0fqx", "─│qx", 4, 0},
	{"a single shift lasts one character", 8, 2, "\x1b*0\x1bNqq", "─q", 2, 0},
	{"locking shift of G2", 8, 2, "\x1b*0\x1bnqx", "─│", 2, 0},
	{"British", 8, 2, "\x1b(A#\x1b(B#", "£#", 2, 0},
	// Screens and resets.
	{"the alternate screen is blank and goes away", 8, 2, "ab\x1b[?1049hX\x1b[?1049lY", "abY", 3, 0},
	{"mode 1049 clears an alternate screen that is already shown", 8, 2, "ab\x1b[?1049hXY\x1b[?1049hZ", "    Z", 5, 0},
	{"mode 1047 keeps the cursor", 8, 2, "ab\x1b[?1047hX\x1b[?1047lY", "ab Y", 4, 0},
	{"each screen has its own saved cursor", 8, 3, "ab\x1b7\x1b[?47h\x1b[3;3H\x1b7\x1b[?47l\x1b8X", "abX", 3, 0},
	{"soft reset frees the margins", 8, 4, "\x1b[2;3r\x1b[?6h\x1b[!p\x1b[9;1HY", "|||Y", 1, 3},
	{"reset clears all", 8, 2, "ab\x1b[31m\x1bcX", "X", 1, 0},
	{"DECCOLM does nothing: the size of a recording is known", 8, 2, "abc\x1b[?3hX", "abcX", 4, 0},
}

func TestBehaviour(t *testing.T) {
	for _, c := range behaviours {
		t.Run(c.name, func(t *testing.T) {
			s := New(c.cols, c.rows)
			_, _ = s.Write([]byte(c.in))
			check(t, s)
			got := strings.TrimRight(strings.ReplaceAll(screenText(s), "\n", "|"), "|")
			if got != c.want || s.x != c.x || s.y != c.y {
				t.Errorf("got %q, cursor %d,%d; want %q, cursor %d,%d", got, s.x, s.y, c.want, c.x, c.y)
			}
		})
	}
}
