package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// A panel is the list of hits: beside the screen, or alone.
type panel struct {
	open   bool
	alone  bool
	cursor int // the hit that Enter goes to
	top    int // the first one shown
}

func (p *panel) toggle(alone bool, current int) {
	if p.open && p.alone == alone {
		p.open = false
		return
	}
	p.open, p.alone, p.cursor = true, alone, max(current, 0)
}

// panelKey handles a key while the list is open, and reports whether it is one of the list's.
func (m *playModel) panelKey(k tea.KeyPressMsg) (tea.Cmd, bool) {
	p := &m.panel
	last := len(m.search.hits) - 1
	switch k.String() {
	case "up", "k":
		p.cursor--
	case "down", "j":
		p.cursor++
	case "pgup", "ctrl+u":
		p.cursor -= 10
	case "pgdown", "ctrl+d":
		p.cursor += 10
	case "home":
		p.cursor = 0
	case "end":
		p.cursor = last
	case "enter":
		p.open = !p.alone && m.cols >= wideEnough
		if last < 0 {
			return nil, true
		}
		return m.goToHit(min(max(p.cursor, 0), last)), true
	case "esc":
		p.open = false
	default:
		return nil, false
	}
	p.cursor = max(min(p.cursor, last), 0)
	return nil, true
}

// wideEnough is the width from which on the list stands beside the screen instead of over it.
const wideEnough = 80

// panelCols returns the width of the list in a terminal of the given width, 0 if it is closed.
func (p *panel) cols(width int) int {
	switch {
	case !p.open:
		return 0
	case p.alone || width < wideEnough:
		return width
	}
	return min(width*2/5, 60)
}

// hitLines draws the list of hits in cols times rows cells.
func (m *playModel) hitLines(cols, rows int) []string {
	p, s := &m.panel, &m.search
	lines := []string{bold(fit(m.hitsTitle(), cols))}
	room := rows - 2
	p.top = min(max(p.top, p.cursor-room+1), max(p.cursor, 0))
	for i := max(p.top, 0); i < len(s.hits) && len(lines) < rows-1; i++ {
		lines = append(lines, m.hitLine(i, cols))
	}
	for len(lines) < rows-1 {
		lines = append(lines, spaces(cols))
	}
	return append(lines, faint(fit("Enter go there   Esc close", cols)))
}

func (m *playModel) hitsTitle() string {
	if m.search.pattern == nil {
		return "No search. / starts one"
	}
	return "Hits for " + visible(m.search.pattern.String()) + "   " + m.search.count()
}

func (m *playModel) hitLine(i, cols int) string {
	h := m.search.hits[i]
	pointer := "  "
	if i == m.search.current {
		pointer = "* "
	}
	if i == m.panel.cursor {
		pointer = "> "
	}
	head := pointer + player.FormatTime(h.At) + "  "
	before, match, after := excerpt(h, cols-len(head))
	line := head + before + under(match) + after
	if i == m.panel.cursor {
		return bold(line)
	}
	return line
}
