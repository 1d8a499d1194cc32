package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/inventory"
)

// withHost completes a command line of ssh that names no host: it lets the user choose one, where somebody can.
func (a *app) withHost(ctx context.Context, args []string) ([]string, error) {
	if !a.canPick() {
		return nil, &hintError{usage("no host to connect to"), "shellac ssh [USER@]HOST; `shellac ssh --help` has examples"}
	}
	line := parseSSH(args)
	t, err := a.pickHost(ctx, line.file)
	if err != nil {
		return nil, err
	}
	args = slices.DeleteFunc(slices.Clone(args), func(s string) bool { return s == "--" })
	args = append(args, withoutFile(t.Flags, line.file != "")...)
	return append(args, "--", t.Destination()), nil
}

// withoutFile takes -F and its value away, if the user has named a file.
func withoutFile(flags []string, named bool) []string {
	if i := slices.Index(flags, "-F"); named && i >= 0 && i+1 < len(flags) {
		return slices.Delete(slices.Clone(flags), i, i+2)
	}
	return flags
}

// knownTarget returns the target that a command line of ssh names, if the configuration has sources that know more of targets
// than ssh does by itself. Nothing is read where it has none.
func (a *app) knownTarget(ctx context.Context, line sshLine) (inventory.Target, bool) {
	c, err := a.config()
	if err != nil || len(c.Sources.Inventory)+len(c.Sources.Exec)+len(c.Sources.SSH.Files) == 0 && a.getenv("SHELLAC_SSH_CONFIG") == "" {
		return inventory.Target{}, false
	}
	list := a.targets(c, line.file)
	for _, t := range inventory.Targets(inventory.Gather(ctx, list.sources)) {
		if t.Name == line.host {
			return t, true
		}
	}
	return inventory.Target{Flags: namedFlags(list)}, false
}

// withKnown puts what a source knows of a host before it on the command line of ssh, behind what the user has said, which
// comes first for ssh.
func withKnown(args []string, line sshLine, t inventory.Target) []string {
	flags := withoutFile(t.Flags, line.file != "")
	if line.user != "" {
		if i := slices.Index(flags, "-l"); i >= 0 {
			flags = slices.Delete(slices.Clone(flags), i, i+2)
		}
	}
	if len(flags) == 0 {
		return args
	}
	at := hostAt(args)
	if at > 0 && args[at-1] == "--" {
		at--
	}
	return slices.Insert(slices.Clone(args), at, flags...)
}

// hostAt returns where the host stands in a command line of ssh that has one.
func hostAt(args []string) int {
	for i := range args {
		if parseSSH(args[:i+1]).host != "" {
			return i
		}
	}
	return len(args)
}

// rememberTarget keeps that a host was opened, for lists that show it first.
func (a *app) rememberTarget(kind, name string) {
	if a.paths.State == "" || strings.TrimSpace(name) == "" {
		return
	}
	_ = inventory.OpenHabits(a.paths.State).Opened(kind, name, time.Now()) // a convenience: a session does not depend on it
}
