package kube

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// pluginRules are the user's rules for credential plugins, which kubectl keeps in its kuberc file: what kubectl would
// refuse to run is not run here either.
type pluginRules struct {
	policy string // "" and AllowAll, DenyAll, or Allowlist
	list   []string
	file   string
}

// readPluginRules reads the first document of the file that has rules. A missing file has none.
func readPluginRules(file string) (pluginRules, error) {
	text, err := os.ReadFile(file)
	if file == "" || errors.Is(err, fs.ErrNotExist) {
		return pluginRules{}, nil
	}
	if err != nil {
		return pluginRules{}, rulesError(file, err)
	}
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var doc struct {
			Policy string                           `yaml:"credentialPluginPolicy"`
			List   []struct{ Command, Name string } `yaml:"credentialPluginAllowlist"`
		}
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return pluginRules{}, nil
		}
		if err != nil {
			return pluginRules{}, rulesError(file, err)
		}
		if doc.Policy == "" {
			continue
		}
		r := pluginRules{policy: doc.Policy, file: file}
		for _, l := range doc.List {
			r.list = append(r.list, l.Command+l.Name) // an entry has one of the two
		}
		return r, nil
	}
}

func rulesError(file string, err error) error {
	return &Error{Kind: BadConfig, Text: "read the rules for credential plugins in " + file + ": " + firstLine(reason(err)), Do: "mend the file, or set KUBERC=off", cause: err}
}

// check returns an error if the plugin may not be run.
func (r pluginRules) check(command string) error {
	switch r.policy {
	case "", "AllowAll":
		return nil
	case "DenyAll":
		return r.refuse(command, "all are denied")
	case "Allowlist":
		for _, allowed := range r.list {
			if sameProgram(command, allowed) {
				return nil
			}
		}
		return r.refuse(command, "it is not in the list")
	}
	return r.refuse(command, fmt.Sprintf("its policy %q is unknown", r.policy))
}

func sameProgram(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	pathA, errA := exec.LookPath(a)
	pathB, errB := exec.LookPath(b)
	return errA == nil && errB == nil && pathA == pathB
}

func (r pluginRules) refuse(command, why string) error {
	return &Error{
		Kind: Plugin, Text: fmt.Sprintf("credential plugin %s may not be run: %s (credentialPluginPolicy in %s)", command, why, r.file),
		Do: "kubectl refuses it as well; allow it in that file if you trust it",
	}
}
