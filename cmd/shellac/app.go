package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/config"
	"github.com/shellac-term/shellac/internal/store"
)

// An app is one run of the program: its files, what the global flags say, and the status it will exit with.
type app struct {
	stdin, stdout, stderr *os.File
	getenv                func(string) string
	paths                 config.Paths
	storeURL, configFile  string
	status                int
}

func newApp(stdin, stdout, stderr *os.File) *app {
	return &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv, paths: config.FindPaths(os.Getenv)}
}

// action makes a cobra command's function of one of ours. The error is printed here and never reaches cobra: to fang an
// exit status that only passes through is an error too, and it would ask the terminal for its colours.
func (a *app) action(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, unix.SIGTERM)
		defer stop()
		a.fail(f(ctx, args))
		return nil
	}
}

// config reads the configuration file.
func (a *app) config() (config.Config, error) {
	path, must := a.configFile, true
	if path == "" {
		path = a.getenv("SHELLAC_CONFIG")
	}
	if path == "" {
		path, must = a.paths.File(), false
	}
	if path == "" {
		return config.Config{}, nil
	}
	c, err := config.Load(path, must)
	if err != nil {
		return c, &hintError{err, "the keys are store: {url, region, profile} and record: {policy: spool|strict, input: off|on}"}
	}
	return c, nil
}

// findStore returns the URL of the store: from the flag, the environment, the configuration, or the default folder.
func (a *app) findStore(c config.Config) (string, error) {
	for _, u := range []string{a.storeURL, a.getenv("SHELLAC_STORE")} {
		if u != "" {
			return u, nil
		}
	}
	if c.Store.URL != "" {
		return withQuery(c.Store.URL, map[string]string{"region": c.Store.Region, "profile": c.Store.Profile})
	}
	dir, err := a.paths.DefaultStore()
	if err != nil {
		return "", &hintError{err, "name a store with --store file:///abs/path, or set HOME"}
	}
	return "file://" + (&url.URL{Path: filepath.ToSlash(dir)}).EscapedPath(), nil
}

// withQuery adds to a store's URL what the configuration says apart from it.
func withQuery(raw string, extra map[string]string) (string, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("read store.url of the configuration: %w", err)
	}
	q := u.Query()
	for k, v := range extra {
		if v != "" && !q.Has(k) {
			q.Set(k, v)
		}
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// patience is how often a call of the store is tried. Somebody waits for it; what a running session sends is tried again
// by the recorder for as long as it runs.
func patience() store.Policy {
	return store.Policy{Tries: 4, Base: 200 * time.Millisecond, Max: time.Second}
}

// archive opens the store. Nothing is read or written yet.
func (a *app) archive(ctx context.Context) (*archive.Archive, error) {
	c, err := a.config()
	if err != nil {
		return nil, err
	}
	url, err := a.findStore(c)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, url, store.Options{UserAgent: "shellac/" + version()})
	if err != nil {
		return nil, err
	}
	return archive.New(store.Retry(s, patience()), archive.Options{}), nil
}
