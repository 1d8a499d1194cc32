package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// counted makes a recording of several chunks and returns its ID, its file and its output.
func counted(t *testing.T, u *user) (id string, file, output []byte) {
	t.Helper()
	if r := u.shellac("run", "--", "seq", "400000"); r.code != 0 {
		t.Fatalf("record: %+v", r.stderr)
	}
	id = u.only().ID
	u.must("rebuild", id) // how a burst lies in a recording depends on the machine; rebuilt, it does not
	return id, readFile(t, u.recordingFile(id)), u.raw(id)
}

// A finding is what `verify -f json` says.
type finding struct {
	Result string
	Offset *int64
	Why    string
}

func (u *user) verify(code int, name string) finding {
	u.t.Helper()
	r := u.shellac("verify", "-f", "json", name)
	if r.code != code {
		u.t.Errorf("verify: got exit status %d, want %d; %s%s", r.code, code, r.stdout, r.stderr)
	}
	var f finding
	if err := json.Unmarshal([]byte(r.stdout), &f); err != nil {
		u.t.Fatalf("read finding: %v in %q", err, r.stdout)
	}
	return f
}

// wantPrefix checks that a damaged recording gives what precedes the damage.
func wantPrefix(t *testing.T, r result, code int, whole []byte, least int) {
	t.Helper()
	if r.code != code {
		t.Errorf("raw: got exit status %d, want %d; stderr %q", r.code, code, r.stderr)
	}
	if !bytes.HasPrefix(whole, []byte(r.stdout)) || len(r.stdout) < least || len(r.stdout) >= len(whole) {
		t.Errorf("raw: got %d bytes that end in %q, want a prefix of the %d of at least %d", len(r.stdout),
			r.stdout[max(0, len(r.stdout)-40):], len(whole), least)
	}
}

// A recording that was cut is torn: what is there is played, and never taken for the whole.
func TestCutRecording(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	_, file, output := counted(t, u)
	name := u.write("cut.shlc", string(file[:len(file)/4]), 0o600)
	if f := u.verify(1, name); f.Result != "torn" {
		t.Errorf("verify: got %+v, want torn", f)
	}
	wantWords(t, "verify", u.shellac("verify", name).stdout, "TORN", "intact up to there")
	r := u.shellac("play", name, "-f", "raw")
	wantPrefix(t, r, 0, output, len(output)/20)
	wantWords(t, "stderr", r.stderr, "torn")
	for _, form := range []string{"cast", "json", "screen"} {
		if r := u.shellac("export", name, "-f", form); r.code != 0 || !strings.Contains(r.stdout, "1") || !strings.Contains(r.stderr, "torn") {
			t.Errorf("export -f %s: got exit status %d and stderr %q", form, r.code, r.stderr)
		}
	}
	wantWords(t, "show", u.must("recordings", "show", name), "torn")

	stub := u.write("stub.shlc", string(file[:20]), 0o600)
	if f := u.verify(1, stub); f.Result != "torn" {
		t.Errorf("verify of a stub: got %+v, want torn", f)
	}
	if r := u.shellac("play", stub, "-f", "raw"); r.code != 0 || r.stdout != "" || !strings.Contains(r.stderr, "torn") {
		t.Errorf("raw of a stub: got %+v", r)
	}
}

// A recording in which a byte was altered is found out, in a file and in the store, and gives what precedes the byte.
func TestAlteredRecording(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	id, file, output := counted(t, u)
	at := len(file) / 4
	altered := bytes.Clone(file)
	altered[at] ^= 0x10
	path := u.recordingFile(id)
	if err := os.WriteFile(path, altered, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, id} {
		f := u.verify(1, name)
		if f.Result != "broken" || f.Offset == nil || *f.Offset > int64(at) || *f.Offset < int64(at)/8 { // the part that it lies in begins before it
			t.Errorf("verify: got %+v, want broken with an offset not long before %d", f, at)
		}
		wantWords(t, "verify", u.shellac("verify", name).stdout, "BROKEN", "at byte")
		r := u.shellac("play", name, "-f", "raw")
		wantPrefix(t, r, 1, output, len(output)/20)
		wantShape(t, r.stderr, "at byte")
		for _, form := range []string{"cast", "json"} {
			r := u.shellac("export", name, "-f", form)
			if r.code != 1 || len(r.stdout) < len(output)/20 {
				t.Errorf("export -f %s: got exit status %d and %d bytes", form, r.code, len(r.stdout))
			}
		}
	}
	other := newUser(t)
	if r := other.shellac("import", path); r.code != 1 || len(other.list()) != 0 {
		t.Errorf("import of an altered recording: got %+v, want a refusal", r)
	}
}

// Files that are no recording of ours, or of the future, are refused with a word about why.
func TestForeignFile(t *testing.T) {
	t.Parallel()
	u := newUser(t)
	id, file, _ := counted(t, u)
	newer := bytes.Clone(file)
	newer[7]++ // the version: FORMAT.md
	tests := []struct {
		name, text string
		verified   int
		words      string
	}{
		{"a text", "hello\n", 1, "not a shellac recording"},
		{"an image", "\x89PNG\r\n\x1a\n0000", 1, "not a shellac recording"},
		{"a cast", `{"version":2,"width":80,"height":24}` + "\n", 1, "import"},
		{"a newer version", string(newer), 2, "newer"},
		{"the end of a recording", string(file[len(file)/2:]), 1, "not a shellac recording"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t)
			name := u.write("file", tt.text, 0o600)
			if r := u.shellac("verify", name); r.code != tt.verified || strings.HasPrefix(r.stdout, "ok") {
				t.Errorf("verify: got %+v, want exit status %d", r, tt.verified)
			}
			for _, line := range []string{"play %s -f raw", "export %s", "export %s -f json", "export %s -f screen", "recordings show %s"} {
				r := u.shellac(strings.Fields(strings.Replace(line, "%s", name, 1))...)
				wantError(t, r, 1, tt.words)
				if r.stdout != "" {
					t.Errorf("%s: got %q on standard output", line, r.stdout)
				}
			}
			if tt.name != "a cast" {
				wantError(t, u.shellac("import", name), 1, name)
			}
		})
	}
	for _, line := range []string{"play . -f raw", "export /nonexistent/x", "import /nonexistent/x"} {
		wantError(t, u.shellac(strings.Fields(line)...), 1)
	}
	u.must("verify", id)
}
