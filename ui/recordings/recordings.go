// Package recordings is the screen that lists what a store holds. It reads the catalog as it comes, newest first, and never
// waits for it; what it says of the recording under the cursor is read when the cursor has come to rest.
package recordings

import (
	"context"
	"errors"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Options are what the screen shows and can do. The functions are called from commands, more than one at a time; their
// contexts end when nobody wants to know any more. A nil function means that the product cannot do that.
type Options struct {
	Theme style.Theme
	Store string // its name, for words

	List     func(context.Context, archive.Filter) iter.Seq2[archive.Entry, error]
	Details  func(context.Context, archive.Entry) (archive.Details, error)
	Activity func(ctx context.Context, e archive.Entry, n int) ([]int64, error) // bytes of output in n equal parts of the time
	// Transcript yields the lines that stood on the screen.
	Transcript func(context.Context, archive.Entry) iter.Seq2[string, error]
	Verify     func(context.Context, archive.Entry) Verdict
	// Export writes a recording to a new file in one of Formats. The error is fs.ErrExist where there is one already.
	Export  func(ctx context.Context, e archive.Entry, format, file string) error
	Formats []string
	// Search yields the lines on the screens of recordings that hold all of some words: text:TEXT, or re:EXPRESSION. ErrLimit says
	// that there are more.
	Search func(ctx context.Context, words []string, among []archive.Entry) iter.Seq2[Hit, error]
	// Explain says in words what is wrong, and what can be done about it.
	Explain func(error) (what, hint string)

	Now  func() time.Time // nil: time.Now
	Zone *time.Location   // nil: time.Local
}

// A Hit is a place in a recording.
type Hit struct {
	ID         string
	At         time.Duration
	Line       string
	Start, End int // of the match in Line, in bytes
}

// ErrLimit says that a search ended because it had found enough for a screen.
var ErrLimit = errors.New("there are more hits than are shown: narrow the filter, or ask shellac search")

// A Verdict is what a check of a recording has found.
type Verdict struct {
	State VerdictState
	Text  string // in a sentence
}

// A VerdictState is the outcome of a check.
type VerdictState uint8

// The outcomes.
const (
	Unchecked VerdictState = iota
	Checking
	Intact
	Torn
	Broken
)

// A Screen is the screen. Its methods are for the goroutine of the program's updates.
type Screen struct {
	ctx     context.Context
	o       Options
	tick    func(time.Duration, func(time.Time) tea.Msg) tea.Cmd // tea.Tick, but in tests
	theme   style.Theme
	list    *list.Model
	actions []action

	rows     rows
	entries  []archive.Entry // newest first
	names    names
	load     load
	query    query
	details  details
	open     bool // details are wanted
	verdicts map[string]Verdict
	text     transcript
	export   export
}

// New returns the screen. ctx bounds all that it reads.
func New(ctx context.Context, o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	s := &Screen{ctx: ctx, o: o, tick: tea.Tick, theme: o.Theme, open: true, verdicts: make(map[string]Verdict), names: make(names)}
	s.rows.screen = s
	s.list = list.New(list.Options{
		Theme: o.Theme, Columns: columns(), Rows: &s.rows, Noun: "recordings", Hint: "node:web* since:7d exit:!0",
		Sorts: orderNames(), Total: func() int { return len(s.entries) }, Count: s.countHits, Empty: s.empty,
		Filtered: s.filtered, Sorted: func(int) tea.Cmd { return s.arrange() }, Moved: s.moved,
	})
	s.actions = s.keys()
	return s
}

// Start begins to read the catalog.
func (s *Screen) Start() tea.Cmd { return s.reload() }

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
	case act.Shown:
		return s.peek(), false
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
	case batchMsg:
		return s.loaded(msg)
	case arrangedMsg:
		return s.arranged(msg)
	case restMsg:
		return s.rested(msg)
	case detailsMsg:
		return s.gotDetails(msg)
	case activityMsg:
		s.gotActivity(msg)
	case textMsg:
		return s.gotText(msg)
	case verdictMsg:
		return s.judged(msg)
	case exportedMsg:
		return s.exported(msg)
	case hitsMsg:
		return s.gotHits(msg)
	}
	return nil
}

// input gives pasted text and the mouse to whoever has the attention.
func (s *Screen) input(msg tea.Msg) tea.Cmd {
	switch {
	case s.text.pager != nil:
		s.text.pager.Update(msg)
	case s.export.open:
		if p, ok := msg.(tea.PasteMsg); ok {
			s.export.file.Insert(p.Content)
		}
	default:
		cmd, _ := s.list.Update(msg)
		return cmd
	}
	return nil
}

// current returns the recording under the cursor, and the hit if the cursor is on one.
func (s *Screen) current() (e archive.Entry, h *Hit, ok bool) {
	i, _, ok := s.list.Cursor()
	if !ok || i >= s.rows.Len() {
		return archive.Entry{}, nil, false
	}
	e, h = s.rows.at(i)
	return e, h, true
}
