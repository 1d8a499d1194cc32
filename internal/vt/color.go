package vt

// Color is a terminal colour: the default, one of the 256 palette entries, or a 24-bit value.
// The zero value is the terminal's default.
type Color uint32

const (
	colorPalette Color = 1 << 24
	colorDirect  Color = 2 << 24
)

// PaletteColor returns the colour number n of the 256-colour palette.
func PaletteColor(n uint8) Color { return colorPalette | Color(n) }

// RGBColor returns the 24-bit colour with these components.
func RGBColor(r, g, b uint8) Color {
	return colorDirect | Color(r)<<16 | Color(g)<<8 | Color(b)
}

// IsDefault reports whether c is the terminal's default colour.
func (c Color) IsDefault() bool { return c == 0 }

// Palette returns the palette number and true if c is a palette colour.
func (c Color) Palette() (n uint8, ok bool) {
	return uint8(c), c>>24 == colorPalette>>24 // #nosec G115 -- the low byte is the number
}

// RGB returns the components and true if c is a 24-bit colour.
func (c Color) RGB() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c>>24 == colorDirect>>24 // #nosec G115 -- one byte each
}
