package nodes

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// A form asks for what a session can be given besides the host.
type form struct {
	open   bool
	target inventory.Target
	at     int
	fields [3]list.Input // user, reason, flags
	wrong  string
}

func formNames() [3]string { return [...]string{"user", "reason", "ssh flags"} }

func (f *form) field() *list.Input { return &f.fields[f.at] }

// openForm shows the form for the host under the cursor.
func (s *Screen) openForm() tea.Cmd {
	t, ok := s.current()
	if !ok {
		return nil
	}
	if err := t.Openable(); err != nil {
		return act.Failed(err.Error())
	}
	s.form = form{open: true, target: t}
	return nil
}

func formBindings() []key.Binding {
	return []key.Binding{
		bind("enter", "enter", "open", nil).Binding,
		bind("tab down", "tab", "next field", nil).Binding,
		bind("shift+tab up", "shift-tab", "field before", nil).Binding,
		bind("esc", "esc", "close", nil).Binding,
	}
}

func (s *Screen) formKey(k tea.KeyPressMsg) tea.Cmd {
	f := &s.form
	switch k.String() {
	case "esc":
		f.open = false
	case "tab", "down":
		f.at = (f.at + 1) % len(f.fields)
	case "shift+tab", "up":
		f.at = (f.at + len(f.fields) - 1) % len(f.fields)
	case "enter":
		args, wrong := f.args()
		if f.wrong = wrong; wrong != "" {
			return nil
		}
		f.open = false
		return act.Do(act.Run{Args: args, Wait: true})
	default:
		f.field().Key(k)
	}
	return nil
}

// args makes arguments of shellac of the form.
func (f *form) args() (args []string, wrong string) {
	args = []string{"ssh"}
	user, reason := strings.TrimSpace(f.fields[0].Text()), strings.TrimSpace(f.fields[1].Text())
	flags, ok := splitWords(f.fields[2].Text())
	switch {
	case strings.HasPrefix(user, "-") || strings.ContainsAny(user, " @"):
		return nil, "the user is a name"
	case !ok:
		return nil, "a quote in the flags has no end"
	case len(flags) > 0 && !strings.HasPrefix(flags[0], "-"):
		return nil, "flags begin with a dash, as in -L 8080:localhost:80"
	}
	if reason != "" {
		args = append(args, "--reason", reason)
	}
	args = append(args, flags...)
	if user != "" { // what comes first counts for ssh
		args = append(args, "-l", user)
	}
	return append(append(args, f.target.Flags...), "--", f.target.Destination()), ""
}

// splitWords splits at blanks outside of quotes.
func splitWords(s string) (words []string, ok bool) {
	var b strings.Builder
	quote, some := rune(0), false
	for _, r := range s {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, some = r, true
		case quote == 0 && r == ' ':
			if some {
				words = append(words, b.String())
			}
			b.Reset()
			some = false
		default:
			b.WriteRune(r)
			some = true
		}
	}
	if some {
		words = append(words, b.String())
	}
	return words, quote == 0
}

// formLines draws the form.
func (s *Screen) formLines(width int) []string {
	f := &s.form
	lines := []string{s.theme.Rule(width), s.theme.Paint(style.Bold, style.Fit(" ssh "+style.Clean(f.target.Name), width))}
	for i, name := range formNames() {
		text := " " + s.theme.Paint(style.Faint, style.Fit(name, 10)) + f.fields[i].Draw(s.theme, width-12, i == f.at)
		lines = append(lines, style.Fit(text, width))
	}
	if f.wrong != "" {
		return append(lines, s.theme.Paint(style.Bad, style.Fit(" "+f.wrong, width)))
	}
	return append(lines, s.theme.Paint(style.Faint, style.Fit(" Enter open  Tab next field  Esc close", width)))
}
