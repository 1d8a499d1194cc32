package vt

// Attr is a set of character attributes. Underlining is not among them, see Style.Underline.
type Attr uint16

// The attributes of a cell.
const (
	Bold Attr = 1 << iota
	Faint
	Italic
	Blink
	Inverse
	Hidden
	Strike
	Overline
	// Protected cells survive a selective erase (DECSED, DECSEL).
	Protected
)

// Underline is the shape of the line under a cell, numbered as in SGR 4:n.
type Underline uint8

// The underline shapes.
const (
	UnderlineNone Underline = iota
	UnderlineSingle
	UnderlineDouble
	UnderlineCurly
	UnderlineDotted
	UnderlineDashed
)

// Style is how a cell looks.
type Style struct {
	Fg, Bg, UnderlineColor Color
	Attrs                  Attr
	Underline              Underline
}

// Has reports whether all attributes of a are set.
func (s Style) Has(a Attr) bool { return s.Attrs&a == a }

// look is what is interned for a cell: its style and its hyperlink (an index into linkTable, 0 for none).
type look struct {
	Style
	link uint32
}

// erased is the look of a cell that an erase leaves behind while l is the pen: its background only.
func (l look) erased() look { return look{Style: Style{Bg: l.Bg}} }
