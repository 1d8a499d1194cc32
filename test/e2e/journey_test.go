package e2e

import (
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/vt"
	ptylab "github.com/shellac-term/shellac/test/lab/pty"
	"github.com/shellac-term/shellac/test/lab/s3"
	sshlab "github.com/shellac-term/shellac/test/lab/ssh"
)

// stands waits until all the words stand on the screen.
func stands(s *ptylab.Session, words ...string) vt.Frame {
	return s.WaitScreen(strings.Join(words, ", "), func(f vt.Frame) bool {
		text := textOf(f)
		for _, word := range words {
			if !strings.Contains(text, word) {
				return false
			}
		}
		return true
	})
}

// findWhatWasSeen opens the newest recording in the tab of recordings, looks for a word in it, and comes back.
func findWhatWasSeen(s *ptylab.Session, target, word string) {
	s.Send("3")
	stands(s, "[3 Recordings]", target)
	s.Send("\r")
	stands(s, "space pause")
	s.Send("/" + word + "\r")
	stands(s, "match 1/", word)
	s.Send("q")
	stands(s, "[3 Recordings]", target)
}

// From the list of hosts to a session on one of them, back to the list, and on to what was recorded of it.
func TestJourneyToAHost(t *testing.T) {
	t.Parallel()
	lab, server := sshlab.Start(t), s3.Start(t)
	u := newSSHUser(t, lab).with(bucket(t, server).env...).with("SHELLAC_SSH_CONFIG=" + lab.Config)
	s := u.terminal(100, 30)
	stands(s, "[1 Nodes]", "web1", "web2")
	s.Send("/web1")
	s.WaitScreen("web1 alone", func(f vt.Frame) bool {
		return strings.Contains(textOf(f), "web1") && !strings.Contains(textOf(f), "web2")
	})
	s.Send("\r") // ends the filter
	stands(s, "host      web1.internal")
	s.Send("\r")
	s.WaitFor("ops@web1:~$ ")
	s.Send("echo find''able\r")
	s.WaitFor("findable")
	s.Send("exit\r")
	stands(s, "[1 Nodes]", "web1")
	findWhatWasSeen(s, "web1", "findable")
	s.Send("1")
	stands(s, "[1 Nodes]", "web1")
	s.Send("\x03")
	wantExit(t, s, 0)
	if e := u.only(); e.Kind != "ssh" || e.Target != "web1" {
		t.Errorf("recorded: got %+v", e)
	}
}
