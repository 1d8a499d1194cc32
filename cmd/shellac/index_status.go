package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/internal/index"
)

func (a *app) indexStatusCommand() *cobra.Command {
	var format string
	var files bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say what is packed and what is not",
		Long: "Say what is packed and what is not, what could not be, and what lies below idx/ without a meaning. It lists, and reads no\n" +
			"pack. With --files it prints the keys of the Parquet objects that count, for engines that are to read these and no others.",
		Example: `shellac index status
shellac index status -f json | jq .recordings_to_pack

# the exact files, for DuckDB's read_parquet([...])
shellac index status --files | grep /lines/`,
		Args: cobra.NoArgs,
		RunE: a.action(func(ctx context.Context, _ []string) error { return a.indexStatus(ctx, format, files) }),
	}
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text or json")
	cmd.Flags().BoolVar(&files, "files", false, "print the keys of the objects of Parquet that count")
	return cmd
}

func (a *app) indexStatus(ctx context.Context, format string, files bool) error {
	if format != "text" && format != "json" {
		return usage("-f %s: index prints text or json", format)
	}
	s, arch, err := a.indexed(ctx)
	if err != nil {
		return err
	}
	st, err := index.Inspect(ctx, s, arch, index.CompactOptions{}, files)
	switch {
	case err != nil:
		return err
	case format == "json":
		return json.NewEncoder(a.stdout).Encode(st)
	case files:
		for _, key := range st.Files {
			if _, err := fmt.Fprintln(a.stdout, key); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = fmt.Fprint(a.stdout, statusText(st))
	return err
}

func statusText(st index.Status) string {
	var b strings.Builder
	line := func(name, text string, args ...any) { fmt.Fprintf(&b, "%-12s%s\n", name, fmt.Sprintf(text, args...)) }
	if st.Days == 0 {
		line("packed", "nothing yet")
	} else {
		line("packed", "%s of %s, %s to %s", plural(st.Recordings, "recording"), plural(st.Days, "day"), st.First, st.Last)
		line("objects", "%s, %d of them merged by month", plural(st.Packs, "pack"), st.Merged)
		total := st.Lines + st.Sessions + st.Signs
		line("size", "%s for %s of text (%.1f %%): lines %s, sessions %s, signs %s", byteSize(total), byteSize(st.Text), 100*float64(total)/float64(max(st.Text, 1)),
			byteSize(st.Lines), byteSize(st.Sessions), byteSize(st.Signs))
	}
	if n := len(st.Waiting); n > 0 {
		line("to pack", "%s of %s, %s to %s: shellac index compact", plural(st.Unpacked, "recording"), plural(n, "day"), st.Waiting[0], st.Waiting[n-1])
	}
	if st.Orphans > 0 {
		line("unnamed", "%s, %s, which a compaction removes after a day", plural(st.Orphans, "object"), byteSize(st.Wasted))
	}
	for i, l := range st.Left {
		if i == maxWarned {
			line("", "and %d more (-f json)", len(st.Left)-i)
			break
		}
		line("left out", "%s  %s  %s", l.Day, plain(l.ID), plain(l.Why))
	}
	return b.String()
}
