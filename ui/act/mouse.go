package act

import tea "charm.land/bubbletea/v2"

// Shift returns a mouse message as it is seen from a part of the screen whose upper left corner is at x, y. Screens get
// them as seen from their own corner.
func Shift(msg tea.MouseMsg, x, y int) tea.MouseMsg {
	m := msg.Mouse()
	m.X, m.Y = m.X-x, m.Y-y
	switch msg.(type) {
	case tea.MouseClickMsg:
		return tea.MouseClickMsg(m)
	case tea.MouseReleaseMsg:
		return tea.MouseReleaseMsg(m)
	case tea.MouseWheelMsg:
		return tea.MouseWheelMsg(m)
	case tea.MouseMotionMsg:
		return tea.MouseMotionMsg(m)
	}
	return msg
}
