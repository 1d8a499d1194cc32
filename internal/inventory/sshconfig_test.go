package inventory

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// place writes files below a new home folder: names begin with ~/ or with sys/, which stands for /etc/ssh.
func place(t testing.TB, files map[string]string) (home string) {
	t.Helper()
	home = t.TempDir()
	for name, text := range files {
		path := filepath.Join(home, strings.TrimPrefix(name, "~/"))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

func source(home string) *SSHConfig {
	return NewSSHConfig(SSHConfigOptions{
		Home: home, Getenv: func(k string) string { return map[string]string{"SITE": "tokyo"}[k] },
		Files: []SSHFile{{Path: filepath.Join(home, ".ssh/config")}, {Path: filepath.Join(home, "sys/ssh_config"), System: true}},
	})
}

// list writes what a source found as a line for each row and warning, with ~ for the home folder.
func list(t *testing.T, s Source, home string) []string {
	t.Helper()
	l, err := s.List(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range l.Targets {
		line := r.Name
		for _, v := range []string{r.User, r.Address, r.Port} {
			line += "|" + v
		}
		for _, label := range r.Labels {
			line += " " + label.String()
		}
		lines = append(lines, line+" @"+r.Origin)
	}
	for _, w := range l.Warnings {
		lines = append(lines, "warning: "+w.Error())
	}
	for i := range lines {
		lines[i] = strings.ReplaceAll(lines[i], home, "~")
	}
	return lines
}

func TestSSHConfig(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"no file", nil, nil},
		{"several names, patterns never", map[string]string{"~/.ssh/config": "Host a b *.prod c? !d e\nHost *\n  User x\n"},
			[]string{"a||| @~/.ssh/config:1", "b||| @~/.ssh/config:1", "e||| @~/.ssh/config:1"}},
		{"values as written", map[string]string{"~/.ssh/config": "Host a\n  HostName %h.example.com\n  User=ci\n  port 2222\n  HostName later\n"},
			[]string{"a|ci|a.example.com|2222 @~/.ssh/config:1"}},
		{"quotes, equals sign, tabs, CRLF", map[string]string{"~/.ssh/config": "Host \"my host\" 'b c' d\\ e\r\nHost=web\r\n\thost\t=\tx\t\r\nHoSt y # not z\r\n\"Host\" q\r\n"},
			[]string{"my host||| @~/.ssh/config:1", "b c||| @~/.ssh/config:1", "d e||| @~/.ssh/config:1", "web||| @~/.ssh/config:2", "x||| @~/.ssh/config:3", "y||| @~/.ssh/config:4", "q||| @~/.ssh/config:5"}},
		{"no end of line, a hash inside a word", map[string]string{"~/.ssh/config": "Host c#d"}, []string{"c#d||| @~/.ssh/config:1"}},
		{"unknown keywords and Match", map[string]string{"~/.ssh/config": "Nonsense yes\nHost a\n  FutureOption 1 2 3\nMatch host b exec \"true\"\n  User m\n=\nHost\n"},
			[]string{"a||| @~/.ssh/config:2"}},
		{"the first of two blocks", map[string]string{"~/.ssh/config": "Host a\n  User x\nHost a\n  User y\n  Port 22\n"},
			[]string{"a|x||22 @~/.ssh/config:1"}},
		{"a quote without an end", map[string]string{"~/.ssh/config": "Host \"a b\nHost c\n"},
			[]string{"a b||| @~/.ssh/config:1", "c||| @~/.ssh/config:2", "warning: read ~/.ssh/config:1: a quote has no end; ssh will refuse the file"}},
		{"the system's file", map[string]string{"~/.ssh/config": "Host a\n", "sys/ssh_config": "Include ssh_config.d/*.conf\nHost s a\n", "sys/ssh_config.d/x.conf": "Host inc\n"},
			[]string{"a||| @~/.ssh/config:1", "inc||| @~/sys/ssh_config.d/x.conf:1", "s||| @~/sys/ssh_config:2"}},
		{"Include with globs, nested, relative and by variable", map[string]string{
			"~/.ssh/config": "Include conf.d/* ~/more ${SITE}.conf none-such\nHost last\n", "~/.ssh/conf.d/2": "Host two\n", "~/.ssh/conf.d/1": "Include deep/x\nHost one\n",
			"~/.ssh/deep/x": "Host deep\n", "~/more": "Host more\n", "~/.ssh/tokyo.conf": "Host tokyo\n", "~/.ssh/conf.d/folder/y": "Host never\n"},
			[]string{"deep||| @~/.ssh/deep/x:1", "one||| @~/.ssh/conf.d/1:2", "two||| @~/.ssh/conf.d/2:1", "more||| @~/more:1", "tokyo||| @~/.ssh/tokyo.conf:1", "last||| @~/.ssh/config:2"}},
		{"Include inside of Host * and Match", map[string]string{"~/.ssh/config": "Host *\n  Include a\nMatch user x\n  Include b\n", "~/.ssh/a": "User z\nHost a1\n  HostName h\n", "~/.ssh/b": "Host b1\n"},
			[]string{"a1||h| @~/.ssh/a:2", "b1||| @~/.ssh/b:1"}},
		{"Include inside of another host's block", map[string]string{"~/.ssh/config": "Host jump\n  User j\nInclude work\n", "~/.ssh/work": "Host w1 w2\n  User w\n"},
			[]string{"jump|j|| @~/.ssh/config:1", "w1|w|| @~/.ssh/work:1", "w2|w|| @~/.ssh/work:1",
				"warning: read ~/.ssh/config: an Include inside the block of Host jump (line 1): ssh passes over what it says of other names (2); move the Include above the first Host line"}},
		{"cycles", map[string]string{"~/.ssh/config": "Include a\nHost x\n", "~/.ssh/a": "Include b\nHost a\n", "~/.ssh/b": "Include a config\nHost b\n"},
			[]string{"b||| @~/.ssh/b:2", "a||| @~/.ssh/a:2", "x||| @~/.ssh/config:2", "warning: read ~/.ssh/a: it includes itself", "warning: read ~/.ssh/config: it includes itself"}},
		{"tags", map[string]string{"~/.ssh/config": `# Tags: alone

# Tags: web, env=prod
# another comment
Host a
  # tags: inside
Host b
  Tag prod
  User u
# Tags: above-c
Host c d
  Tag one
  Tag two
  # Tags: at the end

Host *.prod a
  Tag pattern
Host db.prod
  # Tags: inside
`},
			[]string{"a||| env=prod tag=inside tag=pattern tag=web @~/.ssh/config:5", "b|u|| tag=prod @~/.ssh/config:7",
				"c||| tag=above-c tag=at tag=end tag=one tag=the @~/.ssh/config:11", "d||| tag=above-c tag=at tag=end tag=one tag=the @~/.ssh/config:11",
				"db.prod||| tag=inside tag=pattern @~/.ssh/config:18"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := place(t, c.files)
			if got := list(t, source(home), home); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestDeepIncludes(t *testing.T) {
	files := map[string]string{"~/.ssh/config": "Include f0\n"}
	for i := range 30 {
		files[fmt.Sprintf("~/.ssh/f%d", i)] = fmt.Sprintf("Include f%d\nHost h%d\n", i+1, i)
	}
	home := place(t, files)
	got := list(t, source(home), home)
	if len(got) != maxIncludes+1 || !strings.Contains(got[maxIncludes], "more than 16 files include each other") {
		t.Errorf("got %q", got)
	}
}

func TestUnreadableFiles(t *testing.T) {
	home := place(t, map[string]string{"~/.ssh/config": "Include big locked dir\nHost a\n", "~/.ssh/dir/x": "", "~/.ssh/locked": "Host never\n"})
	if err := os.Truncate(filepath.Join(home, ".ssh/locked"), maxFileBytes+1); err != nil {
		t.Fatal(err)
	}
	got := list(t, source(home), home)
	want := []string{"a||| @~/.ssh/config:2", "warning: read ~/.ssh/locked: it is larger than 16 MiB"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	l, _ := source(home).List(context.Background())
	if want := []Looked{{home + "/.ssh/config", true}, {home + "/sys/ssh_config", false}}; !reflect.DeepEqual(l.Looked, want) {
		t.Errorf("looked %v", l.Looked)
	}
}

func TestPatterns(t *testing.T) {
	home := place(t, map[string]string{"~/.ssh/config": "Host *\nHost *.prod !db.prod\nHost web? x\n"})
	l, _ := source(home).List(context.Background())
	for name, want := range map[string]string{"a.prod": "*.prod !db.prod", "db.prod": "", "web1": "web? x", "other": "", "": ""} {
		p, ok := MatchPattern(l.Patterns, name)
		if p.String() != want || ok != (want != "") {
			t.Errorf("%q: got %q", name, p)
		}
	}
}

func TestMatchGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a*b*c", "aXbYc", true}, {"a*b*c", "aXbY", false}, {"**a", "bba", true},
		{"?", "", false}, {"?", "x", true}, {"10.0.?.*", "10.0.1.25", true}, {"*.prod", "prod", false}, {"a**", "a", true},
	} {
		if got := matchGlob(c.pattern, c.name); got != c.want {
			t.Errorf("%q %q: got %v", c.pattern, c.name, got)
		}
	}
}

func TestHostileNamesNeverBecomeOptions(t *testing.T) {
	home := place(t, map[string]string{"~/.ssh/config": "Host -oProxyCommand=x ok \"a\x1b[2Jb\" caf\xe9 \"r\u202eev\"\n"})
	l, _ := source(home).List(context.Background())
	if len(l.Targets) != 5 {
		t.Fatalf("got %v", l.Targets)
	}
	for _, r := range l.Targets {
		if open := r.Openable() == nil; open != (r.Name == "ok") {
			t.Errorf("%q: openable %v", r.Name, open)
		}
		argv := r.Argv()
		if argv[len(argv)-2] != "--" {
			t.Errorf("%q: %q", r.Name, argv)
		}
	}
}

func TestFlagsOfOtherFiles(t *testing.T) {
	if f := DefaultSSHFiles("/h", "/h"); f[0].Flags != nil || f[0].Path != "/h/.ssh/config" || !f[1].System {
		t.Errorf("got %v", f)
	}
	if f := DefaultSSHFiles("/other", "/h"); !reflect.DeepEqual(f[0].Flags, []string{"-F", "/other/.ssh/config"}) {
		t.Errorf("got %v", f)
	}
}

// largeConfig is a configuration with n hosts in blocks as people write them.
func largeConfig(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "# Tags: web, rack%d\nHost web-%04d.example.com\n  HostName 10.0.%d.%d\n  User deploy\n  IdentityFile ~/.ssh/id_ed25519\n\n", i%40, i, i>>8, i&255)
	}
	b.WriteString("Host *.prod\n  Tag prod\nHost *\n  ServerAliveInterval 30\n")
	return b.String()
}

func BenchmarkScan5000(b *testing.B) {
	home := place(b, map[string]string{"~/.ssh/config": largeConfig(5000)})
	s := source(home)
	b.ReportAllocs()
	for b.Loop() {
		if l, _ := s.List(context.Background()); len(l.Targets) != 5000 {
			b.Fatal(len(l.Targets))
		}
	}
}

func FuzzScan(f *testing.F) {
	for _, seed := range []string{largeConfig(2), "Host a \"b c\" *\nInclude x ~/y /dev/null\nMatch all\n# Tags: a=b,c\nHost=q\\ r'", "\"\"\"=\\\x00\xff\r", "Include ${A} ${ [\nHost -x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := &sshScan{home: "/nonexistent", getenv: func(string) string { return "" }, glob: func(string) ([]string, error) { return nil, nil }, seen: map[string]bool{}}
		s.files = []string{"f"}
		s.lines(sshCursor{current: -1}, text, -1)
		rows, patterns := s.rows("x")
		for _, r := range rows {
			if r.Name == "" || isPattern(r.Name) || !strings.HasPrefix(r.Origin, "f:") {
				t.Errorf("row %+v", r)
			}
		}
		for _, p := range patterns {
			p.Matches("web")
		}
	})
}
