package pods

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
)

// An action is a key and what it does.
type action struct {
	key.Binding
	do func() tea.Cmd
}

func bind(keys, shown, text string, do func() tea.Cmd) action {
	return action{key.NewBinding(key.WithKeys(strings.Fields(keys)...), key.WithHelp(shown, text)), do}
}

// keys returns the keys of the screen in the order of the help.
func (s *Screen) keys() []action {
	return []action{
		bind("enter s", "s", "shell; the best that the default container has, also enter", s.onPod(func(p kube.Pod) tea.Cmd { return s.shell(p, "") })),
		bind("S", "S", "choose container; for a shell, to attach or to debug", s.chooseContainer),
		bind("a", "a", "attach; to the main process", s.onPod(func(p kube.Pod) tea.Cmd { return s.attach(p, "") })),
		bind("d", "d", "debug; a container beside the others, for a pod without a shell", s.onPod(func(p kube.Pod) tea.Cmd { return s.debug(p, "") })),
		bind("ctrl+t", "ctrl-t", "contexts", func() tea.Cmd { s.chooseContext(); return nil }),
		bind("N", "N", "namespaces; as :ns", s.wantNamespace),
		bind("A", "A", "all namespaces; or the one before", s.toggleAll),
		bind("-", "-", "back; to the context and namespace before", s.back),
		bind("p", "p", "recordings of the pod", s.onPod(s.recordings)),
		bind("y", "y", "copy command; that opens the shell", s.onPod(s.copyCommand)),
		bind("w", "w", "wide; all columns, as z", s.wide),
		bind("o", "o", "details on, off", func() tea.Cmd { s.open = !s.open; return nil }),
		bind("r", "r", "refresh; the kubeconfig too", s.readContexts),
		bind("R", "R", "retry; runs a credential plugin again that failed", s.retry),
	}
}

// onPod does something with the pod under the cursor.
func (s *Screen) onPod(do func(kube.Pod) tea.Cmd) func() tea.Cmd {
	return func() tea.Cmd {
		p, ok := s.current()
		if !ok {
			return act.Said("there is no pod to do that with")
		}
		return do(p)
	}
}

// wide is the list's own key by another name, which is the one that people who come from kubectl look for.
func (s *Screen) wide() tea.Cmd {
	cmd, _ := s.list.Update(tea.KeyPressMsg{Code: 'z', Text: "z"})
	return cmd
}

// Bindings returns the keys that are of use now.
func (s *Screen) Bindings() []key.Binding {
	var all []key.Binding
	for _, a := range s.actions {
		all = append(all, a.Binding)
	}
	return append(all, s.list.Bindings()...)
}

func (s *Screen) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if s.menu.open {
		return s.menu.key(k)
	}
	if cmd, taken := s.list.Update(k); taken {
		s.touched = true
		return cmd, true
	}
	if s.list.Typing() {
		return nil, false
	}
	for _, a := range s.actions {
		if key.Matches(k, a.Binding) {
			return a.do(), true
		}
	}
	return nil, false
}

// Commands returns what the palette can do here.
func (s *Screen) Commands() []act.Command {
	none := ""
	if _, ok := s.current(); !ok {
		none = "there is no pod"
	}
	onPod := func(do func(kube.Pod) tea.Cmd) func(string) tea.Cmd {
		return func(string) tea.Cmd { return s.onPod(do)() }
	}
	return []act.Command{
		{Name: "ctx", Arg: "CONTEXT", Text: "go to another context; kubectl's stays as it is", Key: "ctrl-t", Do: func(arg string) tea.Cmd {
			if arg == "" {
				s.chooseContext()
				return nil
			}
			return s.toContext(arg)
		}, Complete: func(arg string) []string { return complete(s.contextNames(), arg) }},
		{Name: "ns", Arg: "NAMESPACE", Text: "go to another namespace; all for all of them", Key: "N", Do: func(arg string) tea.Cmd {
			if arg == "" {
				return s.wantNamespace()
			}
			return s.toNamespace(arg)
		}, Complete: func(arg string) []string { return complete(append([]string{"all"}, s.names.names...), arg) }},
		{Name: "shell", Text: "open a shell in the pod", Key: "s", Why: none, Do: onPod(func(p kube.Pod) tea.Cmd { return s.shell(p, "") })},
		{Name: "attach", Text: "attach to the pod's main process", Key: "a", Why: none, Do: onPod(func(p kube.Pod) tea.Cmd { return s.attach(p, "") })},
		{Name: "debug", Text: "add a debug container to the pod", Key: "d", Why: none, Do: onPod(func(p kube.Pod) tea.Cmd { return s.debug(p, "") })},
		{Name: "containers", Text: "choose a container of the pod", Key: "S", Why: none, Do: func(string) tea.Cmd { return s.chooseContainer() }},
		{Name: "refresh", Text: "read the kubeconfig and the pods again", Key: "r", Do: func(string) tea.Cmd { return s.readContexts() }},
	}
}

func (s *Screen) contextNames() []string {
	names := make([]string, len(s.contexts.all))
	for i, x := range s.contexts.all {
		names[i] = x.Name
	}
	return names
}

// complete returns the words that begin with text, and then those that have it in them.
func complete(words []string, text string) []string {
	var first, later []string
	for _, w := range words {
		switch {
		case strings.HasPrefix(w, text):
			first = append(first, w)
		case strings.Contains(w, text):
			later = append(later, w)
		}
	}
	return append(first, later...)
}
