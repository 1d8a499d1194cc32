package play

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
)

// Options say how Play starts and what it can do besides playing. The zero value plays from the start.
type Options struct {
	Name     string        // of the recording, as in `shellac play NAME`; empty means its id
	Notice   string        // said beside who and where, such as "verified"
	At       time.Duration // where to start
	Find     string        // text to look for at once, starting at its first hit
	Stay     bool          // start at At all the same, and mark hits where they come
	Regexp   bool          // Find is a regular expression
	Speed    float64       // 0 means 1
	SkipIdle time.Duration // quiet longer than this is skipped; 0 means not
	Paused   bool          // start with the clock standing
	Loop     bool          // play again and again
	NoMouse  bool          // leave the mouse to the terminal
	NoSync   bool          // no synchronised output, which some terminals paint at one frame a second
	ASCII    bool          // lines and bars of ASCII only (SHELLAC_ASCII=1)
	Survey   bool          // read the whole recording in the background, for its markers; for files that are at hand

	Location *time.Location // of clock times; nil means time.Local

	// Remember is called when the user leaves with Q. Nil means that Q leaves as q does.
	Remember func(at time.Duration) error
	// Link returns the command that shows a moment; nil means `shellac play NAME --at T`.
	Link func(at time.Duration) string
	// Follow waits until the recording has grown and returns it, with io.EOF when it is complete. It is called on
	// a goroutine of its own until its context ends. Nil means that the recording does not grow.
	Follow func(ctx context.Context) (*format.File, error)

	Input  io.Reader // nil means standard input, or the terminal if that is none
	Output io.Writer // nil means standard output
	Env    []string  // nil means the environment of the process; TERM and NO_COLOR count
}

// Run shows a recording on the terminal until the user leaves, ctx ends, or the process is told to end. It leaves the
// terminal as it was. That ctx ended is no error.
func Run(ctx context.Context, p *player.Player, o Options) error {
	return play(ctx, p, o)
}

// play is Play with further options for the program, which tests need.
func play(ctx context.Context, p *player.Player, o Options, further ...tea.ProgramOption) error {
	// The program's own handler of signals would wait for ever if the program has just ended for another reason.
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	model := newPlayModel(ctx, p, o, time.Now)
	defer model.close()
	program := tea.NewProgram(model, append(programOptions(o), further...)...)
	// A program that is given the context does not wait for its reader of keys when that ends.
	defer context.AfterFunc(ctx, program.Quit)()
	if _, err := program.Run(); err != nil && !errors.Is(err, tea.ErrInterrupted) {
		return fmt.Errorf("show the recording: %w", err)
	}
	return model.leaving
}

func programOptions(o Options) []tea.ProgramOption {
	options := []tea.ProgramOption{tea.WithFPS(30), tea.WithoutSignalHandler(), tea.WithFilter(narrowed(!o.NoSync))}
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

// The numbers of modes that a terminal may report.
const (
	modeSync     = 2026 // synchronised output
	modeClusters = 2027 // grapheme clusters take the cells
)

// narrowed hides from the program that the terminal knows a mode, so that it will not be used. Grapheme clusters never
// are: recorded programs counted cells by characters, and what they put into two cells must not run together.
func narrowed(sync bool) func(tea.Model, tea.Msg) tea.Msg {
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		if report, ok := msg.(tea.ModeReportMsg); ok {
			if n := report.Mode.Mode(); n == modeClusters || n == modeSync && !sync {
				return nil
			}
		}
		return msg
	}
}
