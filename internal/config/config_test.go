package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
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
	if err != nil || !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, %v", c, err)
	}
	if c, err := load(t, ""); err != nil || !reflect.DeepEqual(c, Config{}) {
		t.Errorf("empty file: got %+v, %v", c, err)
	}
}

func TestMistakesAreExplained(t *testing.T) {
	for text, want := range map[string]string{
		"store:\n  url: x\nrecrod: {}\n":                        `line 3: unknown key "recrod"; did you mean "record"?`,
		"store: {bukcet: x}\n":                                  `line 1: unknown key "bukcet"`,
		"record: {policy: lax}\n":                               `record.policy is "lax"; it can be spool or strict`,
		"store: [1\n":                                           "line 1: did not find",
		"store: [1]\n":                                          "line 1: cannot unmarshal !!seq into config.Store",
		"ui: {theme: blue}\n":                                   `ui.theme is "blue"; it can be auto or light or dark`,
		"ui: {mose: true}\n":                                    `line 1: unknown key "mose"; did you mean "mouse"?`,
		"ui: {colours: true}\n":                                 `line 1: unknown key "colours"; here can be mouse, ascii, theme`,
		"sources: {ssh: {file: [x]}}\n":                         `unknown key "file"; did you mean "files"?`,
		"sources: {ssh: {resolve: now}}":                        `sources.ssh.resolve is "now"; it can be visible or on-demand or never`,
		"sources: {exec: [{every: 1m}]}":                        "sources.exec[0] has no command",
		"sources: {exec: [{command: [x], every: soon}]}":        `line 1: "soon" is no time span such as 90s, 10m, 24h or 7d`,
		"sources: {exec: [{command: [x], every: -1m}]}":         `"-1m" is no time span`,
		"labels: {local: [{command: [x]}]}":                     "labels.local[0] has the name",
		"labels: {local: [{name: a}]}":                          "labels.local[0] has no command",
		"labels: {local: [{name: a, command: ./rack-of web}]}":  "write its words as a list: [./rack-of, web]",
		"labels: {remote: [{name: a, comand: x}]}":              `unknown key "comand"; did you mean "command"?`,
		"rules: [{match: web1}]":                                `rules[0].match: "web1" is not of the form node:web*, label:env=prod or kind:ssh`,
		"rules: [{match: 'text:x'}]":                            "a rule can match by node, label and kind",
		"rules: [{match: 'kind:ssh'}, {}]":                      `rules[1].match: it is empty; "kind:*" matches everything`,
		"rules: [{match: 'label:prod'}]":                        "not of the form label:env=prod",
		"rules: [{match: 'node:'}]":                             "nothing follows the colon",
		"rules: [{match: 'kind:ssh', record: {policy: lax}}]":   `rules[0].record.policy is "lax"; it can be spool or strict`,
		"rules: [{match: 'kind:ssh', require: {reason: '('}}]":  "rules[0].require.reason is no regular expression",
		"rules: [{match: 'kind:ssh', require: {reasons: '('}}]": `unknown key "reasons"; did you mean "reason"?`,
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
		env                  map[string]string
		config, state, cache string
	}{
		{map[string]string{"HOME": "/h"}, "/h/.config/shellac", "/h/.local/state/shellac", "/h/.cache/shellac"},
		{map[string]string{"HOME": "/h", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "relative", "XDG_CACHE_HOME": "/c"}, "/h/.config/shellac", "/s/shellac", "/c/shellac"},
		{nil, "", "", ""},
	} {
		p := FindPaths(func(k string) string { return c.env[k] })
		if p.Config != c.config || p.State != c.state || p.Cache != c.cache {
			t.Errorf("%v: got %+v", c.env, p)
		}
	}
}

// The sample is what the documentation shows, as far as it is implemented.
const sample = `store: {url: "s3://acme-audit/rec/", region: ap-northeast-1, profile: prod}
record: {policy: spool, input: off}
rules:
  - match: "label:env=prod"
    record: {policy: strict}
    require: {reason: "^(INC|CHG)-[0-9]+"}
  - match: "kind:ssh node:WEB*"
    require: {reason: .}
  - match: "kind:*"
sources:
  ssh: {files: [~/.ssh/config], resolve: visible}
  known_hosts: true
  inventory: [~/work/hosts.yaml]
  exec: [{command: [./tailscale-hosts.sh], every: 10m}]
labels:
  local:  [{name: rack, command: [./rack-of, "{host}"], period: 24h}]
  remote: [{name: arch, command: uname -m, period: 7d}]
ui: {mouse: false, ascii: true, theme: dark}
`

func TestSample(t *testing.T) {
	c, err := load(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	if !c.UI.NoMouse() || !c.UI.ASCII || !c.Sources.KnownHosts || time.Duration(c.Sources.Exec[0].Every) != 10*time.Minute {
		t.Errorf("got %+v", c)
	}
	want := Labels{[]Label{{"rack", Words{"./rack-of", "{host}"}, Duration(24 * time.Hour)}}, []Label{{"arch", Words{"uname -m"}, Duration(7 * 24 * time.Hour)}}}
	if !reflect.DeepEqual(c.Labels, want) {
		t.Errorf("got %+v", c.Labels)
	}
	if (UI{}).NoMouse() {
		t.Error("the mouse is off by default")
	}
}

func TestFirstRuleWins(t *testing.T) {
	c, err := load(t, sample)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		subject Subject
		want    string
	}{
		{Subject{"ssh", []string{"web1"}, []string{"az=a", "env=PROD"}}, "^(INC|CHG)-[0-9]+"},
		{Subject{"ssh", []string{"web1"}, []string{"env=production"}}, "."},
		{Subject{"kube", []string{"x/y/web-0", "web-0"}, nil}, ""},
		{Subject{"ssh", []string{"db"}, nil}, ""},
	} {
		r, ok := c.Rule(x.subject)
		if !ok || r.Require.Reason != x.want {
			t.Errorf("%v: got %+v, %v", x.subject, r, ok)
		}
	}
	if _, ok := (Config{}).Rule(Subject{}); ok || !c.RulesReadLabels() || (Config{}).RulesReadLabels() {
		t.Error("rules where there are none")
	}
}

func TestExpand(t *testing.T) {
	for path, want := range map[string]string{"~/x": "/h/x", "/a": "/a", "./x": "/c/x", "../x": "/x", "a/b": "/c/a/b", "hosts.yaml": "/c/hosts.yaml"} {
		if got := Expand(path, "/h", "/c"); got != want {
			t.Errorf("%s: got %s", path, got)
		}
	}
	if got := ExpandProgram("prog", "/h", "/c"); got != "prog" {
		t.Errorf("got %s", got)
	}
	if got := ExpandProgram("./prog", "/h", "/c"); got != "/c/prog" {
		t.Errorf("got %s", got)
	}
}
