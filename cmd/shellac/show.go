package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
)

func (a *app) showCommand() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:   "show ID|FILE|last",
		Short: "Say who recorded what, where, when and why",
		Example: `shellac recordings show last
shellac recordings show 01JD7X8M4RZQ -f json`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.show(ctx, args[0], as) }),
	}
	cmd.Flags().StringVarP(&as, "format", "f", "text", "text or json")
	return cmd
}

// A description is what there is to say of a recording. Its JSON form is stable: fields may be added, never changed.
type description struct {
	ID         string            `json:"id"`
	Kind       string            `json:"kind"`
	Target     string            `json:"target"`
	User       string            `json:"user"`
	RemoteUser string            `json:"remote_user,omitempty"`
	Argv       []string          `json:"argv"`
	Start      time.Time         `json:"start"`
	Duration   float64           `json:"duration_s"`
	State      string            `json:"state"`
	Exit       any               `json:"exit"`
	Bytes      int64             `json:"bytes"`
	Size       int64             `json:"size"`
	Events     int64             `json:"events"`
	Chunks     int               `json:"chunks"`
	Cols       int               `json:"cols"`
	Rows       int               `json:"rows"`
	Term       string            `json:"term,omitempty"`
	Labels     map[string]string `json:"labels"`
	Reason     string            `json:"reason,omitempty"`
	Recorder   string            `json:"recorder"`
	Digest     string            `json:"digest,omitempty"`
}

func (a *app) show(ctx context.Context, arg, as string) error {
	if as != "text" && as != "json" {
		return usage("-f %s: show prints text or json", as)
	}
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return err
	}
	defer s.close()
	f, err := s.open(ctx)
	if err != nil {
		return err
	}
	d := describe(f)
	if s.file == nil {
		d.State = s.entry.State.String()
	}
	if as == "json" {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(d)
	}
	_, err = fmt.Fprint(a.stdout, d.text())
	return err
}

func describe(f *format.File) description {
	h, s := f.Header(), f.Summary()
	d := description{
		ID: h.ID, Kind: h.Kind, Target: h.Target, User: h.User, RemoteUser: h.RemoteUser, Argv: h.Argv, Start: h.Start,
		Duration: s.Duration.Seconds(), State: "complete", Bytes: s.OutputBytes, Size: f.Size(), Events: s.Events,
		Chunks: len(f.Chunks()), Cols: h.Size.Cols, Rows: h.Size.Rows, Term: h.Term, Labels: map[string]string{},
		Reason: h.Reason, Recorder: h.Recorder,
	}
	for _, l := range h.Labels {
		d.Labels[l.Name] = l.Value
	}
	if s.Exit != nil {
		d.Exit = s.Exit.Code
		if s.Exit.Signal != "" {
			d.Exit = s.Exit.Signal
		}
	}
	if f.Damage() != nil {
		d.State = "torn"
	}
	if s.Digest != (format.Digest{}) {
		d.Digest = fmt.Sprintf("%x", s.Digest)
	}
	return d
}

func (d description) text() string {
	var b strings.Builder
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-9s %s\n", name, plain(value))
		}
	}
	target := d.Target
	if d.RemoteUser != "" {
		target = d.RemoteUser + "@" + target
	}
	row("id", d.ID)
	row("target", fmt.Sprintf("%s (%s)", target, d.Kind))
	row("user", d.User)
	row("command", strings.Join(d.Argv, " "))
	row("reason", d.Reason)
	for _, name := range slices.Sorted(maps.Keys(d.Labels)) {
		row("label", name+"="+d.Labels[name])
	}
	row("start", d.Start.Local().Format("2006-01-02 15:04:05 -07:00"))
	row("duration", clockTime(time.Duration(d.Duration*float64(time.Second))))
	state := d.State
	if d.Exit != nil {
		state += fmt.Sprintf(", exit %v", d.Exit)
	}
	row("state", state)
	if d.Cols > 0 {
		row("terminal", fmt.Sprintf("%dx%d %s", d.Cols, d.Rows, d.Term))
	}
	row("size", fmt.Sprintf("%s of output in %s (%d events, %s)", byteSize(d.Bytes), byteSize(d.Size), d.Events, plural(d.Chunks, "chunk")))
	row("recorder", d.Recorder)
	row("digest", d.Digest)
	return b.String()
}
