package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/internal/store"
)

func wantFound(t *testing.T, got []diagnosis, v verdict, words ...string) {
	t.Helper()
	for _, d := range got {
		text := d.Text + "\n" + d.Fix
		ok := d.Verdict == v
		for _, w := range words {
			ok = ok && strings.Contains(text, w)
		}
		if ok {
			if v != fine && d.Fix == "" {
				t.Errorf("nothing says how to mend %q", d.Text)
			}
			return
		}
	}
	t.Errorf("got %+v, want %s with %q", got, v, words)
}

func TestClocks(t *testing.T) {
	for ahead, want := range map[time.Duration]struct {
		v     verdict
		words string
	}{
		0:                 {fine, "agrees with the store's"},
		-time.Second:      {fine, "agrees"},
		5 * time.Second:   {fine, "agrees"},
		time.Minute:       {unsure, "1m1s behind the store's"},
		-time.Minute:      {unsure, "1m0s ahead of the store's"},
		20 * time.Minute:  {broken, "requests will be refused"},
		-20 * time.Minute: {broken, "ahead of"},
	} {
		wantFound(t, []diagnosis{clockFinding("the store's", ahead)}, want.v, want.words)
	}
}

// fakeProgram puts a program that prints text first on PATH, which has nothing else.
func fakeProgram(t *testing.T, name, text string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if name == "" {
		return
	}
	script := "#!/bin/sh\nwhile read -r l; do echo \"$l\"; done <<'END'\n" + text + "\nEND\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestKubectlAndServer(t *testing.T) {
	a := &app{}
	for name, tt := range map[string]struct {
		minor  string
		server *kube.Server
		v      verdict
		words  string
	}{
		"no server":      {"36", nil, fine, "v1.36.0"},
		"the same":       {"36", &kube.Server{Version: "v1.36.3", Minor: 36}, fine, "fits the server's v1.36.3"},
		"one older":      {"36+", &kube.Server{Version: "v1.37.0", Minor: 37}, fine, "fits"},
		"two newer":      {"38", &kube.Server{Version: "v1.36.3", Minor: 36}, unsure, "2 minor versions away"},
		"what to have":   {"30", &kube.Server{Version: "v1.36.3", Minor: 36}, unsure, "kubectl 1.36"},
		"no such number": {"x", &kube.Server{Version: "v1.36.3", Minor: 36}, unsure, "cannot be told"},
	} {
		t.Run(name, func(t *testing.T) {
			fakeProgram(t, "kubectl", `{"clientVersion":{"gitVersion":"v1.`+strings.Trim(tt.minor, "+")+`.0","minor":"`+tt.minor+`"}}`)
			got := a.checkKubectl(t.Context(), broken, tt.server)
			if tt.words == "cannot be told" {
				if got[0].Verdict != unsure || !strings.Contains(got[0].Text, tt.words) {
					t.Errorf("got %+v", got)
				}
				return
			}
			wantFound(t, got, tt.v, tt.words)
		})
	}
	fakeProgram(t, "kubectl", "bash: this is no JSON")
	wantFound(t, a.checkKubectl(t.Context(), broken, nil), unsure, "does not say its version: bash")
	fakeProgram(t, "", "")
	wantFound(t, a.checkKubectl(t.Context(), unsure, nil), unsure, "not on PATH", "install kubectl")
	wantFound(t, checkSSH(t.Context()), broken, "ssh is not on PATH", "install")
	fakeProgram(t, "ssh", "Dropbear v2024")
	wantFound(t, checkSSH(t.Context()), unsure, "is not OpenSSH's")
}

// A strictStore refuses some of what it is asked for.
type strictStore struct {
	store.Store
	put, get, del error
	changed       bool
}

func (s strictStore) Put(ctx context.Context, key string, r io.ReadSeeker, n int64) error {
	if s.put != nil {
		return s.put
	}
	return s.Store.Put(ctx, key, r, n)
}

func (s strictStore) Get(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if s.get != nil {
		return nil, s.get
	}
	if s.changed {
		return io.NopCloser(strings.NewReader("something else")), nil
	}
	return s.Store.Get(ctx, key, off, n)
}

func (s strictStore) Delete(ctx context.Context, key string) error {
	if s.del != nil {
		return s.del
	}
	return s.Store.Delete(ctx, key)
}

func TestProbe(t *testing.T) {
	no := &store.Error{Op: "put", Reason: "AccessDenied", Err: store.ErrForbidden}
	lost := &store.Error{Op: "get", Reason: "connection reset", Err: store.ErrUnreachable}
	for name, tt := range map[string]struct {
		store strictStore
		v     verdict
		words string
		left  int
	}{
		"all allowed":   {strictStore{}, fine, "read back in", 0},
		"no put":        {strictStore{put: no}, broken, "here: put: AccessDenied", 0},
		"no get":        {strictStore{get: no}, fine, "may not read it, which is right", 0},
		"no delete":     {strictStore{del: no}, fine, "doctor/1 stays", 1},
		"get fails":     {strictStore{get: lost}, broken, "connection reset", 0},
		"delete fails":  {strictStore{del: lost}, unsure, "could not be removed", 1},
		"other content": {strictStore{changed: true}, broken, "differs", 0},
	} {
		t.Run(name, func(t *testing.T) {
			memory := store.NewMemory()
			tt.store.Store = memory
			found := probe{store: tt.store, name: "here", key: "doctor/1", content: []byte("x")}.run(t.Context())
			ok := false
			for _, d := range found {
				ok = ok || d.Verdict == tt.v && strings.Contains(d.Text, tt.words)
			}
			if !ok {
				t.Errorf("got %+v, want %s %q", found, tt.v, tt.words)
			}
			left := 0
			for range memory.List(t.Context(), "", "") {
				left++
			}
			if left != tt.left {
				t.Errorf("left %d objects, want %d", left, tt.left)
			}
		})
	}
}

func TestOpenToOthers(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	write := func(name string, mode os.FileMode) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	write("private/inside", 0o644) // in a folder that nobody else gets into
	write("own", 0o600)
	if open, looked := openToOthers(dir); len(open) != 0 || looked != 3 {
		t.Errorf("got %q of %d", open, looked)
	}
	write("readable", 0o640)
	if open, _ := openToOthers(dir); len(open) != 1 || filepath.Base(open[0]) != "readable" {
		t.Errorf("got %q", open)
	}
	if got := shellWord("/a b/it's"); got != `'/a b/it'\''s'` {
		t.Errorf("got %s", got)
	}
}

func TestTerminalWords(t *testing.T) {
	for _, tt := range []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"TERM": "xterm"}, "16 colours"},
		{map[string]string{"TERM": "xterm-256color"}, "256 colours"},
		{map[string]string{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "16 million colours"},
		{map[string]string{"TERM": "xterm", "NO_COLOR": "1"}, "no colours (NO_COLOR)"},
		{map[string]string{"TERM": "dumb"}, "no colours"},
	} {
		a := &app{getenv: func(k string) string { return tt.env[k] }}
		if got := a.colourWords(); got != tt.want {
			t.Errorf("%v: got %q", tt.env, got)
		}
	}
	for locale, v := range map[string]verdict{"C.UTF-8": fine, "ja_JP.utf8": fine, "C": unsure, "": unsure} {
		a := &app{getenv: func(k string) string { return map[string]string{"LANG": locale}[k] }}
		if got := a.checkLocale()[0]; got.Verdict != v {
			t.Errorf("%q: got %+v", locale, got)
		}
	}
}
