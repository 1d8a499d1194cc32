package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) kubeUseCommand(f *kubeFlags) *cobra.Command {
	return &cobra.Command{
		Use:     "use CONTEXT|-",
		Aliases: []string{"login"},
		Short:   "Make a context the current one, for kubectl too",
		Long: "Make a context the current one, for kubectl too. This is the only command of shellac that changes a kubeconfig: the\n" +
			"line current-context of the file that has it, and with -n the namespace of the context. `-` goes back to the one\n" +
			"before.",
		Example: `shellac kube use prod-eks
shellac kube use prod-eks -n shop
shellac kube use -`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(_ context.Context, args []string) error { return a.kubeUse(*f, args[0]) }),
	}
}

func (a *app) kubeUse(f kubeFlags, name string) error {
	namespace := f.namespace
	f.context, f.namespace = "", ""
	config, err := a.kubeConfig(f)
	if err != nil {
		return err
	}
	before := config.Current()
	if name == "-" {
		if name, err = a.previousContext(); err != nil {
			return err
		}
	}
	if err := config.Use(name, namespace); err != nil {
		return err
	}
	if before != "" && before != name {
		if err := a.keepPreviousContext(before); err != nil {
			fmt.Fprintf(a.stderr, "shellac: note: `kube use -` will not find the way back: %v\n", err)
		}
	}
	fmt.Fprintf(a.stdout, "Switched to context %q.\n", name)
	if namespace != "" {
		fmt.Fprintf(a.stdout, "Its namespace is %q.\n", namespace)
	}
	return nil
}

func (a *app) previousContext() (string, error) {
	none := &hintError{errors.New("no context was used before the current one"), "`shellac kube ls` lists them"}
	path, err := a.previousContextFile()
	if err != nil {
		return "", none
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", none
	}
	if err != nil {
		return "", fmt.Errorf("read the context before: %w", err)
	}
	return strings.TrimSuffix(string(text), "\n"), nil
}

func (a *app) keepPreviousContext(name string) error {
	path, err := a.previousContextFile()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(name+"\n"), 0o600)
}

func (a *app) previousContextFile() (string, error) {
	spool, err := a.paths.Spool()
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(spool), "previous-context"), nil
}
