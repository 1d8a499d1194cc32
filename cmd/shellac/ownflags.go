package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

// wrapping is the action of a command whose line belongs to another program: open gets it without the flags of shellac.
func (a *app) wrapping(f *sessionFlags, open func(context.Context, []string, sessionFlags) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		own, rest, err := a.takeOwnFlags(args, f)
		if err == nil && own.help {
			return cmd.Help()
		}
		return a.action(func(ctx context.Context, _ []string) error {
			if err != nil {
				return err
			}
			return open(ctx, rest, *f)
		})(cmd, nil)
	}
}

// ownFlags says what takeOwnFlags has seen.
type ownFlags struct{ help bool }

// takeOwnFlags takes shellac's own flags out of a command line that belongs to another program. They have two dashes
// and come before a lone "--"; everything else is left as it is.
func (a *app) takeOwnFlags(args []string, f *sessionFlags) (own ownFlags, rest []string, err error) {
	valued := map[string]func(string){
		"--store":  func(v string) { a.storeURL = v },
		"--config": func(v string) { a.configFile = v },
		"--reason": func(v string) { f.reason = v },
		"--label":  func(v string) { f.labels = append(f.labels, v) },
		"--record": func(v string) { f.policy = v },
	}
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		set := valued[name]
		switch {
		case args[i] == "--":
			return own, append(rest, args[i:]...), nil
		case args[i] == "--help":
			own.help = true
		case args[i] == "--record-input":
			f.recordInput = true
		case set != nil && joined:
			set(value)
		case set != nil && i+1 == len(args):
			return own, nil, usage("%s needs a value", name)
		case set != nil:
			i++
			set(args[i])
		default:
			rest = append(rest, args[i])
		}
	}
	return own, rest, nil
}
