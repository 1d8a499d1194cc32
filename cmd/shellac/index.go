package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/store"
)

func (a *app) indexCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "index",
		GroupID: "recording",
		Short:   "Pack the text of past days, so that search reads little",
		Long: "Pack the text of past days into Parquet in the store, below idx/, so that a search reads little and DuckDB, ClickHouse,\n" +
			"Athena and others can read it, too (docs/search-at-scale.md). Nothing in it is authoritative but the recordings: it can be\n" +
			"removed, and made anew, at any time. A search finds what is not packed as well, only more slowly.",
		Example: `# every night, from cron or CI, with permission to read, list, put and, to clean up, delete
shellac index compact --merge

# what is packed
shellac index status`,
		Args: cobra.NoArgs,
		RunE: a.action(func(ctx context.Context, _ []string) error { return a.indexStatus(ctx, "text", false) }),
	}
	cmd.AddCommand(a.compactCommand(), a.indexRebuildCommand(), a.indexStatusCommand())
	return cmd
}

type compactFlags struct {
	until  string
	merge  bool
	format string
}

func (a *app) compactCommand() *cobra.Command {
	var f compactFlags
	cmd := &cobra.Command{
		Use:   "compact",
		Short: "Pack the days that are over",
		Long: "Pack the days (UTC) that are over and not packed yet, or not wholly: a recording that comes later, imported or recovered, is\n" +
			"packed by the next run, and one that is gone is taken out. Anyone who may write into the store may run it, several at\n" +
			"once as well; it may be stopped at any time and goes on the next time. A day waits up to two days for sessions that still\n" +
			"run. Objects that no cover names are removed after a day.\n\n" +
			"With --merge the days of months that ended a week ago go into fewer objects.",
		Example: `shellac index compact
shellac index compact --merge
shellac index compact --until 2026-11-24

# exit status: 0 all is packed, 1 an error, 2 recordings were left out (standard error names them)`,
		Args: cobra.NoArgs,
		RunE: a.action(func(ctx context.Context, _ []string) error { return a.compact(ctx, f, index.Compact) }),
	}
	cmd.Flags().StringVar(&f.until, "until", "", "only days before this one, such as 2026-11-24 (default: today)")
	cmd.Flags().BoolVar(&f.merge, "merge", false, "merge the days of months that ended a week ago")
	cmd.Flags().StringVarP(&f.format, "format", "f", "text", "text or json")
	return cmd
}

func (a *app) indexRebuildCommand() *cobra.Command {
	var f compactFlags
	cmd := &cobra.Command{
		Use:   "rebuild",
		Short: "Make the whole index anew from the recordings",
		Long: "Make the whole index anew from the recordings. What there was counts, day by day, until the new is there; it is removed after\n" +
			"a day by this or the next compaction.",
		Example: "shellac index rebuild",
		Args:    cobra.NoArgs,
		RunE:    a.action(func(ctx context.Context, _ []string) error { return a.compact(ctx, f, index.Rebuild) }),
	}
	cmd.Flags().StringVarP(&f.format, "format", "f", "text", "text or json")
	return cmd
}

// indexed opens the store for the index. Whether a session without a commit still runs is looked at for each of them.
func (a *app) indexed(ctx context.Context) (store.Store, *archive.Archive, error) {
	c, err := a.config()
	if err != nil {
		return nil, nil, err
	}
	url, err := a.findStore(c)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(ctx, url, store.Options{UserAgent: "shellac/" + version()})
	if err != nil {
		return nil, nil, err
	}
	s = store.Retry(s, patience())
	return s, archive.New(s, archive.Options{Looks: math.MaxInt32}), nil
}

type compaction = func(context.Context, store.Store, *archive.Archive, index.CompactOptions) (index.Result, error)

func (a *app) compact(ctx context.Context, f compactFlags, run compaction) error {
	if f.format != "text" && f.format != "json" {
		return usage("-f %s: index prints text or json", f.format)
	}
	o := index.CompactOptions{Merge: f.merge}
	if f.until != "" {
		until, err := time.Parse(time.DateOnly, f.until)
		if err != nil {
			return usage("--until %s: not a day such as 2026-11-24", f.until)
		}
		o.Until = until
		if now := time.Now(); until.After(now) {
			o.Until = now
		}
	}
	s, arch, err := a.indexed(ctx)
	if err != nil {
		return err
	}
	roomy()
	progress := newIndexProgress(a)
	o.Progress = progress.show
	r, err := run(ctx, s, arch, o)
	progress.clear()
	a.warnLeft(r)
	if printErr := a.printCompaction(r, f.format, time.Since(progress.began)); err == nil {
		err = printErr
	}
	if err == nil && len(r.Left) > 0 {
		err = statusError(exitPart)
	}
	return err
}

// roomy has the collector of garbage come less often, as long as there is little in memory: packing makes much of it, and needs little at a
// time.
func roomy() {
	const percent, most = 400, 400 << 20
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(most)
}

// maxWarned is how many recordings that were left out are named.
const maxWarned = 20

// warnLeft names what was left out.
func (a *app) warnLeft(r index.Result) {
	for i, l := range r.Left {
		if i == maxWarned {
			fmt.Fprintf(a.stderr, "shellac: note: and %d more; `shellac index status` names them\n", len(r.Left)-i)
			break
		}
		what := "was left out"
		if l.Partial {
			what = "is damaged; what comes before is packed"
		}
		fmt.Fprintf(a.stderr, "shellac: note: %s %s: %s\n", plain(l.ID), what, plain(l.Err.Error()))
	}
	for _, d := range r.Skipped {
		fmt.Fprintf(a.stderr, "shellac: note: %s was packed by somebody else at the same time; left as it is\n", d)
	}
}

// compacted is what -f json prints of a compaction; fields may be added to it, never changed.
type compacted struct {
	Days       int         `json:"days"`
	Recordings int         `json:"recordings"`
	Text       int64       `json:"text_bytes"`
	Bytes      int64       `json:"bytes"`
	Months     int         `json:"months_merged"`
	Removed    int         `json:"objects_removed"`
	Waiting    []string    `json:"days_waiting"`
	Left       []leftEntry `json:"left_out"`
	Seconds    float64     `json:"seconds"`
}

type leftEntry struct {
	ID      string `json:"id"`
	Partial bool   `json:"partial"`
	Why     string `json:"why"`
}

func (a *app) printCompaction(r index.Result, format string, took time.Duration) error {
	if format == "json" {
		out := compacted{r.Days, r.Recordings, r.Text, r.Bytes, r.Months, r.Removed, append([]string{}, r.Waiting...), []leftEntry{}, took.Seconds()}
		for _, l := range r.Left {
			out.Left = append(out.Left, leftEntry{l.ID, l.Partial, l.Err.Error()})
		}
		return json.NewEncoder(a.stdout).Encode(out)
	}
	text := "nothing to pack"
	if r.Days > 0 {
		text = fmt.Sprintf("packed %s of %s: %s of text into %s", plural(r.Recordings, "recording"), plural(r.Days, "day"), byteSize(r.Text), byteSize(r.Bytes))
	}
	if r.Months > 0 {
		text += "; merged " + plural(r.Months, "month")
	}
	if r.Removed > 0 {
		text += "; removed " + plural(r.Removed, "old object")
	}
	if n := len(r.Waiting); n > 0 {
		text += fmt.Sprintf("; %s for sessions that still run", verb(n, "1 day waits", fmt.Sprintf("%d days wait", n)))
	}
	_, err := fmt.Fprintln(a.stdout, text)
	return err
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
