package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
)

// release is the version under development; a build of a tag or by `go install` knows better.
const release = "0.1.0"

func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" && b.Main.Version[0] == 'v' {
		return b.Main.Version[1:]
	}
	return release
}

func (a *app) versionCommand() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version of shellac and of the format it writes",
		Example: "shellac version\nshellac version -f json",
		Args:    cobra.NoArgs,
		RunE: a.action(func(context.Context, []string) error {
			v := map[string]any{"version": version(), "format": format.Version, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH}
			switch as {
			case "json":
				return json.NewEncoder(a.stdout).Encode(v)
			case "text":
				_, err := fmt.Fprintf(a.stdout, "shellac %s (recording format %d, %s %s/%s)\n", v["version"], v["format"], v["go"], v["os"], v["arch"])
				return err
			}
			return usage("-f %s: version prints text or json", as)
		}),
	}
	cmd.Flags().StringVarP(&as, "format", "f", "text", "text or json")
	return cmd
}
