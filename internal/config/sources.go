package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Sources say where the targets come from that lists show.
type Sources struct {
	SSH        SSH      `yaml:"ssh"`
	KnownHosts bool     `yaml:"known_hosts"` // list the names in ~/.ssh/known_hosts as well
	Inventory  []string `yaml:"inventory"`   // inventory files
	Exec       []Exec   `yaml:"exec"`        // programs that print targets
}

// SSH says how ssh's configuration is read.
type SSH struct {
	Files   []string `yaml:"files"`   // instead of ~/.ssh/config and /etc/ssh/ssh_config
	Resolve string   `yaml:"resolve"` // when `ssh -G` is run for a row: visible (default), on-demand or never
}

// Exec is a program that prints targets, one JSON object a line.
type Exec struct {
	Command []string `yaml:"command"`
	Every   Duration `yaml:"every"` // how long what it printed is good for; 0 runs it for each list
}

// Labels are labels whose values programs print.
type Labels struct {
	Local  []Label `yaml:"local"`  // run on this machine
	Remote []Label `yaml:"remote"` // run on the target, over a connection that is open already
}

// Label is a label whose value a program prints. {host} in the command stands for the target's name.
type Label struct {
	Name    string   `yaml:"name"`
	Command Words    `yaml:"command"`
	Period  Duration `yaml:"period"` // how long a value is good for; an hour if it is not said
}

// Words are a command: a list of words, or one text for a shell on the other side.
type Words []string

// UnmarshalYAML reads a list or a single text.
func (w *Words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*w = Words{n.Value}
		return nil
	}
	return n.Decode((*[]string)(w))
}

// Duration is a time span, written 90s, 10m, 24h or 7d.
type Duration time.Duration

// UnmarshalYAML reads a time span. It must not be negative.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	value, err := time.ParseDuration(n.Value)
	if days, ok := strings.CutSuffix(n.Value, "d"); ok {
		var number int
		number, err = strconv.Atoi(days)
		value = time.Duration(number) * 24 * time.Hour
	}
	if err != nil || value < 0 {
		return fmt.Errorf("line %d: %q is no time span such as 90s, 10m, 24h or 7d", n.Line, n.Value)
	}
	*d = Duration(value)
	return nil
}

func (s Sources) check() error {
	if err := oneOf("sources.ssh.resolve", s.SSH.Resolve, "", "visible", "on-demand", "never"); err != nil {
		return err
	}
	for i, e := range s.Exec {
		if len(e.Command) == 0 || e.Command[0] == "" {
			return fmt.Errorf("sources.exec[%d] has no command", i)
		}
	}
	return nil
}

func (l Labels) check() error {
	for where, labels := range map[string][]Label{"local": l.Local, "remote": l.Remote} {
		for i, label := range labels {
			if err := label.check(where == "local"); err != nil {
				return fmt.Errorf("labels.%s[%d] %w", where, i, err)
			}
		}
	}
	return nil
}

func (l Label) check(local bool) error {
	switch {
	case l.Name == "" || strings.ContainsAny(l.Name, "=:, \t"):
		return fmt.Errorf("has the name %q; a name has at least one character, and no blank = : or comma", l.Name)
	case len(l.Command) == 0 || l.Command[0] == "":
		return errors.New("has no command")
	case local && len(l.Command) == 1 && strings.Contains(l.Command[0], " "):
		return fmt.Errorf("has the command %q; no shell runs it, so write its words as a list: [%s]", l.Command[0], strings.Join(strings.Fields(l.Command[0]), ", "))
	}
	return nil
}

// Expand makes an absolute path of one in a configuration file in the folder dir: ~ stands for home, and a relative path is
// beside the file.
func Expand(path, home, dir string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && home != "" {
		return filepath.Join(home, rest)
	}
	if filepath.IsAbs(path) || dir == "" {
		return path
	}
	return filepath.Join(dir, path)
}

// ExpandProgram is Expand for the first word of a command: without a slash it is the name of a program in PATH.
func ExpandProgram(word, home, dir string) string {
	if !strings.Contains(word, "/") {
		return word
	}
	return Expand(word, home, dir)
}
