package pods

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/act"
)

// args returns a command line of shellac for a pod. What comes from the server is always behind a flag's = or a slash: a
// name that begins with a dash cannot become a flag.
func (s *Screen) args(command string, p kube.Pod, more ...string) []string {
	args := append([]string{"kube", command}, s.o.Flags...)
	if s.place.context != "" {
		args = append(args, "--context="+s.place.context)
	}
	args = append(args, "--namespace="+p.Namespace)
	return append(append(args, more...), "pod/"+p.Name)
}

// shell opens a shell in a container; "" stands for the one that commands enter by themselves.
func (s *Screen) shell(p kube.Pod, container string) tea.Cmd {
	if container == "" {
		container = p.Default()
	}
	if why := s.whyNoShell(p, container); why != "" {
		return act.Failed(why)
	}
	run := act.Run{Args: s.args("exec", p, containerFlag("--container", container)...), Wait: true}
	return s.checked(run, s.rights.grant.Exec, kube.Action{Verb: "create", Resource: "pods/exec", Namespace: p.Namespace, Name: p.Name})
}

// whyNoShell says what makes a shell pointless, "" if nothing is known to.
func (s *Screen) whyNoShell(p kube.Pod, container string) string {
	c := p.Container(container)
	switch {
	case c.Name == "":
		return p.Name + " has no containers"
	case p.Status == "Completed" || p.Status == "Succeeded" || p.Status == "Failed":
		return p.Name + " has ended (" + p.Status + "): nothing runs in it"
	case !c.Running:
		return c.Name + " does not run (" + c.State + "); d adds a debug container"
	}
	return ""
}

// attach attaches to the main process of a container, with a terminal if that process has one.
func (s *Screen) attach(p kube.Pod, container string) tea.Cmd {
	if container == "" {
		container = p.Default()
	}
	c := p.Container(container)
	if !c.Running {
		return act.Failed(c.Name + " does not run (" + c.State + ")")
	}
	more := containerFlag("--container", container)
	if c.Stdin {
		more = append(more, "--stdin")
	}
	if c.TTY {
		more = append(more, "--tty")
	}
	run := act.Run{Args: s.args("attach", p, more...), Wait: true}
	return s.checked(run, s.rights.grant.Attach, kube.Action{Verb: "create", Resource: "pods/attach", Namespace: p.Namespace, Name: p.Name})
}

// debug adds a container that looks at another one.
func (s *Screen) debug(p kube.Pod, container string) tea.Cmd {
	if container == "" {
		container = p.Default()
	}
	more := append([]string{"--image=" + s.o.DebugImage}, containerFlag("--target", container)...)
	run := act.Run{Args: s.args("debug", p, more...), Wait: true}
	return s.checked(run, s.rights.grant.Debug, kube.Action{Verb: "patch", Resource: "pods/ephemeralcontainers", Namespace: p.Namespace, Name: p.Name})
}

func containerFlag(flag, container string) []string {
	if container == "" {
		return nil
	}
	return []string{flag + "=" + container}
}

// kubectl returns the command that a shell in a container is, as people would type it.
func (s *Screen) kubectl(p kube.Pod, container string) string {
	words := []string{"kubectl exec -it"}
	if s.place.context != "" {
		words = append(words, "--context "+s.place.context)
	}
	words = append(words, "-n "+p.Namespace, p.Name)
	if container != "" {
		words = append(words, "-c "+container)
	}
	return strings.Join(words, " ") + " -- " + shellWords
}

// shellWords stand for the command that finds a shell.
const shellWords = "sh -c 'bash || ash || sh'"

// recordings shows those of a pod.
func (s *Screen) recordings(p kube.Pod) tea.Cmd {
	name := p.Namespace + "/" + p.Name
	if s.place.context != "" {
		name = s.place.context + "/" + name
	}
	return act.Do(act.Go{Tab: act.TabRecordings, Filter: `kind:kube node:"` + name + `*"`})
}

func (s *Screen) copyCommand(p kube.Pod) tea.Cmd {
	text := "shellac " + strings.Join(s.args("exec", p, containerFlag("--container", p.Default())...), " ")
	return tea.Batch(tea.SetClipboard(text), act.Said("copied: "+text))
}
