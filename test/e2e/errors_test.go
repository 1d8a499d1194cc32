package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bare returns a user with nothing on PATH but shellac.
func bare(t *testing.T) *user {
	t.Helper()
	u := newUser(t)
	path, _, _ := strings.Cut(u.env[0], string(filepath.ListSeparator)) // see TestMain
	return u.with(path)
}

func TestCommandThatDoesNotStart(t *testing.T) {
	t.Parallel()
	u := bare(t)
	plain := u.write("plain", "no program\n", 0o600)
	strange := u.write("strange", "\x7fELF but no program\n", 0o700)
	orphan := u.write("orphan", "#!/nonexistent/interpreter\n", 0o700)
	tests := []struct {
		name string
		args []string
		code int
		word string
	}{
		{"no such command", []string{"run", "--", "frobnicate"}, 127, "frobnicate"},
		{"no such file", []string{"run", "--", u.path("nothing")}, 127, "nothing"},
		{"no kubectl", []string{"kube", "exec", "-it", "web-0", "--", "bash"}, 127, "kubectl"},
		{"no ssh", []string{"ssh", "web1"}, 127, "ssh"},
		{"no ssh to ask", []string{"ssh", "-V"}, 127, "ssh"},
		{"not executable", []string{"run", "--", plain}, 126, "permission denied"},
		{"a folder", []string{"run", "--", u.home}, 126, u.home},
		{"not a program", []string{"run", "--", strange}, 126, "exec format error"},
		{"no interpreter", []string{"run", "--", orphan}, 126, "orphan"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := u.shellac(tt.args...)
			wantError(t, r, tt.code, tt.word)
			if r.stdout != "" || strings.Contains(r.stderr, "recorded") {
				t.Errorf("got %+v, want no word of a recording", r)
			}
			s := u.terminal(80, 24, tt.args...)
			wantExit(t, s, tt.code)
		})
	}
	if entries := u.list(); len(entries) != 0 {
		t.Errorf("recordings: got %+v, want none of commands that did not start", entries)
	}
	if left := u.left(); len(left) != 0 {
		t.Errorf("spool: got %q, want it empty", left)
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.must("run", "--", "sh", "-c", "echo hello")
	tests := []struct{ line, words string }{
		{"frobnicate", `"frobnicate"`},
		{"--frobnicate", "--frobnicate"},
		{"run --frobnicate -- true", "--frobnicate"},
		{"run", "arg"},
		{"run --record lax -- true", `"lax"`},
		{"run --label x -- true", `"x"`},
		{"ssh --reason", "--reason"},
		{"kube exec", "no pod"},
		{"recordings ls -f xml", "xml"},
		{"recordings ls wen:today", "wen"},
		{"recordings ls --last fortnight", "fortnight"},
		{"export last -f gif", "gif"},
		{"export last -f screen --at noon", "noon"},
		{"export last --at 3s", "--at"},
		{"play last -f gif", "gif"},
		{"play", "arg"},
		{"verify -f xml last", "xml"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			r := u.shellac(strings.Fields(tt.line)...)
			wantError(t, r, 2, tt.words)
			if r.stdout != "" {
				t.Errorf("stdout: got %q, want nothing", r.stdout)
			}
		})
	}
}

func TestConfiguration(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, words string }{
		{"unknown key", "record:\n  polcy: strict\n", `line 2: unknown key "polcy"; did you mean "policy"?`},
		{"bad value", "record: {policy: lax}\n", `"lax"`},
		{"not YAML", "store: [\n", "config.yaml"},
		{"bad store", "store: {url: 'ftp://host/'}\n", `"ftp"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			u.write("config/shellac/config.yaml", tt.text, 0o600)
			wantError(t, u.shellac("recordings", "ls"), 1, tt.words)
			wantError(t, u.shellac("run", "--", "touch", u.path("started")), 125, tt.words)
			if _, err := os.Stat(u.path("started")); err == nil {
				t.Error("the command was started")
			}
		})
	}
	t.Run("one that is named and missing", func(t *testing.T) {
		t.Parallel()
		u := newUser(t)
		wantError(t, u.shellac("recordings", "ls", "--config", u.path("none.yaml")), 1, "none.yaml")
	})
	t.Run("a good one", func(t *testing.T) {
		t.Parallel()
		u := newUser(t)
		store := t.TempDir()
		u.write("config/shellac/config.yaml", "store: {url: 'file://"+store+"'}\nrecord: {policy: strict, input: off}\n", 0o600)
		u.must("run", "--", "true")
		if e := u.with("SHELLAC_STORE=file://" + store).only(); e.State != "complete" {
			t.Errorf("recording in the configured store: got %+v", e)
		}
	})
}

func TestNoSuchRecording(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	r := u.shellac("recordings", "ls")
	if r.code != 0 || r.stdout != "" || !strings.Contains(r.stderr, "no recordings") {
		t.Errorf("list of an empty store: got %+v", r)
	}
	if got := u.must("recordings", "ls", "-f", "json"); got != "[]\n" {
		t.Errorf("list as JSON: got %q, want an empty array", got)
	}
	wantError(t, u.shellac("play", "last", "-f", "raw"), 1, "recordings ls")
	u.must("run", "--", "true")
	u.must("run", "--", "true")
	wantError(t, u.shellac("recordings", "show", "01ZZZZZZZZZZ"), 1, "01ZZZZZZZZZZ", "recordings ls")
	wantError(t, u.shellac("recordings", "show", "0"), 1, "type more of the ID")
	wantError(t, u.shellac("export", "./nothing.shlc"), 1, "nothing.shlc")
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	for _, name := range []string{"web1", "web2", "db1"} {
		if r := u.shellac("run", "--name", name, "--", "sh", "-c", "[ "+name+" != db1 ]"); r.code > 1 {
			t.Fatalf("record: %+v", r)
		}
	}
	tests := []struct{ line, names string }{
		{"", "db1 web2 web1"},
		{"node:web*", "web2 web1"},
		{"web", "web2 web1"},
		{"--target db?", "db1"},
		{"--kind run --limit 2", "db1 web2"},
		{"kind:ssh", ""},
		{"exit:!0", "db1"},
		{"exit:0 node:web1", "web1"},
		{"--state complete --last 1h", "db1 web2 web1"},
		{"--state torn", ""},
		{"--to 2020-01-01", ""},
		{"--from 2020-01-01 user:*@*", "db1 web2 web1"},
		{"user:nobody", ""},
	}
	for _, tt := range tests {
		var names []string
		for _, e := range u.list(strings.Fields(tt.line)...) {
			names = append(names, e.Target)
		}
		if got := strings.Join(names, " "); got != tt.names {
			t.Errorf("ls %s: got %q, want %q", tt.line, got, tt.names)
		}
	}
}

// Without a home folder a session is refused; a file can be read all the same.
func TestWithoutHome(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	u.must("run", "--", "echo", "hello")
	file := u.recordingFile(u.only().ID)
	homeless := u.with("HOME=", "XDG_STATE_HOME=", "XDG_CONFIG_HOME=")
	wantError(t, homeless.shellac("run", "--", "true"), 125, "HOME")
	wantError(t, homeless.shellac("recordings", "ls"), 1, "HOME")
	if got, want := homeless.must("play", file, "-f", "raw"), "hello\n"; got != want {
		t.Errorf("raw: got %q, want %q", got, want)
	}
	homeless.must("verify", file)
	store := "SHELLAC_STORE=file://" + u.path("state/shellac/store")
	if got := len(homeless.with(store).list()); got != 1 {
		t.Errorf("list of a named store: got %d recordings, want 1", got)
	}
}

// Where no spool can be, the command is not started.
func TestSpoolThatIsNone(t *testing.T) {
	t.Parallel()
	u := newUser(t, "SHELLAC_STORE=file://"+t.TempDir())
	u.write("state/shellac", "a file where the folder should be", 0o600)
	wantError(t, u.shellac("run", "--", "touch", u.path("started")), 125, "state/shellac")
	if _, err := os.Stat(u.path("started")); err == nil {
		t.Error("the command was started")
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	for _, line := range []string{"", "run", "ssh", "kube exec", "recordings", "recordings ls", "recordings show", "play", "export", "import", "verify", "upload", "version", "completion"} {
		args := append(strings.Fields(line), "--help")
		if out := u.must(args...); !strings.Contains(out, "shellac "+line) {
			t.Errorf("shellac %s --help: got %q, which shows no example", line, out)
		}
	}
	wantWords(t, "version", u.must("version"), "shellac ", "format")
	wantWords(t, "completion", u.must("completion", "bash"), "shellac")
}
