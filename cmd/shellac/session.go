package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/recorder"
)

// A target is something to open a recorded session on.
type target struct {
	kind, name string
	argv       []string
	remoteUser string
	labels     []format.Label
}

// sessionFlags are the flags of the commands that open sessions.
type sessionFlags struct {
	reason      string
	labels      []string
	policy      string
	recordInput bool
	pty         bool
}

// memoryLimit is a soft limit on this process's memory while a session runs: it makes the collector work harder before
// it makes anything slower.
const memoryLimit = 36 << 20

// open runs a recorded session on t and returns how it ended, as an error.
func (a *app) open(ctx context.Context, t target, f sessionFlags) error {
	debug.SetMemoryLimit(memoryLimit)
	o, arch, err := a.sessionOptions(ctx, t, f)
	if err != nil {
		return refuse(err)
	}
	// The keys that make signals belong to the session; NotifyContext in action must not see them.
	signal.Reset(os.Interrupt, unix.SIGTERM)
	background, stop := context.WithCancel(context.Background())
	defer stop()
	go a.sendLeftOvers(background, arch, o.Spool)

	n := a.newNotices(t, arch.String(), o)
	o.Started, o.Finishing, o.Storing, o.Warn = n.started, n.finishing, n.storing, n.warn
	r, err := recorder.Run(context.WithoutCancel(ctx), o, arch.Sink(o.Header))
	if err != nil {
		return err
	}
	n.ended(r)
	switch {
	case r.Ended:
		return statusError(exitEnded)
	case r.Exit.Code != 0:
		return statusError(r.Exit.Code)
	}
	return nil
}

// refuse makes of an error one that says that the session did not start.
func refuse(err error) error {
	if errors.As(err, new(*usageError)) {
		return err
	}
	return &recorder.StartError{Step: "open a recorded session", Err: err}
}

func (a *app) sessionOptions(ctx context.Context, t target, f sessionFlags) (recorder.Options, *archive.Archive, error) {
	var o recorder.Options
	c, err := a.config()
	if err != nil {
		return o, nil, err
	}
	if f, err = a.applyRule(ctx, c, t, f); err != nil {
		return o, nil, err
	}
	arch, err := a.archive(ctx)
	if err != nil {
		return o, nil, err
	}
	spool, err := a.paths.Spool()
	if err != nil {
		return o, nil, &hintError{err, "set HOME or XDG_STATE_HOME: a recording lies there until the store has it"}
	}
	labels, err := parseLabels(f.labels)
	if err != nil {
		return o, nil, err
	}
	policy := firstOf(f.policy, c.Record.Policy, "spool")
	if policy != "spool" && policy != "strict" {
		return o, nil, usage("--record is %q; it can be spool or strict", policy)
	}
	start := time.Now()
	return recorder.Options{
		Header: format.Header{
			ID: archive.NewID(start), Kind: t.kind, Target: t.name, User: whoAmI(), RemoteUser: t.remoteUser, Start: start,
			Labels: append(labels, t.labels...), Reason: f.reason, Recorder: "shellac/" + version(),
		},
		Argv: t.argv, Stdin: a.stdin, Stdout: a.stdout, Stderr: a.stderr, Spool: spool, Strict: policy == "strict", Pty: f.pty,
		KeepChildren: t.kind == "ssh",
		RecordInput:  f.recordInput || c.Record.Input == "on",
	}, arch, nil
}

// parseLabels reads labels as the user types them: name=value.
func parseLabels(texts []string) ([]format.Label, error) {
	var labels []format.Label
	for _, t := range texts {
		name, value, ok := strings.Cut(t, "=")
		if !ok || name == "" {
			return nil, usage("label %q is not of the form name=value", t)
		}
		labels = append(labels, format.Label{Name: name, Value: value})
	}
	return labels, nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// whoAmI returns user@host for whoever runs this program.
func whoAmI() string {
	name := os.Getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	host, _ := os.Hostname()
	return name + "@" + host
}

// sendLeftOvers uploads what earlier sessions left in the spool, quietly: `shellac upload` says what is wrong.
func (a *app) sendLeftOvers(ctx context.Context, arch *archive.Archive, spool string) {
	left, _ := recorder.ListSpool(spool)
	for _, s := range left {
		if !s.Running && ctx.Err() == nil {
			recorder.Resume(ctx, s.Dir, func(h format.Header) recorder.Sink { return arch.Sink(h) })
		}
	}
}

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
