// Package ui is the program that `shellac` without arguments shows: tabs with a screen each, a header, a footer, a palette
// of commands and help. The root only routes: what a key means on a screen, and all that is read, is the screen's business.
package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/mattn/go-runewidth"

	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/style"
)

// A Screen is what a tab shows. Its methods are called one at a time; none of them may wait for anything but a command.
type Screen interface {
	// Start begins to load what the screen shows. It is called once, when the screen is shown first.
	Start() tea.Cmd
	// Update takes a message and reports whether it took a key press, which then means nothing else.
	Update(msg tea.Msg) (tea.Cmd, bool)
	// View draws height lines of at most width cells.
	View(width, height int) string
	// Bindings are the keys with their help, the most useful first. What follows a semicolon is for the help only.
	Bindings() []key.Binding
}

// A Tab is a screen with a name. A tab without a screen shows Why.
type Tab struct {
	Name   string // one of the Tab constants of package act
	Title  string
	Screen Screen
	Why    string
}

// A Status is what the header says of the store and of what waits to be sent there.
type Status struct {
	Store string // in a word or two, such as "ok"
	Bad   bool
	Spool int // recordings on this disk that the store does not have
}

// Options say what the program shows.
type Options struct {
	Theme style.Theme
	Name  string // of the program, with its version
	Who   string // user@host
	Tabs  []Tab
	First string // the name of the tab to begin with; empty means the first one
	// Filter is where First begins.
	Filter string
	// Commands are further lines of the palette.
	Commands []act.Command
	// Status looks at the store and the spool; nil means that the header does not speak of them.
	Status func(context.Context) Status
	// Welcome looks for what there is to list on this machine. If there is nothing, it is shown what was looked at. Nil means
	// that nothing is looked for.
	Welcome func(context.Context) Welcome
	// Command returns the program that does what `shellac ARGS...` does.
	Command func(ctx context.Context, args []string) *exec.Cmd
	NoMouse bool // leave the mouse to the terminal

	Input  io.Reader // nil means standard input
	Output io.Writer // nil means standard output
	Env    []string  // nil means the environment of the process; TERM and NO_COLOR count
}

// Run shows the program until the user leaves, ctx ends, or the process is told to end. It leaves the terminal as it was.
func Run(ctx context.Context, o Options) error { return run(ctx, o) }

func run(ctx context.Context, o Options, further ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go runewidth.RuneWidth('日') // makes a table on its first use, which the first picture need not wait for
	m := newModel(ctx, o)
	program := tea.NewProgram(m, append(programOptions(o), further...)...)
	defer watch(m, cancel)()
	defer context.AfterFunc(ctx, program.Quit)()
	if _, err := program.Run(); err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("show screens: %w", err)
	}
	return nil
}

// watch ends ctx when the process is told to end, and returns what ends the watching. What Ctrl-C sends while the terminal
// is in other hands is not for this program.
func watch(m *model, cancel context.CancelFunc) func() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case s := <-signals:
				if s != syscall.SIGINT || !m.away.Load() {
					cancel()
				}
			case <-done:
				return
			}
		}
	}()
	return func() { signal.Stop(signals); close(done) }
}

// framesASecond is how often it is seen whether there is something to draw. A key waits half of
// the time between on the average, the first picture all of it: 22 ms. More often, and the looking alone comes to a percent of a small machine.
const framesASecond = 45

func programOptions(o Options) []tea.ProgramOption {
	options := []tea.ProgramOption{tea.WithFPS(framesASecond), tea.WithoutSignalHandler(), tea.WithFilter(narrowed)}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	if o.Env == nil {
		o.Env = os.Environ()
	}
	return append(options, tea.WithEnvironment(o.Env))
}

// modeClusters is the number of the mode in which a terminal puts grapheme clusters into cells. It is not used: text is laid
// out character by character.
const modeClusters = 2027

func narrowed(_ tea.Model, msg tea.Msg) tea.Msg {
	if report, ok := msg.(tea.ModeReportMsg); ok && report.Mode.Mode() == modeClusters {
		return nil
	}
	return msg
}
