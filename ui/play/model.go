package play

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/player"
)

// A model is the player screen. It only routes: what a message means is decided by the part it belongs to. All
// reading of the recording happens in commands, one at a time for frames, so that every key is answered at once.
type model struct {
	ctx     context.Context
	now     func() time.Time
	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	player  *player.Player
	options Options
	actions []action

	cols, rows int
	clock      player.Clock
	idle       idle
	shown      shown
	loading    loading
	pan        pan
	search     search
	prompt     prompt
	panel      panel
	marks      bookmarks
	look       look
	message    message
	strip      strip

	leaving error // of remembering the position
}

// An idle is what is done about quiet stretches.
type idle struct {
	on        bool
	threshold time.Duration
}

// defaultThreshold is the quiet that is skipped when skipping is switched on by a key.
const defaultThreshold = 2 * time.Second

// A look is what the viewer chose about how things are shown.
type look struct {
	ascii  bool
	mouse  bool
	help   bool
	about  bool // who, where and why
	clock  clockStyle
	tick   int // generation of the tick in flight
	moves  int // counts jumps
	follow bool
	live   bool          // the session still runs
	from   time.Duration // where the last jump led
	drag   bool          // the mouse was pressed on the timeline and is not released yet
}

// A message is said below the recorded screen for a while.
type message struct {
	text  string
	until time.Time
}

func newPlayModel(ctx context.Context, p *player.Player, o Options, now func() time.Time) *model {
	m := &model{
		ctx: ctx, now: now, tick: tea.Tick, player: p, options: o, actions: playActions(),
		clock: player.NewClock(now(), p.Duration()),
		idle:  idle{o.SkipIdle > 0, o.SkipIdle},
		look:  look{ascii: o.ASCII, mouse: !o.NoMouse, live: o.Follow != nil},
	}
	if m.options.Name == "" {
		m.options.Name = p.Header().ID
	}
	if m.idle.threshold <= 0 {
		m.idle.threshold = defaultThreshold
	}
	if o.Speed > 0 {
		m.clock.SetSpeed(now(), o.Speed)
	}
	if o.Loop {
		m.clock.SetLoop(now(), player.Span{To: p.Duration()})
	}
	m.clock.Seek(now(), o.At)
	m.look.follow = o.Follow != nil && o.At >= p.Duration()
	if o.Paused {
		m.clock.Pause(now())
	}
	m.pan.follow = true
	m.search.current = -1
	return m
}

// close ends what still runs for the model.
func (m *model) close() {
	m.loading.cancel()
	m.search.stop()
}

// Init starts the clock and reads the first frame.
func (m *model) Init() tea.Cmd {
	commands := []tea.Cmd{m.load(), m.startTick()}
	if m.options.Find != "" {
		direction := 1
		if m.options.Stay {
			direction = 0
		}
		commands = append(commands, m.find(m.options.Find, m.options.Regexp, direction))
	}
	if m.options.Survey && m.options.Find == "" {
		commands = append(commands, survey(m.player))
	}
	if m.options.Follow != nil {
		commands = append(commands, m.grow())
	}
	return tea.Batch(commands...)
}

// Update routes a message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.route(msg)
	return m, tea.Batch(cmd, m.keepText())
}

func (m *model) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.key(msg)
	case tea.PasteMsg:
		m.prompt.insert(visible(msg.Content))
	case tea.MouseClickMsg, tea.MouseMotionMsg, tea.MouseReleaseMsg, tea.MouseWheelMsg:
		return m.mouse(msg.(tea.MouseMsg))
	case tea.WindowSizeMsg:
		m.cols, m.rows = msg.Width, msg.Height
	case tickMsg:
		return m.ticked(msg)
	case loadedMsg:
		return m.loaded(msg)
	case steppedMsg:
		return m.stepped(msg)
	case hitsMsg:
		return m.found(msg)
	case exactMsg:
		return m.exact(msg)
	case surveyedMsg:
		return m.surveyed(msg)
	case grownMsg:
		return m.grew(msg)
	case textMsg:
		return m.gotText(msg)
	}
	return nil
}

// key gives a key to whoever has the attention: the prompt, the list of hits, or the player.
func (m *model) key(k tea.KeyPressMsg) tea.Cmd {
	m.message = message{}
	if k.String() == "ctrl+c" {
		return tea.Quit
	}
	if m.prompt.open {
		return m.promptKey(k)
	}
	if m.panel.open {
		if cmd, ok := m.panelKey(k); ok {
			return cmd
		}
	}
	if m.closes(k) {
		return nil
	}
	for _, a := range m.actions {
		if a.matches(k) {
			return a.do(m, k.String())
		}
	}
	return nil
}

// closes closes what lies over the screen, if anything does, and reports whether that is all the key means.
func (m *model) closes(k tea.KeyPressMsg) bool {
	over := m.look.help || m.look.about
	m.look.help, m.look.about = false, false
	s := k.String()
	return over && (s == "esc" || s == "q" || s == "?" || s == "enter" || s == "o")
}

// say shows a message for some seconds.
func (m *model) say(text string) {
	m.message = message{visible(text), m.now().Add(4 * time.Second)}
}

func (m *model) position() time.Duration { return m.clock.Position(m.now()) }
