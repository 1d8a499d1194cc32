package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/inventory"
	"github.com/shellac-term/shellac/ui/style"
)

// columns returns the width of the terminal, 0 if standard output is none.
func (a *app) columns() int {
	if !term.IsTerminal(int(a.stdout.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(a.stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// printTargets prints columns. They are cut at width cells, and not at all if that is 0 or the user wants to see all.
func printTargets(w io.Writer, r lsResult, f lsFlags, width int) error {
	t := table{head: []string{"NAME", "ADDRESS", "LABELS", "SOURCE"}, more: []string{"USER", "PORT", "GROUP", "WHERE"}}
	for _, e := range r.entries {
		t.rows = append(t.rows, []string{e.Name, e.Address, labelText(e.labels()), e.Source, e.User, e.Port, e.Group, e.Origin})
	}
	if f.wide {
		width = 0
	}
	if width > 0 {
		t.narrow(width)
	}
	return t.printText(w, f.wide, width)
}

// narrow cuts the first columns so that something of each fits, the labels most of all.
func (t *table) narrow(width int) {
	widest := func(column, most int) int {
		w := len(t.head[column])
		for _, row := range t.rows {
			w = max(w, style.Width(style.Clean(row[column])))
		}
		return min(w, most)
	}
	const gaps = 6
	name, address := widest(0, max(width*35/100, 12)), widest(1, max(width*25/100, 12))
	limits := []int{name, address, max(width-name-address-widest(3, 16)-gaps, len("LABELS"))}
	for _, row := range t.rows {
		for i, limit := range limits {
			if clean := style.Clean(row[i]); style.Width(clean) > limit {
				row[i] = style.Fit(clean, limit)
			}
		}
	}
}

func labelText(labels []inventory.Label) string {
	texts := make([]string, len(labels))
	for i, l := range labels {
		texts[i] = l.String()
	}
	return strings.Join(texts, " ")
}

// printTargetNames prints what can be given to `shellac ssh`, and nothing that could not.
func printTargetNames(w io.Writer, r lsResult, _ lsFlags, _ int) error {
	for _, e := range r.entries {
		if errors.Is(e.refused, inventory.ErrName) {
			continue
		}
		if _, err := fmt.Fprintln(w, e.Name); err != nil {
			return err
		}
	}
	return nil
}

// A targetLine is a target as programs read it. Its keys are a promise: see apiVersion.
type targetLine struct {
	Kind    string            `json:"kind" yaml:"kind"`
	Name    string            `json:"name" yaml:"name"`
	Address string            `json:"address,omitempty" yaml:"address,omitempty"` // as written, or with --resolve as ssh says
	User    string            `json:"user,omitempty" yaml:"user,omitempty"`
	Port    string            `json:"port,omitempty" yaml:"port,omitempty"`
	Group   string            `json:"group,omitempty" yaml:"group,omitempty"`
	Labels  map[string]string `json:"labels" yaml:"labels"` // several values of a name are joined by commas
	Tags    []string          `json:"tags,omitempty" yaml:"tags,omitempty"`
	Printed map[string]string `json:"labels_at,omitempty" yaml:"labels_at,omitempty"` // when programs printed them, RFC 3339
	Source  string            `json:"source" yaml:"source"`
	Origin  string            `json:"origin" yaml:"origin"`
	Command []string          `json:"command,omitempty" yaml:"command,omitempty"` // what opens it
	Error   string            `json:"error,omitempty" yaml:"error,omitempty"`     // why it cannot be opened or resolved
}

// A targetFile is the whole list.
type targetFile struct {
	APIVersion string       `json:"apiVersion" yaml:"apiVersion"`
	Kind       string       `json:"kind" yaml:"kind"`
	Targets    []targetLine `json:"targets" yaml:"targets"`
	Warnings   []string     `json:"warnings,omitempty" yaml:"warnings,omitempty"`
}

func newTargetFile(r lsResult) targetFile {
	f := targetFile{APIVersion: "shellac/v1", Kind: "TargetList", Targets: make([]targetLine, len(r.entries))}
	for i, e := range r.entries {
		f.Targets[i] = newTargetLine(e)
	}
	for _, g := range r.gathered {
		for _, w := range g.Listing.Warnings {
			f.Warnings = append(f.Warnings, w.Error())
		}
		if g.Err != nil {
			f.Warnings = append(f.Warnings, g.Err.Error())
		}
	}
	return f
}

func newTargetLine(e lsEntry) targetLine {
	l := targetLine{Kind: e.Kind, Name: e.Name, Address: e.Address, User: e.User, Port: e.Port, Group: e.Group,
		Labels: map[string]string{}, Source: e.Source, Origin: e.Origin, Command: append([]string{"shellac"}, e.Argv()...)}
	for _, label := range e.labels() {
		if before, ok := l.Labels[label.Name]; ok {
			l.Labels[label.Name] = before + "," + label.Value
		} else {
			l.Labels[label.Name] = label.Value
		}
		if label.Name == "tag" {
			l.Tags = append(l.Tags, label.Value)
		}
	}
	for _, p := range e.printed {
		if l.Printed == nil {
			l.Printed = map[string]string{}
		}
		l.Printed[p.Name] = p.At.UTC().Format(time.RFC3339)
	}
	if e.refused != nil {
		l.Error = e.refused.Error()
	}
	if errors.Is(e.refused, inventory.ErrName) {
		l.Command = nil
	}
	return l
}

func printTargetsJSON(w io.Writer, r lsResult, _ lsFlags, _ int) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(newTargetFile(r))
}

func printTargetsYAML(w io.Writer, r lsResult, _ lsFlags, _ int) error {
	e := yaml.NewEncoder(w)
	e.SetIndent(2)
	return e.Encode(newTargetFile(r))
}

func printTargetsCSV(w io.Writer, r lsResult, _ lsFlags, _ int) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"name", "address", "user", "port", "group", "labels", "source", "origin"}); err != nil {
		return err
	}
	for _, e := range r.entries {
		row := []string{e.Name, e.Address, e.User, e.Port, e.Group, labelText(e.labels()), e.Source, e.Origin}
		for i := range row {
			row[i] = plain(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}
