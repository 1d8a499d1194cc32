package nodes

import (
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
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
		bind("enter", "enter", "ssh; what was typed into the filter if no host matches", s.ssh),
		bind("O", "O", "ssh form; with a user, a reason, flags", s.openForm),
		bind("p", "p", "recordings; of this host", s.recordings),
		bind("c", "c", "copy command; the one that opens it, or those that are marked", s.copyCommand),
		bind("y", "y", "copy name; or those that are marked", s.copyName),
		bind("*", "*", "pin; keep at the top, or let go", s.pin),
		bind("e", "e", "edit; the file that names it, in $EDITOR", s.edit),
		bind("i", "i", "ssh -G; all that ssh makes of it", s.page),
		bind("o", "o", "details on, off", func() tea.Cmd { s.open = !s.open; s.details.stop(); return s.moved() }),
		bind("w", "w", "warnings; all that is wrong with sources", s.pageWarnings),
		bind("r R", "r", "refresh; programs run again; also R", s.refresh),
	}
}

// Bindings returns the keys that are of use now.
func (s *Screen) Bindings() []key.Binding {
	switch {
	case s.pager != nil:
		return s.pager.Bindings()
	case s.form.open:
		return formBindings()
	}
	var all []key.Binding
	for _, a := range s.actions {
		all = append(all, a.Binding)
	}
	return append(all, s.list.Bindings()...)
}

// key gives a key to whoever has the attention.
func (s *Screen) key(k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case s.pager != nil:
		open, taken := s.pager.Update(k)
		if !open {
			s.pager = nil
		}
		return nil, taken
	case s.form.open:
		return s.formKey(k), true
	case k.String() == "enter" && s.list.Typing() && s.rows.Len() == 0:
		return s.ssh(), true
	}
	if cmd, taken := s.list.Update(k); taken {
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

// ssh opens the host under the cursor, or what was typed if no host matches.
func (s *Screen) ssh() tea.Cmd {
	t, ok := s.current()
	if !ok {
		typed := strings.TrimSpace(s.list.Filter())
		if s.typed() == "" {
			return nil
		}
		return act.Do(act.Run{Args: []string{"ssh", "--", typed}, Wait: true})
	}
	if err := t.Openable(); err != nil {
		return act.Failed(err.Error())
	}
	return act.Do(act.Run{Args: t.Argv(), Wait: true})
}

// typed says what Enter does where no host matches, or "" if what was typed can be no host.
func (s *Screen) typed() string {
	text := strings.TrimSpace(s.list.Filter())
	host, ok := inventory.TypedHost(text)
	if !ok || s.load.reading() {
		return ""
	}
	if p, ok := inventory.MatchPattern(s.patterns(), host); ok {
		return fmt.Sprintf("Enter opens %s as typed (matches Host %s)", text, p)
	}
	return fmt.Sprintf("Enter opens %s as typed", text)
}

func (s *Screen) recordings() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	name := t.Destination()
	if strings.ContainsAny(name, " \"") {
		name = `"` + strings.ReplaceAll(name, `"`, "") + `"`
	}
	return act.Do(act.Go{Tab: act.TabRecordings, Filter: "node:" + name})
}

// chosen returns the hosts that are marked, or the one under the cursor.
func (s *Screen) chosen() []inventory.Target {
	marked := s.list.Marked()
	if len(marked) == 0 {
		if t, ok := s.current(); ok {
			return []inventory.Target{t}
		}
		return nil
	}
	byName := map[string]inventory.Target{}
	for _, t := range s.rows.targets {
		byName[t.Name] = t
	}
	var chosen []inventory.Target
	for _, name := range marked {
		if t, ok := byName[name]; ok {
			chosen = append(chosen, t)
		}
	}
	return chosen
}

// copyOf copies a line for each host that is chosen.
func (s *Screen) copyOf(line func(inventory.Target) string) tea.Cmd {
	var lines []string
	for _, t := range s.chosen() {
		if t.Openable() == nil {
			lines = append(lines, line(t))
		}
	}
	if len(lines) == 0 {
		return nil
	}
	said := lines[0]
	if n := len(lines); n > 1 {
		said = fmt.Sprintf("%d lines", n)
	}
	return tea.Batch(tea.SetClipboard(strings.Join(lines, "\n")), act.Said("copied: "+said))
}

func (s *Screen) copyName() tea.Cmd {
	return s.copyOf(func(t inventory.Target) string { return t.Name })
}

func (s *Screen) copyCommand() tea.Cmd { return s.copyOf(commandLine) }

// commandLine is what a shell is given to open a host, recorded.
func commandLine(t inventory.Target) string {
	words := append([]string{"shellac"}, t.Argv()...)
	for i, w := range words {
		if strings.ContainsFunc(w, func(r rune) bool { return !strings.ContainsRune("@%+=:,./-_", r) && !alphanumeric(r) }) || w == "" {
			words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	line := strings.Join(words, " ")
	return strings.Replace(line, " -- ", " ", 1) // a name that is openable begins with no dash
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// pin pins what is chosen, or lets go of it if the first of it is pinned.
func (s *Screen) pin() tea.Cmd {
	chosen := s.chosen()
	if len(chosen) == 0 || s.o.Pin == nil {
		return nil
	}
	pinned, pin, again := !s.load.pinned[chosen[0].Name], s.o.Pin, s.readHabits()
	return func() tea.Msg {
		var errs []error
		for _, t := range chosen {
			errs = append(errs, pin(t.Name, pinned))
		}
		if err := errors.Join(errs...); err != nil {
			return act.Say{Text: "it cannot be pinned: " + err.Error(), Bad: true}
		}
		if again == nil {
			return nil
		}
		return again()
	}
}

// edit opens the file that names the host.
func (s *Screen) edit() tea.Cmd {
	t, ok := s.current()
	if !ok || s.o.Edit == nil {
		return nil
	}
	if _, _, in := t.Place(); !in {
		return act.Failed("it comes from the program " + t.Source + ", and from no file")
	}
	return act.Do(act.Run{Args: s.o.Edit(t), Wait: true})
}

// page asks ssh about the host and shows all it says.
func (s *Screen) page() tea.Cmd {
	t, ok := s.current()
	switch {
	case !ok:
		return nil
	case s.o.Ask == Never || s.o.Resolve == nil:
		return act.Failed("the configuration says sources.ssh.resolve: never")
	case t.Openable() != nil:
		return act.Failed(t.Openable().Error())
	}
	return s.resolve(s.ctx, t, true)
}

// pageWarnings shows what is wrong with sources.
func (s *Screen) pageWarnings() tea.Cmd {
	all := s.warnings()
	if len(all) == 0 {
		return act.Said("nothing is wrong with the sources")
	}
	s.pager = list.NewPager(s.theme, "What is wrong with the sources")
	s.pager.Add(all...)
	return nil
}

// Commands returns what the palette can do here.
func (s *Screen) Commands() []act.Command {
	none := ""
	if _, ok := s.current(); !ok {
		none = "there is no host"
	}
	var all []act.Command
	for _, c := range []struct {
		name, text, key string
		do              func() tea.Cmd
	}{
		{"open", "open a recorded session on the host", "enter", s.ssh},
		{"form", "open it with a user, a reason or flags", "O", s.openForm},
		{"recordings of host", "what was recorded on it", "p", s.recordings},
		{"pin", "keep the host at the top, or let go of it", "*", s.pin},
		{"edit", "open the file that names the host", "e", s.edit},
		{"resolve", "all that ssh makes of the host (ssh -G)", "i", s.page},
	} {
		all = append(all, act.Command{Name: strings.ReplaceAll(c.name, " ", "-"), Text: c.text, Key: c.key, Why: none, Do: func(string) tea.Cmd { return c.do() }})
	}
	return append(all, act.Command{Name: "refresh", Text: "list the sources anew", Key: "r", Do: func(string) tea.Cmd { return s.refresh() }})
}
