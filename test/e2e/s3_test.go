package e2e

import (
	"net"
	"os"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// A recorder needs permission to put objects and nothing else, an auditor to get and list.
func TestPutOnlyRecorder(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	bucket := server.NewBucket(t)
	store := "SHELLAC_STORE=" + server.URL(bucket, "team/")
	recorder := newUser(t, append(server.NewUser(t, s3.RecorderPolicy(bucket, "team/")).Env(), store)...)
	auditor := newUser(t, append(server.NewUser(t, s3.AuditorPolicy(bucket, "team/")).Env(), store)...)

	s := recorder.terminal(80, 24, "run", "--name", "worker", "--", "sh", "-c", worker)
	s.WaitFor("tick 0")
	wantLive(t, auditor) // segments, too, take no more
	s.Send("\x03")
	wantExit(t, s, 130)
	wantWords(t, "the end line", string(s.Bytes()), "stored and checked")
	if left := recorder.left(); len(left) != 0 {
		t.Errorf("spool: got %q, want it empty", left)
	}
	e := auditor.wantRecorded(s, "SIGINT")

	wantError(t, recorder.shellac("recordings", "ls"), 1, "s3:ListBucket", bucket)
	if r := recorder.shellac("verify", e.ID); r.code != 2 || strings.Contains(r.stdout, "ok ") {
		t.Errorf("verify without the right to read: got %+v, want exit status 2", r)
	}
}

// A session goes on without its store; what was recorded is sent when the store is back.
func TestStoreGoesAway(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	p := bucket(t, server)
	u := newUser(t, p.env...)
	s := u.terminal(80, 24, "run", "--", "sh", "-c", "echo before; read a; echo after; exit 7")
	s.WaitFor("before")
	server.Kill()
	s.Send("\r")
	wantExit(t, s, 7)
	wantWords(t, "the end line", string(s.Bytes()), "still on disk", "shellac upload")
	// Nor does one need it that begins now.
	r := u.shellac("run", "--", "sh", "-c", "echo alone; exit 3")
	if r.code != 3 || r.stdout != "alone\n" {
		t.Errorf("session without a store: got %+v", r)
	}
	wantWords(t, "the end line", r.stderr, "still on disk", "shellac upload")
	if left := u.left(); len(left) != 2 {
		t.Fatalf("spool: got %q, want two sessions", left)
	}
	wantError(t, u.shellac("upload"), 1, "2 recordings still in", strings.TrimPrefix(server.Endpoint, "http://"))
	if left := u.left(); len(left) != 2 {
		t.Fatalf("spool: got %q, want two sessions", left)
	}

	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	if out := u.must("upload"); strings.Count(out, "stored and checked") != 2 || strings.Contains(out, "torn") {
		t.Errorf("upload: got %q, want two recordings stored", out)
	}
	if left := u.left(); len(left) != 0 {
		t.Errorf("spool: got %q, want it empty", left)
	}
	entries := u.list()
	if len(entries) != 2 || entries[0].Exit != float64(3) || entries[1].Exit != float64(7) || entries[1].State != "complete" {
		t.Fatalf("recordings: got %+v", entries)
	}
	wantSame(t, "raw bytes", u.raw(entries[1].ID), shown(t, s))
	wantWords(t, "upload again", u.must("upload"), "nothing to upload")
}

// badStores are stores that cannot be used, and what is said about them.
func badStores(t *testing.T, server *s3.Server) []badStore {
	t.Helper()
	bucket := server.NewBucket(t)
	url, root := server.URL(bucket, "x/"), server.Root.Env()
	reader := server.NewUser(t, s3.Policy(bucket, "x/", "s3:GetObject"))
	stranger := s3.Keys{Access: "AKIAIOSFODNN7EXAMPLE", Secret: "wJalrXUtnFEMIsecret"}
	forger := s3.Keys{Access: server.Root.Access, Secret: "wJalrXUtnFEMIsecret"}
	region := "region=" + s3.Region
	return []badStore{
		{"forbidden", url, reader.Env(), []string{"AccessDenied", "s3:"}},
		{"unknown key", url, stranger.Env(), []string{"InvalidAccessKeyId", "credentials"}},
		{"wrong secret", url, forger.Env(), []string{"SignatureDoesNotMatch", "credentials"}},
		{"no credentials", url, s3.Keys{}.Env(), []string{"AWS_PROFILE"}},
		{"wrong bucket", server.URL("no-such-bucket", ""), root, []string{"NoSuchBucket", "no-such-bucket"}},
		{"wrong region", strings.Replace(url, region, "region=eu-west-1", 1), root, []string{"eu-west-1", region}},
		{"nobody there", strings.Replace(url, server.Endpoint, "http://"+closedPort(t), 1), root, []string{"connection refused", "network"}},
		{"unknown host", strings.Replace(url, server.Endpoint, "http://s3.invalid", 1), root, []string{"s3.invalid", "network"}},
	}
}

type badStore struct {
	name, url string
	env       []string
	words     []string
}

// closedPort returns an address that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestBadStore(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	for _, bad := range badStores(t, server) {
		t.Run(bad.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, append(bad.env, "SHELLAC_STORE="+bad.url)...)
			list := u.shellac("recordings", "ls")
			wantError(t, list, 1, bad.words...)
			if list.stdout != "" {
				t.Errorf("list: got %q on standard output, want nothing", list.stdout)
			}
			strict := u.shellac("run", "--record", "strict", "--", "touch", u.path("started"))
			wantError(t, strict, 125, bad.words...)
			if _, err := os.Stat(u.path("started")); err == nil {
				t.Error("strict: the command was started")
			}
			if left := u.left(); len(left) != 0 {
				t.Errorf("spool: got %q, want it empty after a refusal", left)
			}
			r := u.shellac("run", "--", "sh", "-c", "echo hello; exit 7")
			if r.code != 7 || r.stdout != "hello\n" || len(u.left()) != 1 {
				t.Errorf("spool: got %+v and %q left, want the session to work and its recording on disk", r, u.left())
			}
			wantWords(t, "the end line", r.stderr, "still on disk", "shellac upload")
			for _, text := range []string{list.stderr, strict.stderr, r.stderr} {
				if strings.Contains(text, "wJalrXUtnFEMIsecret") || strings.Contains(text, server.Root.Secret) {
					t.Errorf("a secret is told: %q", text)
				}
			}
		})
	}
}

// A URL that makes no sense is refused before anything starts, under every policy, and what it holds is not repeated.
func TestBadStoreURL(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, url, words string }{
		{"unknown scheme", "ftp://host/dir", `"ftp"`},
		{"no scheme", "/var/recordings", "no scheme"},
		{"relative path", "file://recordings", "path"},
		{"no bucket", "s3:///prefix", "no bucket"},
		{"unknown setting", "s3://bucket/?regoin=x", `"regoin"`},
		{"credentials in it", "s3://key:wJalrXUtnFEMIsecret@bucket/", "environment"},
		{"endpoint that is none", "s3://bucket/?endpoint=localhost", "endpoint"},
		{"no URL", "s3://%zz", "not a URL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newUser(t, "SHELLAC_STORE="+tt.url)
			list := u.shellac("recordings", "ls")
			wantError(t, list, 1, tt.words)
			session := u.shellac("run", "--", "touch", u.path("started"))
			wantError(t, session, 125, tt.words)
			if _, err := os.Stat(u.path("started")); err == nil {
				t.Error("the command was started")
			}
			if strings.Contains(list.stderr+session.stderr, "wJalrXUtnFEMIsecret") {
				t.Errorf("a secret is told: %q", list.stderr)
			}
		})
	}
}
