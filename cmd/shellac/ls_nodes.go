package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/nodes"
)

// Bounds on looking for the last recordings of a host: most of a large store is of others.
const (
	recentMost  = 5
	recentSince = 30 * 24 * time.Hour
	recentWait  = 5 * time.Second
)

// nodes is what the screen of that name works with.
func (h *home) nodes() nodes.Options {
	list := h.quiet.targets(h.config, "")
	o := nodes.Options{
		Theme: h.theme, Sources: list.sources, Tilde: h.a.tilde,
		Resolve: list.resolveTarget, Ask: askWhen(h.config.Sources.SSH.Resolve),
		Kept: list.labeler.Kept, Habits: list.habits.Load, Rules: list.ruleLines,
		Pin:        func(name string, pinned bool) error { return list.habits.Pin(inventory.KindSSH, name, pinned) },
		Recordings: h.recordingsOf, Forget: list.forget,
		Edit: func(t inventory.Target) []string { return []string{"ls", "--edit", t.Name} },
	}
	if len(list.labeler.Names()) > 0 {
		o.Labels = list.labeler.Labels
	}
	if !h.config.Sources.KnownHosts {
		o.Off = []string{"known_hosts"}
	}
	return o
}

func askWhen(word string) nodes.Ask {
	switch word {
	case "never":
		return nodes.Never
	case "on-demand":
		return nodes.OnDemand
	}
	return nodes.Resting
}

// resolveTarget asks ssh about a target. The answer holds until one of the files changes that the last list has read.
func (l *targetList) resolveTarget(ctx context.Context, t inventory.Target) (inventory.Resolved, error) {
	l.resolver.Watch(l.ssh.Files())
	return l.resolver.Resolve(ctx, t.Destination(), t.Flags)
}

// forget makes the next list run programs, and the next question go to ssh.
func (l *targetList) forget() error {
	l.resolver.Forget()
	forget(l.sources)
	return nil
}

// ruleLines says in words what holds for sessions on a target.
func (l *targetList) ruleLines(t inventory.Target, printed []inventory.DynamicLabel) []string {
	r, _ := l.config.Rule(subjectOf(lsEntry{Target: t, printed: printed}))
	lines := []string{"record: " + firstOf(r.Record.Policy, l.config.Record.Policy, "spool")}
	if r.Require.Reason != "" {
		lines = append(lines, "reason: required ("+r.Match+")")
	}
	if l.config.Record.Input == "on" {
		lines = append(lines, "input: recorded")
	}
	return lines
}

// recordingsOf returns the last recordings of a host.
func (h *home) recordingsOf(ctx context.Context, name string) ([]nodes.Recording, error) {
	ctx, cancel := context.WithTimeout(ctx, recentWait)
	defer cancel()
	f := archive.Filter{Nodes: []archive.Pattern{{Globs: []string{name}}}, Kinds: []archive.Pattern{{Globs: []string{inventory.KindSSH}}},
		Since: time.Now().Add(-recentSince), Limit: recentMost}
	var found []nodes.Recording
	for e, err := range h.list(ctx, f) {
		if errors.Is(err, context.DeadlineExceeded) {
			return found, nil // what there is of them
		}
		if err != nil {
			return nil, err
		}
		state := ""
		if e.State != archive.Complete {
			state = e.State.String()
		}
		who, _, _ := strings.Cut(e.User, "@")
		found = append(found, nodes.Recording{ID: e.ID, Who: who, Start: e.Start, Duration: e.Duration, Size: e.Size, State: state})
	}
	return found, nil
}
