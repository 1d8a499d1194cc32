package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/recorder"
)

func (a *app) recordingsCommand() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:     "recordings",
		Aliases: []string{"recording", "rec"},
		GroupID: "recording",
		Short:   "List recordings and say what is known of one",
		Example: "shellac recordings ls\nshellac recordings show last",
		Args:    cobra.NoArgs,
		RunE:    a.action(func(ctx context.Context, _ []string) error { return a.list(ctx, nil, f) }),
	}
	addListFlags(cmd, &f)
	cmd.AddCommand(a.listCommand(), a.showCommand())
	for _, again := range []*cobra.Command{a.exportCommand(), a.verifyCommand(), a.importCommand()} {
		again.GroupID = ""
		cmd.AddCommand(again)
	}
	return cmd
}

type listFlags struct {
	format      string
	limit       int
	last        string
	from, to    string
	user, state string
	kind        string
	target      string
	utc         bool
}

func addListFlags(cmd *cobra.Command, f *listFlags) {
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "format", "f", "text", "text, json or names")
	flags.IntVar(&f.limit, "limit", 0, "print at most this many")
	flags.StringVar(&f.last, "last", "", "only sessions of the last 12h, 7d, …")
	flags.StringVar(&f.from, "from", "", "only sessions that started at this time or later")
	flags.StringVar(&f.to, "to", "", "only sessions that started before this time; a day is included")
	flags.StringVar(&f.user, "user", "", "only sessions of this user (* and ? match any text)")
	flags.StringVar(&f.target, "target", "", "only sessions on this target (* and ? match any text)")
	flags.StringVar(&f.kind, "kind", "", "only this kind: ssh, kube, run, import")
	flags.StringVar(&f.state, "state", "", "only this state: live, complete, torn")
	flags.BoolVar(&f.utc, "utc", false, "print times in UTC")
}

func (a *app) listCommand() *cobra.Command {
	var f listFlags
	cmd := &cobra.Command{
		Use:   "ls [FILTER...]",
		Short: "List recordings, newest first",
		Long: "List recordings, newest first. A filter is a word of the form field:value; any other word must be part of the\n" +
			"ID, kind, user or target. Fields: node, user, kind, state, exit, dur, since, until.",
		Example: `# what happened today, and who was on the web hosts this week
shellac recordings ls --last 12h
shellac recordings ls node:web* since:7d

# sessions that ended badly, as JSON
shellac recordings ls exit:!0 kind:ssh -f json

# those whose recorder died
shellac recordings ls --state torn`,
		RunE: a.action(func(ctx context.Context, args []string) error { return a.list(ctx, args, f) }),
	}
	addListFlags(cmd, &f)
	return cmd
}

// query puts the flags into the words of the filter language, which is the one place that understands them.
func (f listFlags) query(words []string) string {
	for _, w := range []struct{ field, value string }{
		{"since", f.last}, {"since", f.from}, {"until", f.to}, {"user", f.user}, {"node", f.target}, {"kind", f.kind}, {"state", f.state},
	} {
		if w.value != "" {
			words = append(words, w.field+`:"`+w.value+`"`)
		}
	}
	return strings.Join(words, " ")
}

func (a *app) list(ctx context.Context, words []string, f listFlags) error {
	print, ok := map[string]func(io.Writer, listFlags) (func(archive.Entry) error, func() error){
		"text": printTable, "json": printJSON, "names": printNames,
	}[f.format]
	if !ok {
		return usage("-f %s: a list is printed as text, json or names", f.format)
	}
	filter, err := archive.ParseFilter(f.query(words), time.Now())
	if err != nil {
		return &usageError{err}
	}
	filter.Limit = f.limit
	a.noteLeftOvers()
	arch, err := a.archive(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.stdout)
	defer out.Flush()
	one, end := print(out, f)
	n := 0
	for e, err := range arch.List(ctx, filter) {
		if err != nil {
			return fmt.Errorf("list recordings: %w", err)
		}
		if err := one(e); err != nil {
			return err
		}
		if n++; n%64 == 0 {
			out.Flush()
		}
	}
	if n == 0 && f.format == "text" {
		fmt.Fprintf(a.stderr, "shellac: no recordings in %s match\n", arch)
		return nil
	}
	return end()
}

// noteLeftOvers says what a list of the store cannot show.
func (a *app) noteLeftOvers() {
	spool, err := a.paths.Spool()
	if err != nil {
		return
	}
	left, _ := recorder.ListSpool(spool)
	n := 0
	for _, s := range left {
		if !s.Running {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(a.stderr, "shellac: note: %s still on this disk; send with: shellac upload\n", plural(n, "recording"))
	}
}

func printNames(w io.Writer, _ listFlags) (func(archive.Entry) error, func() error) {
	return func(e archive.Entry) error {
		_, err := fmt.Fprintln(w, e.ID)
		return err
	}, func() error { return nil }
}

// printJSON prints an array with an object a line, so that it streams and is still one document.
func printJSON(w io.Writer, _ listFlags) (func(archive.Entry) error, func() error) {
	separator := "[\n"
	one := func(e archive.Entry) error {
		b, err := json.Marshal(e)
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s", separator, b)
		}
		separator = ",\n"
		return err
	}
	return one, func() error {
		if separator == "[\n" {
			_, err := io.WriteString(w, "[]\n")
			return err
		}
		_, err := io.WriteString(w, "\n]\n")
		return err
	}
}

func printTable(w io.Writer, f listFlags) (func(archive.Entry) error, func() error) {
	const line = "%-12s  %-19s  %-8s  %-24s  %-4s  %-32s  %8s  %9s  %s\n"
	head := false
	return func(e archive.Entry) error {
		if !head {
			head = true
			if _, err := fmt.Fprintf(w, line, "ID", "START", "STATE", "USER", "KIND", "TARGET", "DURATION", "SIZE", "EXIT"); err != nil {
				return err
			}
		}
		start := e.Start.Local()
		if f.utc {
			start = e.Start
		}
		exit := ""
		if e.Exit != nil {
			exit = e.Exit.String()
		}
		_, err := fmt.Fprintf(w, line, shortID(e.ID), start.Format("2006-01-02 15:04:05"), e.State, fit(e.User, 24), fit(e.Kind, 6),
			fit(e.Target, 32), clockTime(e.Duration), byteSize(e.Size), exit)
		return err
	}, func() error { return nil }
}

// fit cuts text to a number of characters, and says so.
func fit(s string, n int) string {
	r := []rune(plain(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}
