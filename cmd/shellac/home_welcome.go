package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/recorder"
	"github.com/shellac-term/shellac/ui"
	"github.com/shellac-term/shellac/ui/act"
)

// statusPatience is how long the header waits before it says that the store gives no answer.
const statusPatience = 10 * time.Second

// status looks at the store and the spool for the header.
func (h *home) status(ctx context.Context) ui.Status {
	var s ui.Status
	left, _ := recorder.ListSpool(h.spool)
	for _, l := range left {
		if !l.Running {
			s.Spool++
		}
	}
	kind := "folder"
	if strings.HasPrefix(h.store, "s3:") {
		kind = "s3"
	}
	ctx, cancel := context.WithTimeout(ctx, statusPatience)
	defer cancel()
	_, err := h.first(ctx, archive.Filter{Since: time.Now()})
	switch {
	case err == nil:
		s.Store = kind + " ok"
	case errors.Is(err, context.DeadlineExceeded):
		s.Store, s.Bad = kind+" gives no answer", true
	default:
		s.Store, s.Bad = kind+" cannot be read", true
	}
	return s
}

// first reports whether there is a recording.
func (h *home) first(ctx context.Context, f archive.Filter) (bool, error) {
	f.Limit = 1
	for _, err := range h.list(ctx, f) {
		return err == nil, err
	}
	return false, nil
}

// skipFile is where it is kept that the user does not want to see the welcome again; empty where there is no place for it.
func (h *home) skipFile() string {
	if h.a.paths.State == "" {
		return ""
	}
	return filepath.Join(h.a.paths.State, "no-welcome")
}

// welcome looks for what there is to list on this machine.
func (h *home) welcome(ctx context.Context) ui.Welcome {
	hosts := h.hosts(ctx)
	clusters := h.clusters()
	recorded, err := h.first(ctx, archive.Filter{})
	w := ui.Welcome{
		Looked: []ui.Looked{hosts, clusters, h.program("ssh"), h.program("kubectl"), h.recorded(recorded, err)},
		Empty:  !hosts.OK && !clusters.OK && !recorded && err == nil,
		Starts: h.starts(),
	}
	if name := h.skipFile(); name != "" {
		if _, err := os.Stat(name); err == nil {
			w.Empty = false
		}
		w.Skip = func() error {
			if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
				return err
			}
			return os.WriteFile(name, nil, 0o600)
		}
	}
	return w
}

// hosts looks where the tab of hosts does.
func (h *home) hosts(ctx context.Context) ui.Looked {
	l := ui.Looked{What: "ssh hosts", Where: "~/.ssh/config", Found: "not found"}
	sources := h.quiet.targets(h.config, "").sources
	if file := h.a.getenv("SHELLAC_SSH_CONFIG"); file != "" {
		l.Where = file
	}
	if len(sources) > 1 {
		l.Where += fmt.Sprintf(" and %d more", len(sources)-1)
	}
	count := 0
	for _, g := range inventory.Gather(ctx, sources) {
		count += len(g.Listing.Targets)
	}
	if count > 0 {
		l.OK, l.Found = true, plural(count, "host")
	}
	return l
}

func (h *home) clusters() ui.Looked {
	l := ui.Looked{What: "kube clusters", Where: "~/.kube/config", Found: "not found"}
	files := []string{filepath.Join(h.a.getenv("HOME"), ".kube", "config")}
	if list := h.a.getenv("KUBECONFIG"); list != "" {
		l.Where, files = "$KUBECONFIG", filepath.SplitList(list)
	}
	for _, name := range files {
		if info, err := os.Stat(name); err == nil && info.Size() > 0 {
			l.OK, l.Found = true, "there"
		}
	}
	return l
}

func (h *home) program(name string) ui.Looked {
	l := ui.Looked{What: name, Where: "$PATH", Found: "not found"}
	if path, err := exec.LookPath(name); err == nil {
		l.OK, l.Found = true, path
	}
	return l
}

func (h *home) recorded(any bool, err error) ui.Looked {
	l := ui.Looked{What: "recordings", Where: h.store, Found: "none yet"}
	switch {
	case err != nil:
		l.Found = "cannot be read"
	case any:
		l.OK, l.Found = true, "there"
	}
	return l
}

// starts are what one can begin with on a machine that has nothing.
func (h *home) starts() []ui.Start {
	return []ui.Start{
		{Name: "open a host", Text: "over ssh, recorded: user@host", Ask: "user@host", Do: func(host string) tea.Cmd {
			return act.Do(act.Run{Args: append([]string{"ssh"}, strings.Fields(host)...), Wait: true})
		}},
		{Name: "record a shell here", Text: "to see what a recording is: leave with exit, then Recordings", Do: func(string) tea.Cmd {
			return act.Do(act.Run{Args: h.localShell(), Wait: true})
		}},
		{Name: "check this machine", Text: "shellac doctor: ssh, kubectl, the store, the terminal", Do: func(string) tea.Cmd {
			return act.Do(act.Run{Args: []string{"doctor"}, Wait: true, Pause: true})
		}},
		{Name: "look around", Text: "play a demo recording of 40 seconds (built in, offline)", Do: func(string) tea.Cmd {
			return act.Do(act.Run{Args: []string{"play", demoName}, Wait: true})
		}},
	}
}

func (h *home) localShell() []string {
	return []string{"run", "--", firstOf(h.a.getenv("SHELL"), "sh")}
}

// commands are lines of the palette that belong to no screen.
func (h *home) commands() []act.Command {
	run := func(pause bool, args ...string) func(string) tea.Cmd {
		return func(string) tea.Cmd { return act.Do(act.Run{Args: args, Wait: true, Pause: pause}) }
	}
	return []act.Command{
		{Name: "ssh", Arg: "[USER@]HOST", Text: "open a recorded session on a host", Do: func(host string) tea.Cmd {
			return act.Do(act.Run{Args: append([]string{"ssh"}, strings.Fields(host)...), Wait: true})
		}},
		{Name: "local", Text: "record a shell on this machine", Do: run(false, h.localShell()...)},
		{Name: "demo", Text: "play the demo recording that is built in", Do: run(false, "play", demoName)},
		{Name: "doctor", Text: "check what shellac works with, and how to mend it", Do: run(true, "doctor")},
		{Name: "store", Text: "say where recordings lie", Do: func(string) tea.Cmd { return act.Said(fmt.Sprintf("recordings lie in %s", h.store)) }},
	}
}
