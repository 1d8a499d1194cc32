package main

import (
	"fmt"
	"io"
	"strings"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// printHelp prints the help of a command. It is not fang's: that asks the terminal for its colours, which takes seconds where
// the terminal does not answer. Examples come before flags: most people look for one.
func (a *app) printHelp(cmd *cobra.Command, _ []string) {
	h := helpWriter{w: cmd.OutOrStdout(), fancy: term.IsTerminal(int(a.stdout.Fd())) && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"}
	h.text(firstOf(cmd.Long, cmd.Short))
	h.title("usage")
	h.line(strings.TrimSpace(usageLine(cmd)))
	if cmd.Example != "" {
		h.title("examples")
		for line := range strings.Lines(cmd.Example) {
			h.line(strings.TrimRight(line, "\n"))
		}
	}
	h.commands(cmd)
	h.flags("flags", cmd.LocalNonPersistentFlags())
	if cmd.HasParent() {
		h.flags("flags of all commands", cmd.InheritedFlags())
	} else {
		h.flags("flags of all commands", cmd.PersistentFlags())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(h.w, "\n%s COMMAND --help shows examples of one.\n", cmd.CommandPath())
	}
}

func usageLine(cmd *cobra.Command) string {
	switch {
	case cmd.HasAvailableSubCommands():
		return cmd.CommandPath() + " [COMMAND] [flags]"
	case strings.Contains(cmd.Use, "flags"):
		return strings.TrimSuffix(cmd.CommandPath(), cmd.Name()) + cmd.Use
	}
	return cmd.UseLine()
}

// A helpWriter prints the parts of a help text.
type helpWriter struct {
	w     io.Writer
	fancy bool
}

func (h helpWriter) text(s string) { fmt.Fprintf(h.w, "%s\n", s) }
func (h helpWriter) line(s string) {
	if s == "" {
		fmt.Fprintln(h.w)
		return
	}
	fmt.Fprintf(h.w, "  %s\n", s)
}

func (h helpWriter) title(s string) {
	s = strings.ToUpper(s)
	if h.fancy {
		s = "\x1b[1m" + s + "\x1b[m"
	}
	fmt.Fprintf(h.w, "\n%s\n", s)
}

// commands prints the commands below cmd by their groups; those without one come last.
func (h helpWriter) commands(cmd *cobra.Command) {
	width := 0
	for _, c := range cmd.Commands() {
		width = max(width, len(c.Name()))
	}
	print := func(title, group string) {
		for _, c := range cmd.Commands() {
			if c.GroupID != group || !c.IsAvailableCommand() {
				continue
			}
			if title != "" {
				h.title(title)
				title = ""
			}
			h.line(fmt.Sprintf("%-*s  %s", width, c.Name(), c.Short))
		}
	}
	for _, g := range cmd.Groups() {
		print(g.Title, g.ID)
	}
	if len(cmd.Groups()) == 0 {
		print("commands", "")
		return
	}
	print("other commands", "")
}

func (h helpWriter) flags(title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	h.title(title)
	for line := range strings.Lines(flags.FlagUsagesWrapped(helpCols)) {
		fmt.Fprint(h.w, line)
	}
}

// helpCols is how wide the help of flags is.
const helpCols = 100

// manCommand prints the manual page of all commands.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			manual, err := mango.NewManPage(1, cmd.Root())
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(a.stdout, manual.Build(roff.NewDocument()))
			return err
		},
	}
}
