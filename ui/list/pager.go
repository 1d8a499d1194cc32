package list

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// A Pager shows text that is longer than the screen, with the keys of less. Lines may be added while it is shown.
type Pager struct {
	theme  style.Theme
	title  string
	lines  []string
	note   string // beside the position, such as "reading"
	top    int    // the first line that is seen
	left   int    // the first cell that is seen
	height int
	search Input
	typing bool
	found  string // what is looked for
	wanted bool   // the next match is gone to as soon as it comes
}

// NewPager returns a pager without text.
func NewPager(t style.Theme, title string) *Pager {
	return &Pager{theme: t, title: style.Clean(title), height: 1}
}

// Add appends lines of untrusted text.
func (p *Pager) Add(lines ...string) {
	for _, l := range lines {
		p.lines = append(p.lines, style.Clean(strings.ReplaceAll(l, "\t", "    ")))
	}
	if p.wanted {
		p.next(p.top, 1)
	}
}

// SetNote says something beside the position, such as that there is more to come.
func (p *Pager) SetNote(text string) { p.note = style.Clean(text) }

// Len returns the number of lines.
func (p *Pager) Len() int { return len(p.lines) }

// Typing tells whether keys go into the search.
func (p *Pager) Typing() bool { return p.typing }

// Bindings returns the keys of a pager.
func (p *Pager) Bindings() []key.Binding {
	return []key.Binding{
		bind("q esc", "q", "close"),
		bind("/", "/", "search"),
		bind("n N", "n N", "next, previous match"),
		bind("j k down up enter", "j k", "a line on, back"),
		bind("space f b ctrl+f ctrl+b pgdown pgup", "space b", "a screen on, back"),
		bind("d u ctrl+d ctrl+u", "d u", "half a screen on, back"),
		bind("g G home end", "g G", "start, end"),
		bind("left right", "left right", "sideways"),
	}
}

// Update handles keys, pasted text and the wheel. open is false when the user has closed the pager. Every key but Ctrl-C and
// ? is taken.
func (p *Pager) Update(msg tea.Msg) (open, taken bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return p.key(msg)
	case tea.PasteMsg:
		if p.typing {
			p.search.Insert(msg.Content)
		}
		return true, p.typing
	case tea.MouseWheelMsg:
		switch msg.Mouse().Button {
		case tea.MouseWheelDown:
			p.move(wheelStep)
		case tea.MouseWheelUp:
			p.move(-wheelStep)
		}
		return true, true
	}
	return true, false
}

func (p *Pager) key(k tea.KeyPressMsg) (open, taken bool) {
	if p.typing {
		return true, p.searchKey(k)
	}
	switch k.String() {
	case "q", "esc":
		return false, true
	case "/":
		p.typing = true
		p.search.Set("")
	case "n":
		p.next(p.top+1, 1)
	case "N":
		p.next(p.top-1, -1)
	case "left":
		p.left = max(p.left-8, 0)
	case "right":
		p.left += 8
	default:
		step, ok := p.step(k.String())
		if ok {
			p.move(step)
		}
		return true, ok
	}
	return true, true
}

// step returns how many lines a key moves the text.
func (p *Pager) step(k string) (int, bool) {
	switch k {
	case "j", "down", "enter":
		return 1, true
	case "k", "up":
		return -1, true
	case "space", "f", "ctrl+f", "pgdown":
		return p.height, true
	case "b", "ctrl+b", "pgup":
		return -p.height, true
	case "d", "ctrl+d":
		return p.height / 2, true
	case "u", "ctrl+u":
		return -p.height / 2, true
	case "g", "home":
		return -len(p.lines), true
	case "G", "end":
		return len(p.lines), true
	}
	return 0, false
}

func (p *Pager) move(step int) { p.top = max(min(p.top+step, len(p.lines)-p.height), 0) }

func (p *Pager) searchKey(k tea.KeyPressMsg) bool {
	switch k.String() {
	case "enter":
		p.typing = false
		if text := p.search.Text(); text != "" {
			p.found = text
		}
		p.next(p.top, 1)
	case "esc":
		p.typing = false
	default:
		return p.search.Key(k) || k.Text != ""
	}
	return true
}

// next goes to the next line from a given one that holds what is looked for, around the ends.
func (p *Pager) next(from, step int) {
	p.wanted = p.found != ""
	n := len(p.lines)
	for k := 0; p.wanted && k < n; k++ {
		i := ((from+step*k)%n + n) % n
		if len(spans(p.lines[i], p.found)) > 0 {
			p.top, p.wanted = i, false // near the end too: the line stands at the top
		}
	}
}

// spans returns where text stands in a line, in bytes. Without capitals it matches in either case.
func spans(line, text string) [][2]int {
	if text == "" {
		return nil
	}
	if text == strings.ToLower(text) {
		if lower := strings.ToLower(line); len(lower) == len(line) {
			line = lower
		}
	}
	var all [][2]int
	for at := 0; ; {
		i := strings.Index(line[at:], text)
		if i < 0 {
			return all
		}
		all = append(all, [2]int{at + i, at + i + len(text)})
		at += i + len(text)
	}
}

// Lines draws the pager in exactly height lines of exactly width cells.
func (p *Pager) Lines(width, height int) []string {
	p.height = max(height-2, 1)
	out := []string{p.theme.Paint(style.Bold, style.Fit(" "+p.title, width))}
	for i := p.top; i < min(p.top+p.height, len(p.lines)); i++ {
		out = append(out, " "+p.line(p.lines[i], width-2))
	}
	out = style.Room(out, width, height-1)
	return append(out, style.Fit(p.status(width), width))
}

// line draws the part of a line that is seen, with what was looked for.
func (p *Pager) line(text string, width int) string {
	var b strings.Builder
	at := 0
	for _, s := range spans(text, p.found) {
		b.WriteString(text[at:s[0]] + p.theme.Paint(style.Match, text[s[0]:s[1]]))
		at = s[1]
	}
	b.WriteString(text[at:])
	return style.Cut(style.Skip(b.String(), p.left), width)
}

func (p *Pager) status(width int) string {
	if p.typing {
		return " /" + p.search.Draw(p.theme, width-3, true)
	}
	last := min(p.top+p.height, len(p.lines))
	left := fmt.Sprintf(" line %d-%d of %d", min(p.top+1, last), last, len(p.lines))
	if p.note != "" {
		left += ", " + p.note
	}
	if p.wanted {
		left += ", no match for " + p.found
	} else if p.found != "" {
		left += ", matches of " + p.found
	}
	return style.Cut(left, width)
}
