package inventory

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestKnownHosts(t *testing.T) {
	home := place(t, map[string]string{"~/known_hosts": `# comment
web1,10.0.0.1 ssh-ed25519 AAAA
10.0.0.9,[10.0.0.9]:2222 ssh-ed25519 AAAA
[git.example.com]:29418,[2001:db8::1]:29418 ssh-rsa AAAA
[plain.example.com]:22 ssh-rsa AAAA
|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa AAAA
@cert-authority *.example.com ssh-rsa AAAA
@revoked bad.example.com ssh-rsa AAAA
*.pattern,!no ssh-rsa AAAA
web1 ssh-rsa AAAA
short line
`})
	s := NewKnownHosts(filepath.Join(home, "known_hosts"), filepath.Join(home, "none"))
	want := []string{"web1||10.0.0.1| @~/known_hosts:2", "10.0.0.9||10.0.0.9| @~/known_hosts:3", "10.0.0.9:2222||10.0.0.9|2222 @~/known_hosts:3",
		"git.example.com:29418||2001:db8::1|29418 @~/known_hosts:4", "plain.example.com||plain.example.com| @~/known_hosts:5"}
	if got := list(t, s, home); !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	l, _ := s.List(context.Background())
	if got := strings.Join(l.Targets[3].Argv(), " "); got != "ssh -p 29418 -- git.example.com" {
		t.Errorf("got %s", got)
	}
}

func TestHostsFile(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
		err        string
	}{
		{"a list under hosts", "hosts:\n  - name: web1\n    address: 10.0.0.1\n    user: deploy\n    port: 2222\n    group: web\n    labels: {env: prod, rack: 12, since: 2024-05-01, zones: [a, b], on: true, none: }\n  - name: web2\n",
			[]string{"web1|deploy|10.0.0.1|2222 env=prod none= on=true rack=12 since=2024-05-01 zones=a zones=b @~/hosts.yaml:2", "web2||| @~/hosts.yaml:8"}, ""},
		{"a bare list, names alone, addresses alone", "- web1\n- {address: 10.0.0.1}\n- &x {name: a}\n- *x\n", []string{"web1||| @~/hosts.yaml:1", "10.0.0.1||10.0.0.1| @~/hosts.yaml:2", "a||| @~/hosts.yaml:3", "a||| @~/hosts.yaml:4"}, ""},
		{"empty", "", nil, ""},
		{"no hosts", "hosts:\n", nil, ""},
		{"an empty map", "{}", nil, ""},
		{"wrong hosts are left out", "- {name: a, colour: x}\n- {port: 1}\n- {name: b, port: many}\n- {name: c, port: 70000}\n- [x]\n- {name: d, labels: {x: {y: z}}}\n- {name: e, user: '-oX'}\n- {name: f, address: 'a b'}\n- good\n",
			[]string{"good||| @~/hosts.yaml:9", `warning: read ~/hosts.yaml: line 1: unknown key "colour"; a host has name, address, user, port, group and labels`,
				"warning: read ~/hosts.yaml: line 2: a host needs a name", "warning: read ~/hosts.yaml: line 3: line 3: cannot unmarshal !!str `many` into int",
				`warning: read ~/hosts.yaml: line 4: the port of "c" is 70000; it can be 1 to 65535`, "warning: read ~/hosts.yaml: line 5: a host is {name: web1, address: 10.0.11.21}",
				`warning: read ~/hosts.yaml: line 6: the label "x" is no plain value`, `warning: read ~/hosts.yaml: line 7: the user "-oX" of "e" cannot be given to ssh`,
				`warning: read ~/hosts.yaml: line 8: the address "a b" of "f" cannot be given to ssh`}, ""},
		{"no inventory", "web1: x\n", nil, `line 1: unknown key "web1"; an inventory is a list of hosts`},
		{"a text", "hello", nil, "line 1: an inventory is a list of hosts"},
		{"no YAML", "hosts: [", nil, "hosts.yaml: line 1: did not find"},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := place(t, map[string]string{"~/hosts.yaml": c.text})
			s := NewHostsFile(filepath.Join(home, "hosts.yaml"))
			if c.err != "" {
				if _, err := s.List(context.Background()); err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got %v", err)
				}
				return
			}
			if got := list(t, s, home); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
	if _, err := NewHostsFile("/nonexistent/hosts.yaml").List(context.Background()); err == nil {
		t.Error("no error for a file that is missing")
	}
}

func TestFlagsOfAHost(t *testing.T) {
	got, err := written{Name: "web1", Address: "fe80::1%eth0", User: "deploy", Port: 2222}.target()
	want := "ssh -o HostName=fe80::1%%eth0 -l deploy -p 2222 -- web1"
	if err != nil || strings.Join(got.Argv(), " ") != want {
		t.Errorf("got %q, %v", got.Argv(), err)
	}
}

// script writes a program of the shell and returns its path.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hosts.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestExec(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	count := filepath.Join(t.TempDir(), "count")
	path := script(t, `echo x >> "$1"
[ -f "$1.fail" ] && { echo warming up >&2; echo the token has expired >&2; exit 3; }
echo '{"name":"web1","address":"10.0.0.1","labels":{"env":"prod","n":12},"more":1}'
echo
echo 'no json'
echo '{"name":7}'
echo '[]'
printf '{"name":"last"}'`)
	s := NewExec(ExecOptions{Command: []string{path, count}, Every: 10 * time.Minute, Dir: t.TempDir(), Now: func() time.Time { return now }})
	want := []string{"web1||10.0.0.1| env=prod n=12 @hosts.sh", "last||| @hosts.sh", "warning: read what hosts.sh printed: line 3: not JSON: invalid character 'o' in literal null (expecting 'u')",
		`warning: read what hosts.sh printed: line 4: the value of "name" is a number`, "warning: read what hosts.sh printed: line 5: it is a JSON array and not an object"}
	runs := func() int { b, _ := os.ReadFile(count); return len(b) / 2 }
	check := func(step string, ran int, want []string) {
		t.Helper()
		if got := list(t, s, "~~"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%s", step, strings.Join(got, "\n"))
		}
		if runs() != ran {
			t.Errorf("%s: %d runs, want %d", step, runs(), ran)
		}
	}
	check("first", 1, want)
	check("again", 1, want)
	now = now.Add(10 * time.Minute)
	check("after the period", 2, want)
	if err := s.Refresh(); err != nil {
		t.Fatal(err)
	}
	check("after a refresh", 3, want)
	if err := os.WriteFile(count+".fail", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(11 * time.Minute)
	check("when it fails", 4, append(want[:len(want):len(want)], "warning: run "+path+": exit status 3: warming up; the token has expired; listed is what it printed 11m ago"))
	fresh := NewExec(ExecOptions{Command: []string{path, count}})
	if _, err := fresh.List(context.Background()); err == nil || !strings.Contains(err.Error(), "the token has expired") {
		t.Errorf("got %v", err)
	}
}

func TestExecMisbehaves(t *testing.T) {
	for name, c := range map[string]struct {
		command []string
		want    string
	}{
		"hangs, with a child that keeps the pipe": {[]string{script(t, "sleep 60 & sleep 60")}, "no answer within 100ms"},
		"prints for ever":                         {[]string{script(t, "head -c 17000000 /dev/zero; echo why >&2")}, "it printed too much: why"},
		"does not exist":                          {[]string{"/nonexistent/x"}, "no such file"},
		"is nowhere in PATH":                      {[]string{"shellac-no-such-program"}, "no such program"},
		"is nothing":                              {nil, "no command"},
	} {
		timeout := 20 * time.Second
		if strings.HasPrefix(name, "hangs") {
			timeout = 100 * time.Millisecond
		}
		if _, err := NewExec(ExecOptions{Command: c.command, Timeout: timeout}).List(context.Background()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMerge(t *testing.T) {
	a := []Target{{Name: "web1", Source: "ssh config", Labels: []Label{{"env", "prod"}}}, {Name: "x"}}
	b := []Target{{Name: "web1", Source: "hosts.yaml", Group: "web", Address: "10.0.0.1", User: "u", Flags: []string{"-l", "u"}, Labels: []Label{{"az", "a"}, {"env", "prod"}}}, {Name: "y", Source: "hosts.yaml"}}
	want := []Target{{Name: "web1", Source: "ssh config", Group: "web", Labels: []Label{{"az", "a"}, {"env", "prod"}}}, {Name: "x"}, {Name: "y", Source: "hosts.yaml"}}
	if got := Merge(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if len(a[0].Labels) != 1 {
		t.Error("the first list was changed")
	}
}

func TestSelector(t *testing.T) {
	labels := []Label{{"env", "prod"}, {"az", "a"}, {"tag", "x"}, {"tag", "y"}}
	for s, want := range map[string]bool{"": true, "env=prod": true, "env=pro": false, "env=p*,az=a": true, "tag=y, tag=x": true, "env": true, "none": false, "ENV=prod": false, ",": true} {
		if got := ParseSelector(s).Admits(labels); got != want {
			t.Errorf("%q: got %v", s, got)
		}
	}
}

func FuzzHostsFile(f *testing.F) {
	for _, seed := range []string{"hosts:\n  - {name: web1, port: 22, labels: {a: [b, 1.5, 2024-01-01]}}\n", "- a\n- &x {name: b}\n- *x\n- {<<: *x, user: u}\n", "hosts: &a [*a]", "a: &x [*x, *x]\n- ", "- {name: a, labels: {? {b: c} : d}}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		nodes, _ := hostNodes(text)
		for _, n := range nodes {
			checkTarget(t)(readHost(n))
		}
	})
}

func FuzzJSONLines(f *testing.F) {
	for _, seed := range []string{`{"name":"web1","labels":{"a":[1,"b",null,true]}}` + "\n[]\nx\n", "\x00{}\r\n", `{"name":"a","port":1e3}`, `{"name":"a","user":"-o"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		targets, _ := readJSONLines(text)
		for _, r := range targets {
			checkTarget(t)(r, nil)
		}
	})
}

// checkTarget tests what must hold for whatever was read: the name is there, and flags come in pairs, so that nothing in a
// file can be an option of ssh.
func checkTarget(t *testing.T) func(Target, error) {
	return func(r Target, err error) {
		if err != nil {
			return
		}
		if r.Name == "" || len(r.Flags)%2 != 0 {
			t.Errorf("target %+v", r)
		}
		for i := 0; i < len(r.Flags); i += 2 {
			if f := r.Flags[i]; f != "-o" && f != "-l" && f != "-p" {
				t.Errorf("flags %q", r.Flags)
			}
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
	}
}

func TestTypedHost(t *testing.T) {
	for text, want := range map[string]string{"web1": "web1", "ci@web1": "web1", "a@b@web1": "web1", "ci@fe80::1%eth0": "fe80::1%eth0", "::1": "::1", "日本": "日本",
		"": "", "ci@": "", "-x": "", "ci@-x": "", "env:prod": "", "a b": "", "!x": "", "^x": "", "x|y": "", "*.prod": ""} {
		if got, ok := TypedHost(text); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
}
