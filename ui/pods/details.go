package pods

import (
	"fmt"
	"strings"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/style"
)

// shortPane is a height of details below which they say only what matters for opening a shell.
const shortPane = 12

// pane draws what is known of the pod under the cursor, and what opening a shell in it means.
func (s *Screen) pane(width, height int) []string {
	p, ok := s.current()
	if !ok {
		return s.contextPane(width)
	}
	t := s.theme
	session := append([]string{t.Rule(width)}, s.sessionLines(p, width)...)
	var lines []string
	if height < shortPane {
		status := s.statusWords(p) + " "
		lines = []string{style.Between(t.Heading(p.Name, max(width-style.Width(status)-1, 20)), status, width)}
		session = session[1:min(3, len(session))]
	} else {
		lines = []string{t.Heading(p.Name, width)}
		for _, f := range [][2]string{{"status", s.statusWords(p)}, {"node", p.Node}, {"owner", strings.TrimSpace(p.Owner.Kind + " " + p.Owner.Name)}} {
			lines = append(lines, t.Field(f[0], f[1], width)...)
		}
		lines = append(lines, t.Paint(style.Faint, " containers"))
	}
	for _, c := range p.Containers {
		lines = append(lines, s.containerLines(p, c, width)...)
	}
	if room := height - len(session); len(lines) > room && room > 1 {
		lines = append(lines[:room-1], t.Paint(style.Faint, "  .. S shows all containers"))
	}
	return append(lines, session...)
}

func (s *Screen) statusWords(p kube.Pod) string {
	text := fmt.Sprintf("%s, %d of %d ready", p.Status, p.Ready, p.Total)
	if p.Restarts > 0 {
		text += fmt.Sprintf(", %d restarts", p.Restarts)
		if !p.LastRestart.IsZero() {
			text += ", the last " + style.Age(s.o.Now().Sub(p.LastRestart)) + " ago"
		}
	}
	return text
}

func roleWords(r kube.Role) string {
	switch r {
	case kube.Init:
		return "init"
	case kube.Sidecar:
		return "sidecar"
	case kube.Ephemeral:
		return "debug"
	}
	return ""
}

// containerLines draws a container: the one that a shell opens in has a mark.
func (s *Screen) containerLines(p kube.Pod, c kube.Container, width int) []string {
	sign := "( ) "
	if c.Name == p.Default() {
		sign = "(o) "
	}
	var words []string
	if role := roleWords(c.Role); role != "" {
		words = append(words, role)
	}
	if c.State != "Running" {
		words = append(words, c.State)
	}
	if c.Name == p.Default() && p.Marked() {
		words = append(words, "default-container")
	}
	note, image := strings.Join(words, ", "), style.Clean(shortImage(c.Image))
	left := "  " + sign + style.Clean(c.Name)
	if width >= oneLineFrom {
		return []string{left + s.theme.Paint(style.Faint, style.Cut("  "+strings.Join(append(words, image), ", "), max(width-style.Width(left), 0)))}
	}
	lines := []string{style.Between(left, s.theme.Paint(style.Faint, style.Clean(note))+" ", width)}
	if style.Width(left)+style.Width(style.Clean(note))+2 > width {
		lines = []string{left, "      " + s.theme.Paint(style.Faint, style.Fit(style.Clean(note), max(width-7, 0)))}
	}
	return append(lines, "      "+s.theme.Paint(style.Faint, style.Fit(image, max(width-7, 0))))
}

// oneLineFrom is how wide details must be for a container and its image to stand in one line.
const oneLineFrom = 60

// shortImage is the end of an image's name, which tells it from others: the registry and a digest come first to be left out.
func shortImage(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.IndexByte(image, '/'); i >= 0 && strings.ContainsAny(image[:i], ".:") {
		return image[i+1:]
	}
	return image
}

// sessionLines say what a shell will be, and as whom it is recorded.
func (s *Screen) sessionLines(p kube.Pod, width int) []string {
	t := s.theme
	var lines []string
	add := func(name, value string) { lines = append(lines, t.Field(name, value, width)...) }
	if missing := s.rights.grant.Missing(); missing != nil {
		add("shell", "!! you lack: "+strings.Join(missing, ", "))
	} else if why := s.whyNoShell(p, p.Default()); why != "" {
		add("shell", "!! "+why)
	} else {
		add("shell", "bash, ash or sh, the first it has")
	}
	add("command", s.kubectl(p, p.Default()))
	if user := s.rights.grant.User; user != "" {
		add("you are", user)
	}
	if s.o.Policy != nil {
		add("policy", s.o.Policy(s.place.context, p.Namespace, p.Name))
	}
	return lines
}

// contextPane draws what is known of the context, where there is no pod to speak of.
func (s *Screen) contextPane(width int) []string {
	x, ok := s.contexts.find(s.place.context)
	if !ok || !s.feed.begun() {
		return nil
	}
	t := s.theme
	title := x.Name
	if title == "" {
		title = "the cluster around this pod"
	}
	lines := []string{t.Heading(title, width)}
	add := func(name, value string) { lines = append(lines, t.Field(name, value, width)...) }
	add("server", x.Server)
	add("user", x.User)
	words, _ := authWords(x, s.o.Now())
	add("sign-in", words)
	add("state", s.contexts.learned[x.Name].word)
	add("file", x.File)
	if x.UserFile != x.File {
		add("user in", x.UserFile)
	}
	if user := s.rights.grant.User; user != "" {
		add("you are", user)
	}
	return lines
}
