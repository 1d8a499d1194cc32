package play

import (
	"strconv"

	"github.com/shellac-term/shellac/internal/vt"
)

// appendSGR adds the sequence that sets a style, whatever was set before. It is the only place where a recorded style
// becomes an escape sequence, and it is made of numbers.
func appendSGR(b []byte, s vt.Style) []byte {
	b = append(b, "\x1b[0"...)
	for _, a := range sgrAttrs {
		if s.Has(a.attr) {
			b = append(append(b, ';'), a.code...)
		}
	}
	if s.Underline != vt.UnderlineNone {
		b = append(b, ";4"...)
		if s.Underline > vt.UnderlineSingle && s.Underline <= vt.UnderlineDashed {
			b = append(b, ':', '0'+byte(s.Underline))
		}
	}
	b = appendColor(b, s.Fg, 30)
	b = appendColor(b, s.Bg, 40)
	if s.Underline != vt.UnderlineNone {
		b = appendColor(b, s.UnderlineColor, 50)
	}
	return append(b, 'm')
}

// sgrAttrs are the attributes that are shown. Hidden text is shown faint: who replays a session wants to see it.
var sgrAttrs = [...]struct {
	attr vt.Attr
	code string
}{
	{vt.Bold, "1"}, {vt.Faint, "2"}, {vt.Italic, "3"}, {vt.Blink, "5"}, {vt.Inverse, "7"}, {vt.Hidden, "2"}, {vt.Strike, "9"},
	{vt.Overline, "53"},
}

// appendColor adds a colour: base is 30 for the foreground, 40 for the background, 50 for underlines.
func appendColor(b []byte, c vt.Color, base int) []byte {
	if n, ok := c.Palette(); ok {
		switch {
		case n < 8 && base < 50:
			return appendNumber(b, base+int(n))
		case n < 16 && base < 50:
			return appendNumber(b, base+60+int(n)-8)
		}
		return appendNumber(appendNumber(appendNumber(b, base+8), 5), int(n))
	}
	if red, green, blue, ok := c.RGB(); ok {
		b = appendNumber(appendNumber(b, base+8), 2)
		return appendNumber(appendNumber(appendNumber(b, int(red)), int(green)), int(blue))
	}
	return b
}

func appendNumber(b []byte, n int) []byte {
	return strconv.AppendInt(append(b, ';'), int64(n), 10)
}
