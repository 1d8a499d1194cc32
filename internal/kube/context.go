package kube

import (
	"os"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"
)

// A Context is an entry of the configuration: a cluster, a user there and a namespace.
type Context struct {
	Name, Cluster, Server, User string
	// Namespace is where commands look unless told otherwise; it is never "".
	Namespace string
	// File is the one that owns the context, UserFile the one that owns its user.
	File, UserFile string
	Auth           Auth
	Current        bool
	// Problem says what keeps the context from being used, "" where nothing is known to.
	Problem string
}

// Contexts returns all of them, sorted by name. It reads certificates to learn when they expire.
func (c *Config) Contexts() []Context {
	list := make([]Context, 0, len(c.merged.Contexts))
	for name, x := range c.merged.Contexts {
		list = append(list, c.describe(name, x))
	}
	slices.SortFunc(list, func(a, b Context) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (c *Config) describe(name string, x *api.Context) Context {
	d := Context{
		Name: name, Cluster: x.Cluster, User: x.AuthInfo, Namespace: x.Namespace, File: x.LocationOfOrigin,
		Current: name == c.Current(),
	}
	if d.Current && c.options.Namespace != "" {
		d.Namespace = c.options.Namespace
	}
	if d.Namespace == "" {
		d.Namespace = "default"
	}
	if cluster, ok := c.merged.Clusters[x.Cluster]; ok {
		d.Server = cluster.Server
	} else {
		d.Problem = `its cluster "` + x.Cluster + `" is in no file`
	}
	user, ok := c.merged.AuthInfos[x.AuthInfo]
	switch {
	case ok:
		d.Auth, d.UserFile = describeAuth(user), user.LocationOfOrigin
	case x.AuthInfo != "" && d.Problem == "":
		d.Problem = `its user "` + x.AuthInfo + `" is in no file`
	}
	if d.Problem == "" && d.Auth.Expired(time.Now()) {
		d.Problem = "its " + d.Auth.Kind + " expired on " + d.Auth.Expires.Local().Format("2006-01-02 15:04")
	}
	return d
}

// podNamespace is the namespace of the pod that this program runs in.
func podNamespace() string {
	b, err := os.ReadFile("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
	if text := strings.TrimSpace(string(b)); err == nil && text != "" {
		return text
	}
	return "default"
}
