package recordings

import (
	"errors"
	"io/fs"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/list"
	"github.com/shellac-term/shellac/ui/style"
)

// An export asks for a form and the name of a file.
type export struct {
	open   bool
	entry  archive.Entry
	format int // index into Options.Formats
	file   list.Input
	typed  bool // the user has changed the name
	busy   bool
	wrong  string
}

type exportedMsg struct {
	entry archive.Entry
	file  string
	err   error
}

func exportBindings() []key.Binding {
	return []key.Binding{
		bind("enter", "enter", "write the file", nil).Binding,
		bind("tab shift+tab up down", "tab", "another form", nil).Binding,
		bind("esc", "esc", "cancel", nil).Binding,
	}
}

func (s *Screen) openExport() tea.Cmd {
	e, _, ok := s.current()
	if !ok || s.o.Export == nil || len(s.o.Formats) == 0 {
		return nothingTo("export")
	}
	s.export = export{open: true, entry: e, format: s.export.format}
	s.export.suggest(s.o.Formats)
	return nil
}

// suggest puts a name for the file into the line, unless the user has typed one.
func (x *export) suggest(formats []string) {
	if x.typed {
		return
	}
	ending := map[string]string{"text": ".txt", "screen": ".txt"}[formats[x.format]]
	if ending == "" {
		ending = "." + formats[x.format]
	}
	x.file.Set(shortID(x.entry.ID) + ending)
}

func (s *Screen) exportKey(k tea.KeyPressMsg) tea.Cmd {
	x := &s.export
	n := len(s.o.Formats)
	switch k.String() {
	case "esc":
		x.open = false
	case "tab", "down":
		x.format = (x.format + 1) % n
		x.suggest(s.o.Formats)
	case "shift+tab", "up":
		x.format = (x.format - 1 + n) % n
		x.suggest(s.o.Formats)
	case "enter":
		return s.write()
	default:
		if x.file.Key(k) {
			x.typed, x.wrong = true, ""
		}
	}
	return nil
}

// write writes the file in the background.
func (s *Screen) write() tea.Cmd {
	x := &s.export
	file := strings.TrimSpace(x.file.Text())
	if file == "" || x.busy {
		return nil
	}
	x.busy, x.wrong = true, ""
	ctx, do, e, form := s.ctx, s.o.Export, x.entry, s.o.Formats[x.format]
	return func() tea.Msg { return exportedMsg{e, file, do(ctx, e, form, file)} }
}

// exported says what has become of it. While the questions are still there, what is wrong stands among them.
func (s *Screen) exported(msg exportedMsg) tea.Cmd {
	x := &s.export
	asked := x.open && x.entry.ID == msg.entry.ID
	if asked {
		x.busy = false
	}
	what := ""
	switch {
	case errors.Is(msg.err, fs.ErrExist):
		what = msg.file + " exists and is left as it is; choose another name"
	case msg.err != nil:
		what = "cannot write " + msg.file + ": " + s.explain(msg.err)
	default:
		x.open = x.open && !asked
		return act.Said("wrote " + msg.file)
	}
	if asked {
		x.wrong = what
		return nil
	}
	return act.Failed(what)
}

// exportLines draws the questions.
func (s *Screen) exportLines(width int) []string {
	x := &s.export
	var forms []string
	for i, f := range s.o.Formats {
		if i == x.format {
			f = s.theme.Paint(style.Bold, "["+f+"]")
		}
		forms = append(forms, f)
	}
	state := x.wrong
	if x.busy {
		state = "writing"
	}
	inner := min(width-4, 84)
	lines := []string{
		"form    " + strings.Join(forms, "  "),
		"file    " + x.file.Draw(s.theme, inner-12, true),
		s.theme.Paint(style.Bad, style.Clean(state)),
	}
	return s.theme.Frame("export "+style.Clean(x.entry.Target)+" "+shortID(x.entry.ID), lines, inner)
}
