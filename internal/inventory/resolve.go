package inventory

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// ResolverOptions say how a Resolver asks.
type ResolverOptions struct {
	Program string        // of ssh; empty means ssh
	Timeout time.Duration // of one question; 0 means five seconds: a Match exec of the configuration may take its time
	Most    int           // questions at a time; 0 means eight
}

// A Resolver asks ssh what its configuration says of a host (`ssh -G`). That opens no connection, but it does run the
// programs in Match exec lines: ask only for what somebody looks at. Answers are kept until a file changes. A Resolver may be
// used by several goroutines.
type Resolver struct {
	options ResolverOptions
	slots   chan struct{}

	mu    sync.Mutex
	files []string
	stamp string
	kept  map[string]Resolved
}

// NewResolver returns a Resolver that knows nothing yet.
func NewResolver(o ResolverOptions) *Resolver {
	o.Program, o.Timeout, o.Most = cmp.Or(o.Program, "ssh"), cmp.Or(o.Timeout, 5*time.Second), cmp.Or(o.Most, 8)
	return &Resolver{options: o, slots: make(chan struct{}, o.Most), kept: map[string]Resolved{}}
}

// Watch names the files that answers depend on: when the time of one changes, what was kept is forgotten.
func (r *Resolver) Watch(files []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.files = slices.Clone(files)
}

// Resolved is what ssh says of a host.
type Resolved struct {
	HostName, User, Port    string
	ProxyJump, ProxyCommand string
	IdentityFiles           []string
	IdentityAgent           string
	Tag                     string
	ControlPath             string // as ssh expands it; empty if connections are not shared
	Text                    string // all that ssh printed
	Took                    time.Duration
}

// Resolve returns what ssh makes of a host, with flags as they would be given to it.
func (r *Resolver) Resolve(ctx context.Context, name string, flags []string) (Resolved, error) {
	if err := CheckName(name); err != nil {
		return Resolved{}, err
	}
	key := strings.Join(append(slices.Clone(flags), name), "\x00")
	if known, ok := r.Known(name, flags); ok {
		return known, nil
	}
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return Resolved{}, ctx.Err()
	}
	defer func() { <-r.slots }()
	stamp := r.currentStamp()
	start := time.Now()
	argv := append(append([]string{r.options.Program, "-G"}, flags...), "--", name)
	text, err := program{argv, r.options.Timeout, 1 << 20}.run(ctx)
	if err != nil {
		return Resolved{}, cmp.Or(ctx.Err(), err)
	}
	answer := readResolved(text)
	answer.Took = time.Since(start)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stamp != stamp {
		clear(r.kept)
		r.stamp = stamp
	}
	r.kept[key] = answer
	return answer, nil
}

// Known returns an answer that was given before and still holds.
func (r *Resolver) Known(name string, flags []string) (Resolved, bool) {
	stamp := r.currentStamp()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stamp != stamp {
		return Resolved{}, false
	}
	answer, ok := r.kept[strings.Join(append(slices.Clone(flags), name), "\x00")]
	return answer, ok
}

// Forget forgets all answers.
func (r *Resolver) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.kept)
}

// currentStamp tells one state of the files from another.
func (r *Resolver) currentStamp() string {
	r.mu.Lock()
	files := r.files
	r.mu.Unlock()
	var b strings.Builder
	for _, f := range files {
		b.WriteString(f)
		if info, err := os.Stat(f); err == nil {
			b.WriteString(info.ModTime().Format(time.RFC3339Nano))
		}
		b.WriteByte(0)
	}
	return b.String()
}

// readResolved reads the lines of ssh -G: a keyword in lower case and its value.
func readResolved(text string) Resolved {
	r := Resolved{Text: text}
	for line := range strings.Lines(text) {
		keyword, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		switch keyword {
		case "hostname":
			r.HostName = value
		case "user":
			r.User = value
		case "port":
			r.Port = value
		case "proxyjump":
			r.ProxyJump = value
		case "proxycommand":
			r.ProxyCommand = value
		case "identityfile":
			r.IdentityFiles = append(r.IdentityFiles, value)
		case "identityagent":
			r.IdentityAgent = value
		case "tag":
			r.Tag = value
		case "controlpath":
			if value != "none" {
				r.ControlPath = value
			}
		}
	}
	return r
}
