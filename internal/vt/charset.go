package vt

// Charsets that differ from ASCII. Any other designation is ASCII.
const (
	charsetASCII   = 'B'
	charsetDrawing = '0'
	charsetBritish = 'A'
)

// charsets is the state of ISO 2022 shifting.
type charsets struct {
	g      [4]byte
	gl     uint8 // which of g is active
	single uint8 // 2 or 3 for the next character only, else 0
}

func firstCharsets() charsets {
	return charsets{g: [4]byte{charsetASCII, charsetASCII, charsetASCII, charsetASCII}}
}

// plain reports whether the next ASCII character stands for itself.
func (c *charsets) plain() bool { return c.single == 0 && c.g[c.gl] == charsetASCII }

// drawing is the DEC special graphics set from 0x60 to 0x7e.
var drawing = [31]rune{
	'◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺',
	'⎻', '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
}

// translate maps r through the active charset.
func (c *charsets) translate(r rune) rune {
	if c.plain() {
		return r
	}
	set := c.g[c.gl]
	if c.single != 0 {
		set, c.single = c.g[c.single], 0
	}
	switch {
	case set == charsetDrawing && r >= 0x60 && r <= 0x7e:
		return drawing[r-0x60]
	case set == charsetBritish && r == '#':
		return '£'
	}
	return r
}

// designate handles ESC with one of the intermediates that name a charset slot.
func (c *charsets) designate(slot, set byte) {
	if set != charsetDrawing && set != charsetBritish {
		set = charsetASCII
	}
	switch slot {
	case '(':
		c.g[0] = set
	case ')', '-':
		c.g[1] = set
	case '*', '.':
		c.g[2] = set
	case '+':
		c.g[3] = set
	}
}
