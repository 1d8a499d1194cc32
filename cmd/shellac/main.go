// Command shellac records terminal sessions over ssh, in Kubernetes and of any local command, keeps them in a bucket or
// a folder, and replays them.
package main

import (
	"context"
	"io"
	"os"

	"charm.land/fang/v2"
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
	err := fang.Execute(context.Background(), root, fang.WithoutVersion(), fang.WithErrorHandler(ignoreError))
	if err != nil {
		a.fail(&usageError{err})
	}
	return a.status
}

// ignoreError leaves the printing of errors to app.fail, which has one shape for all of them.
func ignoreError(io.Writer, fang.Styles, error) {}

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
		Args: cobra.NoArgs,
		RunE: a.bare,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&a.storeURL, "store", "", "where recordings lie: file:///abs/path or s3://bucket/prefix (default: $SHELLAC_STORE, the configuration, a folder under the XDG state folder)")
	flags.StringVar(&a.configFile, "config", "", "configuration file (default: $SHELLAC_CONFIG, config.yaml under the XDG configuration folder)")
	root.AddGroup(
		&cobra.Group{ID: "session", Title: "open a recorded session"},
		&cobra.Group{ID: "recording", Title: "recordings"},
	)
	root.AddCommand(a.homeCommand(), a.runCommand(), a.sshCommand(), a.kubeCommand())
	root.AddCommand(a.recordingsCommand(), a.playCommand(), a.exportCommand(), a.importCommand(), a.verifyCommand(), a.uploadCommand(), a.rebuildCommand())
	root.AddCommand(a.versionCommand())
	return root
}
