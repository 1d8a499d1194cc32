package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/pick"
	"github.com/shellac-term/shellac/ui/pods"
)

// withPod completes a command line of kubectl that names no pod: it lets the user choose one, where somebody can.
func (a *app) withPod(ctx context.Context, command, what string, args []string) (kubectlLine, []string, error) {
	line := parseKubectl(args)
	if line.pod != "" {
		return line, args, nil
	}
	if !a.canPick() {
		return line, nil, &hintError{usage("no pod %s", what), "shellac kube " + command + " POD; `shellac kube pods` lists them, `shellac kube " + command + " --help` has examples"}
	}
	p, err := a.pickPod(ctx, line.flags())
	if err != nil {
		return line, nil, err
	}
	at := slices.Index(args, "--")
	if at < 0 {
		at = len(args)
	}
	// A name behind a slash or an = cannot be taken for a flag.
	chosen := []string{"pod/" + p.Name}
	if c := p.Default(); line.container == "" && command != "debug" && c != "" {
		chosen = append([]string{"--container=" + c}, chosen...)
	}
	args = slices.Insert(slices.Clone(args), at, chosen...)
	return parseKubectl(args), args, nil
}

// pickPod lets the user choose a pod of the namespace.
func (a *app) pickPod(ctx context.Context, f kubeFlags) (kube.Pod, error) {
	client, err := a.kubeClient(f)
	if err != nil {
		return kube.Pod{}, err
	}
	p := podPicker{a: a, client: client}
	choice, err := a.pick(ctx, pick.Options{
		Prompt: client.Context.Name + "/" + client.Context.Namespace, Noun: "pods", Load: p.load, Filter: p.filter,
	})
	if err != nil {
		return kube.Pod{}, err
	}
	return p.pods[choice.Row], nil
}

// A podPicker lists the pods of a namespace for a picker.
type podPicker struct {
	a      *app
	client *kube.Client
	pods   []kube.Pod
}

func (p *podPicker) load(ctx context.Context) ([]pick.Row, error) {
	q := kube.Query{Namespace: p.client.Context.Namespace}
	if err := p.client.Pods(ctx, q, func(pod kube.Pod) { p.pods = append(p.pods, pod) }); err != nil {
		return nil, p.a.explainList(ctx, p.client, q, err)
	}
	if len(p.pods) == 0 {
		return nil, &hintError{fmt.Errorf("no pods in namespace %s of %s", q.Namespace, p.client.Context.Name), "name another namespace with -n; " + p.a.otherNamespaces(ctx, p.client)}
	}
	rows := make([]pick.Row, len(p.pods))
	now := time.Now()
	for i, pod := range p.pods {
		rows[i].Cells = []string{pod.Name, fmt.Sprintf("%d/%d", pod.Ready, pod.Total), pod.Status, ago(now.Sub(pod.Created)), pod.Node}
	}
	return rows, nil
}

func (p *podPicker) filter([]pick.Row) pick.Filter {
	// Besides the name it looks at the namespace, which no cell shows, the status and the node.
	return rowFilter{pods.NewFilter(p.pods), func(int) []int { return []int{-1, 2, 4} }}
}
