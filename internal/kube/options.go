package kube

import (
	"fmt"
	"strconv"
	"time"
)

// Options say which configuration to read and whom to be. The zero value reads nothing and finds no context.
type Options struct {
	// Files are the kubeconfig files in their order of precedence. Those that do not exist are passed over.
	Files []string
	// Explicit is the one file to read instead, as kubectl's --kubeconfig names it. It must exist.
	Explicit string
	// Context and Namespace take the place of what the configuration says is current.
	Context, Namespace string
	// As and AsGroups are whom to impersonate.
	As       string
	AsGroups []string
	// Timeout is how long one request may take: DefaultTimeout if it is 0, for ever if it is negative. Watching has none.
	Timeout time.Duration
	// PluginRules is the path of kubectl's own preferences (kuberc), whose rules for credential plugins apply; "" for none.
	PluginRules string
	// UserAgent is what the server logs.
	UserAgent string
}

// DefaultTimeout is how long a request may take unless Options say otherwise.
const DefaultTimeout = 10 * time.Second

func (o Options) timeout() time.Duration {
	if o.Timeout == 0 {
		return DefaultTimeout
	}
	return o.Timeout
}

// ParseTimeout reads a value of kubectl's --request-timeout: a duration, or a number of seconds. 0 means for ever, which
// comes back as a negative value.
func ParseTimeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if seconds, e := strconv.Atoi(text); e == nil {
		d, err = time.Duration(seconds)*time.Second, nil
	}
	if err != nil || d < 0 {
		return 0, fmt.Errorf("read timeout %q: it can be 5s, 1m or 0", text)
	}
	if d == 0 {
		return -1, nil
	}
	return d, nil
}
