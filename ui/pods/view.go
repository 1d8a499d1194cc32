package pods

import (
	"fmt"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// View draws the screen: the pods, below them the contexts or a menu, and beside or below that the details.
func (s *Screen) View(width, height int) string {
	split := list.NewSplit(width, height, s.open)
	if s.menu.open && !split.Beside { // there is no room for all three
		split = list.NewSplit(width, height, false)
	}
	s.list.SetLead(s.lead(split.Width))
	s.list.SetBlur(s.menu.open)
	below := s.below(split.Width, split.Height)
	lines := s.list.Lines(split.Width, max(split.Height-1-len(below), 3))
	lines = append(append(lines, below...), s.state())
	lines = style.Room(lines, split.Width, split.Height)
	var pane []string
	if split.Shown() {
		pane = s.pane(split.Pane.Width, split.Pane.Height)
	}
	return strings.Join(split.Join(s.theme, lines, pane), "\n")
}

// lead says where the pods are that are listed.
func (s *Screen) lead(width int) string {
	if !s.feed.begun() {
		return ""
	}
	context, namespace := s.place.context, s.place.namespace
	if context == "" {
		context = "this cluster"
	}
	if namespace == "" {
		namespace = "*"
	}
	room := max(width/2-12, 12)
	return s.theme.Paint(style.Bold, style.Cut(style.Clean(context), room)) + " . ns " +
		s.theme.Paint(style.Bold, style.Cut(style.Clean(namespace), room))
}

// belowFrom is how many lines the list must have before the contexts are shown below it.
const belowFrom = 18

// below returns what stands below the pods.
func (s *Screen) below(width, height int) []string {
	if s.menu.open {
		return s.menu.lines(s.theme, width, min(max(height/2, 6), len(s.menu.items)+2))
	}
	if height < belowFrom || len(s.contexts.all) == 0 {
		return nil
	}
	items := s.contextItems()
	room := min(len(items), height/5)
	lines := []string{s.theme.Rule(width), style.Between(s.theme.Paint(style.Bold, " Contexts"), "ctrl-t to switch ", width)}
	names := nameWidth(items, width)
	for _, i := range items[first(items, room):][:room] {
		lines = append(lines, drawItem(s.theme, i, names, width, false))
	}
	return lines
}

// first returns where to begin so that the item that is shown now is among room.
func first(items []item, room int) int {
	for i, x := range items {
		if x.here {
			return max(min(i-room/2, len(items)-room), 0)
		}
	}
	return 0
}

// state draws the line below all: what is going on, or what is wrong.
func (s *Screen) state() string {
	t, f := s.theme, &s.feed
	switch {
	case f.err != nil && len(s.rows.known) > 0:
		return t.Paint(style.Bad, " !! "+style.Clean(s.brief(f.err))+s.tryAgain())
	case s.contexts.err != nil && len(s.contexts.all) > 0:
		return t.Paint(style.Bad, " !! "+style.Clean(s.contexts.err.Error()))
	case f.running() && !f.complete && len(s.rows.known) > 0:
		return t.Paint(style.Faint, " "+style.Count(len(s.rows.known))+" read, more to come")
	}
	if c := s.counts(); c != "" {
		return t.Paint(style.Faint, " "+c)
	}
	return ""
}

// brief is what failed without the cluster's name and address, which stand above.
func (s *Screen) brief(e *kube.Error) string {
	if _, why, ok := strings.Cut(e.Text, ") "); ok && strings.HasPrefix(e.Text, s.place.context+" (") {
		return why
	}
	return e.Text
}

// counts says how many pods need somebody.
func (s *Screen) counts() string {
	bad, wait := 0, 0
	for _, x := range s.rows.all {
		switch rank(x) {
		case 2:
			bad++
		case 1:
			wait++
		}
	}
	if len(s.rows.all) == 0 {
		return ""
	}
	return fmt.Sprintf("%s pods in %s . %d failing . %d not ready", style.Count(len(s.rows.all)), style.Clean(s.place.where()), bad, wait)
}

// tryAgain says when it is tried again, or what does it.
func (s *Screen) tryAgain() string {
	if s.feed.running() && !s.feed.again.IsZero() {
		if left := s.feed.again.Sub(s.o.Now()); left > 0 {
			return "; tried again in " + style.Age(left+time.Second-1)
		}
		return "; trying again"
	}
	return "; R tries again"
}

// empty says why there are no rows.
func (s *Screen) empty(width, _ int) []string {
	w := writer{width: max(width-6, 20)}
	f := &s.feed
	switch {
	case s.contexts.err != nil:
		w.failure(asError(s.contexts.err), "r reads the kubeconfig again.")
	case !f.begun() && s.contexts.reading:
		w.say("reading the kubeconfig")
	case !f.begun():
		w.say("No context is current. Ctrl-T lists those of the kubeconfig.")
	case f.err != nil:
		s.sayError(&w)
	case !f.complete:
		s.sayWaiting(&w)
	case len(s.rows.known) > 0:
		w.say("No pods match; Esc clears the filter.")
	case s.rights.absent:
		w.say("There is no namespace " + s.place.namespace + " in " + s.place.context + ".")
		w.gap()
		w.say("N lists the namespaces.")
	default:
		s.sayNone(&w)
	}
	return append([]string{""}, w.lines...)
}

// A writer wraps sentences into lines.
type writer struct {
	width int
	lines []string
}

func (w *writer) say(text string) {
	for _, l := range style.Wrap(style.Clean(text), w.width) {
		w.lines = append(w.lines, "   "+l)
	}
}

func (w *writer) gap() { w.lines = append(w.lines, "") }

// failure says what failed, in whose words, and what to do.
func (w *writer) failure(e *kube.Error, then string) {
	w.say(e.Text)
	for _, l := range e.Lines {
		for _, part := range style.Wrap(style.Clean(l), w.width-2) {
			w.lines = append(w.lines, "     "+part)
		}
	}
	w.gap()
	if e.Do != "" {
		w.say(strings.ToUpper(e.Do[:1]) + e.Do[1:] + ".")
	}
	if then != "" {
		w.say(then)
	}
}

func (s *Screen) sayError(w *writer) {
	e := s.feed.err
	if e.Kind == kube.Forbidden && s.rights.refusal != nil {
		for _, l := range s.rights.refusal.Lines() {
			w.say(l)
		}
		w.gap()
		w.say(":ns goes to another namespace, Ctrl-T to another context; R asks again.")
		return
	}
	then := "R tries again."
	if left := s.feed.again.Sub(s.o.Now()); s.feed.running() && left > 0 {
		then = "It is tried again in " + style.Age(left+time.Second-1) + "; R tries now."
	}
	w.failure(e, then+" Ctrl-T goes to another context.")
}

// patience is how long nothing is said of a plugin, which mostly answers at once.
const patience = 300 * time.Millisecond

func (s *Screen) sayWaiting(w *writer) {
	took := s.o.Now().Sub(s.feed.began)
	name := s.place.context
	if s.feed.asking != "" && took > patience {
		w.say(name + ": getting credentials from " + s.feed.asking + " . " + style.Age(took))
		w.gap()
		w.say("Ctrl-T goes to another context meanwhile.")
		return
	}
	text := "reading the pods of " + s.place.where() + " in " + name
	if took > 2*time.Second {
		text += " . " + style.Age(took)
	}
	w.say(text)
}

func (s *Screen) sayNone(w *writer) {
	w.say("No pods in " + s.place.where() + " of " + s.place.context + ".")
	w.gap()
	if user := s.rights.grant.User; user != "" {
		w.say("You (" + user + ") may list them: there are none. One that comes appears here by itself.")
	}
	if s.place.namespace != "" {
		w.say("A shows all namespaces, N lists them.")
	}
}
