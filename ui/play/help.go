package play

import (
	"fmt"
	"strings"

	"github.com/shellac-term/shellac/player"
)

// helpLines draws the keys in cols times rows cells, from the bindings: in two columns if they fit.
func (m *model) helpLines(cols, rows int) []string {
	entries := m.helpEntries(true)
	if len(entries) > 2*(rows-1) {
		entries = m.helpEntries(false)
	}
	lines := m.helpColumns(entries, cols, rows-1)
	lines = append(lines, faint(fit(" timeline  "+m.timelineLegend(), cols)))
	return middle(lines, cols, cols, rows)
}

// helpEntries returns a line for each key under the heading of its group, with a blank line between groups if spaced.
func (m *model) helpEntries(spaced bool) []string {
	var entries []string
	group := ""
	for _, a := range m.actions {
		if a.Help().Desc == "" {
			continue // said beside its counterpart
		}
		if a.group != group {
			if group != "" && spaced {
				entries = append(entries, "")
			}
			group = a.group
			entries = append(entries, group)
		}
		entries = append(entries, fmt.Sprintf("  %-11s %s", a.Help().Key, a.Help().Desc))
	}
	return entries
}

// helpColumns arranges entries in as many columns as they need.
func (m *model) helpColumns(entries []string, cols, rows int) []string {
	columns := (len(entries) + rows - 1) / rows
	width := cols / max(columns, 1)
	height := min((len(entries)+columns-1)/columns, rows)
	lines := make([]string, height)
	for y := range lines {
		var b strings.Builder
		for x := range columns {
			text := ""
			if i := x*height + y; i < len(entries) {
				text = entries[i]
			}
			text = fit(" "+text, width)
			if strings.HasPrefix(text, "  ") || strings.TrimSpace(text) == "" {
				b.WriteString(text)
			} else {
				b.WriteString(bold(text))
			}
		}
		lines[y] = b.String() + spaces(cols-width*columns)
	}
	return lines
}

// aboutLines says who, where and why.
func (m *model) aboutLines(cols, rows int) []string {
	h, s := m.player.Header(), m.player.Summary()
	lines := []string{bold(fit(" About this recording", cols)), spaces(cols)}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, fit(fmt.Sprintf(" %-10s %s", name, visible(value)), cols))
		}
	}
	add("id", h.ID)
	add("target", strings.TrimSpace(h.Target+"  "+h.Kind))
	add("command", strings.Join(h.Argv, " "))
	add("opened by", h.User)
	add("as", h.RemoteUser)
	add("reason", h.Reason)
	for _, l := range h.Labels {
		add("label", l.Name+"="+l.Value)
	}
	add("start", h.Start.In(m.location()).Format("2006-01-02 15:04:05.000 -07:00"))
	add("duration", player.FormatTime(m.player.Duration()))
	add("size", m.sizes())
	add("output", fmt.Sprintf("%d bytes", s.OutputBytes))
	if s.Exit != nil {
		add("exit", s.Exit.String())
	}
	add("recorder", h.Recorder)
	add("damage", m.damage())
	add("notice", m.options.Notice)
	if len(lines) > rows-2 {
		lines = lines[:rows-2]
	}
	lines = append(lines, spaces(cols), faint(fit(" Esc closes", cols)))
	for len(lines) < rows {
		lines = append(lines, spaces(cols))
	}
	return lines
}

// sizes lists the sizes the recorded terminal had, as far as they are known.
func (m *model) sizes() string {
	text := m.player.Header().Size.String()
	for i, r := range m.player.Resizes() {
		if i == 5 {
			return text + ", .."
		}
		text += fmt.Sprintf(" -> %s at %s", r.Size, player.FormatTime(r.At))
	}
	return text
}
