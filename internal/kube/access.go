package kube

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// An Action is something that the rules of a cluster allow or not.
type Action struct {
	Verb        string // get, list, watch, create, patch, …
	Resource    string // pods, or with a subresource pods/exec
	Namespace   string // "" for all of them, or for what lies in none
	Name, Group string // "" for any object, and for the core group
}

// String returns "list pods in shop".
func (a Action) String() string {
	text := a.Verb + " " + a.Resource
	if a.Namespace == "" {
		return text
	}
	return text + " in " + a.Namespace
}

// What the commands of shellac need.
func actionsIn(namespace string) []Action {
	return []Action{
		{Verb: "get", Resource: "pods", Namespace: namespace},
		{Verb: "create", Resource: "pods/exec", Namespace: namespace},
		{Verb: "create", Resource: "pods/attach", Namespace: namespace},
		{Verb: "patch", Resource: "pods/ephemeralcontainers", Namespace: namespace},
	}
}

// WhoAmI asks the server who the user is. Where it does not say (it is older than 1.28) the name from the kubeconfig
// comes back.
func (c *Client) WhoAmI(ctx context.Context) (user string, groups []string, err error) {
	var review struct {
		Status struct {
			UserInfo struct {
				Username string   `json:"username"`
				Groups   []string `json:"groups"`
			} `json:"userInfo"`
		} `json:"status"`
	}
	body := map[string]any{"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
	err = c.call(ctx, http.MethodPost, "/apis/authentication.k8s.io/v1/selfsubjectreviews", body, &review)
	if isKind(err, NotFound) || isKind(err, Forbidden) {
		return c.Context.User, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	return review.Status.UserInfo.Username, review.Status.UserInfo.Groups, nil
}

// MayI asks the server whether the user may do something.
func (c *Client) MayI(ctx context.Context, a Action) (bool, error) {
	resource, sub, _ := strings.Cut(a.Resource, "/")
	body := map[string]any{
		"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
		"spec": map[string]any{"resourceAttributes": map[string]string{
			"verb": a.Verb, "resource": resource, "subresource": sub, "namespace": a.Namespace, "name": a.Name, "group": a.Group,
		}},
	}
	var review struct {
		Status struct {
			Allowed bool `json:"allowed"`
		} `json:"status"`
	}
	err := c.call(ctx, http.MethodPost, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, &review)
	return review.Status.Allowed, err
}

// mayAll asks about several actions at once. An action that nobody answers for counts as not allowed.
func (c *Client) mayAll(ctx context.Context, actions []Action) []bool {
	allowed := make([]bool, len(actions))
	turns := make(chan struct{}, 8)
	var all sync.WaitGroup
	for i, a := range actions {
		all.Go(func() {
			turns <- struct{}{}
			allowed[i], _ = c.MayI(ctx, a)
			<-turns
		})
	}
	all.Wait()
	return allowed
}

// A Grant says what the user may do in a namespace.
type Grant struct {
	User                     string
	Namespace                string
	Get, Exec, Attach, Debug bool
	Known                    bool // false: the server did not answer, and trying is the only way
}

// Grant asks what the user may do with pods in a namespace ("" for all of them).
func (c *Client) Grant(ctx context.Context, namespace string) (Grant, error) {
	user, _, err := c.WhoAmI(ctx)
	if err != nil {
		return Grant{Namespace: namespace}, err
	}
	may := c.mayAll(ctx, actionsIn(namespace))
	return Grant{
		User: user, Namespace: namespace, Get: may[0], Exec: may[0] && may[1], Attach: may[0] && may[2], Debug: may[0] && may[3],
		Known: true,
	}, nil
}

// Missing returns the actions that the user lacks to open a shell, in words; nil if nothing is missing or nobody knows.
func (g Grant) Missing() []string {
	if !g.Known || g.Exec {
		return nil
	}
	if !g.Get {
		return []string{"get pods", "create pods/exec"}
	}
	return []string{"create pods/exec"}
}

// A Refusal says why a list is forbidden, and where the same would be allowed.
type Refusal struct {
	User      string
	Action    Action
	Elsewhere []string // namespaces
	Asked     int      // how many namespaces were asked about
}

// Explain finds out about an action that the server forbids, looking at up to 40 namespaces: those that the user can
// see, and those that contexts of the cluster name.
func (c *Client) Explain(ctx context.Context, a Action) Refusal {
	r := Refusal{Action: a}
	r.User, _, _ = c.WhoAmI(ctx)
	r.User = firstOf(r.User, c.Context.User)
	names, _, err := c.Namespaces(ctx)
	if err != nil {
		names = c.configured()
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == a.Namespace })
	names = names[:min(len(names), 40)]
	var actions []Action
	for _, n := range names {
		b := a
		b.Namespace = n
		actions = append(actions, b)
	}
	r.Asked = len(names)
	for i, allowed := range c.mayAll(ctx, actions) {
		if allowed {
			r.Elsewhere = append(r.Elsewhere, names[i])
		}
	}
	return r
}

// Lines says it in a few sentences, each on a line of its own.
func (r Refusal) Lines() []string {
	where := r.Action.String()
	if r.Action.Namespace == "" {
		where += " in all namespaces"
	}
	lines := []string{"You (" + r.User + ") may not " + where + "."}
	switch {
	case len(r.Elsewhere) > 0:
		lines = append(lines, "You may in: "+strings.Join(r.Elsewhere, ", ")+".")
	case r.Asked > 0:
		lines = append(lines, "Nor may you in the namespaces that are known here.")
	}
	return append(lines, "Needed: verbs get, list, watch on pods; create on pods/exec for a shell.")
}
