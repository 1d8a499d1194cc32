// Package style draws text: in the styles of a theme, in an exact number of cells, and with nothing in it that could steer
// the terminal. All that the screens draw passes through it.
package style

import (
	"strconv"
	"strings"
)

// A Theme says what the terminal can show and the user wants to see. The zero value is for a dark terminal with sixteen
// colours. It is also a message: the root sends one to all screens when it learns more about the terminal.
type Theme struct {
	Light bool // dark letters on a light ground
	Plain bool // no colour, attributes only
	Bare  bool // no attribute either
	ASCII bool // lines and signs of ASCII only
}

// FromEnv returns the theme for an environment: NO_COLOR, TERM, COLORFGBG and SHELLAC_ASCII count.
func FromEnv(getenv func(string) string) Theme {
	term := getenv("TERM")
	ground := getenv("COLORFGBG")
	ground = ground[strings.LastIndexByte(ground, ';')+1:]
	return Theme{
		Light: ground == "7" || ground == "15",
		Plain: getenv("NO_COLOR") != "",
		Bare:  term == "dumb" || term == "",
		ASCII: getenv("SHELLAC_ASCII") == "1" || term == "dumb",
	}
}

// A Style is how text is drawn; styles are combined with |. Colours come from the terminal's own sixteen. None of them says
// anything that the text does not say too.
type Style uint16

// The styles.
const (
	Bold    Style = 1 << iota
	Faint         // less important
	Under         // underlined
	Reverse       // the row of the cursor
	Good          // as it should be
	Warn          // look here
	Bad           // wrong
	Accent        // stands out: a key, a title

	Match = Bold | Under // what was looked for
	None  = Style(0)
)

// colours are the SGR parameters on a dark ground and on a light one.
func (s Style) colours(light bool) int {
	pick := func(dark, bright int) int {
		if light {
			return bright
		}
		return dark
	}
	switch {
	case s&Bad != 0:
		return pick(91, 31)
	case s&Warn != 0:
		return pick(93, 35) // yellow cannot be read on white
	case s&Good != 0:
		return pick(92, 32)
	case s&Accent != 0:
		return pick(96, 34)
	}
	return 0
}

// Paint returns s in a style. s must be free of styles and controls: Clean.
func (t Theme) Paint(st Style, s string) string {
	if t.Bare || st == None || s == "" {
		return s
	}
	var codes []string
	for i, code := range []string{"1", "2", "4", "7"} {
		if st&(1<<i) != 0 {
			codes = append(codes, code)
		}
	}
	if c := st.colours(t.Light); c != 0 && !t.Plain && st&Reverse == 0 { // as a ground, colours are hard to read on
		codes = append(codes, strconv.Itoa(c))
	}
	if len(codes) == 0 {
		return s
	}
	return "\x1b[" + strings.Join(codes, ";") + "m" + s + "\x1b[m"
}
