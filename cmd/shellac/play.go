package main

import (
	"bufio"
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
	"github.com/shellac-term/shellac/ui"
)

func (a *app) playCommand() *cobra.Command {
	var as, at string
	cmd := &cobra.Command{
		Use:     "play ID|FILE|last",
		GroupID: "recording",
		Short:   "Replay a recording in the terminal",
		Long: "Replay a recording in the terminal: pause, seek both ways, change the speed. The screen is drawn anew from what\n" +
			"was recorded; not one recorded byte reaches your terminal as a control. Press ? for the keys.",
		Example: `shellac play last
shellac play 01JD7X8M4RZQ --at 12:31
shellac play ./incident.shlc

# the recorded bytes as they were, for another program
shellac play last -f raw | less -R`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.play(ctx, args[0], as, at) }),
	}
	cmd.Flags().StringVarP(&as, "format", "f", "pty", "pty (in this terminal) or raw (the output's bytes, for pipes only)")
	cmd.Flags().StringVar(&at, "at", "", "start here: 90s, 1m2.5s, 12:31, or a clock time")
	return cmd
}

func (a *app) play(ctx context.Context, arg, as, at string) error {
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return err
	}
	defer s.close()
	switch as {
	case "raw":
		return a.playRaw(ctx, s)
	case "pty":
		return a.playScreen(ctx, s, at)
	}
	return usage("-f %s: play shows pty or raw", as)
}

// playRaw writes the bytes of the output as they were recorded. They may hold anything that a terminal obeys.
func (a *app) playRaw(ctx context.Context, s *source) error {
	if term.IsTerminal(int(a.stdout.Fd())) {
		return &hintError{fmt.Errorf("write raw output: standard output is a terminal, and recorded bytes could control it"),
			"pipe it into a file or a program, or leave out -f raw to see the recording"}
	}
	out := bufio.NewWriterSize(a.stdout, 1<<20)
	_, err := s.events(ctx, func(_ format.Header, e format.Event) error {
		if e.Kind != format.Output && e.Kind != format.Stderr {
			return nil
		}
		_, err := out.Write(e.Data)
		return err
	})
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return a.damage(s.name, err)
}

func (a *app) playScreen(ctx context.Context, s *source, at string) error {
	if !term.IsTerminal(int(a.stdin.Fd())) || !term.IsTerminal(int(a.stdout.Fd())) {
		return &hintError{fmt.Errorf("replay: standard input and output must be a terminal"),
			"`shellac export ID -f screen --at 12:31` prints one screen, `-f cast` all of it"}
	}
	f, err := s.open(ctx)
	if err != nil {
		return err
	}
	p, err := player.Open(f, player.Options{})
	if err != nil {
		return err
	}
	o := ui.PlayOptions{Name: s.name, ASCII: a.getenv("SHELLAC_ASCII") == "1", Survey: s.file != nil}
	if at != "" {
		if o.At, err = player.ParseTime(at, scaleOf(f)); err != nil {
			return &usageError{err}
		}
	}
	if err := ui.Play(ctx, p, o); err != nil {
		return err
	}
	return a.damage(s.name, p.Damage())
}

// scaleOf returns what times on the command line are read against.
func scaleOf(f *format.File) player.Scale {
	return player.Scale{Duration: f.Summary().Duration, Start: f.Header().Start}
}
