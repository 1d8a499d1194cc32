package pods

import (
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

// contexts are those of the kubeconfig, with what was learned of their clusters while the program ran.
type contexts struct {
	all     []kube.Context
	err     error
	reading bool
	learned map[string]learned
}

// learned is how a cluster answered last.
type learned struct {
	word string
	bad  bool
}

type contextsMsg struct {
	all []kube.Context
	err error
}

func (s *Screen) readContexts() tea.Cmd {
	s.contexts.reading = true
	read, ctx := s.o.Contexts, s.ctx
	return func() tea.Msg {
		all, err := read(ctx)
		return contextsMsg{all, err}
	}
}

// sawContexts keeps the contexts. Where none was chosen yet, or the chosen one is no more, it goes to the current one.
func (s *Screen) sawContexts(msg contextsMsg) tea.Cmd {
	s.contexts.reading = false
	s.contexts.err = msg.err
	if msg.err != nil {
		return nil
	}
	s.contexts.all = msg.all
	if _, ok := s.contexts.find(s.place.context); ok && (s.place.context != "" || s.feed.begun()) {
		return s.follow()
	}
	for _, x := range msg.all {
		if x.Current {
			namespace := x.Namespace
			if s.o.Namespace != "" {
				namespace = s.o.Namespace
			}
			return s.enter(place{x.Name, namespace})
		}
	}
	if len(msg.all) > 0 {
		s.chooseContext()
	}
	return nil
}

func (c *contexts) find(name string) (kube.Context, bool) {
	i := slices.IndexFunc(c.all, func(x kube.Context) bool { return x.Name == name })
	if i < 0 {
		return kube.Context{}, false
	}
	return c.all[i], true
}

func (c *contexts) learn(name, word string, bad bool) {
	if c.learned == nil {
		c.learned = map[string]learned{}
	}
	c.learned[name] = learned{word, bad}
}

// words say what is known of a context: how its cluster answered, and how the user proves to be one.
func (c *contexts) words(x kube.Context, now time.Time) (string, style.Style) {
	text, st := authWords(x, now)
	l, ok := c.learned[x.Name]
	switch {
	case !ok || st == style.Bad:
		return text, st
	case l.bad:
		return "!! " + l.word, style.Bad
	}
	return l.word + ", " + text, style.Good
}

// authWords say how the user of a context proves to be one, or what is wrong with that.
func authWords(x kube.Context, now time.Time) (string, style.Style) {
	text := x.Auth.Kind
	switch left := x.Auth.Expires.Sub(now); {
	case x.Problem != "":
		return "!! " + x.Problem, style.Bad
	case x.Auth.Kind == "":
		text = "no credentials"
	case x.Auth.Kind == kube.AuthPlugin:
		text = x.Auth.Command
	case x.Auth.Expired(now):
		return "!! " + text + " expired " + style.Age(-left) + " ago", style.Bad
	case !x.Auth.Expires.IsZero():
		text += ", " + style.Age(left) + " left"
	}
	return text, style.None
}

// where returns what the list shows, in words.
func (p place) where() string {
	if p.namespace == "" {
		return "all namespaces"
	}
	return "namespace " + p.namespace
}

// enter goes to another place and remembers this one.
func (s *Screen) enter(p place) tea.Cmd {
	if p == s.place && s.feed.begun() {
		return nil
	}
	if s.feed.begun() {
		s.past = s.place
	}
	if p.context != s.place.context {
		s.names = namespaces{}
	}
	s.place = p
	s.rows.clear()
	s.list.SetColumns(columns(p.namespace == ""))
	s.lost, s.touched = lost{}, false
	return tea.Batch(s.list.Top(), s.follow())
}

// back goes to where the screen was before.
func (s *Screen) back() tea.Cmd {
	if s.past == (place{}) {
		return act.Said("no other context or namespace was shown yet")
	}
	return s.enter(s.past)
}

// toContext goes to a context by its name.
func (s *Screen) toContext(name string) tea.Cmd {
	x, ok := s.contexts.find(name)
	if !ok {
		return act.Failed("no context " + name + "; Ctrl-T lists them")
	}
	return s.enter(place{x.Name, x.Namespace})
}

// toNamespace goes to a namespace of the context; *, all and "" stand for all of them.
func (s *Screen) toNamespace(name string) tea.Cmd {
	if name == "*" || name == "all" {
		name = ""
	}
	return s.enter(place{s.place.context, name})
}

// toggleAll shows all namespaces, or the one of the context again.
func (s *Screen) toggleAll() tea.Cmd {
	if s.place.namespace != "" {
		return s.toNamespace("")
	}
	if s.past.context == s.place.context && s.past.namespace != "" {
		return s.toNamespace(s.past.namespace)
	}
	x, _ := s.contexts.find(s.place.context)
	return s.toNamespace(x.Namespace)
}

// asError returns an error as this screen shows it.
func asError(err error) *kube.Error {
	var e *kube.Error
	if errors.As(err, &e) {
		return e
	}
	return &kube.Error{Kind: kube.Failed, Text: err.Error()}
}
