package main

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// positionFile returns where the position is kept at which the user left a recording with Q, or "" where there is no
// place for it. Only what an ID is made of becomes part of the name.
func (a *app) positionFile(f *format.File) string {
	id := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, f.Header().ID)
	if a.paths.State == "" || id == "" {
		return ""
	}
	return filepath.Join(a.paths.State, "positions", id)
}

// position returns the position kept for a recording; 0 if there is none.
func (a *app) position(f *format.File) time.Duration {
	b, err := os.ReadFile(a.positionFile(f))
	if err != nil {
		return 0
	}
	at, err := time.ParseDuration(strings.TrimSpace(string(b)))
	if err != nil || at < 0 || at >= f.Summary().Duration {
		return 0
	}
	return at
}

// remember returns the function that keeps a position; nil where there is no place for it.
func (a *app) remember(f *format.File) func(time.Duration) error {
	name := a.positionFile(f)
	if name == "" {
		return nil
	}
	return func(at time.Duration) error {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		return os.WriteFile(name, []byte(at.String()+"\n"), 0o600)
	}
}
