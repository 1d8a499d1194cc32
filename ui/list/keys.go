package list

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Bindings returns the keys of the list, in the order of the help.
func (l *Model) Bindings() []key.Binding {
	all := []key.Binding{
		bind("/", "/", "filter"),
		bind("esc", "esc", "clear the filter"),
		bind("[ ]", "[ ]", "filters used before"),
		bind("j k up down", "j k", "move"),
		bind("g G home end", "g G", "first, last"),
		bind("ctrl+d ctrl+u", "ctrl-d -u", "half a screen on, back"),
		bind("ctrl+f ctrl+b pgdown pgup", "ctrl-f -b", "a screen on, back"),
		bind("space", "space", "mark"),
		bind("z", "z", "all columns, or few"),
	}
	if len(l.o.Sorts) > 1 {
		all = append(all, bind("> <", "> <", "next, previous order"))
	}
	return all
}

// bind makes a binding from keys that are separated by blanks. Space itself is written as a word.
func bind(keys, shown, text string) key.Binding {
	var names []string
	start := 0
	for i := range len(keys) + 1 {
		if i == len(keys) || keys[i] == ' ' {
			names = append(names, keys[start:i])
			start = i + 1
		}
	}
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(shown, text))
}

// Update handles keys, pasted text and the mouse, as seen from the list's corner, and reports whether it took the message.
func (l *Model) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return l.key(msg)
	case tea.PasteMsg:
		if !l.filter.typing {
			return nil, false
		}
		l.filter.input.Insert(msg.Content)
		return l.filtered(), true
	case tea.MouseWheelMsg, tea.MouseClickMsg:
		return l.mouse(msg.(tea.MouseMsg))
	}
	return nil, false
}

func (l *Model) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if l.filter.typing {
		if cmd, taken := l.filterKey(k); taken {
			return cmd, true
		}
	}
	if to, ok := l.target(k.String()); ok {
		return l.Go(to), true
	}
	switch k.String() {
	case "/":
		l.filter.typing = true
	case "esc":
		if l.Filter() == "" {
			return nil, false
		}
		return l.SetFilter(""), true
	case "[", "]":
		return l.recall(k.String())
	case "space":
		l.mark()
		return l.Go(l.cursor + 1), true
	case "z":
		l.wide = !l.wide
	case ">":
		return l.sort(1)
	case "<":
		return l.sort(-1)
	default:
		return nil, false
	}
	return nil, true
}

// target returns the row that a key moves the cursor to.
func (l *Model) target(k string) (int, bool) {
	half := max(l.rows/2, 1)
	switch k {
	case "j", "down":
		return l.cursor + 1, true
	case "k", "up":
		return l.cursor - 1, true
	case "g", "home":
		return 0, true
	case "G", "end":
		return l.o.Rows.Len() - 1, true
	case "ctrl+d":
		return l.cursor + half, true
	case "ctrl+u":
		return l.cursor - half, true
	case "ctrl+f", "pgdown":
		return l.cursor + l.rows, true
	case "ctrl+b", "pgup":
		return l.cursor - l.rows, true
	}
	return 0, false
}

func (l *Model) recall(k string) (tea.Cmd, bool) {
	step := -1
	if k == "]" {
		step = 1
	}
	text, ok := l.filter.recall(step)
	if !ok {
		return nil, true
	}
	l.filter.input.Set(text)
	return l.filtered(), true
}

func (l *Model) sort(step int) (tea.Cmd, bool) {
	n := len(l.o.Sorts)
	if n < 2 {
		return nil, false
	}
	l.order = (l.order + step + n) % n
	if l.o.Sorted == nil {
		return l.Refresh(), true
	}
	return tea.Batch(l.o.Sorted(l.order), l.Refresh()), true
}

// wheelStep is how many rows a click of the wheel moves.
const wheelStep = 3

func (l *Model) mouse(msg tea.MouseMsg) (tea.Cmd, bool) {
	m := msg.Mouse()
	if m.X < 0 || m.X >= l.width || m.Y < 0 || m.Y >= l.height {
		return nil, false
	}
	if _, wheel := msg.(tea.MouseWheelMsg); wheel {
		switch m.Button {
		case tea.MouseWheelDown:
			return l.scroll(wheelStep), true
		case tea.MouseWheelUp:
			return l.scroll(-wheelStep), true
		}
		return nil, false
	}
	row := l.offset + m.Y - head
	switch {
	case m.Y == 0:
		l.filter.typing = true
	case m.Y >= head && row < l.o.Rows.Len():
		return l.Go(row), true
	}
	return nil, true
}

// scroll moves what is seen; the cursor comes along only when it would not be seen any more.
func (l *Model) scroll(step int) tea.Cmd {
	l.moved = true
	l.offset = max(min(l.offset+step, l.o.Rows.Len()-l.rows), 0)
	l.cursor = max(min(l.cursor, l.offset+l.rows-1), l.offset)
	return l.settle()
}
