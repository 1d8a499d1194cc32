package inventory

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// needSSH skips a test where OpenSSH is not installed.
func needSSH(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ssh"); err != nil {
		t.Skip("ssh is not installed: what it says of a configuration cannot be compared")
	}
}

// What the scanner lists is what ssh applies a Host line to, and what it writes beside a name is what ssh makes of it.
func TestScannerAgreesWithSSH(t *testing.T) {
	needSSH(t)
	home := place(t, map[string]string{"~/.ssh/config": `Host "my host" 'b c' d\ e
  HostName quoted.example.com
Host=web
	hostname	=	web.example.com
Host one two # three
  HostName %h.example.com
  Port 2222
  User ci
Match host match1
  User m
Host *.prod !db.prod
  User p
Host c#d
  HostName hash.example.com
`})
	path := filepath.Join(home, ".ssh/config")
	s := NewSSHConfig(SSHConfigOptions{Home: home, Files: []SSHFile{{Path: path, Flags: []string{"-F", path}}}})
	l, err := s.List(context.Background())
	if err != nil || len(l.Warnings) > 0 || len(l.Targets) != 7 {
		t.Fatalf("got %+v, %v", l, err)
	}
	r := NewResolver(ResolverOptions{})
	for _, target := range l.Targets {
		got, err := r.Resolve(context.Background(), target.Name, target.Flags)
		if err != nil && strings.Contains(target.Name, " ") && strings.Contains(err.Error(), "invalid characters") {
			continue // ssh has refused names with blanks since 9.6; before that they could be opened
		}
		if err != nil {
			t.Errorf("%q: %v", target.Name, err)
			continue
		}
		if got.HostName != target.Address || target.Port != "" && got.Port != target.Port || target.User != "" && got.User != target.User {
			t.Errorf("%q: ssh says %s %s %s, the scanner %s %s %s", target.Name, got.HostName, got.Port, got.User, target.Address, target.Port, target.User)
		}
	}
	for name, want := range map[string]bool{"a.prod": true, "db.prod": false} {
		got, err := r.Resolve(context.Background(), name, []string{"-F", path})
		_, matched := MatchPattern(l.Patterns, name)
		if err != nil || (got.User == "p") != want || matched != want {
			t.Errorf("%s: ssh says %s, matched %v, %v", name, got.User, matched, err)
		}
	}
}

func TestIncludeInsideOfABlockAgreesWithSSH(t *testing.T) {
	needSSH(t)
	home := place(t, map[string]string{"~/.ssh/config": "Host jump\nInclude WORK\nHost *\nInclude MORE\n", "~/work": "Host w1\n  HostName w1.example.com\n", "~/more": "Host m1\n  HostName m1.example.com\n"})
	path := filepath.Join(home, ".ssh/config")
	text, _ := os.ReadFile(path)
	text = []byte(strings.NewReplacer("WORK", home+"/work", "MORE", home+"/more").Replace(string(text)))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	l, _ := NewSSHConfig(SSHConfigOptions{Home: home, Files: []SSHFile{{Path: path}}}).List(context.Background())
	warned := len(l.Warnings) == 1 && strings.Contains(l.Warnings[0].Error(), "Host jump")
	r := NewResolver(ResolverOptions{})
	dead, err1 := r.Resolve(context.Background(), "w1", []string{"-F", path})
	alive, err2 := r.Resolve(context.Background(), "m1", []string{"-F", path})
	if !warned || dead.HostName != "w1" || alive.HostName != "m1.example.com" || err1 != nil || err2 != nil {
		t.Errorf("warnings %v; ssh says %s and %s, %v %v", l.Warnings, dead.HostName, alive.HostName, err1, err2)
	}
}

// fakeSSH is a program that takes note of how it was called and answers as ssh -G does.
func fakeSSH(t *testing.T, more string) (path, log string) {
	log = filepath.Join(t.TempDir(), "log")
	return script(t, `echo "$*" >> `+log+"\n"+more+`
echo "hostname 10.0.0.1"; echo "user deploy"; echo "port 2222"; echo "proxyjump b1,b2"; echo "identityfile ~/.ssh/a"; echo "identityfile ~/.ssh/b"; echo "controlpath none"; echo "tag prod"`), log
}

func TestResolverKeepsAnswers(t *testing.T) {
	path, log := fakeSSH(t, "")
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := NewResolver(ResolverOptions{Program: path})
	r.Watch([]string{file, "/nonexistent"})
	ask := func(name string, flags ...string) Resolved {
		t.Helper()
		got, err := r.Resolve(context.Background(), name, flags)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := ask("web1")
	want := Resolved{HostName: "10.0.0.1", User: "deploy", Port: "2222", ProxyJump: "b1,b2", IdentityFiles: []string{"~/.ssh/a", "~/.ssh/b"}, Tag: "prod", Text: got.Text, Took: got.Took}
	if !reflect.DeepEqual(got, want) || got.Took <= 0 {
		t.Errorf("got %+v", got)
	}
	ask("web1")
	ask("web1", "-p", "22")
	if err := os.Chtimes(file, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	ask("web1")
	r.Forget()
	ask("web1")
	b, _ := os.ReadFile(log)
	if got := string(b); got != "-G -- web1\n-G -p 22 -- web1\n-G -- web1\n-G -- web1\n" {
		t.Errorf("asked %q", got)
	}
}

func TestResolverFails(t *testing.T) {
	bad, _ := fakeSSH(t, "echo 'config line 3: Bad configuration option: nonsense' >&2; exit 255")
	_, err := NewResolver(ResolverOptions{Program: bad}).Resolve(context.Background(), "web1", nil)
	if err == nil || !strings.Contains(err.Error(), "Bad configuration option: nonsense") {
		t.Errorf("got %v", err)
	}
	slow, log := fakeSSH(t, "sleep 60")
	r := NewResolver(ResolverOptions{Program: slow, Timeout: 100 * time.Millisecond})
	if _, err := r.Resolve(context.Background(), "web1", nil); err == nil || !strings.Contains(err.Error(), "no answer within 100ms") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := r.Resolve(ctx, "web1", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	before, _ := os.ReadFile(log)
	for _, name := range []string{"-oProxyCommand=touch /tmp/x", "", "a\x1bb"} {
		if _, err := r.Resolve(context.Background(), name, nil); !errors.Is(err, ErrName) {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if after, _ := os.ReadFile(log); string(after) != string(before) {
		t.Errorf("ssh was asked about a hostile name: %q", after)
	}
}

func TestAtMostEightQuestionsAtATime(t *testing.T) {
	dir := t.TempDir()
	path, _ := fakeSSH(t, `touch `+dir+`/$$; ls `+dir+` | wc -l >> `+dir+`.count; sleep 0.05; rm `+dir+`/$$`)
	r := NewResolver(ResolverOptions{Program: path})
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			if _, err := r.Resolve(context.Background(), strings.Repeat("x", i+1), nil); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	b, _ := os.ReadFile(dir + ".count")
	for _, n := range strings.Fields(string(b)) {
		if len(n) > 1 || n > "8" {
			t.Errorf("%s questions at a time", n)
		}
	}
}
