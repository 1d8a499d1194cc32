package inventory

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A HostsFile lists the hosts of an inventory file: YAML, a list of hosts or such a list under the key hosts.
//
//	hosts:
//	  - {name: web1, address: 10.0.11.21, user: deploy, port: 22, group: web, labels: {env: prod}}
type HostsFile struct{ path string }

// NewHostsFile returns a source for the file; it is read by List.
func NewHostsFile(path string) *HostsFile { return &HostsFile{path} }

// Name returns the file's name without its folder.
func (h *HostsFile) Name() string { return filepath.Base(h.path) }

// List reads the file. A host that is wrong is a warning and the others are listed; a file that cannot be read or is no
// inventory is an error.
func (h *HostsFile) List(ctx context.Context) (Listing, error) {
	text, err := readRegular(h.path)
	l := Listing{Looked: []Looked{{h.path, !errors.Is(err, fs.ErrNotExist)}}}
	if err != nil {
		return l, err
	}
	hosts, err := hostNodes(text)
	if err != nil {
		return l, fmt.Errorf("read %s: %w", h.path, err)
	}
	for _, n := range hosts {
		t, err := readHost(n)
		if err != nil && len(l.Warnings) < maxWarnings {
			l.Warnings = append(l.Warnings, fmt.Errorf("read %s: line %d: %w", h.path, n.Line, err))
		}
		if err == nil {
			t.Source, t.Origin = h.Name(), fmt.Sprintf("%s:%d", h.path, n.Line)
			l.Targets = append(l.Targets, t)
		}
	}
	return l, ctx.Err()
}

// hostNodes returns the nodes of the hosts.
func hostNodes(text string) ([]*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	list := doc.Content[0]
	if list.Kind == yaml.MappingNode {
		if len(list.Content) == 0 {
			return nil, nil
		}
		for i := 0; i+1 < len(list.Content); i += 2 {
			if k := list.Content[i]; k.Value != "hosts" {
				return nil, fmt.Errorf("line %d: unknown key %q; an inventory is a list of hosts, or has such a list under hosts", k.Line, k.Value)
			}
		}
		list = list.Content[1]
	}
	switch {
	case list.Kind == yaml.ScalarNode && list.Tag == "!!null":
		return nil, nil
	case list.Kind != yaml.SequenceNode:
		return nil, fmt.Errorf("line %d: an inventory is a list of hosts: - {name: web1, address: 10.0.11.21}", list.Line)
	}
	return list.Content, nil
}

// readHost reads one host of the list. A name alone is enough.
func readHost(n *yaml.Node) (Target, error) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.ScalarNode {
		return written{Name: n.Value}.target()
	}
	if n.Kind != yaml.MappingNode {
		return Target{}, errors.New("a host is {name: web1, address: 10.0.11.21}")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; !slices.Contains([]string{"name", "address", "user", "port", "group", "labels", "<<"}, k.Value) {
			return Target{}, fmt.Errorf("unknown key %q; a host has name, address, user, port, group and labels", k.Value)
		}
	}
	var w written
	if err := n.Decode(&w); err != nil {
		var wrong *yaml.TypeError
		if errors.As(err, &wrong) && len(wrong.Errors) > 0 {
			return Target{}, errors.New(wrong.Errors[0])
		}
		return Target{}, err
	}
	return w.target()
}
