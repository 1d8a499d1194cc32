package main

import (
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"
)

// A kubeContext is what a kubeconfig says of the context in use. It serves as a name in lists only: kubectl decides for
// itself where it connects.
type kubeContext struct {
	name       string
	namespaces map[string]string // by context
}

func (k kubeContext) namespace(context string) string { return k.namespaces[context] }

// currentContext reads the kubeconfig files as kubectl finds them: the flag, $KUBECONFIG, or ~/.kube/config. The first
// file that says something wins; a file that cannot be read says nothing.
func (a *app) currentContext(flag string) kubeContext {
	files := filepath.SplitList(a.getenv("KUBECONFIG"))
	if flag != "" {
		files = []string{flag}
	}
	if len(files) == 0 {
		files = []string{filepath.Join(a.getenv("HOME"), ".kube", "config")}
	}
	merged := kubeContext{namespaces: map[string]string{}}
	for _, f := range files {
		merged.add(f)
	}
	return merged
}

func (k *kubeContext) add(file string) {
	var c struct {
		Current  string `yaml:"current-context"`
		Contexts []struct {
			Name    string `yaml:"name"`
			Context struct {
				Namespace string `yaml:"namespace"`
			} `yaml:"context"`
		} `yaml:"contexts"`
	}
	b, err := os.ReadFile(file)
	if err != nil || yaml.Unmarshal(b, &c) != nil {
		return
	}
	k.name = firstOf(k.name, c.Current)
	for _, x := range c.Contexts {
		if _, known := k.namespaces[x.Name]; !known {
			k.namespaces[x.Name] = x.Context.Namespace
		}
	}
}
