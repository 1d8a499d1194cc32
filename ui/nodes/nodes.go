// Package nodes is the screen that lists hosts and opens them over ssh. Names come from sources that are listed side by
// side; what ssh makes of a name is asked for the row that the cursor rests on, and of no other.
package nodes

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Options are what the screen shows and can do. The functions are called from commands, more than one at a time; their
// contexts end when nobody wants to know any more. A nil function means that the product cannot do that.
type Options struct {
	Theme   style.Theme
	Sources []inventory.Source
	Off     []string // names of sources that are switched off, to say so
	Tilde   func(path string) string

	// Resolve asks ssh about a host. Ask says when: Resting, OnDemand or Never.
	Resolve func(context.Context, inventory.Target) (inventory.Resolved, error)
	Ask     Ask
	// Kept returns the labels that programs have printed for a target, without running one.
	Kept func(name string) []inventory.DynamicLabel
	// Labels runs the programs whose labels are too old.
	Labels func(context.Context, inventory.Target) ([]inventory.DynamicLabel, error)
	// Habits returns what was opened and pinned.
	Habits func() ([]inventory.Habit, error)
	Pin    func(name string, pinned bool) error
	// Recordings returns the last recordings of a host, newest first.
	Recordings func(ctx context.Context, name string) ([]Recording, error)
	// Rules says in lines what the configuration asks for on a target. It waits for nothing.
	Rules func(inventory.Target, []inventory.DynamicLabel) []string
	// Forget makes programs that print hosts run again at the next list.
	Forget func() error
	// Edit returns the arguments of shellac that open the file of a target in an editor.
	Edit func(inventory.Target) []string

	Now func() time.Time // nil: time.Now
}

// Ask says when ssh is asked about a host.
type Ask uint8

// The times at which ssh is asked.
const (
	Resting  Ask = iota // when the cursor rests on a row
	OnDemand            // when the user wants to see the answer
	Never
)

// A Recording is a line about a recording of a host.
type Recording struct {
	ID       string
	Who      string
	Start    time.Time
	Duration time.Duration
	Size     int64
	State    string // a word if it is not complete
}

// A Screen is the screen. Its methods are for the goroutine of the program's updates.
type Screen struct {
	ctx     context.Context
	o       Options
	theme   style.Theme
	list    *list.Model
	actions []action

	load    load
	rows    rows
	details details
	form    form
	pager   *list.Pager // of what ssh said, or of warnings
	open    bool        // details are wanted
	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
}

// New returns the screen. ctx bounds all that it reads.
func New(ctx context.Context, o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Tilde == nil {
		o.Tilde = func(path string) string { return path }
	}
	s := &Screen{ctx: ctx, o: o, theme: o.Theme, open: true, tick: tea.Tick}
	s.load.sources = make([]loaded, len(o.Sources))
	s.rows.screen = s
	s.list = list.New(list.Options{
		Theme: o.Theme, Columns: columns(), Rows: &s.rows, Noun: "hosts", Hint: "web env:prod user:ci tag:x !old",
		Sorts: orderNames(), Total: func() int { return len(s.rows.targets) }, Empty: s.empty,
		Filtered: func(string) tea.Cmd { s.filter(); return nil },
		Sorted:   func(int) tea.Cmd { s.merge(); return nil }, Moved: s.moved,
	})
	s.arrange()
	s.actions = s.keys()
	return s
}

// Start begins to list the sources.
func (s *Screen) Start() tea.Cmd { return s.read() }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg, tea.MouseWheelMsg, tea.MouseClickMsg:
		return s.input(msg), true
	case style.Theme:
		s.theme = msg
		s.list.SetTheme(msg)
	case act.Shown: // after a session there is a recording more
		s.details.stop()
		return tea.Batch(s.read(), s.moved()), false
	case act.Hidden:
		s.details.stop()
	case act.Filter:
		return s.list.SetFilter(msg.Text), false
	}
	return s.result(msg), false
}

// result takes what a command of this screen has brought.
func (s *Screen) result(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case sourceMsg:
		return s.gotSource(msg)
	case habitsMsg:
		return s.gotHabits(msg)
	case restMsg:
		return s.rested(msg)
	case resolvedMsg:
		return s.gotResolved(msg)
	case labelsMsg:
		return s.gotLabels(msg)
	case recordingsMsg:
		s.gotRecordings(msg)
	}
	return nil
}

// input gives pasted text and the mouse to whoever has the attention.
func (s *Screen) input(msg tea.Msg) tea.Cmd {
	switch {
	case s.pager != nil:
		s.pager.Update(msg)
	case s.form.open:
		if p, ok := msg.(tea.PasteMsg); ok {
			s.form.field().Insert(p.Content)
		}
	default:
		cmd, _ := s.list.Update(msg)
		return cmd
	}
	return nil
}

// current returns the target under the cursor.
func (s *Screen) current() (inventory.Target, bool) {
	i, _, ok := s.list.Cursor()
	if !ok || i >= s.rows.Len() {
		return inventory.Target{}, false
	}
	return s.rows.targets[s.rows.found[i]], true
}
