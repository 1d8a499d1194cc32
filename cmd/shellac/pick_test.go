package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/vt"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
)

// pickStage starts a shell line in a terminal, with a few hosts and an ssh that only says how it was called.
func pickStage(t *testing.T, line, config string, rows int) *ptylab.Session {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write("ssh_config", "# Tags: env=prod\nHost web1 web2\n  HostName 10.0.0.1\nHost db1 \x22日本語\x22 -evil\nHost *.prod\n", 0o600)
	write("bin/ssh", "#!/bin/sh\n[ -z \"$READ\" ] || { read x; echo \"read $x\"; }\nshift 2\nfor last; do :; done\necho \"opened [$*]\"\n", 0o700)
	write("config.yaml", config, 0o600)
	cmd := exec.Command("sh", "-c", "echo before; "+line+"; echo status $?")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir+"/state", "XDG_CONFIG_HOME=", "XDG_CACHE_HOME=", "SHELLAC_SSH_CONFIG="+dir+"/ssh_config",
		"SHELLAC_CONFIG="+dir+"/config.yaml", "PATH="+dir+"/bin:"+os.Getenv("PATH"), "SHELLAC_ASCII=1", "SHELLAC_STORE=file://"+dir+"/s")
	s := ptylab.Start(t, cmd, 200, rows)
	s.Limit = 20 * time.Second
	return s
}

func shows(text string) func(vt.Frame) bool {
	return func(f vt.Frame) bool {
		for y := range f.Rows {
			if strings.Contains(f.Text(y), text) {
				return true
			}
		}
		return false
	}
}

// lines returns what stands on the screen.
func screenLines(f vt.Frame) []string {
	var lines []string
	for y := range f.Rows {
		if text := strings.TrimRight(f.Text(y), " "); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// Nothing of the list is left on the terminal, whether a host was chosen or not.
func TestPicker(t *testing.T) {
	for _, c := range []struct {
		name, line, keys string
		want             []string // without lines that say that it is recorded
	}{
		{"Esc", "shellac ssh", "web\x1b", []string{"before", "status 130"}},
		{"Ctrl-C", "shellac ssh -v", "\x03", []string{"before", "status 130"}},
		{"the first row", "shellac ssh", "\r", []string{"before", "opened [-- web1]", "status 0"}},
		{"after flags", "shellac ssh -v -p 22", "db\r", []string{"before", "opened [22 -F CONFIG -- db1]", "status 0"}},
		{"down, and a part of the name", "shellac ssh --", "web\x1b[B\r", []string{"before", "opened [-- web2]", "status 0"}},
		{"by label, with what follows left to the session", "READ=1 shellac ssh", "env:prod 2\rnext\r", []string{"before", "next", "read next", "opened [-- web2]", "status 0"}},
		{"as typed", "shellac ssh", "ci@new.prod\r", []string{"before", "opened [-- ci@new.prod]", "status 0"}},
		{"pasted", "shellac ssh", "\x1b[200~web2\n\x1b[201~\r", []string{"before", "opened [-- web2]", "status 0"}},
		{"the last line by going up", "shellac ssh", "web\x1b[A\r", []string{"before", "opened [-- web]", "status 0"}},
		{"a name that ssh would take for an option", "shellac ssh", "evil\r", []string{"before", "status 125"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := pickStage(t, c.line, "", 12)
			s.WaitScreen("the list", shows("Enter open"))
			s.WaitScreen("the rows", shows("> web1"))
			s.Send(c.keys)
			s.Wait()
			var got []string
			for _, l := range screenLines(s.Screen()) {
				if !strings.Contains(l, "REC") && !strings.Contains(l, "recorded ") && !strings.Contains(l, "policy ") && !strings.Contains(l, "error:") && !strings.Contains(l, "hint:") {
					got = append(got, l)
				}
			}
			want := strings.Join(c.want, "\n")
			if text := cutPath(strings.Join(got, "\n")); text != want {
				t.Errorf("got\n%s\nwant\n%s\nscreen\n%s", text, want, strings.Join(screenLines(s.Screen()), "\n"))
			}
		})
	}
}

// cutPath replaces the path behind -F.
func cutPath(text string) string {
	before, after, ok := strings.Cut(text, "-F ")
	if !ok {
		return text
	}
	_, after, _ = strings.Cut(after, " ")
	return before + "-F CONFIG " + after
}

func TestPickerSaysWhatItWouldDo(t *testing.T) {
	s := pickStage(t, "shellac ssh", "rules: [{match: 'label:env=prod', record: {policy: strict}, require: {reason: x}}]", 24)
	s.WaitScreen("the rule", shows("strict, reason required"))
	s.Send("x.prod")
	s.WaitScreen("the pattern", shows("open x.prod as typed (matches Host *.prod)"))
	s.Resize(40, 6)
	s.WaitScreen("the list in a small terminal", shows("ssh> x.prod"))
	s.Send("\x15web y")
	s.WaitScreen("that nothing matches", shows("no hosts match"))
	s.Send("\x1b")
	if got := s.Wait(); got.Code != 0 {
		t.Errorf("got %v", got)
	}
}

func TestReasonIsAskedFor(t *testing.T) {
	const config = "rules: [{match: 'node:web*', require: {reason: '^INC-[0-9]+'}}]"
	for _, c := range []struct {
		name, keys string
		want       []string
	}{
		{"given", "INC-1 cart\r", []string{"opened [web1]", "status 0"}},
		{"at the second try", "fun\rINC-2\r", []string{"it must match ^INC-[0-9]+, as the rule node:web* requires; once more:", "opened [web1]", "status 0"}},
		{"not at all", "\rfun\r", []string{"shellac: error: open a recorded session: web1 needs", "status 125"}},
		{"interrupted", "\x03", []string{"status 130"}},
		{"the end of the input", "\x04", []string{"no reason was given", "status 125"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := pickStage(t, "trap : INT; shellac ssh web1", config, 24)
			s.WaitScreen("the question", shows("reason for web1 (ticket or sentence, stored with the recording):"))
			s.Send(c.keys)
			s.Wait()
			got := strings.Join(screenLines(s.Screen()), "\n")
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is missing in\n%s", want, got)
				}
			}
		})
	}
}
