package pods

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/style"
)

// A menu is a short list below the pods that has the keys until something is chosen.
type menu struct {
	open   bool
	title  string
	keys   string // what they do, in words
	items  []item
	cursor int
	typed  string // narrows the items
	choose func(name, key string) tea.Cmd
	extra  string // keys that choose as well, besides Enter
}

// An item is a line of a menu.
type item struct {
	name  string
	note  string
	style style.Style // of the note
	here  bool        // what is shown now
}

// found returns the items that have what was typed in their names, those that begin with it first.
func (m *menu) found() []item {
	if m.typed == "" {
		return m.items
	}
	var found, later []item
	for _, i := range m.items {
		switch name, typed := strings.ToLower(i.name), strings.ToLower(m.typed); {
		case strings.HasPrefix(name, typed):
			found = append(found, i)
		case strings.Contains(name, typed):
			later = append(later, i)
		}
	}
	return append(found, later...)
}

// show opens the menu with the cursor on what is shown now.
func (m *menu) show() {
	m.open = true
	for i, x := range m.items {
		if x.here {
			m.cursor = i
		}
	}
}

// key handles a key; all of them but Ctrl-C and ? belong to the menu. With letters the items are narrowed, unless they are
// keys of the menu.
func (m *menu) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	found := m.found()
	switch name := k.String(); name {
	case "esc", "ctrl+t":
		*m = menu{}
	case "up", "ctrl+p", "shift+tab":
		m.cursor = max(m.cursor-1, 0)
	case "down", "ctrl+n", "tab":
		m.cursor = max(min(m.cursor+1, len(found)-1), 0)
	case "home", "pgup":
		m.cursor = 0
	case "end", "pgdown":
		m.cursor = max(len(found)-1, 0)
	case "backspace":
		if m.typed != "" {
			m.typed = m.typed[:len(m.typed)-1] // it is ASCII
			m.cursor = 0
		}
	default:
		switch {
		case name == "enter", m.extra != "" && strings.Contains(m.extra, name):
			return m.chosen(found, name), true
		case m.extra == "" && len(k.Text) == 1 && k.Text > " " && k.Text < "\x7f":
			m.typed += k.Text
			m.cursor = 0
		case m.extra != "" && name == "q":
			*m = menu{}
		case m.extra != "" && name == "j":
			m.cursor = max(min(m.cursor+1, len(found)-1), 0)
		case m.extra != "" && name == "k":
			m.cursor = max(m.cursor-1, 0)
		default:
			return nil, k.Text != "" && name != "?"
		}
	}
	return nil, true
}

func (m *menu) chosen(found []item, key string) tea.Cmd {
	if m.cursor >= len(found) {
		return nil
	}
	choose, name := m.choose, found[m.cursor].name
	*m = menu{}
	return choose(name, key)
}

// lines draws the menu in at most height lines, the first of them its title.
func (m *menu) lines(t style.Theme, width, height int) []string {
	found := m.found()
	title := t.Paint(style.Bold, " "+m.title)
	if m.typed != "" {
		title += "  /" + style.Clean(m.typed)
	}
	count := fmt.Sprintf("%d ", len(m.items))
	if len(found) != len(m.items) {
		count = fmt.Sprintf("%d/%d ", len(found), len(m.items))
	}
	lines := []string{t.Rule(width), style.Between(title+t.Paint(style.Faint, "  "+m.keys), count, width)}
	room := max(height-len(lines), 1)
	first := max(min(m.cursor-room/2, len(found)-room), 0)
	names := nameWidth(found, width)
	for i := first; i < min(first+room, len(found)); i++ {
		lines = append(lines, drawItem(t, found[i], names, width, i == m.cursor))
	}
	if len(found) == 0 {
		lines = append(lines, "   none has "+style.Clean(m.typed)+" in its name")
	}
	return lines
}

func nameWidth(items []item, width int) int {
	n := 8
	for _, x := range items {
		n = max(n, style.Width(style.Clean(x.name)))
	}
	return min(n, max(width*55/100, 8))
}

func drawItem(t style.Theme, x item, names, width int, cursor bool) string {
	sign := " "
	if cursor {
		sign = ">"
	}
	mark := " "
	if x.here {
		mark = "*"
	}
	left := sign + mark + " " + style.Fit(style.Clean(x.name), names)
	note := "  " + style.Clean(x.note)
	if cursor {
		return t.Paint(style.Reverse|style.Bold, style.Fit(left+note, width))
	}
	return left + t.Paint(x.style, style.Cut(note, max(width-style.Width(left), 0)))
}

// chooseContext opens the menu of contexts.
func (s *Screen) chooseContext() {
	s.menu = menu{
		title: "Contexts", keys: "type to find, enter goes there, esc closes", items: s.contextItems(),
		choose: func(name, _ string) tea.Cmd { return s.toContext(name) },
	}
	s.menu.show()
}

func (s *Screen) contextItems() []item {
	items := make([]item, len(s.contexts.all))
	for i, x := range s.contexts.all {
		words, st := s.contexts.words(x, s.o.Now())
		items[i] = item{x.Name, words, st, x.Name == s.place.context && s.feed.begun()}
	}
	return items
}

// chooseNamespace opens the menu of namespaces.
func (s *Screen) chooseNamespace() {
	const all = "all namespaces"
	items := []item{{name: all, here: s.place.namespace == ""}}
	for _, n := range s.names.names {
		items = append(items, item{name: n, here: n == s.place.namespace})
	}
	keys := "type to find, enter goes there, esc closes"
	if s.names.note != "" {
		keys = s.names.note
	}
	s.menu = menu{
		title: "Namespaces", keys: keys, items: items,
		choose: func(name, _ string) tea.Cmd {
			if name == all {
				name = ""
			}
			return s.toNamespace(name)
		},
	}
	s.menu.show()
}

// chooseContainer opens the menu of the containers of a pod.
func (s *Screen) chooseContainer() tea.Cmd {
	p, ok := s.current()
	if !ok {
		return nil
	}
	var items []item
	for _, c := range p.Containers {
		note := c.State + "  " + c.Image
		if role := roleWords(c.Role); role != "" {
			note = role + "  " + note
		}
		items = append(items, item{c.Name, note, style.Faint, c.Name == p.Default()})
	}
	s.menu = menu{
		title: "Containers of " + style.Clean(p.Name), keys: "enter s shell  a attach  d debug  esc closes", items: items, extra: "sad",
		choose: func(name, key string) tea.Cmd {
			switch key {
			case "a":
				return s.attach(p, name)
			case "d":
				return s.debug(p, name)
			}
			return s.shell(p, name)
		},
	}
	s.menu.show()
	return nil
}
