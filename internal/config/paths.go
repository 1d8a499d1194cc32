package config

import (
	"errors"
	"path/filepath"
)

// Paths are the folders that shellac uses, after the XDG rules on every system. An entry is empty where it cannot be
// known, because there is no home folder.
type Paths struct {
	Config string // folder of config.yaml
	State  string // spool, default store, and what is remembered of the user's choices
	Cache  string // what can be found out again
}

// FindPaths returns the folders for an environment.
func FindPaths(getenv func(string) string) Paths {
	return Paths{
		Config: folder(getenv, "XDG_CONFIG_HOME", ".config"),
		State:  folder(getenv, "XDG_STATE_HOME", ".local/state"),
		Cache:  folder(getenv, "XDG_CACHE_HOME", ".cache"),
	}
}

func folder(getenv func(string) string, variable, underHome string) string {
	base := getenv(variable)
	if !filepath.IsAbs(base) { // the rules say to ignore a relative one
		home := getenv("HOME")
		if home == "" {
			return ""
		}
		base = filepath.Join(home, underHome)
	}
	return filepath.Join(base, "shellac")
}

// ErrNoHome says that a folder is needed and neither the home folder nor the variable for it is known.
var ErrNoHome = errors.New("config: neither HOME nor XDG_STATE_HOME is set")

// File returns the path of the configuration file, or "" if there can be none.
func (p Paths) File() string {
	if p.Config == "" {
		return ""
	}
	return filepath.Join(p.Config, "config.yaml")
}

// Spool returns the folder for recordings that the store does not have yet.
func (p Paths) Spool() (string, error) { return p.under("spool") }

// DefaultStore returns the folder that is the store where none is configured.
func (p Paths) DefaultStore() (string, error) { return p.under("store") }

func (p Paths) under(name string) (string, error) {
	if p.State == "" {
		return "", ErrNoHome
	}
	return filepath.Join(p.State, name), nil
}
