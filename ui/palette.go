package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A palette is the line in which commands are typed, with those that match below it.
type palette struct {
	open    bool
	input   list.Input
	cursor  int
	history []string // oldest first
	at      int      // index into history
}

func (p *palette) show(text string) {
	p.open, p.cursor, p.at = true, 0, len(p.history)
	p.input.Set(text)
}

// A choice is a line of the palette: a command, or a command with one of the values it can have.
type choice struct {
	act.Command
	arg  string
	rank int
}

// weight orders choices: of those that fit equally well, what can be had comes first.
func (c choice) weight() int {
	if c.Why != "" {
		return 2*c.rank + 1
	}
	return 2 * c.rank
}

// line is what has to be typed for a choice.
func (c choice) line() string {
	if c.arg == "" {
		return c.Name
	}
	return c.Name + " " + c.arg
}

// choices returns the lines of the palette for what was typed, best first.
func (m *model) choices() []choice {
	typed := strings.TrimLeft(m.palette.input.Text(), " :")
	word, arg, more := strings.Cut(typed, " ")
	arg = strings.TrimSpace(arg)
	var all []choice
	for _, c := range m.commands() {
		rank, ok := rankOf(word, c)
		if !ok || more && c.Name != word && (c.Arg == "" || rank > 1) {
			continue
		}
		if values := completions(c, arg); more && len(values) > 0 {
			for _, v := range values {
				all = append(all, choice{c, v, rank})
			}
			continue
		}
		if c.Arg == "" && arg != "" {
			continue
		}
		all = append(all, choice{c, arg, rank})
	}
	slices.SortStableFunc(all, func(a, b choice) int { return a.weight() - b.weight() })
	return all
}

// completions returns the values of a command's argument that match what was typed of it.
func completions(c act.Command, arg string) []string {
	if c.Complete == nil || c.Why != "" {
		return nil
	}
	var all []string
	for _, v := range c.Complete(arg) {
		if _, ok := rankText(strings.ToLower(arg), strings.ToLower(v)); ok {
			all = append(all, v)
		}
	}
	return all
}

// rankOf tells how well a command fits a word, 0 best.
func rankOf(word string, c act.Command) (int, bool) {
	if rank, ok := rankText(strings.ToLower(word), c.Name); ok {
		return rank, true
	}
	if len(word) > 1 && strings.Contains(strings.ToLower(c.Text), strings.ToLower(word)) {
		return 4, true
	}
	return 0, false
}

// rankText tells how well text fits a word: the same, begins with it, has it in it, has its letters in that order.
func rankText(word, text string) (int, bool) {
	switch {
	case word == text:
		return 0, true
	case strings.HasPrefix(text, word):
		return 1, true
	case strings.Contains(text, word):
		return 2, true
	}
	for _, r := range word {
		i := strings.IndexRune(text, r)
		if i < 0 {
			return 0, false
		}
		text = text[i+len(string(r)):]
	}
	return 3, true
}

func paletteBindings() []key.Binding {
	return []key.Binding{
		bind("enter", "enter", "run", false, nil).Binding,
		bind("tab", "tab", "complete", false, nil).Binding,
		bind("up down", "up down", "choose", false, nil).Binding,
		bind("ctrl+r", "ctrl-r", "used before", false, nil).Binding,
		bind("esc", "esc", "close", false, nil).Binding,
	}
}

// paletteKey handles a key while the palette is open.
func (m *model) paletteKey(k tea.KeyPressMsg) tea.Cmd {
	p := &m.palette
	choices := m.choices()
	switch k.String() {
	case "esc":
		p.open = false
	case "enter":
		return m.choose(choices)
	case "tab":
		if p.cursor < len(choices) {
			p.complete(choices[p.cursor])
		}
	case "down", "ctrl+n":
		p.cursor = min(p.cursor+1, max(len(choices)-1, 0))
	case "up", "ctrl+p":
		p.cursor = max(p.cursor-1, 0)
	case "ctrl+r":
		p.recall()
	case "backspace":
		if p.input.Text() == "" {
			p.open = false
			return nil
		}
		fallthrough
	default:
		if p.input.Key(k) {
			p.cursor = 0
		}
	}
	return nil
}

func (p *palette) complete(c choice) {
	text := c.line()
	if c.Arg != "" && c.arg == "" {
		text += " "
	}
	p.input.Set(text)
	p.cursor = 0
}

// recall puts what was typed before into the line, the newest first.
func (p *palette) recall() {
	if len(p.history) == 0 {
		return
	}
	p.at = (p.at - 1 + len(p.history)) % len(p.history)
	p.input.Set(p.history[p.at])
	p.cursor = 0
}

// choose runs the command under the cursor, or says why that cannot be.
func (m *model) choose(choices []choice) tea.Cmd {
	p := &m.palette
	if p.cursor >= len(choices) {
		return act.Failed("no command " + strings.TrimSpace(p.input.Text()) + "; Esc closes")
	}
	c := choices[p.cursor]
	switch {
	case c.Why != "":
		return act.Failed(c.Name + ": " + c.Why)
	case c.Arg != "" && !strings.HasPrefix(c.Arg, "[") && c.arg == "":
		p.complete(c)
		return nil
	}
	p.open = false
	p.history = append(slices.DeleteFunc(p.history, func(s string) bool { return s == c.line() }), c.line())
	return c.Do(c.arg)
}

// paletteLines draws the palette in the middle of the room.
func (m *model) paletteLines(width, height int) []string {
	inner := min(width-8, 90)
	rows := max(height-6, 3)
	choices := m.choices()
	lines := []string{m.theme.Paint(style.Accent|style.Bold, ": ") + m.palette.input.Draw(m.theme, inner-8, true), m.theme.Rule(inner - 4)}
	first := max(min(m.palette.cursor-rows+1, len(choices)-rows), 0)
	for i := first; i < min(first+rows, len(choices)); i++ {
		lines = append(lines, m.choiceLine(choices[i], i == m.palette.cursor, inner-4))
	}
	if len(choices) == 0 {
		lines = append(lines, "  no such command")
	}
	box := m.theme.Frame("commands", lines, inner)
	out := make([]string, 0, height)
	for _, l := range append([]string{""}, box...) {
		out = append(out, style.Blank((width-inner)/2)+l)
	}
	return style.Room(out, width, height)
}

func (m *model) choiceLine(c choice, here bool, width int) string {
	name := c.line()
	if c.arg == "" && c.Arg != "" {
		name += " " + c.Arg
	}
	text := c.Text
	if c.Why != "" {
		text = "not now: " + c.Why
	}
	left := style.Fit("  "+style.Clean(name), max(min(width*2/5, 28), 16)) + " " + style.Clean(text)
	if here {
		left = ">" + left[1:]
	}
	line := style.Between(style.Cut(left, width-style.Width(c.Key)-1), c.Key, width)
	switch {
	case here:
		return m.theme.Paint(style.Reverse, line)
	case c.Why != "":
		return m.theme.Paint(style.Faint, line)
	}
	return line
}
