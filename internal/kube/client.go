package kube

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/transport"
	"k8s.io/client-go/util/connrotation"
)

// A Client asks one cluster as one user. It is safe for concurrent use and holds connections only.
type Client struct {
	// Context is the one that the client was made for.
	Context Context

	config     *Config
	http       *http.Client
	base       *url.URL
	timeout    time.Duration
	credential *credential // nil unless a plugin gives it
}

// Client returns a client for a context, or for the current one if name is "". Nothing is sent yet, and no plugin runs.
func (c *Config) Client(name string) (*Client, error) {
	x, err := c.Find(name)
	if err != nil {
		return nil, err
	}
	settings, err := c.settings(x)
	if err != nil {
		return nil, err
	}
	k := &Client{Context: x, config: c, timeout: c.options.timeout()}
	if k.base, _, err = rest.DefaultServerURL(settings.Host, "/", schema.GroupVersion{}, rest.IsConfigTransportTLS(*settings)); err != nil {
		return nil, badContext(x, "its server is no URL: "+settings.Host, err)
	}
	if k.credential, err = c.credentialOf(x, settings); err != nil {
		return nil, err
	}
	if k.http, err = k.connect(settings); err != nil {
		return nil, err
	}
	return k, nil
}

// settings returns what clientcmd makes of a context.
func (c *Config) settings(x Context) (*rest.Config, error) {
	var settings *rest.Config
	var err error
	if x.Name == "" {
		settings, err = rest.InClusterConfig()
	} else {
		overrides := &clientcmd.ConfigOverrides{CurrentContext: x.Name}
		overrides.AuthInfo.Impersonate, overrides.AuthInfo.ImpersonateGroups = c.options.As, c.options.AsGroups
		settings, err = clientcmd.NewNonInteractiveClientConfig(*c.merged, x.Name, overrides, c.options.loading()).ClientConfig()
	}
	switch {
	case x.Problem != "" && err != nil:
		return nil, badContext(x, x.Problem, err)
	case err != nil:
		return nil, badContext(x, firstLine(err.Error()), err)
	case settings.AuthProvider != nil:
		return nil, badContext(x, `it uses the auth provider "`+settings.AuthProvider.Name+`", which only old versions of kubectl had`, nil)
	}
	settings.UserAgent = c.options.UserAgent
	return settings, nil
}

func badContext(x Context, why string, cause error) error {
	return &Error{
		Kind: BadConfig, Text: "use context " + x.Name + ": " + why, cause: cause,
		Do: "see `kubectl config view`; the context is in " + x.File,
	}
}

// credentialOf returns the credential of a context's plugin, nil if it has none. Clients of a context share it.
func (c *Config) credentialOf(x Context, settings *rest.Config) (*credential, error) {
	if settings.ExecProvider == nil || settings.BearerToken != "" || settings.Username != "" || len(settings.CertData) > 0 || settings.CertFile != "" {
		return nil, nil // as with kubectl, what stands in the file goes first
	}
	if err := c.rules.check(settings.ExecProvider.Command); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.credentials[x.Name]; known != nil {
		return known, nil
	}
	p := &plugin{exec: settings.ExecProvider, context: x.Name, limit: pluginLimit, until: c.ctx}
	if settings.ExecProvider.ProvideClusterInfo {
		target, err := rest.ConfigToExecCluster(settings)
		if err != nil {
			return nil, badContext(x, firstLine(err.Error()), err)
		}
		p.cluster = &pluginTarget{
			Server: target.Server, TLSServerName: target.TLSServerName, InsecureSkipTLSVerify: target.InsecureSkipTLSVerify,
			CertificateAuthorityData: target.CertificateAuthorityData, ProxyURL: target.ProxyURL,
			DisableCompression: target.DisableCompression,
		}
		if more, ok := target.Config.(*runtime.Unknown); ok && json.Valid(more.Raw) {
			p.cluster.Config = more.Raw
		}
	}
	c.credentials[x.Name] = newCredential(p)
	return c.credentials[x.Name], nil
}

// connect makes the HTTP client: client-go's transport without its way of running plugins.
func (c *Client) connect(settings *rest.Config) (*http.Client, error) {
	settings.ExecProvider = nil
	t, err := settings.TransportConfig()
	if err != nil {
		return nil, badContext(c.Context, firstLine(err.Error()), err)
	}
	if c.credential != nil {
		dialer := connrotation.NewDialer((&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext)
		t.DialHolder = &transport.DialHolder{Dial: dialer.DialContext}
		t.TLS.GetCertHolder = &transport.GetCertHolder{GetCert: c.credential.certificate}
		c.credential.rotated = dialer.CloseAll
	}
	rt, err := transport.New(t)
	if err != nil {
		return nil, badContext(c.Context, firstLine(err.Error()), err)
	}
	return &http.Client{Transport: rt}, nil
}

// Retry lets a credential plugin that has failed run again with the next request, since the user asks for it.
func (c *Client) Retry(ctx context.Context) {
	if c.credential != nil {
		c.credential.retry(ctx)
	}
}

// Asking returns the command line of the credential plugin that has to answer before the cluster can be asked, or "".
func (c *Client) Asking() string {
	if c.credential != nil && c.credential.missing() {
		return c.Context.Auth.Command
	}
	return ""
}
