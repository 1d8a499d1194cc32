//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// Under the strict policy a session that loses its store is warned and then ended; its recording is kept.
func TestStrictEndsWithoutStore(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	u := newUser(t, bucket(t, server).env...)
	s := u.terminal(80, 24, "run", "--record", "strict", "--name", "worker", "--", "sh", "-c", worker)
	s.Limit = 4 * time.Minute
	s.WaitFor("tick 5")
	server.Kill()
	s.WaitFor("the store cannot be reached")
	s.WaitFor("policy strict: this session ends in ")
	s.WaitFor("policy strict ends this session")
	wantExit(t, s, 124)
	if len(u.left()) != 1 {
		t.Fatalf("spool: got %q, want the session", u.left())
	}
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	u.must("upload")
	e := u.only()
	if e.State != "complete" || e.Exit != "SIGHUP" {
		t.Errorf("recording: got %+v, want it complete and ended by SIGHUP", e)
	}
	events := u.events(e.ID)
	if !strings.Contains(joined(events, "output"), "tick 5") || strings.Contains(joined(events, "output"), "policy strict") {
		t.Error("output: got something else than what the command printed")
	}
	wantWords(t, "notices", joined(events, "notice"), "policy strict ends this session")
}

// Under the strict policy a session whose store comes back in time goes on.
func TestStrictGoesOnWithStore(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	u := newUser(t, bucket(t, server).env...)
	s := u.terminal(80, 24, "run", "--record", "strict", "--name", "worker", "--", "sh", "-c", worker)
	s.Limit = 4 * time.Minute
	s.WaitFor("tick 5")
	server.Kill()
	s.WaitFor("policy strict: this session ends in ")
	if err := server.Restart(); err != nil {
		t.Fatal(err)
	}
	s.WaitFor("the store is back")
	s.Send("\x03")
	wantExit(t, s, 130)
	if e := u.only(); e.State != "complete" || e.Exit != "SIGINT" || len(u.left()) != 0 {
		t.Errorf("recording: got %+v and %q left in the spool, want it complete and stored", e, u.left())
	}
}
