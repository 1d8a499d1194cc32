package main

import (
	"slices"
	"strings"

	"github.com/shellac-term/shellac/format"
)

// A kubectlLine is what shellac needs to know of a command line of kubectl exec, attach or debug.
type kubectlLine struct {
	pod, container, namespace, context, kubeconfig string

	as       string
	asGroups []string
	timeout  string

	image   string // of a debug container
	stdin   bool   // -i
	tty     bool   // -t
	copied  bool   // --copy-to
	command bool   // something follows the lone --, or the pod
}

// kubectlValued are the flags of these commands that take a value, with those of every kubectl command.
var kubectlValued = strings.Fields(`-c --container -f --filename -n --namespace --context --cluster --user --kubeconfig -s --server
	--as --as-group --as-uid --as-user-extra --token --pod-running-timeout --request-timeout --certificate-authority
	--client-certificate --client-key --tls-server-name --cache-dir --profile --profile-output --kuberc --username --password
	-v --v --vmodule --log-flush-frequency --detach-keys
	--image --target --copy-to --custom --env --image-pull-policy --set-image`)

func parseKubectl(args []string) kubectlLine {
	var line kubectlLine
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			line.command = line.command || i+1 < len(args)
			break
		}
		name, value, joined := splitFlag(args[i])
		switch {
		case name == "" && line.pod != "":
			line.command = true
			continue
		case name == "":
			line.pod = args[i]
			continue
		case joined:
		case slices.Contains(kubectlValued, name) && i+1 < len(args):
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
	case len(arg) > 2 && slices.Contains(kubectlValued, arg[:2]):
		return arg[:2], strings.TrimPrefix(arg[2:], "="), true
	}
	return arg, "", false
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
	case "--as":
		l.as = value
	case "--as-group":
		l.asGroups = append(l.asGroups, value)
	case "--request-timeout":
		l.timeout = value
	case "--image":
		l.image = value
	case "--copy-to":
		l.copied = true
	case "-f", "--filename":
		l.pod = firstOf(l.pod, value)
	case "--stdin":
		l.stdin = value != "false"
	case "--tty":
		l.tty = value != "false"
	default:
		if !strings.HasPrefix(flag, "--") { // letters that share a dash
			l.stdin = l.stdin || strings.Contains(flag, "i")
			l.tty = l.tty || strings.Contains(flag, "t")
		}
	}
}

// flags are those that a list of pods takes as well.
func (l kubectlLine) flags() kubeFlags {
	return kubeFlags{l.kubeconfig, l.context, l.namespace, l.as, l.asGroups, l.timeout}
}

// target is what lists show: context/namespace/pod, and the container where one was named.
func (l kubectlLine) target() string {
	t := l.namespace + "/" + l.name()
	if l.context != "" {
		t = l.context + "/" + t
	}
	if l.container != "" {
		t += ":" + l.container
	}
	return t
}

// name is the pod's without its type, or another object with its type.
func (l kubectlLine) name() string {
	return strings.TrimPrefix(strings.TrimPrefix(l.pod, "pod/"), "pods/")
}

func (l kubectlLine) labels() []format.Label {
	var labels []format.Label
	for _, v := range []format.Label{{Name: "kube.context", Value: l.context}, {Name: "kube.namespace", Value: l.namespace},
		{Name: "kube.pod", Value: l.name()}, {Name: "kube.container", Value: l.container}, {Name: "kube.image", Value: l.image}} {
		if v.Value != "" {
			labels = append(labels, v)
		}
	}
	return labels
}
