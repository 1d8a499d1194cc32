// Package pods is the screen of Kubernetes: the pods of a namespace as they come and go, the contexts of the kubeconfig,
// and what opens a session in a container. It watches only while it is shown. A cluster that does not answer is a state
// with words, and never keeps a key waiting.
package pods

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// Options are what the screen shows and can do. The functions are called from commands. name is that of a context; a namespace of "" stands for all.
type Options struct {
	Theme style.Theme

	// Contexts reads the kubeconfig anew.
	Contexts func(context.Context) ([]kube.Context, error)
	// Follow lists and watches pods until its context ends.
	Follow func(ctx context.Context, name string, q kube.Query) (<-chan kube.Batch, error)
	// Namespaces lists the namespaces, with a note where these are not all.
	Namespaces func(ctx context.Context, name string) (names []string, note string, err error)
	// Grant says who the user is and what may be done in a namespace.
	Grant func(ctx context.Context, name, namespace string) (kube.Grant, error)
	// May asks about one thing.
	May func(ctx context.Context, name string, a kube.Action) (bool, error)
	// Refusal says why a list is forbidden and where it would not be.
	Refusal func(ctx context.Context, name string, a kube.Action) kube.Refusal
	// Exists reports whether there is such a namespace.
	Exists func(ctx context.Context, name, namespace string) (bool, error)
	// Retry lets a credential plugin run again that has failed.
	Retry func(ctx context.Context, name string)
	// Asking returns the command line of the plugin that has to answer before what Follow gives begins, or "".
	Asking func(name string) string

	// Flags go to kubectl with every session, as --kubeconfig=FILE does.
	Flags []string
	// Namespace is where to begin in the current context; "" leaves it to that.
	Namespace string
	// DebugImage is what debug containers are made of.
	DebugImage string
	// Policy says in words what holds for sessions on a target; nil or "": nothing is said.
	Policy func(name, namespace, pod string) string

	Now  func() time.Time // nil: time.Now
	Zone *time.Location   // nil: time.Local
}

// A Screen is the screen. Its methods are for the goroutine of the program's updates.
type Screen struct {
	ctx     context.Context
	o       Options
	theme   style.Theme
	list    *list.Model
	actions []action

	contexts contexts
	place    place
	past     place // where the screen was before
	rows     rows
	feed     feed
	rights   rights
	names    namespaces
	lost     lost
	menu     menu
	visible  bool
	ticking  bool
	touched  bool // the user has moved the cursor here
	open     bool // details are wanted
}

// A place is what is listed.
type place struct{ context, namespace string }

// New returns the screen. ctx bounds all that it reads.
func New(ctx context.Context, o Options) *Screen {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	s := &Screen{ctx: ctx, o: o, theme: o.Theme, open: true}
	s.rows = newRows(s)
	s.list = list.New(list.Options{
		Theme: o.Theme, Columns: columns(false), Rows: &s.rows, Noun: "pods", Hint: "cart !worker status:crash",
		Sorts: orders, Total: func() int { return len(s.rows.known) }, Empty: s.empty,
		Filtered: func(string) tea.Cmd { s.rows.filter(); return nil },
		Sorted:   func(int) tea.Cmd { s.rows.sort(); return nil },
	})
	s.actions = s.keys()
	return s
}

// Start reads the kubeconfig and begins with the current context.
func (s *Screen) Start() tea.Cmd {
	s.visible = true
	return tea.Batch(s.readContexts(), s.tick())
}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.key(msg)
	case tea.PasteMsg, tea.MouseWheelMsg, tea.MouseClickMsg:
		cmd, taken := s.list.Update(msg)
		s.touched = s.touched || taken
		return cmd, true
	case style.Theme:
		s.theme = msg
		s.list.SetTheme(msg)
	case act.Shown:
		return s.shown(), false
	case act.Hidden:
		s.visible = false
		s.feed.stop()
	case act.Filter:
		return s.list.SetFilter(msg.Text), false
	case contextsMsg:
		return s.sawContexts(msg), false
	case openedMsg:
		return s.opened(msg), false
	case feedMsg:
		return s.sawFeed(msg), false
	case grantMsg:
		s.sawGrant(msg)
	case refusalMsg:
		s.sawRefusal(msg)
	case namesMsg:
		return s.sawNames(msg), false
	case allowedMsg:
		return s.allowed(msg), false
	case tickMsg:
		return s.ticked(), false
	}
	return nil, false
}

// shown goes on watching.
func (s *Screen) shown() tea.Cmd {
	s.visible = true
	if s.feed.running() || s.contexts.reading {
		return s.tick()
	}
	if s.place.context == "" && len(s.contexts.all) == 0 {
		return tea.Batch(s.readContexts(), s.tick())
	}
	if s.feed.err != nil && !s.feed.err.Transient() {
		return s.tick() // nothing is tried again before the user says so
	}
	return tea.Batch(s.follow(), s.tick())
}

// ageEvery is how often ages are drawn anew, and what is waited for.
const ageEvery = time.Second

type tickMsg struct{}

// tick draws again after a while, as long as the screen is shown.
func (s *Screen) tick() tea.Cmd {
	if s.ticking {
		return nil
	}
	s.ticking = true
	wait := 5 * ageEvery
	if s.feed.waiting() {
		wait = ageEvery
	}
	return tea.Tick(wait, func(time.Time) tea.Msg { return tickMsg{} })
}

func (s *Screen) ticked() tea.Cmd {
	s.ticking = false
	if !s.visible {
		return nil
	}
	return s.tick()
}
