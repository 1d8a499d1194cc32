package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/ui"
	"github.com/shellac-term/shellac/ui/act"
	"github.com/shellac-term/shellac/ui/live"
	"github.com/shellac-term/shellac/ui/nodes"
	"github.com/shellac-term/shellac/ui/pods"
	"github.com/shellac-term/shellac/ui/recordings"
	"github.com/shellac-term/shellac/ui/style"
)

// While the program starts the collector is kept from delaying the first picture. Later it works harder than usual: lists are
// long, and what they are read from is soon garbage.
const (
	startsFor   = 300 * time.Millisecond
	collectLate = 400 // percent
	collectSoon = 50
)

type homeFlags struct {
	tab, filter string
	noMouse     bool
}

func (a *app) homeCommand() *cobra.Command {
	var f homeFlags
	cmd := &cobra.Command{
		Use:     "ui",
		GroupID: "session",
		Short:   "Show hosts, pods, recordings and running sessions, and open them",
		Long: "Show hosts, pods, recordings and running sessions in the terminal, and open them. `shellac` without arguments\n" +
			"does the same. Press ? for the keys.",
		Example: "shellac ui --tab recordings\nshellac ui --tab recordings --filter 'node:web* since:7d'",
		Args:    cobra.NoArgs,
		RunE:    a.action(func(ctx context.Context, _ []string) error { return a.home(ctx, f) }),
	}
	cmd.Flags().StringVar(&f.tab, "tab", "", "tab to begin with: nodes, kube, recordings or live")
	cmd.Flags().StringVar(&f.filter, "filter", "", "filter to begin with")
	cmd.Flags().BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	return cmd
}

// onTerminal reports whether somebody can look at screens.
func (a *app) onTerminal() bool {
	return term.IsTerminal(int(a.stdin.Fd())) && term.IsTerminal(int(a.stdout.Fd()))
}

// bare is what `shellac` without arguments does.
func (a *app) bare(cmd *cobra.Command, _ []string) error {
	if !a.onTerminal() || a.getenv("TERM") == "dumb" {
		return cmd.Help()
	}
	return a.action(func(ctx context.Context, _ []string) error { return a.home(ctx, homeFlags{}) })(cmd, nil)
}

func (a *app) home(ctx context.Context, f homeFlags) error {
	if !a.onTerminal() {
		return &hintError{fmt.Errorf("show screens: standard input and output must be a terminal"),
			"`shellac recordings ls` lists what there is, `shellac --help` shows the other commands"}
	}
	h, err := a.newHome(ctx)
	if err != nil {
		return err
	}
	defer h.quiet.stderr.Close()
	defer h.kube.close()
	o := h.options(f)
	if f.tab != "" {
		known := false
		for _, t := range o.Tabs {
			known = known || t.Name == f.tab
		}
		if !known {
			return usage("--tab %s: it can be nodes, kube, recordings or live", f.tab)
		}
	}
	debug.SetGCPercent(collectLate)
	defer time.AfterFunc(startsFor, func() { debug.SetGCPercent(collectSoon) }).Stop()
	return ui.Run(h.ctx, o)
}

// A home is what the screens of the program work with.
type home struct {
	ctx    context.Context
	a      *app
	quiet  *app // the same without a word on the terminal, which the screens have
	config config.Config
	theme  style.Theme
	store  string // for words
	spool  string // empty if there can be none

	kube *clusters

	mu   sync.Mutex
	arch *archive.Archive
	seen map[string]spooled
}

func (a *app) newHome(ctx context.Context) (*home, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	url, err := a.findStore(c)
	if err != nil {
		return nil, err
	}
	nowhere, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	quiet := *a
	quiet.stderr = nowhere
	spool, _ := a.paths.Spool()
	// What ends this program is its own business: while a session has the terminal, Ctrl-C is not for it.
	return &home{ctx: context.WithoutCancel(ctx), a: a, quiet: &quiet, config: c, theme: style.FromEnv(a.getenv), store: a.storeWords(url), spool: spool,
		kube: a.newClusters(kubeFlags{}), seen: make(map[string]spooled)}, nil
}

// storeWords names a store for people: without what only programs need.
func (a *app) storeWords(url string) string {
	name, _, _ := strings.Cut(url, "?")
	name = strings.TrimPrefix(name, "file://")
	if home := a.getenv("HOME"); home != "" && strings.HasPrefix(name, home+"/") {
		name = "~" + strings.TrimPrefix(name, home)
	}
	return name
}

// archive opens the store when it is needed first. A store that could not be opened is tried again.
func (h *home) archive() (*archive.Archive, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.arch != nil {
		return h.arch, nil
	}
	arch, err := h.quiet.archive(h.ctx)
	if err == nil {
		h.arch = arch
	}
	return arch, err
}

func (h *home) options(f homeFlags) ui.Options {
	return ui.Options{
		Theme: h.theme, Name: "shellac " + version(), Who: whoAmI(), First: f.tab, Filter: f.filter, NoMouse: f.noMouse,
		Tabs: []ui.Tab{
			{Name: act.TabNodes, Title: "Nodes", Screen: nodes.New(h.ctx, h.nodes())},
			{Name: act.TabKube, Title: "Kubernetes", Screen: pods.New(h.ctx, h.pods())},
			{Name: act.TabRecordings, Title: "Recordings", Screen: recordings.New(h.ctx, h.recordings())},
			{Name: act.TabLive, Title: "Live", Screen: live.New(h.ctx, h.live())},
		},
		Commands: h.commands(), Status: h.status, Welcome: h.welcome, Command: h.command,
	}
}

// command returns a run of this program. What global flags say is passed on.
func (h *home) command(ctx context.Context, args []string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = os.Environ()
	if h.a.storeURL != "" {
		cmd.Env = append(cmd.Env, "SHELLAC_STORE="+h.a.storeURL)
	}
	if h.a.configFile != "" {
		cmd.Env = append(cmd.Env, "SHELLAC_CONFIG="+h.a.configFile)
	}
	return cmd
}

// explain says in words what is wrong, and what can be done about it.
func explain(err error) (what, hint string) {
	return err.Error(), firstOf(hintFor(err), "`shellac doctor`, or :doctor here, checks what shellac works with")
}
