package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func load(t *testing.T, text string) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, true)
}

func TestLoad(t *testing.T) {
	c, err := load(t, "store: {url: 's3://b/p', region: eu-west-1}\nrecord: {policy: strict}\n")
	want := Config{Store: Store{URL: "s3://b/p", Region: "eu-west-1"}, Record: Record{Policy: "strict"}}
	if err != nil || c != want {
		t.Errorf("got %+v, %v", c, err)
	}
	if c, err := load(t, ""); err != nil || c != (Config{}) {
		t.Errorf("empty file: got %+v, %v", c, err)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	for text, want := range map[string]string{
		"store:\n  url: x\nrecrod: {}\n": `line 3: unknown key "recrod"; did you mean "record"?`,
		"store: {bukcet: x}\n":           `line 1: unknown key "bukcet"`,
		"record: {policy: lax}\n":        `record.policy is "lax"; it can be spool or strict`,
		"store: [1\n":                    "yaml: line",
	} {
		if _, err := load(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestMissingFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.yaml")
	if _, err := Load(path, false); err != nil {
		t.Errorf("default path: %v", err)
	}
	if _, err := Load(path, true); err == nil {
		t.Error("named by the user: no error")
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct {
		env           map[string]string
		config, state string
	}{
		{map[string]string{"HOME": "/h"}, "/h/.config/shellac", "/h/.local/state/shellac"},
		{map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "relative"}, "/h/.config/shellac", "/s/shellac"},
		{nil, "", ""},
	} {
		p := FindPaths(func(k string) string { return c.env[k] })
		if p.Config != c.config || p.State != c.state {
			t.Errorf("%v: got %+v", c.env, p)
		}
	}
}
