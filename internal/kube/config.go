package kube

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// A Config is a kubeconfig, merged from its files as kubectl merges them. It is safe for concurrent use. The
// credentials that plugins give are shared by all its clients.
type Config struct {
	options Options
	merged  *api.Config
	rules   pluginRules

	ctx  context.Context // ends with Close
	stop context.CancelFunc

	mu          sync.Mutex
	credentials map[string]*credential // by context
}

// Load reads the configuration. No file at all is no error: there are no contexts then.
func Load(o Options) (*Config, error) {
	silence()
	loading := o.loading()
	if _, err := os.Stat(o.Explicit); o.Explicit != "" && err != nil {
		return nil, &Error{Kind: BadConfig, Text: "read kubeconfig " + o.Explicit + ": " + reason(err), Do: "check the path after --kubeconfig", cause: err}
	}
	merged, err := loading.Load()
	if err != nil {
		return nil, &Error{Kind: BadConfig, Text: "read kubeconfig " + plainer(err.Error()), Do: "mend the file, or leave it out of KUBECONFIG", cause: err}
	}
	rules, err := readPluginRules(o.PluginRules)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	return &Config{options: o, merged: merged, rules: rules, ctx: ctx, stop: stop, credentials: map[string]*credential{}}, nil
}

// Close ends credential plugins that still run, and returns when they have ended. Programs that end at once need it no
// more than those that never run a plugin.
func (c *Config) Close() {
	c.stop()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.credentials {
		<-k.turn // whoever runs the plugin gives it back when that has ended
		k.unlock()
	}
}

// Reload reads the files again. Where nothing in them has changed it returns c itself, with the credentials that plugins
// have given.
func (c *Config) Reload() (*Config, error) {
	again, err := Load(c.options)
	if err != nil {
		return nil, err
	}
	if reflect.DeepEqual(again.merged, c.merged) && reflect.DeepEqual(again.rules, c.rules) {
		return c, nil
	}
	return again, nil
}

// loading returns the rules of clientcmd. They are made by hand for two reasons: the files are ours to choose, and its
// defaults would copy an ancient file to ~/.kube/config while reading.
func (o Options) loading() *clientcmd.ClientConfigLoadingRules {
	return &clientcmd.ClientConfigLoadingRules{
		ExplicitPath: o.Explicit, Precedence: slices.Compact(slices.Clone(o.Files)),
		Warner: func(error) {},
	}
}

// Files returns the files that were looked for, in their order of precedence.
func (c *Config) Files() []string { return c.options.loading().GetLoadingPrecedence() }

// Current returns the name of the context in use: of Options, or what the files say. It is "" where none is set.
func (c *Config) Current() string {
	if c.options.Context != "" {
		return c.options.Context
	}
	return c.merged.CurrentContext
}

// Find returns a context by its name, or the current one for "". Inside a pod without any kubeconfig that is the
// cluster around it, whose name is "".
func (c *Config) Find(name string) (Context, error) {
	if name == "" {
		name = c.Current()
	}
	if x, ok := c.merged.Contexts[name]; ok {
		return c.describe(name, x), nil
	}
	switch {
	case name != "":
		return Context{}, &Error{Kind: BadConfig, Text: fmt.Sprintf("no context %q in %s", name, c.places()), Do: c.contextHint()}
	case len(c.merged.Contexts) > 0:
		return Context{}, &Error{Kind: NoConfig, Text: "no context is current in " + c.places(), Do: c.contextHint()}
	}
	if inside, err := rest.InClusterConfig(); err == nil {
		return Context{Server: inside.Host, Namespace: podNamespace(), Auth: Auth{Kind: AuthServiceAccount}, Current: true}, nil
	}
	return Context{}, &Error{Kind: NoConfig, Text: "no kubeconfig: looked for " + c.places(), Do: "copy one there, or have KUBECONFIG name it"}
}

func (c *Config) contextHint() string {
	if len(c.merged.Contexts) == 0 {
		return "check KUBECONFIG and --kubeconfig"
	}
	return "`shellac kube ls` lists the contexts, `shellac kube use CONTEXT` makes one current"
}

func (c *Config) places() string {
	files := c.Files()
	if len(files) == 0 {
		return "$KUBECONFIG and ~/.kube/config, and neither KUBECONFIG nor HOME is set"
	}
	return strings.Join(files, ", ")
}

// reason is an error of the file system without the path, which the message names already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

var wrongType = regexp.MustCompile(`json: cannot unmarshal (\w+) into Go struct field \w+\.(\S+) of type (\S+)`)

// plainer is what clientcmd says of a file, without the words of a Go program.
func plainer(text string) string {
	text = strings.Trim(firstLine(text), "[]")
	text = strings.TrimPrefix(text, "error loading config file ")
	return wrongType.ReplaceAllString(text, "$2 is a $1 and should be a $3")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
