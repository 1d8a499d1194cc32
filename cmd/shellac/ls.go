package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/inventory"
)

type lsFlags struct {
	labels, format, source, file string
	edit                         string
	wide, refresh, resolve       bool
}

func (a *app) lsCommand() *cobra.Command {
	var f lsFlags
	cmd := &cobra.Command{
		Use:     "ls [QUERY...]",
		GroupID: "session",
		Short:   "List the hosts one can connect to",
		Long: "List the hosts one can connect to: the names in ssh's configuration (~/.ssh/config, /etc/ssh/ssh_config and what they\n" +
			"include), and those of the inventory files and programs in the configuration of shellac.\n\n" +
			"A query has words that must all be found, in the syntax of fzf: 'exact ^start end$ !not, and | between alternatives;\n" +
			"fields: name, address, user, port, group, source, label, and labels by their names (env:prod tag:web).\n\n" +
			"Addresses are as the files write them; with --resolve as ssh itself makes of them (ssh -G, a moment for each host).\n" +
			"Labels are the Tag keyword and comments of the form `# Tags: web, env=prod` in ssh's configuration, those of inventories,\n" +
			"and those that programs print. The list is never a picker: `shellac ssh` without a host is one.",
		Example: `# everything, and the web hosts of production
shellac ls
shellac ls web env:prod

# by label, for a script: names only, and all that is known as JSON
shellac ls -l env=prod,role=web -f names | xargs -n 1 shellac ssh --reason INC-4411
shellac ls -f json | jq -r '.targets[] | select(.labels.env == "prod") | .name'

# what another configuration of ssh names
shellac ls -F ./ssh_config -w

# exit status: 0 listed (warnings of sources go to standard error), 1 no source could be read, 2 wrong usage`,
		RunE: a.action(func(ctx context.Context, args []string) error { return a.ls(ctx, strings.Join(args, " "), f) }),
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.labels, "label", "l", "", "only hosts with all of these labels: k=v,k2=v2 (* and ? match any text)")
	flags.StringVarP(&f.format, "format", "f", "text", "text, json, yaml, names or csv")
	flags.BoolVarP(&f.wide, "wide", "w", false, "all columns, nothing cut off")
	flags.StringVar(&f.source, "source", "", "only these sources: ssh, known_hosts, inventory, exec, or the name of one")
	flags.StringVarP(&f.file, "file", "F", "", "configuration file of ssh (default: $SHELLAC_SSH_CONFIG, the configuration, ssh's own files)")
	flags.BoolVar(&f.refresh, "refresh", false, "run programs that print hosts and labels, however long ago they ran")
	flags.StringVar(&f.edit, "edit", "", "open the file that names this host in $EDITOR, at its line, instead of listing")
	flags.BoolVar(&f.resolve, "resolve", false, "ask ssh for address, user and port of each host that is listed")
	return cmd
}

func (a *app) ls(ctx context.Context, query string, f lsFlags) error {
	print, ok := map[string]func(io.Writer, lsResult, lsFlags, int) error{
		"text": printTargets, "json": printTargetsJSON, "yaml": printTargetsYAML, "names": printTargetNames, "csv": printTargetsCSV,
	}[f.format]
	if !ok {
		return usage("-f %s: a list is printed as text, json, yaml, names or csv", f.format)
	}
	c, err := a.config()
	if err != nil {
		return err
	}
	list := a.targets(c, f.file)
	sources, err := a.pickSources(list, f.source)
	if err != nil {
		return err
	}
	if f.edit != "" {
		return a.edit(ctx, sources, f.edit)
	}
	if f.refresh {
		forget(sources)
	}
	gathered := inventory.Gather(ctx, sources)
	r := lsResult{gathered: gathered}
	if err := a.warnOf(gathered); err != nil {
		return err
	}
	list.resolver.Watch(list.ssh.Files())
	r.entries = list.entries(ctx, inventory.Targets(gathered), query, f)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, e := range r.entries {
		if e.refused != nil {
			fmt.Fprintf(a.stderr, "shellac: warning: %s (%s)\n", plain(e.refused.Error()), plain(e.Origin))
		}
	}
	a.noteMissingLabels(list, query+" "+f.labels, r.entries)
	if len(r.entries) == 0 && f.format == "text" {
		a.sayNoTargets(gathered, query != "" || f.labels != "")
		return nil
	}
	out := bufio.NewWriter(a.stdout)
	if err := print(out, r, f, a.columns()); err != nil {
		return err
	}
	return out.Flush()
}

// forget makes programs run again.
func forget(sources []inventory.Source) {
	for _, s := range sources {
		if e, ok := s.(*inventory.Exec); ok {
			_ = e.Refresh() // what cannot be removed is not read either
		}
	}
}

// warnOf prints what sources complain of. It is an error if none could be read.
func (a *app) warnOf(gathered []inventory.Gathered) error {
	failed := 0
	var last error
	for _, g := range gathered {
		for _, w := range g.Listing.Warnings {
			fmt.Fprintf(a.stderr, "shellac: warning: %s\n", plain(w.Error()))
		}
		if g.Err != nil {
			failed++
			last = g.Err
		}
	}
	if failed > 0 && failed == len(gathered) {
		return fmt.Errorf("list hosts: %w", last)
	}
	for _, g := range gathered {
		if g.Err != nil {
			fmt.Fprintf(a.stderr, "shellac: warning: %s\n", plain(g.Err.Error()))
		}
	}
	return nil
}

// An lsEntry is a row of the list.
type lsEntry struct {
	inventory.Target
	printed []inventory.DynamicLabel
	refused error // why it cannot be opened
}

type lsResult struct {
	entries  []lsEntry
	gathered []inventory.Gathered
}

// labels returns all labels: those that are written and those that programs printed.
func (e lsEntry) labels() []inventory.Label {
	labels := e.Labels
	for _, p := range e.printed {
		labels = append(labels[:len(labels):len(labels)], inventory.Label{Name: p.Name, Value: p.Value})
	}
	return labels
}

// entries returns the rows that pass, the best match first.
func (l *targetList) entries(ctx context.Context, targets []inventory.Target, query string, f lsFlags) []lsEntry {
	selector := inventory.ParseSelector(f.labels)
	entries := make([]lsEntry, 0, len(targets))
	texts := make([]inventory.Text, 0, len(targets))
	if f.refresh {
		l.askLabels(ctx, targets)
	}
	for _, t := range targets {
		e := lsEntry{Target: t, printed: l.labeler.Kept(t.Name), refused: t.Openable()}
		labels := e.labels()
		if selector.Admits(labels) {
			entries = append(entries, e)
			texts = append(texts, t.Text(labels[len(t.Labels):]...))
		}
	}
	if strings.TrimSpace(query) != "" {
		filter := inventory.NewFilter(texts, append(inventory.TargetFields(), l.labeler.Names()...)...)
		var found []lsEntry
		for _, m := range filter.Match(query) {
			found = append(found, entries[m.Row])
		}
		entries = found
	}
	if f.resolve {
		l.resolve(ctx, entries)
	}
	return entries
}

// resolve asks ssh for what it makes of each host.
func (l *targetList) resolve(ctx context.Context, entries []lsEntry) {
	var wg sync.WaitGroup
	for i := range entries {
		wg.Go(func() {
			e := &entries[i]
			r, err := l.resolver.Resolve(ctx, e.Destination(), e.Flags)
			if err != nil {
				e.refused = errors.Join(e.refused, err)
				return
			}
			e.Address, e.User, e.Port = r.HostName, r.User, r.Port
		})
	}
	wg.Wait()
}

// askLabels runs the programs of labels that are due, for all targets.
func (l *targetList) askLabels(ctx context.Context, targets []inventory.Target) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, t := range targets {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			_, _ = l.labeler.Labels(ctx, t) // a label that cannot be had is missing in the list
		})
	}
	wg.Wait()
}

// noteMissingLabels says when hosts may be missing because a label is not known of them.
func (a *app) noteMissingLabels(l *targetList, asked string, entries []lsEntry) {
	for _, name := range l.labeler.Names() {
		if strings.Contains(asked, name+"=") || strings.Contains(asked, name+":") {
			known := false
			for _, e := range entries {
				for _, p := range e.printed {
					known = known || p.Name == name && time.Since(p.At) >= 0
				}
			}
			if !known {
				fmt.Fprintf(a.stderr, "shellac: note: the label %s is printed by a program that may not have been asked yet; shellac ls --refresh asks it\n", plain(name))
			}
		}
	}
}

// sayNoTargets says that there is nothing, and where it was looked.
func (a *app) sayNoTargets(gathered []inventory.Gathered, asked bool) {
	total := len(inventory.Targets(gathered))
	if asked && total > 0 {
		fmt.Fprintf(a.stderr, "shellac: none of %s matches\n", plural(total, "host"))
		return
	}
	fmt.Fprintln(a.stderr, "shellac: no hosts; looked at:")
	for _, g := range gathered {
		for _, l := range g.Listing.Looked {
			state := "names no host"
			if !l.Found {
				state = "not found"
			}
			fmt.Fprintf(a.stderr, "  %-12s %s  %s\n", g.Source.Name(), plain(a.tilde(l.Path)), state)
		}
		if len(g.Listing.Looked) == 0 {
			fmt.Fprintf(a.stderr, "  %s\n", plain(g.Source.Name()))
		}
	}
	fmt.Fprintln(a.stderr, "shellac: hint: any host can be opened: shellac ssh user@host")
}
