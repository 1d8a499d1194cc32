package main

import (
	"context"
	"sync"

	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/ui/pods"
)

// A clusters is what screens and pickers ask clusters through. It reads the kubeconfig when that is needed first, and holds a
// client a context. It is safe for concurrent use.
type clusters struct {
	load func() (*kube.Config, error)

	mu      sync.Mutex
	config  *kube.Config
	clients map[string]*kube.Client
}

func (a *app) newClusters(f kubeFlags) *clusters {
	return &clusters{load: func() (*kube.Config, error) { return a.kubeConfig(f) }, clients: map[string]*kube.Client{}}
}

// contexts reads the kubeconfig anew.
func (c *clusters) contexts(context.Context) ([]kube.Context, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	load := c.load
	if c.config != nil {
		load = c.config.Reload
	}
	fresh, err := load()
	if err != nil {
		return nil, err
	}
	if fresh != c.config {
		c.config, c.clients = fresh, map[string]*kube.Client{}
	}
	all := fresh.Contexts()
	if len(all) > 0 {
		return all, nil
	}
	inside, err := fresh.Find("") // the cluster around this pod, or why there is nothing
	if err != nil {
		return nil, err
	}
	return []kube.Context{inside}, nil
}

func (c *clusters) client(name string) (*kube.Client, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.clients[name]; known != nil {
		return known, nil
	}
	if c.config == nil {
		loaded, err := c.load()
		if err != nil {
			return nil, err
		}
		c.config = loaded
	}
	client, err := c.config.Client(name)
	if err == nil {
		c.clients[name] = client
	}
	return client, err
}

// asking returns the plugin that has to answer before a context can be used. It reads nothing.
func (c *clusters) asking(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.clients[name]; known != nil {
		return known.Asking()
	}
	return ""
}

func (c *clusters) follow(ctx context.Context, name string, q kube.Query) (<-chan kube.Batch, error) {
	client, err := c.client(name)
	if err != nil {
		return nil, err
	}
	return client.Follow(ctx, q), nil
}

func (c *clusters) namespaces(ctx context.Context, name string) ([]string, string, error) {
	client, err := c.client(name)
	if err != nil {
		return nil, "", err
	}
	return client.Namespaces(ctx)
}

func (c *clusters) grant(ctx context.Context, name, namespace string) (kube.Grant, error) {
	client, err := c.client(name)
	if err != nil {
		return kube.Grant{}, err
	}
	return client.Grant(ctx, namespace)
}

func (c *clusters) may(ctx context.Context, name string, a kube.Action) (bool, error) {
	client, err := c.client(name)
	if err != nil {
		return false, err
	}
	return client.MayI(ctx, a)
}

func (c *clusters) refusal(ctx context.Context, name string, a kube.Action) kube.Refusal {
	client, err := c.client(name)
	if err != nil {
		return kube.Refusal{Action: a}
	}
	return client.Explain(ctx, a)
}

func (c *clusters) exists(ctx context.Context, name, namespace string) (bool, error) {
	client, err := c.client(name)
	if err != nil {
		return false, err
	}
	return client.HasNamespace(ctx, namespace)
}

func (c *clusters) retry(ctx context.Context, name string) {
	if client, err := c.client(name); err == nil {
		client.Retry(ctx)
	}
}

// close ends what still runs for the clusters: nothing of it stays behind when the program ends.
func (c *clusters) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.config != nil {
		c.config.Close()
	}
}

// pods returns what the screen of Kubernetes works with.
func (h *home) pods() pods.Options {
	k := h.kube
	return pods.Options{
		Theme: h.theme, Contexts: k.contexts, Follow: k.follow, Namespaces: k.namespaces, Grant: k.grant, May: k.may,
		Refusal: k.refusal, Exists: k.exists, Retry: k.retry, Asking: k.asking, DebugImage: debugImage,
		Policy: func(name, namespace, pod string) string {
			return h.a.policyWords(h.config, kubectlLine{context: name, namespace: namespace, pod: pod})
		},
	}
}

// policyWords say what holds for sessions in a pod.
func (a *app) policyWords(c config.Config, line kubectlLine) string {
	rule, _ := c.Rule(a.subject(context.Background(), c, target{kind: "kube", name: line.target(), labels: line.labels()}))
	text := "record: " + firstOf(rule.Record.Policy, c.Record.Policy, "spool")
	if rule.Require.Reason != "" {
		text += ", reason required"
	}
	return text
}
