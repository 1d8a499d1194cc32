package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/kube"
)

func (a *app) kubeListCommand(f *kubeFlags) *cobra.Command {
	var out output
	cmd := &cobra.Command{
		Use:     "ls",
		Aliases: []string{"contexts"},
		Short:   "List the contexts of the kubeconfig files",
		Long: "List the contexts of the kubeconfig files, merged as kubectl merges them, with the file that owns each. No cluster is\n" +
			"asked anything: AUTH is how the user proves to be one, and for how long a certificate or token is still good.",
		Example: `shellac kube ls
shellac kube ls -f names
KUBECONFIG=prod.yaml:dev.yaml shellac kube ls -f json`,
		Args: cobra.NoArgs,
		RunE: a.action(func(context.Context, []string) error { return a.kubeList(*f, out) }),
	}
	out.add(cmd)
	return cmd
}

// A contextLine is a context as lists print it.
type contextLine struct {
	Name      string     `json:"name" yaml:"name"`
	Selected  bool       `json:"selected" yaml:"selected"`
	Cluster   string     `json:"cluster" yaml:"cluster"`
	Server    string     `json:"server" yaml:"server"`
	Namespace string     `json:"namespace" yaml:"namespace"`
	User      string     `json:"user" yaml:"user"`
	Auth      string     `json:"auth" yaml:"auth"`
	Plugin    string     `json:"plugin,omitempty" yaml:"plugin,omitempty"`
	Expires   *time.Time `json:"expires,omitempty" yaml:"expires,omitempty"`
	File      string     `json:"file" yaml:"file"`
	Problem   string     `json:"problem,omitempty" yaml:"problem,omitempty"`
}

func (a *app) kubeList(f kubeFlags, out output) error {
	config, err := a.kubeConfig(f)
	if err != nil {
		return err
	}
	contexts := config.Contexts()
	if len(contexts) == 0 {
		if _, err := config.Find(""); err != nil {
			return err
		}
	}
	t := table{kind: "ContextList", field: "contexts", head: []string{"NAME", "SELECTED", "SERVER", "NAMESPACE", "AUTH", "SOURCE FILE"}}
	for _, x := range contexts {
		line := contextLine{
			Name: x.Name, Selected: x.Current, Cluster: x.Cluster, Server: x.Server, Namespace: x.Namespace, User: x.User,
			Auth: x.Auth.Kind, File: x.File, Problem: x.Problem,
		}
		if x.Auth.Kind == kube.AuthPlugin {
			line.Plugin = x.Auth.Command
		}
		if !x.Auth.Expires.IsZero() {
			utc := x.Auth.Expires.UTC()
			line.Expires = &utc
		}
		selected := ""
		if x.Current {
			selected = "*"
		}
		t.add(x.Name, line, x.Name, selected, x.Server, x.Namespace, authText(x, time.Now()), a.tilde(x.File))
	}
	return a.print(t, out)
}

// authText says how a user proves to be one, and whether that is still good.
func authText(x kube.Context, now time.Time) string {
	text := x.Auth.Kind
	switch {
	case x.Auth.Kind == "" && x.Problem == "":
		text = "none"
	case x.Auth.Kind == kube.AuthPlugin:
		text = x.Auth.Command
	case x.Auth.Expired(now):
		return fmt.Sprintf("%s, expired %s ago", text, ago(now.Sub(x.Auth.Expires)))
	case !x.Auth.Expires.IsZero():
		text = fmt.Sprintf("%s, %s left", text, ago(x.Auth.Expires.Sub(now)))
	}
	if x.Problem != "" {
		return "!! " + x.Problem
	}
	return text
}

// ago prints a span of time as kubectl prints ages, in one unit or two: 42s, 3m, 5h, 5h12m, 11d.
func ago(d time.Duration) string {
	switch {
	case d < 0:
		return "0s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < 3*time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 8*time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d/time.Minute%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}
