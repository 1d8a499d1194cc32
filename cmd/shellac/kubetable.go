package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/shellac-term/shellac/ui/style"
)

// output says how a list is to be printed.
type output struct {
	format string
	wide   bool
}

func (o *output) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.format, "format", "f", "text", "text, json, yaml or names")
	cmd.Flags().BoolVarP(&o.wide, "wide", "w", false, "all columns, not cut to the width of the terminal")
}

func (o output) text() bool { return o.format == "text" }

// A table is a list that can be printed for people and for programs.
type table struct {
	kind, field string   // what programs read: the kind of list, and where its values are
	head, more  []string // more are the columns that are shown only on request
	names       []string
	values      []any
	rows        [][]string
}

func (t *table) add(name string, value any, cells ...string) {
	t.names, t.values, t.rows = append(t.names, name), append(t.values, value), append(t.rows, cells)
}

// print prints a table. On a terminal its last column is cut where the line would break.
func (a *app) print(t table, o output) error {
	out := bufio.NewWriter(a.stdout)
	var err error
	switch o.format {
	case "text":
		width := a.columns()
		if o.wide {
			width = 0
		}
		err = t.printText(out, o.wide, width)
	case "json":
		err = t.printJSON(out)
	case "yaml":
		e := yaml.NewEncoder(out)
		e.SetIndent(2)
		err = e.Encode(t.all())
	case "names":
		for _, n := range t.names {
			_, err = fmt.Fprintln(out, n)
		}
	default:
		return usage("-f %s: a list is printed as text, json, yaml or names", o.format)
	}
	if err != nil {
		return err
	}
	return out.Flush()
}

// all is the table for programs. The names in it are a promise: see apiVersion.
func (t table) all() map[string]any {
	values := t.values
	if values == nil {
		values = []any{}
	}
	return map[string]any{"apiVersion": "shellac/v1", "kind": t.kind, t.field: values}
}

func (t table) printJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(t.all())
}

// printText prints columns as wide as they need to be; a width of 0 means that lines may be as long as they are.
func (t table) printText(w io.Writer, wide bool, width int) error {
	head := t.head
	if wide {
		head = append(append([]string(nil), t.head...), t.more...)
	}
	widths := make([]int, len(head))
	lines := append([][]string{head}, t.rows...)
	for _, cells := range lines {
		for i := range head {
			widths[i] = max(widths[i], style.Width(style.Clean(cells[i])))
		}
	}
	for _, cells := range lines {
		var line strings.Builder
		for i := range head {
			line.WriteString(style.Fit(style.Clean(cells[i]), widths[i]) + "  ")
		}
		text := strings.TrimRight(line.String(), " ")
		if width > 0 && style.Width(text) > width {
			text = strings.TrimRight(style.Fit(text, width), " ")
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}

// tilde is a path as people write it.
func (a *app) tilde(path string) string {
	home := a.getenv("HOME")
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok && home != "" {
		return "~/" + rest
	}
	return path
}
