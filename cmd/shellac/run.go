package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"
)

func (a *app) runCommand() *cobra.Command {
	var f sessionFlags
	var name string
	cmd := &cobra.Command{
		Use:     "run [flags] -- COMMAND [ARG...]",
		GroupID: "session",
		Short:   "Run any command in a recorded session",
		Long: "Run any command in a recorded session. It gets a pty if standard input and output are terminals; without, its\n" +
			"output and errors are recorded as two streams. The exit status is the command's.",
		Example: `# a recorded shell
shellac run -- bash

# a database session with a ticket
shellac run --reason INC-4411 --label db=shop -- psql shop

# in a script: standard output stays clean
shellac run -- ./migrate.sh > migrate.log`,
		Args: cobra.MinimumNArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error {
			if name == "" {
				name = filepath.Base(args[0])
			}
			return a.open(ctx, target{kind: "run", name: name, argv: args}, f)
		}),
	}
	cmd.Flags().SetInterspersed(false)
	cmd.Flags().StringVar(&name, "name", "", "what lists show as the target (default: the command's name)")
	cmd.Flags().BoolVar(&f.pty, "pty", false, "give the command a pty of 80x24 also where there is no terminal, as in CI")
	addSessionFlags(cmd, &f)
	return cmd
}

func addSessionFlags(cmd *cobra.Command, f *sessionFlags) {
	cmd.Flags().StringVar(&f.reason, "reason", "", "why the session is opened; stored with the recording")
	cmd.Flags().StringArrayVar(&f.labels, "label", nil, "name=value to store with the recording (may be repeated)")
	cmd.Flags().StringVar(&f.policy, "record", "", "policy: spool (the session starts if the local disk works) or strict (only if the store does)")
	cmd.Flags().BoolVar(&f.recordInput, "record-input", false, "record what is typed as well, passwords included")
}
