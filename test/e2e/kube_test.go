//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	kubelab "github.com/shellac-term/shellac/test/lab/kube"
	"github.com/shellac-term/shellac/test/lab/s3"
)

func TestKube(t *testing.T) {
	t.Parallel()
	clusters := kubelab.StartAll(t, "east", "west")
	tests := []struct {
		name string
		run  func(*testing.T, *kubelab.Cluster, *kubelab.Cluster)
	}{
		{"a shell in a pod", testPodShell},
		{"the ways to end", testPodEnds},
		{"one command on pipes", testPodCommand},
		{"two clusters", testTwoClusters},
		{"a bucket", testPodToBucket},
		{"failures of kubectl", testKubeFailures},
		{"the way from the list to a pod and its recording", testJourneyToAPod},
	}
	t.Run("with", func(t *testing.T) { // returns when all of them have
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				tt.run(t, clusters[0], clusters[1])
			})
		}
	})
}

// newKubeUser returns a user of kubectl with the given configurations, or with that of the cluster's administrator.
func newKubeUser(t *testing.T, c *kubelab.Cluster, kubeconfigs ...string) *user {
	t.Helper()
	u := newUser(t)
	path := strings.TrimPrefix(u.env[0], "PATH=")
	if len(kubeconfigs) == 0 {
		kubeconfigs = []string{c.Kubeconfig}
	}
	return u.with("PATH="+c.Bin+":"+path, "KUBECONFIG="+strings.Join(kubeconfigs, ":"))
}

func testPodShell(t *testing.T, east, _ *kubelab.Cluster) {
	u := newKubeUser(t, east)
	s := u.terminal(100, 30, "kube", "exec", "--reason", "INC-7", "-it", "web-0", "-c", "app", "--", "bash")
	began(s)
	s.WaitFor("web-0:")
	s.Send("until [ \"$(stty size)\" = '30 100' ]; do sleep 0.05; done; echo si''zed\r")
	s.WaitFor("sized")
	s.Resize(133, 41)
	s.Send("until [ \"$(stty size)\" = '41 133' ]; do sleep 0.05; done; echo resi''zed\r")
	s.WaitFor("resized")
	s.Send("sh -c \"echo go''ing; exec sleep 600\"\r") // the shell that says so is the one to be interrupted
	s.WaitFor("going")
	s.Send("\x03")
	s.WaitFor("web-0:")
	s.Send("printf '\\377\\376 \\303\\251 \\033[31mred\\033[0m\\n'; exit 7\r")
	wantExit(t, s, 7)

	e := u.wantRecorded(s, 7)
	if e.Kind != "kube" || e.Target != "east/default/web-0:app" {
		t.Errorf("recording: got kind %q and target %q", e.Kind, e.Target)
	}
	wantWords(t, "show", u.must("recordings", "show", e.ID), "INC-7", "kube.pod=web-0", "kube.context=east", "100x30")
	if !hasSize(u.events(e.ID), 133, 41) {
		t.Error("events: got no resize to 133x41")
	}
	if !strings.Contains(string(u.raw(e.ID)), "\xff\xfe \xc3\xa9 \x1b[31mred") {
		t.Error("raw: bytes that the remote shell printed are missing")
	}
	wantWords(t, "screen", u.must("export", e.ID, "-f", "screen"), "sized\n", "going\n", " é red\n")
}

func testPodEnds(t *testing.T, east, _ *kubelab.Cluster) {
	tests := []struct {
		typed string
		code  int
	}{
		{"exit 0\r", 0},
		{"exit 7\r", 7},
		{"kill -9 $$\r", 137},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.code), func(t *testing.T) {
			t.Parallel()
			u := newKubeUser(t, east)
			s := u.terminal(80, 24, "kube", "exec", "-it", "web-0", "-c", "app", "--", "sh")
			began(s)
			s.WaitFor("web-0:")
			s.Send(tt.typed)
			wantExit(t, s, tt.code)
			u.wantRecorded(s, tt.code)
		})
	}
}

func testPodCommand(t *testing.T, east, _ *kubelab.Cluster) {
	u := newKubeUser(t, east)
	r := u.shellac("kube", "exec", "-n", "prod", "api-0", "--", "sh", "-c", "hostname; echo err >&2; exit 7")
	if r.code != 7 || r.stdout != "api-0\n" {
		t.Errorf("got exit status %d and stdout %q, want 7 and the command's output alone", r.code, r.stdout)
	}
	wantWords(t, "stderr", r.stderr, "REC east/prod/api-0", "err\n", "exit code 7", "recorded")
	e := u.only()
	events := u.events(e.ID)
	if joined(events, "output") != "api-0\n" || !strings.Contains(joined(events, "stderr"), "err\n") || e.Exit != float64(7) {
		t.Errorf("recorded: got %+v, %+v", e, events)
	}
	content := pattern(1 << 20)
	u.write("content", string(content), 0o600)
	in, err := os.Open(u.path("content"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	copied := u.pipe(in, "shellac", "kube", "exec", "-i", "web-0", "-c", "app", "--", "cat")
	wantSame(t, "bytes through a pod", []byte(copied.stdout), content)
	wantSame(t, "their recording", u.raw("last"), content)
}

// testTwoClusters opens sessions in both with one configuration, and finds each by its context.
func testTwoClusters(t *testing.T, east, west *kubelab.Cluster) {
	u := newKubeUser(t, east, east.Kubeconfig, west.Kubeconfig)
	for _, c := range []*kubelab.Cluster{east, west} {
		if r := finish(t, nil, c.Kubectl("exec", "hostnet", "--", "sh", "-c", "echo in "+c.Name+" >/tmp/where")); r.code != 0 {
			t.Fatalf("write in %s: %s", c.Name, r.stderr)
		}
		s := u.terminal(80, 24, "kube", "exec", "--context", c.Name, "-it", "hostnet", "--", "cat", "/tmp/where")
		wantExit(t, s, 0)
		wantWords(t, "the terminal", string(shown(t, s)), "in "+c.Name)
	}
	entries := u.list("node:west/*")
	if len(entries) != 1 || entries[0].Target != "west/default/hostnet" {
		t.Fatalf("recordings of west: got %+v, want one", entries)
	}
	wantWords(t, "raw", string(u.raw(entries[0].ID)), "in west")
}

func testPodToBucket(t *testing.T, east, _ *kubelab.Cluster) {
	server := s3.Start(t)
	u := newKubeUser(t, east).with(bucket(t, server).env...)
	s := u.terminal(80, 24, "kube", "exec", "-it", "web-0", "-c", "app", "--", "sh", "-c", "head -c 300000 /dev/urandom; echo end")
	wantExit(t, s, 0)
	e := u.wantRecorded(s, 0)
	if e.Bytes < 300000 {
		t.Errorf("recording: got %d bytes, want at least 300000", e.Bytes)
	}
}

// kubectl's own words pass, with its status.
func testKubeFailures(t *testing.T, east, _ *kubelab.Cluster) {
	tests := []struct {
		name, kubeconfig string
		args             []string
		words            string
	}{
		{"a viewer", east.ViewerKubeconfig, []string{"-it", "web-0", "--", "sh"}, `pods "web-0" is forbidden`},
		{"no such pod", east.Kubeconfig, []string{"-it", "web-9", "--", "sh"}, `pods "web-9" not found`},
		{"a pod without a shell", east.Kubeconfig, []string{"-it", "noshell", "--", "sh"}, "executable file not found"},
		{"no such context", east.Kubeconfig, []string{"--context", "south", "-it", "web-0", "--", "sh"}, "context was not found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			u := newKubeUser(t, east, tt.kubeconfig)
			s := u.terminal(100, 24, append([]string{"kube", "exec"}, tt.args...)...)
			wantExit(t, s, 1)
			e := u.wantRecorded(s, 1)
			wantWords(t, "the recording", string(u.raw(e.ID)), tt.words)
			if strings.Contains(string(s.Bytes()), "shellac: error") {
				t.Errorf("shellac calls it an error of its own: %q", s.Bytes())
			}
		})
	}
}
