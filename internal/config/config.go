// Package config reads the configuration file and knows where shellac's files lie.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Config is what the configuration file may say. The zero value is the default.
type Config struct {
	Store  Store  `yaml:"store"`
	Record Record `yaml:"record"`
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

// Load reads a configuration file. A file that does not exist is an empty one, unless must says that the user named it.
func Load(path string, must bool) (Config, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !must {
		return Config{}, nil
	}
	if err != nil {
		return Config{}, fmt.Errorf("read configuration: %w", err)
	}
	var c Config
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, explain(err))
	}
	if err := c.check(); err != nil {
		return Config{}, fmt.Errorf("read configuration %s: %w", path, err)
	}
	return c, nil
}

func (c Config) check() error {
	if err := oneOf("record.policy", c.Record.Policy, "", "spool", "strict"); err != nil {
		return err
	}
	return oneOf("record.input", c.Record.Input, "", "off", "on")
}

func oneOf(key, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("%s is %q; it can be %s", key, value, strings.Join(allowed[1:], " or "))
}

var unknownField = regexp.MustCompile(`line (\d+): field (\S+) not found in type`)

// explain says of an unknown key where it stands and what may have been meant.
func explain(err error) error {
	m := unknownField.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	text := fmt.Sprintf("line %s: unknown key %q", m[1], m[2])
	if near := nearest(m[2], keys(reflect.TypeFor[Config]())); near != "" {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return errors.New(text)
}

func keys(t reflect.Type) []string {
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		names = append(names, f.Tag.Get("yaml"))
		if f.Type.Kind() == reflect.Struct {
			names = append(names, keys(f.Type)...)
		}
	}
	return names
}

// nearest returns the word with the smallest edit distance to s, if that is at most 2.
func nearest(s string, words []string) string {
	best, word := 3, ""
	for _, w := range words {
		if d := distance(s, w); d < best {
			best, word = d, w
		}
	}
	return word
}

// distance counts the insertions, deletions, replacements and swaps of neighbours between two words.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
