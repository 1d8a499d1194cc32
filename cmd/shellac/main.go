// Command shellac records terminal sessions over ssh, in Kubernetes and of any local command, keeps them in a bucket or
// a folder, and replays them.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run runs one command line and returns the exit status.
func run(args []string, stdin, stdout, stderr *os.File) int {
	a := newApp(stdin, stdout, stderr)
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetHelpFunc(a.printHelp)
	root.SilenceErrors, root.SilenceUsage = true, true // app.fail prints errors, and has one shape for all of them
	if err := root.ExecuteContext(context.Background()); err != nil {
		a.fail(&usageError{err})
	}
	return a.status
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "shellac",
		Short: "Record, replay and search terminal sessions",
		Long: "Record ssh, kubectl exec and any other terminal session into a bucket or a folder, and replay it.\n\n" +
			"shellac needs no server and sends nothing anywhere but to the store you configure.",
		Example: `# record a session on a host of your ssh configuration
shellac ssh web1

# record a shell in a pod
shellac kube exec -it web-0 -- bash

# what was recorded, and what it looked like
shellac recordings ls
shellac play last

# hosts, pods, recordings and running sessions on one screen
shellac`,
		Args:                       knownCommand,
		RunE:                       a.bare,
		SuggestionsMinimumDistance: 2,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.storeURL, "store", "", "where recordings lie: file:///abs/path or s3://bucket/prefix (default: $SHELLAC_STORE, the configuration, a folder under the XDG state folder)")
	flags.StringVar(&a.configFile, "config", "", "configuration file (default: $SHELLAC_CONFIG, config.yaml under the XDG configuration folder)")
	root.AddGroup(
		&cobra.Group{ID: "session", Title: "open a recorded session"},
		&cobra.Group{ID: "recording", Title: "recordings"},
	)
	root.AddCommand(a.lsCommand())
	root.AddCommand(a.homeCommand(), a.runCommand(), a.sshCommand(), a.kubeCommand())
	root.AddCommand(a.recordingsCommand(), a.playCommand(), a.exportCommand(), a.importCommand(), a.verifyCommand(), a.uploadCommand(), a.rebuildCommand())
	root.AddCommand(a.searchCommand())
	root.AddCommand(a.indexCommand())
	root.AddCommand(a.doctorCommand(), a.versionCommand(), a.manCommand())
	return root
}

// knownCommand refuses a word that is no command, with what may have been meant.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Errorf("unknown command %q", args[0])
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		return &hintError{err, "did you mean " + strings.Join(near, " or ") + "?"}
	}
	return err
}
