package ui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A model is the whole program. It knows which screen is shown and what lies over it, and gives every message to whom it
// belongs.
type model struct {
	ctx     context.Context
	o       Options
	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick, but in tests
	theme   style.Theme
	actions []action

	cols, rows int
	shown      int    // index of the tab
	started    []bool // by tab
	trail      []int  // tabs that q goes back to
	status     Status
	message    message
	palette    palette
	help       *list.Pager // nil unless it is shown
	welcome    welcome
	last       act.Run // the last session that was opened
	mouse      bool
	away       *atomic.Bool // the terminal is in other hands
}

// A message is what is said below the tabs for a while.
type message struct {
	act.Say
	generation int
}

func newModel(ctx context.Context, o Options) *model {
	m := &model{ctx: ctx, o: o, tick: tea.Tick, theme: o.Theme, started: make([]bool, len(o.Tabs)), mouse: !o.NoMouse, away: new(atomic.Bool)}
	m.actions = m.rootActions()
	if i, ok := m.tab(o.First); ok {
		m.shown = i
	}
	return m
}

// tab returns the index of a tab.
func (m *model) tab(name string) (int, bool) {
	for i, t := range m.o.Tabs {
		if t.Name == name {
			return i, true
		}
	}
	return 0, false
}

// Init starts the first screen. Nothing is waited for: the first picture shows what there is, which is nothing yet.
func (m *model) Init() tea.Cmd {
	first := m.show(m.shown)
	if m.o.Filter != "" {
		first = tea.Batch(first, m.tell(act.Filter{Text: m.o.Filter}))
	}
	return tea.Batch(first, m.askGround(), m.tick(afterFirst, func(time.Time) tea.Msg { return settledMsg{} }))
}

// afterFirst is when the first picture is there. What it does not need is looked for then.
const afterFirst = 80 * time.Millisecond

type settledMsg struct{}

// askGround asks the terminal for the colour of its ground, if that makes a difference. Nothing waits for the answer.
func (m *model) askGround() tea.Cmd {
	if m.theme.Plain || m.theme.Bare {
		return nil
	}
	return tea.RequestBackgroundColor
}

// Update routes a message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return m, m.route(msg) }

func (m *model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseMsg:
		return m.mouseAt(msg)
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.theme.Light = !msg.IsDark()
		return m.tellAll(m.theme)
	case settledMsg:
		return tea.Batch(m.look(), m.greet())
	case act.Run:
		return m.handOver(msg)
	case ranMsg:
		return m.ran(msg)
	case act.Say:
		return m.say(msg)
	case silenceMsg:
		if msg.generation == m.message.generation {
			m.message.Text = ""
		}
	case act.Go:
		return m.visit(msg)
	case Status:
		m.status = msg
	case Welcome:
		m.welcome.found(msg)
	default:
		return m.tellAll(msg)
	}
	return nil
}

// screen returns the screen that is shown, or nil.
func (m *model) screen() Screen {
	if len(m.o.Tabs) == 0 {
		return nil
	}
	return m.o.Tabs[m.shown].Screen
}

// tell gives a message to the screen that is shown.
func (m *model) tell(msg tea.Msg) tea.Cmd {
	if s := m.screen(); s != nil {
		cmd, _ := s.Update(msg)
		return cmd
	}
	return nil
}

// tellAll gives a message to all screens that were ever shown.
func (m *model) tellAll(msg tea.Msg) tea.Cmd {
	var all []tea.Cmd
	for i, t := range m.o.Tabs {
		if t.Screen != nil && m.started[i] {
			cmd, _ := t.Screen.Update(msg)
			all = append(all, cmd)
		}
	}
	return tea.Batch(all...)
}

// show changes to a tab.
func (m *model) show(i int) tea.Cmd {
	if i < 0 || i >= len(m.o.Tabs) {
		return nil
	}
	var hidden tea.Cmd
	if i != m.shown {
		hidden = m.tell(act.Hidden{})
	}
	again := m.started[i]
	m.shown, m.started[i] = i, true
	s := m.screen()
	switch {
	case s == nil:
		return hidden
	case again:
		return tea.Batch(hidden, m.tell(act.Shown{}), m.look())
	}
	cmd, _ := s.Update(m.theme)
	return tea.Batch(hidden, cmd, s.Start())
}

// visit does what a Go says. q leads back from there.
func (m *model) visit(g act.Go) tea.Cmd {
	i, ok := m.tab(g.Tab)
	if !ok {
		return nil
	}
	var cmd tea.Cmd
	if i != m.shown {
		m.trail = append(m.trail, m.shown)
		cmd = m.show(i)
	}
	if g.Filter != "" {
		cmd = tea.Batch(cmd, m.tell(act.Filter{Text: g.Filter}))
	}
	return cmd
}

// look looks at the store.
func (m *model) look() tea.Cmd {
	if m.o.Status == nil {
		return nil
	}
	look, ctx := m.o.Status, m.ctx
	return func() tea.Msg { return look(ctx) }
}

// How long something is said.
const (
	sayFor    = 5 * time.Second
	sayBadFor = 10 * time.Second
)

type silenceMsg struct{ generation int }

// say shows text below the tabs for a while.
func (m *model) say(s act.Say) tea.Cmd {
	s.Text = style.Clean(s.Text)
	m.message = message{s, m.message.generation + 1}
	d, generation := sayFor, m.message.generation
	if s.Bad {
		d = sayBadFor
	}
	return m.tick(d, func(time.Time) tea.Msg { return silenceMsg{generation} })
}
