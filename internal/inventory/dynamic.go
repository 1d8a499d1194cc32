package inventory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A LabelCommand is a label whose value a program prints.
type LabelCommand struct {
	Name    string
	Command []string      // {host} in it is replaced by the target's name
	Period  time.Duration // how long a value is good for; 0 means an hour
}

// A DynamicLabel is a value that a program printed for a target.
type DynamicLabel struct {
	Name  string
	Value string
	At    time.Time // when it was printed
	Err   error     // of the last attempt; the value is then that of an earlier one, or empty
}

// LabelerOptions say which labels there are and where their values are kept.
type LabelerOptions struct {
	Local   []LabelCommand // run on this machine
	Remote  []LabelCommand // run on the target, and only over a connection of ssh that is open already
	Dir     string         // where values are kept; empty keeps them in memory
	Timeout time.Duration  // of one command; 0 means two seconds
	Now     func() time.Time
	SSH     *Resolver // for Remote: where the open connection is; nil switches them off
}

// A Labeler finds out labels that programs print. Values are kept in a file for all targets together, so that a list can be
// filtered by them without a program being run. A Labeler may be used by several goroutines and processes.
type Labeler struct {
	options LabelerOptions
	mu      sync.Mutex
	values  map[string]map[string]keptText // by target and label
	read    bool
}

// NewLabeler returns a Labeler; nothing is read or run yet.
func NewLabeler(o LabelerOptions) *Labeler {
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Labeler{options: o, values: map[string]map[string]keptText{}}
}

// Names returns the names of the labels that there are.
func (l *Labeler) Names() []string {
	var names []string
	for _, c := range slices.Concat(l.options.Local, l.options.Remote) {
		names = append(names, c.Name)
	}
	return names
}

// Kept returns the values that are known of a target, without running anything, in the order of the configuration.
func (l *Labeler) Kept(name string) []DynamicLabel {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.load()
	var labels []DynamicLabel
	for _, c := range slices.Concat(l.options.Local, l.options.Remote) {
		if v, ok := l.values[name][c.Name]; ok {
			labels = append(labels, DynamicLabel{Name: c.Name, Value: v.Text, At: v.At})
		}
	}
	return labels
}

// Labels returns the labels of a target and runs the programs of those that are too old. The error is that of the context;
// errors of programs are in the labels.
func (l *Labeler) Labels(ctx context.Context, t Target) ([]DynamicLabel, error) {
	found := map[string]keptText{}
	failed := map[string]error{}
	ask := func(c LabelCommand, run func() (string, error)) {
		if !l.due(t.Name, c) || ctx.Err() != nil {
			return
		}
		value, err := run()
		if err != nil {
			failed[c.Name] = err
			return
		}
		found[c.Name] = keptText{l.options.Now(), value}
	}
	if err := t.Openable(); err != nil {
		return nil, err
	}
	for _, c := range l.options.Local {
		ask(c, func() (string, error) { return l.local(ctx, c, t) })
	}
	if len(l.options.Remote) > 0 {
		l.askRemote(ctx, t, ask)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := l.keep(t.Name, found); err != nil {
		return nil, err
	}
	return l.withErrors(t.Name, failed), nil
}

func (l *Labeler) withErrors(name string, failed map[string]error) []DynamicLabel {
	labels := l.Kept(name)
	for i := range labels {
		labels[i].Err = failed[labels[i].Name]
		delete(failed, labels[i].Name)
	}
	for _, label := range slices.Sorted(maps.Keys(failed)) {
		labels = append(labels, DynamicLabel{Name: label, Err: failed[label]})
	}
	return labels
}

// due tells whether a value is missing or too old.
func (l *Labeler) due(name string, c LabelCommand) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.load()
	period := c.Period
	if period <= 0 {
		period = time.Hour
	}
	v, ok := l.values[name][c.Name]
	return !ok || l.options.Now().Sub(v.At) >= period
}

// local runs a command on this machine. What a name is replaced by is one argument, whatever is in it.
func (l *Labeler) local(ctx context.Context, c LabelCommand, t Target) (string, error) {
	if len(c.Command) == 0 {
		return "", errors.New("run a program for a label: no command")
	}
	argv := slices.Clone(c.Command)
	for i := range argv[1:] {
		argv[i+1] = strings.ReplaceAll(argv[i+1], "{host}", t.Name)
	}
	return l.value(ctx, argv)
}

// maxLabel is how long a label's value may be, in bytes.
const maxLabel = 256

// value runs a command and returns the first line of what it prints.
func (l *Labeler) value(ctx context.Context, argv []string) (string, error) {
	text, err := program{argv, l.options.Timeout, 64 << 10}.run(ctx)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	line = strings.TrimSpace(strings.ToValidUTF8(strings.Map(onlyVisible, line), ""))
	if len(line) > maxLabel {
		return "", fmt.Errorf("run %s: its first line is longer than %d bytes", argv[0], maxLabel)
	}
	return line, nil
}

// A labelFile is the file with the values.
type labelFile struct {
	Version int                            `json:"version"`
	Values  map[string]map[string]keptText `json:"values"`
}

// maxLabelled is for how many targets values are kept.
const maxLabelled = 20000

func (l *Labeler) path() string { return filepath.Join(l.options.Dir, "labels.json") }

// load reads the file once. What makes no sense is forgotten: the programs can be asked again.
func (l *Labeler) load() {
	if l.read || l.options.Dir == "" {
		return
	}
	l.read = true
	maps.Copy(l.values, readLabelFile(l.path()))
}

func readLabelFile(path string) map[string]map[string]keptText {
	var f labelFile
	text, err := readRegular(path)
	if err != nil || json.Unmarshal([]byte(text), &f) != nil || f.Version != 1 || f.Values == nil {
		return map[string]map[string]keptText{}
	}
	return f.Values
}

// keep adds values to those that are known, here and in the file, where another process may have added some of its own.
func (l *Labeler) keep(name string, found map[string]keptText) error {
	if len(found) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	add := func(values map[string]map[string]keptText) {
		if values[name] == nil {
			values[name] = map[string]keptText{}
		}
		maps.Copy(values[name], found)
	}
	add(l.values)
	if l.options.Dir == "" {
		return nil
	}
	return locked(l.path(), func() error {
		all := readLabelFile(l.path())
		if len(all) >= maxLabelled {
			clear(all)
		}
		add(all)
		b, err := json.Marshal(labelFile{1, all})
		if err != nil {
			return fmt.Errorf("keep labels: %w", err)
		}
		return writeFile(l.path(), b)
	})
}
