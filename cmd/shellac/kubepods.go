package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/pods"
)

func (a *app) kubePodsCommand(f *kubeFlags) *cobra.Command {
	var out output
	var p podsFlags
	cmd := &cobra.Command{
		Use:   "pods [QUERY]",
		Short: "List pods",
		Long: "List the pods of a namespace, with the words of kubectl. A query has words that must all be found, in the syntax of\n" +
			"fzf: 'exact ^start end$ !not, and | between alternatives; fields: ns, node, status, image, owner and labels.",
		Example: `shellac kube pods
shellac kube pods -n shop cart !worker
shellac kube pods -A -l app=cart status:crash -f json`,
		RunE: a.action(func(ctx context.Context, args []string) error {
			p.query = strings.Join(args, " ")
			return a.kubePods(ctx, *f, p, out)
		}),
	}
	cmd.Flags().BoolVarP(&p.all, "all-namespaces", "A", false, "of all namespaces")
	cmd.Flags().StringVarP(&p.selector, "selector", "l", "", "only pods with these labels, as kubectl takes them: a=b,c!=d")
	out.add(cmd)
	return cmd
}

type podsFlags struct {
	all             bool
	selector, query string
}

// A podLine is a pod as lists print it.
type podLine struct {
	Namespace  string            `json:"namespace" yaml:"namespace"`
	Name       string            `json:"name" yaml:"name"`
	UID        string            `json:"uid" yaml:"uid"`
	Status     string            `json:"status" yaml:"status"`
	Ready      int               `json:"ready" yaml:"ready"`
	Total      int               `json:"total" yaml:"total"`
	Restarts   int               `json:"restarts" yaml:"restarts"`
	Created    time.Time         `json:"created" yaml:"created"`
	Node       string            `json:"node" yaml:"node"`
	IP         string            `json:"ip,omitempty" yaml:"ip,omitempty"`
	Default    string            `json:"defaultContainer" yaml:"defaultContainer"`
	Containers []containerLine   `json:"containers" yaml:"containers"`
	Labels     map[string]string `json:"labels,omitempty" yaml:"labels,omitempty"`
}

type containerLine struct {
	Name  string `json:"name" yaml:"name"`
	Image string `json:"image" yaml:"image"`
	State string `json:"state" yaml:"state"`
}

func (a *app) kubePods(ctx context.Context, f kubeFlags, p podsFlags, out output) error {
	ctx, stop := f.limit(ctx)
	defer stop()
	client, err := a.kubeClient(f)
	if err != nil {
		return err
	}
	q := kube.Query{Namespace: client.Context.Namespace, Selector: p.selector}
	if p.all {
		q.Namespace = ""
	}
	var all []kube.Pod
	if err := client.Pods(ctx, q, func(p kube.Pod) { all = append(all, p) }); err != nil {
		return a.explainList(ctx, client, q, err)
	}
	found := matchPods(all, p.query)
	t := table{
		kind: "PodList", field: "pods",
		head: []string{"NAME", "READY", "STATUS", "RESTARTS", "AGE"}, more: []string{"NODE", "IP", "CONTAINERS"},
	}
	if p.all {
		t.head = append([]string{"NAMESPACE"}, t.head...)
	}
	for _, p := range found {
		t.addPod(p, q.Namespace == "", time.Now())
	}
	if len(found) == 0 && out.text() {
		return a.sayNoPods(ctx, client, q, len(all))
	}
	return a.print(t, out)
}

func (a *app) kubeClient(f kubeFlags) (*kube.Client, error) {
	config, err := a.kubeConfig(f)
	if err != nil {
		return nil, err
	}
	return config.Client("")
}

func (t *table) addPod(p kube.Pod, all bool, now time.Time) {
	line := podLine{
		Namespace: p.Namespace, Name: p.Name, UID: p.UID, Status: p.Status, Ready: p.Ready, Total: p.Total, Restarts: p.Restarts,
		Created: p.Created, Node: p.Node, IP: p.IP, Default: p.Default(), Containers: []containerLine{}, Labels: p.Labels,
	}
	var names []string
	for _, c := range p.Containers {
		line.Containers = append(line.Containers, containerLine{c.Name, c.Image, c.State})
		names = append(names, c.Name)
	}
	restarts := fmt.Sprint(p.Restarts)
	if p.Restarts > 0 && !p.LastRestart.IsZero() {
		restarts += " (" + ago(now.Sub(p.LastRestart)) + " ago)"
	}
	cells := []string{
		p.Name, fmt.Sprintf("%d/%d", p.Ready, p.Total), p.Status, restarts, ago(now.Sub(p.Created)),
		firstOf(p.Node, "-"), firstOf(p.IP, "-"), strings.Join(names, ","),
	}
	name := p.Name
	if all {
		cells, name = append([]string{p.Namespace}, cells...), p.Namespace+"/"+p.Name
	}
	t.add(name, line, cells...)
}

// matchPods returns those of the pods that pass a query, best first.
func matchPods(all []kube.Pod, query string) []kube.Pod {
	if query == "" {
		return all
	}
	var found []kube.Pod
	for _, m := range pods.NewFilter(all).Match(query) {
		found = append(found, all[m.Row])
	}
	return found
}

// explainList adds to a refusal who the user is and where the same would be allowed.
func (a *app) explainList(ctx context.Context, client *kube.Client, q kube.Query, err error) error {
	var e *kube.Error
	if !errors.As(err, &e) || e.Kind != kube.Forbidden {
		return err
	}
	lines := client.Explain(ctx, kube.Action{Verb: "list", Resource: "pods", Namespace: q.Namespace}).Lines()
	more := *e
	more.Lines = lines
	more.Do = "ask whoever runs " + client.Context.Name + " for these verbs, or name another namespace with -n"
	return &more
}

// sayNoPods says why a list is empty.
func (a *app) sayNoPods(ctx context.Context, client *kube.Client, q kube.Query, hidden int) error {
	where := "in any namespace"
	if q.Namespace != "" {
		where = "in namespace " + q.Namespace
	}
	switch {
	case hidden > 0:
		fmt.Fprintf(a.stderr, "shellac: none of %s %s match\n", plural(hidden, "pod"), plain(where))
		return nil
	case q.Namespace != "":
		if there, err := client.HasNamespace(ctx, q.Namespace); err == nil && !there {
			return &hintError{fmt.Errorf("no namespace %s in %s", q.Namespace, client.Context.Name), a.otherNamespaces(ctx, client)}
		}
	}
	fmt.Fprintf(a.stderr, "shellac: no pods %s of %s; you may list them, there are none\n", plain(where), plain(client.Context.Name))
	return nil
}

func (a *app) otherNamespaces(ctx context.Context, client *kube.Client) string {
	names, _, err := client.Namespaces(ctx)
	if err != nil || len(names) == 0 {
		return "name another with -n"
	}
	slices.Sort(names)
	if len(names) > 12 {
		names = append(names[:12], "…")
	}
	return "there are " + strings.Join(names, ", ")
}
