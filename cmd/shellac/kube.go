package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/shellac-term/shellac/internal/kube"
)

func (a *app) kubeCommand() *cobra.Command {
	var f kubeFlags
	cmd := &cobra.Command{
		Use:     "kube",
		GroupID: "session",
		Short:   "Open recorded sessions in Kubernetes, and see what there is",
		Example: `# a shell in a pod, the best that it has
shellac kube exec web-0

# what there is
shellac kube ls
shellac kube pods -n shop cart`,
	}
	f.add(cmd.PersistentFlags())
	cmd.AddCommand(a.kubeExecCommand(), a.kubeAttachCommand(), a.kubeDebugCommand())
	cmd.AddCommand(a.kubeListCommand(&f), a.kubePodsCommand(&f), a.kubeUseCommand(&f))
	return cmd
}

// kubeFlags are flags that kubectl has as well, with the same names and meanings.
type kubeFlags struct {
	kubeconfig, context, namespace string
	as                             string
	asGroups                       []string
	timeout                        string
}

func (f *kubeFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.kubeconfig, "kubeconfig", "", "the kubeconfig file to use (default: those of $KUBECONFIG, or ~/.kube/config)")
	flags.StringVar(&f.context, "context", "", "the context to use (default: the current one)")
	flags.StringVarP(&f.namespace, "namespace", "n", "", "the namespace to use (default: that of the context)")
	flags.StringVar(&f.as, "as", "", "the user to impersonate")
	flags.StringArrayVar(&f.asGroups, "as-group", nil, "a group to impersonate (may be repeated)")
	flags.StringVar(&f.timeout, "request-timeout", "", "how long one request may take, as 5s or 1m; 0 means for ever (default: 10s)")
}

// kubeOptions returns where the configuration lies, and what the flags say.
func (a *app) kubeOptions(f kubeFlags) (kube.Options, error) {
	o := kube.Options{
		Files: a.kubeFiles(), Explicit: f.kubeconfig, Context: f.context, Namespace: f.namespace, As: f.as, AsGroups: f.asGroups,
		PluginRules: a.pluginRules(), UserAgent: "shellac/" + version(),
	}
	if f.timeout == "" {
		return o, nil
	}
	var err error
	if o.Timeout, err = kube.ParseTimeout(f.timeout); err != nil {
		return o, &usageError{err}
	}
	return o, nil
}

// kubeFiles are the kubeconfig files as kubectl finds them.
func (a *app) kubeFiles() []string {
	if list := a.getenv("KUBECONFIG"); list != "" {
		return filepath.SplitList(list)
	}
	if home := a.getenv("HOME"); home != "" {
		return []string{filepath.Join(home, ".kube", "config")}
	}
	return nil
}

// pluginRules is the file of preferences that kubectl reads, "" if it is told to read none.
func (a *app) pluginRules() string {
	switch file, home := a.getenv("KUBERC"), a.getenv("HOME"); {
	case file == "off" || a.getenv("KUBECTL_KUBERC") == "false":
		return ""
	case file != "":
		return file
	case home != "":
		return filepath.Join(home, ".kube", "kuberc")
	}
	return ""
}

func (a *app) kubeConfig(f kubeFlags) (*kube.Config, error) {
	o, err := a.kubeOptions(f)
	if err != nil {
		return nil, err
	}
	return kube.Load(o)
}

// namesOf completes a command line for kubectl with what kubectl will take from the configuration. The names serve lists
// only: kubectl decides for itself where it connects, and says what is wrong.
func (a *app) namesOf(line kubectlLine) kubectlLine {
	config, err := a.kubeConfig(kubeFlags{kubeconfig: line.kubeconfig, context: line.context})
	if err == nil {
		if x, err := config.Find(""); err == nil {
			line.context, line.namespace = x.Name, firstOf(line.namespace, x.Namespace)
		}
	}
	line.namespace = firstOf(line.namespace, "default")
	return line
}

// listTimeout bounds what a command that only lists may take with all its requests.
const listTimeout = time.Minute

func (f kubeFlags) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if f.timeout != "" {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, listTimeout)
}
