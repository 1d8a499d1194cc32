package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// A foundLine is a line of `search -f json`: a hit, or the summary.
type foundLine struct {
	Kind      string
	Recording struct{ ID, Target, State string }
	At        float64 `json:"at_s"`
	In, Line  string
	Play      string

	Hits, Recordings, Searched, Running, Torn int
	Unpacked                                  int `json:"not_yet_packed"`
	Complete                                  bool
	LeftOut                                   []struct{ ID, Reason string } `json:"left_out"`
}

// search runs a search and returns its hits and its summary.
func (u *user) search(status int, args ...string) (hits []foundLine, sum foundLine) {
	u.t.Helper()
	r := u.shellac(append([]string{"search", "-f", "json"}, args...)...)
	if r.code != status {
		u.t.Fatalf("search %q: got exit status %d, want %d; stderr %q", args, r.code, status, r.stderr)
	}
	for line := range strings.Lines(r.stdout) {
		var f foundLine
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			u.t.Fatalf("read hit: %v in %q", err, line)
		}
		if f.Kind == "SearchSummary" {
			sum = f
			continue
		}
		hits = append(hits, f)
	}
	if sum.Kind == "" {
		u.t.Fatalf("search %q: no summary in %q", args, r.stdout)
	}
	return hits, sum
}

// casts writes n casts, an hour apart, each with a line that has its number, and returns their folder.
func (u *user) casts(n int, first time.Time) string {
	u.t.Helper()
	for i := range n {
		u.write(fmt.Sprintf("casts/%03d.cast", i), fmt.Sprintf("{\"version\": 2, \"width\": 80, \"height\": 24, \"timestamp\": %d}\n"+
			"[0.5, \"o\", \"wombat number %d\\r\\n\"]\n[5.0, \"o\", \"bye\\r\\n\"]\n", first.Add(time.Duration(i)*time.Hour).Unix(), i), 0o600)
	}
	return u.path("casts")
}

// What a person typed in a real shell is found as it stood there, in recordings that are complete, running, imported and packed.
func TestSearch(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		u, other := newUser(t, p.env...), newUser(t, p.env...)
		s := u.terminal(80, 24, "run", "--name", "typist", "--", "env", "PS1=quokka> ", "bash", "--norc", "--noprofile", "-i")
		s.WaitFor("quokka> ")
		for _, keys := range []string{"echo kolaa", "\x7f", "\x7f", "\x7f", "ala\x01", "\x1b[C\x1b[C\x1b[C\x1b[C\x1b[C", "\x1b[3~ko", "\r"} {
			s.Send(keys)
			s.WaitQuiet(150 * time.Millisecond)
		}
		s.Send("\x1b[A")
		s.WaitQuiet(150 * time.Millisecond)
		s.Send("\x15exit 0\r")
		wantExit(t, s, 0)
		typed, sum := other.search(0, "quokka> echo kooala")
		if len(typed) == 0 || typed[0].Line != "quokka> echo kooala" || sum.Recordings != 1 || !sum.Complete {
			t.Errorf("typed: got %+v, summary %+v", typed, sum)
		}

		live := u.terminal(80, 24, "run", "--name", "worker", "--", "sh", "-c", worker)
		live.WaitFor("hello")
		eventually(t, "a hit in the running session", func() bool {
			r := other.shellac("search", "-f", "names", "tick", "node:worker")
			return r.code == 0 && strings.Contains(r.stderr, "1 running")
		})

		u.must("import", u.casts(30, time.Now().AddDate(0, 0, -30)))
		u.must("index", "compact")
		hits, sum := other.search(0, "wombat")
		if len(hits) != 30 || hits[0].Line != "wombat number 29" || hits[29].Line != "wombat number 0" || hits[0].At != 0.5 {
			t.Errorf("imported: got %+v", hits)
		}
		if sum.Recordings != 32 || sum.Searched != 32 || sum.Unpacked != 2 || sum.Running != 1 || !sum.Complete {
			t.Errorf("summary: got %+v", sum)
		}
		if again, _ := other.search(0, "wombat"); fmt.Sprint(again) != fmt.Sprint(hits) {
			t.Error("the same search from what was kept of it found something else")
		}
		other.search(1, "no such animal")
		wantSearchOnTerminal(t, other)
	})
}

// wantSearchOnTerminal searches as a person does, who sees what was found in the line.
func wantSearchOnTerminal(t *testing.T, u *user) {
	t.Helper()
	s := u.with("TERM=xterm-256color").terminal(60, 40, "search", "number 7")
	wantExit(t, s, 0)
	out := string(s.Bytes())
	wantWords(t, "terminal", out, "wombat \x1b[", "mnumber 7\x1b[m", "shellac play ", "1 hit in 1 recording; 32 of 32 recordings, 2 not yet packed, 1 running")
	s = u.with("TERM=xterm-256color", "NO_COLOR=1").terminal(60, 40, "search", "number 7")
	wantExit(t, s, 0)
	if out := string(s.Bytes()); strings.Contains(out, "\x1b[3") || strings.Contains(out, "\x1b[9") {
		t.Errorf("without colours: got %q", out)
	}
}

// A slow is a proxy in front of a server, which may do something at a request for a recording.
func slow(t *testing.T, server *s3.Server, p place, at func(recording int64)) place {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }}
	var n atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, ".shlc") {
			at(n.Add(1))
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	for i, e := range p.env {
		p.env[i] = strings.Replace(e, server.Endpoint, proxy.URL, 1)
	}
	return p
}

// A store that dies in the middle of a search gives the hits so far, names what could not be read, and says that that was not all.
func TestSearchOfADyingStore(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	p := bucket(t, server)
	u := newUser(t, p.env...)
	u.must("import", u.casts(120, time.Now().AddDate(0, 0, -30)))
	u = newUser(t, slow(t, server, p, func(recording int64) {
		if recording == 60 {
			server.Kill()
		}
	}).env...)
	r := u.shellac("search", "wombat")
	if n := strings.Count(r.stdout, "wombat number"); r.code != 2 || n < 20 || n > 60 || !strings.Contains(r.stdout, "wombat number 119\n") {
		t.Errorf("got exit status %d and %d hits, stdout %q", r.code, n, clip([]byte(r.stdout)))
	}
	wantWords(t, "stderr", r.stderr, "shellac: left out: ", "recordings, ", " left out\n", "shellac: error: search recordings: the store fails: ")
	for line := range strings.Lines(r.stderr) {
		if !strings.HasPrefix(line, "shellac: ") {
			t.Errorf("stderr: got the line %q", line)
		}
	}
}

// Ctrl-C prints what was found so far, and how far the search was.
func TestSearchIsStopped(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	p := bucket(t, server)
	u := newUser(t, p.env...)
	u.must("import", u.casts(120, time.Now().AddDate(0, 0, -30)))
	u = newUser(t, slow(t, server, p, func(recording int64) {
		if recording > 40 {
			time.Sleep(time.Second)
		}
	}).env...).with("TERM=xterm-256color")
	s := u.terminal(80, 24, "search", "wombat")
	s.WaitFor("wombat")
	s.WaitFor("searched ") // progress
	s.Send("\x03")
	wantExit(t, s, 130)
	out := string(s.Bytes())
	wantWords(t, "output", out, "shellac play ", " of at least ", "; stopped")
	if strings.Contains(out, "error:") {
		t.Errorf("got %q", out)
	}
}

// Who may only record cannot search, and is told so.
func TestSearchWithoutPermission(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	name := server.NewBucket(t)
	keys := server.NewUser(t, s3.RecorderPolicy(name, "team/"))
	u := newUser(t, append(keys.Env(), "SHELLAC_STORE="+server.URL(name, "team/"))...)
	u.must("run", "--", "echo", "hello")
	r := u.shellac("search", "hello")
	wantError(t, r, 2, "list recordings", "s3:ListBucket")
}
