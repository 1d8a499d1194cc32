// Package config reads the configuration file and knows where shellac's files lie.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Config is what the configuration file may say. The zero value is the default.
type Config struct {
	Store   Store   `yaml:"store"`
	Record  Record  `yaml:"record"`
	Rules   []Rule  `yaml:"rules"` // the first that matches a target counts
	Sources Sources `yaml:"sources"`
	Labels  Labels  `yaml:"labels"`
	UI      UI      `yaml:"ui"`
}

// Store says where recordings lie.
type Store struct {
	URL     string `yaml:"url"`     // file:///abs/path or s3://bucket/prefix?…
	Region  string `yaml:"region"`  // of the bucket
	Profile string `yaml:"profile"` // of the AWS configuration
}

// Record says how sessions are recorded.
type Record struct {
	Policy string `yaml:"policy"` // spool (default) or strict
	Input  string `yaml:"input"`  // off (default) or on
}

// UI says how the screens look and behave.
type UI struct {
	Mouse *bool  `yaml:"mouse"` // true unless it says false
	ASCII bool   `yaml:"ascii"` // no line drawing, no symbols
	Theme string `yaml:"theme"` // auto (default), light or dark
}

// NoMouse tells whether the mouse is left to the terminal.
func (u UI) NoMouse() bool { return u.Mouse != nil && !*u.Mouse }

// Load reads a configuration file. A file that does not exist is an empty one, unless must says that the user named it.
func Load(path string, must bool) (Config, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !must {
		return Config{}, nil
	}
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	c, err := parse(b)
	if err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	return c, nil
}

// parse reads the text of a configuration file.
func parse(b []byte) (Config, error) {
	var c Config
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, explain(err)
	}
	if err := c.check(); err != nil {
		return Config{}, err
	}
	return c, nil
}

func (c Config) check() error {
	return firstError(
		oneOf("record.policy", c.Record.Policy, "", "spool", "strict"),
		oneOf("record.input", c.Record.Input, "", "off", "on"),
		oneOf("ui.theme", c.UI.Theme, "", "auto", "light", "dark"),
		c.Sources.check(),
		c.Labels.check(),
		checkRules(c.Rules),
	)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneOf(key, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("%s is %q; it can be %s", key, value, strings.Join(allowed[1:], " or "))
}
