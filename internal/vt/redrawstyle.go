package vt

// attrCodes are the SGR parameters that turn each attribute on and off.
var attrCodes = [...]struct {
	attr    Attr
	on, off int
}{
	{Bold, 1, 22}, {Faint, 2, 22}, {Italic, 3, 23}, {Blink, 5, 25}, {Inverse, 7, 27}, {Hidden, 8, 28},
	{Strike, 9, 29}, {Overline, 53, 55},
}

// style makes the reader's pen equal to l.
func (w *redraw) style(l look) {
	if w.pen == l {
		return
	}
	if (w.pen.Attrs^l.Attrs)&Protected != 0 {
		n := 0
		if l.Attrs&Protected != 0 {
			n = 1
		}
		w.csi("\"q", n)
	}
	from := w.pen.Style
	from.Attrs = from.Attrs&^Protected | l.Attrs&Protected
	if from != l.Style {
		w.sgr(from, l.Style)
	}
	if w.pen.link != l.link {
		id, uri := splitLink(w.s.links.list[l.link])
		if id != "" {
			id = "id=" + id
		}
		w.text("\x1b]8;" + id + ";" + uri + "\x1b\\")
	}
	w.pen = l
}

// sgr writes the shorter of what changes from one style to the other, or a reset and all of to.
func (w *redraw) sgr(from, to Style) {
	start := len(w.b)
	w.text("\x1b[")
	w.diff(from, to)
	w.endSGR()
	change := len(w.b) - start
	w.text("\x1b[0;")
	w.diff(Style{}, to)
	w.endSGR()
	if whole := len(w.b) - start - change; whole < change {
		copy(w.b[start:], w.b[start+change:])
		w.b = w.b[:start+whole]
	} else {
		w.b = w.b[:start+change]
	}
}

// endSGR ends a sequence whose parameters all have a semicolon behind them.
func (w *redraw) endSGR() {
	n := len(w.b) - 1
	if w.b[n] == ';' {
		w.b[n] = 'm'
		if w.b[n-1] == '0' && w.b[n-2] == '[' {
			w.b = append(w.b[:n-1], 'm')
		}
		return
	}
	w.text("m")
}

func (w *redraw) param(n int) {
	w.num(n)
	w.text(";")
}

// diff writes the parameters that lead from one style to the other.
func (w *redraw) diff(from, to Style) {
	have := from.Attrs
	for _, a := range attrCodes {
		if have&a.attr != 0 && to.Attrs&a.attr == 0 {
			w.param(a.off)
			have &^= a.attr
			if a.off == 22 {
				have &^= Bold | Faint
			}
		}
	}
	for _, a := range attrCodes {
		if to.Attrs&a.attr != 0 && have&a.attr == 0 {
			w.param(a.on)
		}
	}
	if from.Underline != to.Underline {
		w.underline(to.Underline)
	}
	for _, c := range [...]struct {
		from, to Color
		base     int
	}{{from.Fg, to.Fg, 30}, {from.Bg, to.Bg, 40}, {from.UnderlineColor, to.UnderlineColor, 50}} {
		if c.from != c.to {
			w.color(c.to, c.base)
		}
	}
}

func (w *redraw) underline(u Underline) {
	switch u {
	case UnderlineNone:
		w.param(24)
	case UnderlineSingle:
		w.param(4)
	default:
		w.text("4:")
		w.param(int(u))
	}
}

// color writes a colour; base is 30 for the foreground, 40 for the background, 50 for the underline.
func (w *redraw) color(c Color, base int) {
	n, palette := c.Palette()
	switch {
	case c.IsDefault():
		w.param(base + 9)
	case palette && n < 8 && base < 50:
		w.param(base + int(n))
	case palette && n < 16 && base < 50:
		w.param(base + 60 + int(n) - 8)
	case palette:
		w.param(base + 8)
		w.param(5)
		w.param(int(n))
	default:
		r, g, b, _ := c.RGB()
		for _, v := range [...]int{base + 8, 2, int(r), int(g), int(b)} {
			w.param(v)
		}
	}
}
