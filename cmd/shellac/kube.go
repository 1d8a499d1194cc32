package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
)

func (a *app) kubeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "kube",
		GroupID: "session",
		Short:   "Open recorded sessions in Kubernetes",
		Example: `shellac kube exec -it web-0 -- bash`,
	}
	cmd.AddCommand(a.kubeExecCommand())
	return cmd
}

func (a *app) kubeExecCommand() *cobra.Command {
	var f sessionFlags
	cmd := &cobra.Command{
		Use:   "exec [kubectl flags] POD|TYPE/NAME -- COMMAND [ARG...]",
		Short: "Run kubectl exec in a recorded session",
		Long: "Run kubectl exec in a recorded session. kubectl gets every flag as you type it; flags of shellac come before\n" +
			"the lone --.",
		Example: `# a shell in a pod
shellac kube exec -it web-0 -- bash

# another cluster, namespace and container
shellac kube exec --context prod -n shop -it deploy/cart -c cart -- sh

# one command, recorded, its output clean
shellac kube exec web-0 -- cat /etc/config.yaml > config.yaml`,
		DisableFlagParsing: true,
		RunE:               a.wrapping(&f, a.kubeExec),
	}
	addSessionFlags(cmd, &f)
	return cmd
}

func (a *app) kubeExec(ctx context.Context, args []string, f sessionFlags) error {
	line := parseKubectl(args)
	if line.pod == "" {
		return &hintError{usage("no pod to open a session in"), "shellac kube exec -it POD -- COMMAND; `shellac kube exec --help` has examples"}
	}
	current := a.currentContext(line.kubeconfig)
	line.context = firstOf(line.context, current.name)
	line.namespace = firstOf(line.namespace, current.namespace(line.context), "default")
	return a.open(ctx, target{kind: "kube", name: line.target(), labels: line.labels(), argv: append([]string{"kubectl", "exec"}, args...)}, f)
}

// A kubectlLine is what shellac needs to know of a command line of kubectl exec.
type kubectlLine struct{ pod, container, namespace, context, kubeconfig string }

// kubectlValued are the flags of kubectl exec that take a value, with those of every kubectl command.
var kubectlValued = strings.Fields(`-c --container -f --filename -n --namespace --context --cluster --user --kubeconfig -s --server
	--as --as-group --as-uid --as-user-extra --token --pod-running-timeout --request-timeout --certificate-authority
	--client-certificate --client-key --tls-server-name --cache-dir --profile --profile-output --kuberc --username --password
	-v --v --vmodule --log-flush-frequency`)

func parseKubectl(args []string) kubectlLine {
	var line kubectlLine
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		name, value, joined := splitFlag(args[i])
		switch {
		case name == "":
			if line.pod == "" {
				line.pod = args[i]
			}
			continue
		case joined:
		case isOneOf(name, kubectlValued) && i+1 < len(args):
			i++
			value = args[i]
		}
		line.set(name, value)
	}
	return line
}

// splitFlag takes a flag apart: --name=value, -nvalue, -n=value. The name of an argument that is no flag is empty.
func splitFlag(arg string) (name, value string, joined bool) {
	switch {
	case !strings.HasPrefix(arg, "-") || arg == "-":
		return "", "", false
	case strings.HasPrefix(arg, "--"):
		return strings.Cut(arg, "=")
	case len(arg) > 2 && isOneOf(arg[:2], kubectlValued):
		return arg[:2], strings.TrimPrefix(arg[2:], "="), true
	}
	return arg, "", false
}

func isOneOf(s string, list []string) bool {
	for _, l := range list {
		if s == l {
			return true
		}
	}
	return false
}

func (l *kubectlLine) set(flag, value string) {
	switch flag {
	case "-c", "--container":
		l.container = value
	case "-n", "--namespace":
		l.namespace = value
	case "--context":
		l.context = value
	case "--kubeconfig":
		l.kubeconfig = value
	}
}

// target is what lists show: context/namespace/pod, and the container where one was named.
func (l kubectlLine) target() string {
	t := l.namespace + "/" + strings.TrimPrefix(strings.TrimPrefix(l.pod, "pod/"), "pods/")
	if l.context != "" {
		t = l.context + "/" + t
	}
	if l.container != "" {
		t += ":" + l.container
	}
	return t
}

func (l kubectlLine) labels() []format.Label {
	var labels []format.Label
	for _, v := range []format.Label{{Name: "kube.context", Value: l.context}, {Name: "kube.namespace", Value: l.namespace},
		{Name: "kube.pod", Value: l.pod}, {Name: "kube.container", Value: l.container}} {
		if v.Value != "" {
			labels = append(labels, v)
		}
	}
	return labels
}
