//go:build e2e

package e2e

import (
	"testing"

	kubelab "github.com/shellac-term/shellac/test/lab/kube"
)

// From the pods of the second cluster to a shell in one of them, back, and on to what was recorded of it.
func testJourneyToAPod(t *testing.T, east, west *kubelab.Cluster) {
	u := newKubeUser(t, east, east.Kubeconfig, west.Kubeconfig)
	s := u.terminal(100, 30, "ui", "--tab", "kube")
	stands(s, "[2 Kubernetes]", "east", "web-0")
	s.Send(":ctx west\r")
	stands(s, "west . ns default", "web-0")
	s.Send("/web-0")
	stands(s, "1/3")
	s.Send("\r")
	stands(s, "you are")
	s.Send("s")
	s.WaitFor("web-0:")
	s.Send("echo find''able\r")
	s.WaitFor("findable")
	s.Send("exit\r")
	stands(s, "[2 Kubernetes]", "web-0")
	findWhatWasSeen(s, "west/default/web-0", "findable")
	s.Send("\x03")
	wantExit(t, s, 0)
	if e := u.only(); e.Kind != "kube" {
		t.Errorf("recorded: got %+v", e)
	}
}
