package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"
)

const goodAnswer = `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"tok"}}'`

func execUser(command, more string) string {
	return fmt.Sprintf("{exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, command: %q%s}}", command, more)
}

// served is an API whose only list needs the token tok.
func served(t *testing.T) *fakeAPI {
	t.Helper()
	a := newAPI(t)
	a.mux.HandleFunc("GET /api/v1/pods", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer tok" {
			failure(w, 401, "Unauthorized")
			return
		}
		object(w, 200, listJSON("1", "", podJSON("shop", "a")))
	})
	return a
}

func TestPluginIsGivenWhatItNeeds(t *testing.T) {
	a := served(t)
	dir := t.TempDir()
	plugin := script(t, `printf '%s' "$KUBERNETES_EXEC_INFO" >"$OUT/call"; printf '%s ' "$@" >"$OUT/args"
		[ -t 0 ] && exit 1; read line && exit 2; (: </dev/tty) 2>/dev/null && exit 3
		echo noise >&2; `+goodAnswer)
	user := execUser(plugin, fmt.Sprintf(", args: [get, token], env: [{name: OUT, value: %q}], provideClusterInfo: true", dir))
	if got, err := names(t, a.client(t, user, Options{}), Query{}); err != nil || len(got) != 1 {
		t.Fatalf("got %v, %v", got, err)
	}
	call, args := readText(t, dir+"/call"), readText(t, dir+"/args")
	for _, w := range []string{`"interactive":false`, `"server":"` + a.URL + `"`, `"certificate-authority-data":"LS0t`} {
		if !strings.Contains(call, w) {
			t.Errorf("call: got %s, which lacks %s", call, w)
		}
	}
	if args != "get token " {
		t.Errorf("arguments: got %q", args)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWhatPluginsFailWith(t *testing.T) {
	a := served(t)
	for name, tt := range map[string]struct {
		user  string
		words []string
		not   string
	}{
		"it fails": {
			execUser(script(t, `for i in 1 2 3 4 5 6; do printf '\033[31mline %s\033[0m\n' "$i" >&2; done; echo "Token for acme does not exist eyJhbGciOiJSUzI1NiJ9.e30.c2ln" >&2; exit 255`), ""),
			[]string{"sign in to lab: get-token ended with status 255", "line 6\n  Token for acme does not exist …", "kubectl --context lab auth whoami"}, "line 2",
		},
		"it is killed":   {execUser(script(t, `kill -9 $$`), ""), []string{"was ended by signal killed"}, ""},
		"it is missing":  {execUser("no-such-plugin", `, installHint: "get it:\n  brew install it"`), []string{"no-such-plugin is not installed; looked for it in /", "brew install it", "install no-such-plugin"}, ""},
		"a missing path": {execUser("/no/such/plugin", ""), []string{"plugin is not installed"}, "looked for it in"},
		"no executable":  {execUser(write(t, t.TempDir()+"/plain", "x"), ""), []string{"cannot be run: permission denied"}, ""},
		"it wants a terminal": {
			strings.Replace(execUser(script(t, goodAnswer), ""), "IfAvailable", "Always", 1), []string{"wants to ask you something on a terminal"}, "",
		},
		"it prints rubbish": {execUser(script(t, "echo hello"), ""), []string{"printed something that is no credential"}, "hello"},
		"it prints nothing": {execUser(script(t, `echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'`), ""), []string{"gave no token"}, ""},
		"another version": {
			execUser(script(t, `echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"x"}}'`), ""), []string{"speaks client.authentication.k8s.io/v1beta1"}, "",
		},
		"half a certificate": {
			execUser(script(t, `echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"clientCertificateData":"x"}}'`), ""), []string{"do not fit"}, "",
		},
		"single sign-on": {
			execUser(namedScript(t, "aws", `echo "Error loading SSO Token: Token for acme does not exist" >&2; exit 255`), `, env: [{name: AWS_PROFILE, value: prod}]`),
			[]string{"aws sso login --profile prod"}, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := names(t, a.client(t, tt.user, Options{}), Query{})
			wantKind(t, err, Plugin, tt.words...)
			if tt.not != "" && strings.Contains(err.Error(), tt.not) {
				t.Errorf("got %q, which has %q", err, tt.not)
			}
		})
	}
}

func namedScript(t *testing.T, name, text string) string {
	t.Helper()
	path := script(t, text)
	named := filepath.Join(filepath.Dir(path), name)
	if err := os.Rename(path, named); err != nil {
		t.Fatal(err)
	}
	return named
}

// A failing plugin is left alone until the user asks for it; one that answers is asked again only when its answer is old.
func TestPluginRunsNoMoreThanNeeded(t *testing.T) {
	a := served(t)
	dir := t.TempDir()
	plugin := script(t, `echo run >>"$OUT/runs"; [ -e "$OUT/broken" ] && { echo no >&2; exit 1; }
		at=$(cat "$OUT/until" 2>/dev/null || echo 2999-01-01T00:00:00Z)
		echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"tok","expirationTimestamp":"'$at'"}}'`)
	c := a.client(t, execUser(plugin, fmt.Sprintf(", env: [{name: OUT, value: %q}]", dir)), Options{})
	runs := func() int { return strings.Count(readText(t, dir+"/runs"), "run") }
	try := func(ok bool, want int) {
		t.Helper()
		if _, err := names(t, c, Query{}); (err == nil) != ok {
			t.Errorf("got error %v", err)
		}
		if got := runs(); got != want {
			t.Errorf("runs: got %d, want %d", got, want)
		}
	}
	write(t, dir+"/broken", "")
	try(false, 1)
	try(false, 1)
	c.Retry(t.Context())
	try(false, 2)
	if err := os.Remove(dir + "/broken"); err != nil {
		t.Fatal(err)
	}
	try(false, 2)
	c.Retry(t.Context())
	if c.Asking() == "" {
		t.Error("nothing is said to be asked")
	}
	write(t, dir+"/until", "2001-01-01T00:00:00Z")
	try(true, 3)
	write(t, dir+"/until", "2999-01-01T00:00:00Z")
	try(true, 4)
	try(true, 4)
	if got := c.Asking(); got != "" {
		t.Errorf("asking: got %q", got)
	}
	other, err := c.config.Client("lab")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := names(t, other, Query{}); err != nil || runs() != 4 {
		t.Errorf("another client of the context: got %v and %d runs, want 4", err, runs())
	}
}

// Credentials that the server does not want are asked for again, once.
func TestRefusedCredential(t *testing.T) {
	a := served(t)
	for name, tt := range map[string]struct {
		second string
		ok     bool
		runs   int
	}{
		"the next is good":     {"tok", true, 2},
		"the next is the same": {"old", false, 2},
		"the next is no good":  {"bad", false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plugin := script(t, fmt.Sprintf(`echo run >>"$OUT/runs"; t=old; [ -e "$OUT/again" ] && t=%s; : >"$OUT/again"
				echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'$t'"}}'`, tt.second))
			c := a.client(t, execUser(plugin, fmt.Sprintf(", env: [{name: OUT, value: %q}]", dir)), Options{})
			for range 2 {
				if _, err := names(t, c, Query{}); (err == nil) != tt.ok {
					t.Errorf("got %v", err)
				} else if err != nil {
					wantKind(t, err, Expired, "does not accept your credentials", "auth whoami")
				}
			}
			if got := strings.Count(readText(t, dir+"/runs"), "run"); got != tt.runs {
				t.Errorf("runs: got %d, want %d", got, tt.runs)
			}
		})
	}
}

func TestPluginHangs(t *testing.T) {
	p := &plugin{exec: execConfig(script(t, "echo 'open https://sign.in/ and type QKRX' >&2; sleep 600 & wait")), context: "lab", limit: soon, until: t.Context()}
	began := time.Now()
	_, err := p.run(t.Context())
	wantKind(t, err, Plugin, "did not end within 300ms", "type QKRX")
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(soon/10, cancel)
	p.limit = time.Minute
	if _, err := p.run(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: got %v", err)
	}
	if d := time.Since(began); d > 30*time.Second {
		t.Errorf("took %v: its children were waited for", d)
	}
}

// Closing ends a plugin with its children, and waits for that.
func TestCloseEndsPlugins(t *testing.T) {
	dir := t.TempDir()
	a := served(t)
	c := a.client(t, execUser(script(t, "echo $$ >"+dir+"/pid.tmp; mv "+dir+"/pid.tmp "+dir+"/pid; sleep 600 & wait"), ""), Options{})
	ended := make(chan error)
	go func() { ended <- c.Pods(t.Context(), Query{}, func(Pod) {}) }()
	for {
		if _, err := os.Stat(dir + "/pid"); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	c.config.Close()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(readText(t, dir+"/pid")))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("the plugin still runs: %v", err)
	}
}

func TestManyWaitForOneRun(t *testing.T) {
	dir := t.TempDir()
	c := newCredential(&plugin{exec: execConfig(script(t, fmt.Sprintf("echo run >>%s/runs; sleep 0.1; %s", dir, goodAnswer))), context: "lab", limit: time.Minute, until: t.Context()})
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if got, err := c.get(t.Context()); err != nil || got.token != "tok" {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	all.Wait()
	if got := strings.Count(readText(t, dir+"/runs"), "run"); got != 1 {
		t.Errorf("runs: got %d, want 1", got)
	}
}

func execConfig(command string) *api.ExecConfig {
	return &api.ExecConfig{Command: command, APIVersion: "client.authentication.k8s.io/v1", InteractiveMode: api.IfAvailableExecInteractiveMode}
}
