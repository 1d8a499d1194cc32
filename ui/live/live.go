// Package live is the screen of what runs now: sessions that are recorded on this machine, those of other machines as the
// store shows them, and recordings that wait to be sent. It looks for news only while it is shown.
package live

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A Session is one whose recording lies on this machine.
type Session struct {
	ID, Kind, Target, User string
	Start                  time.Time
	File                   string // the recording so far
	Bytes                  int64  // of it
	Quiet                  time.Time
	Running                bool // its recorder runs
	Died                   bool // its recorder died
}

// Options are what the screen shows and can do. The functions are called from commands. Nil: the product cannot do that.
type Options struct {
	Theme style.Theme
	Store string // its name, for words

	// Local lists the sessions in the spool of this machine.
	Local func(context.Context) ([]Session, error)
	// Stored lists the sessions that have no end in the store.
	Stored func(context.Context) ([]archive.Entry, error)
	// Tail returns the last lines that stood on the screen of a session, of at most n. file is its recording on this machine, or
	// empty.
	Tail func(ctx context.Context, id, file string, n int) ([]string, error)
	// Upload sends a recording of this machine to the store, and says what it did.
	Upload func(ctx context.Context, id string) (string, error)
	// Explain says in words what is wrong, and what can be done about it.
	Explain func(error) (what, hint string)

	LocalEvery, StoredEvery time.Duration    // how often it is looked; 0: 2 s and 10 s
	Now                     func() time.Time // nil: time.Now
	Zone                    *time.Location   // nil: time.Local
}

// How often the screen looks, if Options do not say.
const (
	localEvery  = 2 * time.Second
	storedEvery = 10 * time.Second
)

// A Screen is the screen. Its methods are for the goroutine of the program's updates.
type Screen struct {
	ctx     context.Context
	o       Options
	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick, but in tests
	theme   style.Theme
	list    *list.Model
	actions []action

	generation int // of the looking: it ends when the screen is hidden
	visible    bool
	local      look[Session]
	stored     look[archive.Entry]
	rows       rows
	tail       tail
	open       bool // details are wanted
	uploading  map[string]bool
}

// A look is what one place has.
type look[T any] struct {
	all  []T
	err  error
	done bool // looked at least once
}

// New returns the screen. ctx bounds all that it reads.
func New(ctx context.Context, o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	if o.LocalEvery == 0 {
		o.LocalEvery = localEvery
	}
	if o.StoredEvery == 0 {
		o.StoredEvery = storedEvery
	}
	s := &Screen{ctx: ctx, o: o, tick: tea.Tick, theme: o.Theme, open: true, uploading: make(map[string]bool)}
	s.rows.screen = s
	s.list = list.New(list.Options{
		Theme: o.Theme, Columns: columns(), Rows: &s.rows, Noun: "sessions", Hint: "part of a name",
		Total: func() int { return s.rows.total }, Empty: s.empty,
		Filtered: func(string) tea.Cmd { s.gather(); return nil }, Moved: s.moved,
	})
	s.actions = s.keys()
	return s
}

// Start begins to look.
func (s *Screen) Start() tea.Cmd { return s.watch() }

// watch looks at both places now, and then again and again until the screen is hidden.
func (s *Screen) watch() tea.Cmd {
	s.generation++
	s.visible = true
	s.tail.stop()
	return tea.Batch(s.lookLocal(), s.lookStored(), s.readTail())
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg, tea.MouseWheelMsg, tea.MouseClickMsg:
		cmd, _ := s.list.Update(msg)
		return cmd, true
	case style.Theme:
		s.theme = msg
		s.list.SetTheme(msg)
	case act.Shown:
		return s.watch(), false
	case act.Hidden:
		s.generation++
		s.visible = false
		s.tail.stop()
	case act.Filter:
		return s.list.SetFilter(msg.Text), false
	case localMsg:
		return s.sawLocal(msg), false
	case storedMsg:
		return s.sawStored(msg), false
	case againMsg:
		return s.again(msg), false
	case tailMsg:
		return s.sawTail(msg), false
	case uploadedMsg:
		return s.uploaded(msg), false
	}
	return nil, false
}
