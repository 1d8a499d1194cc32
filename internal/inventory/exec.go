package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// ExecOptions say what an Exec runs.
type ExecOptions struct {
	Command []string
	Every   time.Duration // how long what it printed is good for; 0 runs it at every List
	Timeout time.Duration // 0 means ten seconds
	Dir     string        // where what it printed is kept; empty keeps it nowhere
	Now     func() time.Time
}

// An Exec lists the targets that a program prints, as JSON, one object a line:
//
//	{"name": "web1", "address": "10.0.11.21", "user": "deploy", "port": 22, "group": "web", "labels": {"env": "prod"}}
//
// What it printed is kept in a file for a period, so that not every list waits for it; if it then fails, what it printed
// last is listed, with a warning.
type Exec struct{ options ExecOptions }

// NewExec returns a source for a program; it is run by List.
func NewExec(o ExecOptions) *Exec {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Exec{o}
}

// Name returns the program's name without its folder.
func (e *Exec) Name() string {
	if len(e.options.Command) == 0 {
		return "exec"
	}
	return filepath.Base(e.options.Command[0])
}

// maxExecBytes is how much a program may print.
const maxExecBytes = 16 << 20

// List returns what the program printed within the period, and else runs it.
func (e *Exec) List(ctx context.Context) (Listing, error) {
	if len(e.options.Command) == 0 {
		return Listing{}, errors.New("run a program for targets: no command")
	}
	key := "exec " + strings.Join(e.options.Command, "\x00")
	kept, age := e.kept(key)
	if kept != "" && e.options.Every > 0 && age < e.options.Every {
		return e.read(kept), nil
	}
	printed, err := program{e.options.Command, e.options.Timeout, maxExecBytes}.run(ctx)
	if err != nil {
		if kept == "" || ctx.Err() != nil {
			return Listing{}, err
		}
		l := e.read(kept)
		l.Warnings = append(l.Warnings, fmt.Errorf("%w; listed is what it printed %s ago", err, Age(age)))
		return l, nil
	}
	l := e.read(printed)
	if e.options.Dir != "" && e.options.Every > 0 {
		if err := writeKept(e.options.Dir, key, keptText{e.options.Now(), printed}); err != nil {
			l.Warnings = append(l.Warnings, err)
		}
	}
	return l, nil
}

// Refresh forgets what was kept, so that the next List runs the program.
func (e *Exec) Refresh() error {
	if e.options.Dir == "" {
		return nil
	}
	return removeKept(e.options.Dir, "exec "+strings.Join(e.options.Command, "\x00"))
}

func (e *Exec) kept(key string) (string, time.Duration) {
	if e.options.Dir == "" {
		return "", 0
	}
	k, ok := readKept(e.options.Dir, key)
	if !ok {
		return "", 0
	}
	return k.Text, max(e.options.Now().Sub(k.At), 0)
}

func (e *Exec) read(printed string) Listing {
	var l Listing
	l.Targets, l.Warnings = readJSONLines(printed)
	for i := range l.Warnings {
		l.Warnings[i] = fmt.Errorf("read what %s printed: %w", e.Name(), l.Warnings[i])
	}
	for i := range l.Targets {
		l.Targets[i].Source, l.Targets[i].Origin = e.Name(), e.Name()
	}
	return l
}

// readJSONLines reads targets, an object a line. A line that is wrong is a warning. Keys that are not known are left
// alone: the program may well print more for others.
func readJSONLines(text string) (targets []Target, warnings []error) {
	for n := 1; text != ""; n++ {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		var w written
		err := json.Unmarshal([]byte(line), &w)
		if err == nil {
			var t Target
			if t, err = w.target(); err == nil {
				targets = append(targets, t)
			}
		}
		if err != nil && len(warnings) < maxWarnings {
			warnings = append(warnings, fmt.Errorf("line %d: %w", n, plainJSON(err)))
		}
	}
	return targets, warnings
}

// plainJSON says what is wrong with a line in words that are not Go's.
func plainJSON(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field == "":
		return fmt.Errorf("it is a JSON %s and not an object", wrong.Value)
	case errors.As(err, &wrong):
		return fmt.Errorf("the value of %q is a %s", wrong.Field, wrong.Value)
	case errors.As(err, new(*json.SyntaxError)):
		return fmt.Errorf("not JSON: %w", err)
	}
	return err
}
