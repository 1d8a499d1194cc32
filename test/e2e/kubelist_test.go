//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"

	"github.com/shellac-term/shellac/internal/kube"
	"github.com/shellac-term/shellac/internal/vt"
	kubelab "github.com/shellac-term/shellac/test/lab/kube"
)

func TestKubeLists(t *testing.T) {
	t.Parallel()
	clusters := kubelab.StartAll(t, "north", "south")
	tests := []struct {
		name string
		run  func(*testing.T, *kubelab.Cluster, *kubelab.Cluster)
	}{
		{"contexts", testContexts},
		{"pods as kubectl prints them", testPodsAsKubectl},
		{"pods come and go", testPodsComeAndGo},
		{"who may not list", testRefusal},
		{"a credential plugin", testPlugin},
		{"the current context", testUse},
		{"a shell by itself", testShellByItself},
		{"a debug container", testDebugContainer},
		{"a pod from a list", testPickPod},
		{"the screen", testPodsScreen},
		{"doctor", testDoctorOfCluster},
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

func testContexts(t *testing.T, north, south *kubelab.Cluster) {
	u := newKubeUser(t, north, north.Kubeconfig, south.Kubeconfig)
	if got, want := u.must("kube", "ls", "-f", "names"), "north\nsouth\n"; got != want {
		t.Errorf("names: got %q, want %q", got, want)
	}
	var list struct {
		Contexts []struct {
			Name, Server, Auth, File, Namespace string
			Selected                            bool
		}
	}
	if err := json.Unmarshal([]byte(u.must("kube", "ls", "-f", "json")), &list); err != nil || len(list.Contexts) != 2 {
		t.Fatalf("got %+v, %v", list, err)
	}
	first := list.Contexts[0]
	if !first.Selected || list.Contexts[1].Selected || first.Auth != "certificate" || first.File != north.Kubeconfig || first.Namespace != "default" {
		t.Errorf("got %+v", list.Contexts)
	}
	if got, want := u.must("kube", "pods", "--context", "south", "-A", "-f", "names"), "default/hostnet\ndefault/noshell\ndefault/web-0\nprod/api-0\n"; got != want {
		t.Errorf("pods of south: got %q, want %q", got, want)
	}
}

// What kubectl prints of pods is what shellac prints of them, in the same words.
func testPodsAsKubectl(t *testing.T, _, south *kubelab.Cluster) {
	apply(t, south, podYAML("words", "crash", `{"name": "c", "command": ["sh", "-c", "exit 3"]}`, ``),
		podYAML("words", "done", `{"name": "c", "command": ["true"]}`, `"restartPolicy": "Never",`),
		podYAML("words", "gated", `{"name": "c"}`, `"schedulingGates": [{"name": "example.com/wait"}],`),
		podYAML("words", "initializing", `{"name": "c"}`, `"initContainers": [{"name": "wait", "image": "docker.io/lab/shell:1", "imagePullPolicy": "Never", "command": ["sleep", "600"]}],`),
		podYAML("words", "sidecar", `{"name": "c"}`, `"initContainers": [{"name": "side", "restartPolicy": "Always", "image": "docker.io/lab/shell:1", "imagePullPolicy": "Never"}],`),
		podYAML("words", "noimage", `{"name": "c", "image": "docker.io/lab/missing:1"}`, ``),
	)
	u := newKubeUser(t, south)
	columns := func(text string) string {
		text = regexp.MustCompile(`\(\S+ ago\)`).ReplaceAllString(text, "")
		var b strings.Builder
		for line := range strings.Lines(text) {
			if f := strings.Fields(line); len(f) >= 4 {
				fmt.Fprintln(&b, f[:4])
			}
		}
		return b.String()
	}
	ours, theirs := "", ""
	defer func() {
		if t.Failed() {
			t.Logf("ours:\n%s\nkubectl's:\n%s", ours, theirs)
		}
	}()
	eventually(t, "the same words", func() bool {
		ours = columns(u.must("kube", "pods", "-n", "words"))
		theirs = columns(finish(t, nil, south.Kubectl("get", "pods", "-n", "words")).stdout)
		return ours == theirs && (strings.Contains(ours, "CrashLoopBackOff") || strings.Contains(ours, "Error")) && strings.Contains(ours, "Completed") && strings.Contains(ours, "SchedulingGated") &&
			strings.Contains(ours, "Init:0/1") && strings.Contains(ours, "[sidecar 2/2 Running 0]") && strings.Contains(ours, "ErrImageNeverPull")
	})
}

// podYAML is a pod of one container; more stands in its spec.
func podYAML(namespace, name, container, more string) string {
	c := strings.TrimSuffix(container, "}")
	if !strings.Contains(c, `"image"`) {
		c += `, "image": "docker.io/lab/shell:1"`
	}
	node := `"nodeName": "NODE",`
	if strings.Contains(more, "schedulingGates") {
		node = ""
	}
	return `{"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "` + namespace + `", "name": "` + name + `"}, "spec": {` + node +
		` "terminationGracePeriodSeconds": 0, ` + more + `"containers": [` + c + `, "imagePullPolicy": "Never"}]}}`
}

// apply creates objects, and the namespaces of pods.
func apply(t *testing.T, c *kubelab.Cluster, objects ...string) {
	t.Helper()
	var all strings.Builder
	for _, o := range objects {
		var w struct{ Metadata struct{ Namespace string } }
		if err := json.Unmarshal([]byte(o), &w); err != nil {
			t.Fatalf("%v in %s", err, o)
		}
		if w.Metadata.Namespace != "" {
			fmt.Fprintf(&all, "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": %q}}\n---\n", w.Metadata.Namespace)
		}
		all.WriteString(strings.ReplaceAll(o, "NODE", c.Name) + "\n---\n")
	}
	if r := finish(t, strings.NewReader(all.String()), c.Kubectl("apply", "-f", "-")); r.code != 0 {
		t.Fatalf("apply: %s", r.stderr)
	}
}

// client asks a cluster as its administrator.
func client(t *testing.T, c *kubelab.Cluster) *kube.Client {
	t.Helper()
	config, err := kube.Load(kube.Options{Files: []string{c.Kubeconfig}})
	if err != nil {
		t.Fatal(err)
	}
	k, err := config.Client("")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testPodsComeAndGo(t *testing.T, north, _ *kubelab.Cluster) {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	batches := client(t, north).Follow(ctx, kube.Query{Namespace: "moving"})
	pods, complete := map[string]kube.Pod{}, false
	until := func(what string, ok func() bool) {
		t.Helper()
		for !ok() {
			b, open := <-batches
			if !open || b.Err != nil {
				t.Fatalf("wait for %s: have %v, got %+v", what, pods, b)
			}
			for _, p := range b.Pods {
				pods[p.UID] = p
			}
			for _, uid := range b.Gone {
				delete(pods, uid)
			}
			complete = complete || b.Complete
		}
	}
	until("an empty list", func() bool { return complete })
	apply(t, north, podYAML("moving", "guest-0", `{"name": "c"}`, ``))
	until("a running pod", func() bool {
		for _, p := range pods {
			if p.Name == "guest-0" && p.Status == "Running" && p.Ready == 1 && p.Node == "north" && p.Default() == "c" {
				return true
			}
		}
		return false
	})
	if r := finish(t, nil, north.Kubectl("delete", "pod", "-n", "moving", "guest-0", "--wait=false")); r.code != 0 {
		t.Fatal(r.stderr)
	}
	until("its end", func() bool { return len(pods) == 0 })
	cancel()
	for range batches { // is closed at once
	}
}

// Who may not list is told who they are, what is missing, and where it is not.
func testRefusal(t *testing.T, north, _ *kubelab.Cluster) {
	if r := finish(t, nil, north.Kubectl("create", "rolebinding", "eve", "-n", "prod", "--clusterrole=lab-viewer", "--user=eve")); r.code != 0 {
		t.Fatal(r.stderr)
	}
	u := newKubeUser(t, north)
	own := u.write("kubeconfig", string(readFile(t, north.Kubeconfig)), 0o600)
	u = u.with("KUBECONFIG=" + own)
	if r := finish(t, nil, u.command("kubectl", "config", "set-context", "north-prod", "--cluster=north", "--user="+userOf(t, own), "--namespace=prod")); r.code != 0 {
		t.Fatal(r.stderr)
	}
	r := u.shellac("kube", "pods", "--as", "eve")
	if r.code != 1 {
		t.Errorf("got exit status %d", r.code)
	}
	wantWords(t, "stderr", r.stderr, "You (eve) may not list pods in default.", "You may in: prod.", "Needed: verbs get, list, watch on pods", "shellac: hint:")
	if got := u.must("kube", "pods", "--as", "eve", "-n", "prod", "-f", "names"); got != "api-0\n" {
		t.Errorf("where eve may: got %q", got)
	}
	r = u.shellac("kube", "pods", "-n", "nowhere")
	wantWords(t, "stderr", r.stderr, "no namespace nowhere in north", "prod")
	r = newKubeUser(t, north, north.ViewerKubeconfig).shellac("kube", "pods", "-n", "kube-system")
	wantWords(t, "stderr", r.stderr, "no pods in namespace kube-system", "you may list them, there are none")
}

func userOf(t *testing.T, kubeconfig string) string {
	t.Helper()
	c, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return c.Contexts[c.CurrentContext].AuthInfo
}

// A plugin's words are shown as they are, on standard error and once; one that works is left in peace.
func testPlugin(t *testing.T, north, _ *kubelab.Cluster) {
	config, err := clientcmd.LoadFromFile(north.ViewerKubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	u := newKubeUser(t, north)
	token := ""
	for _, user := range config.AuthInfos {
		token = user.Token
	}
	plugin := u.write("bin/aws", `#!/bin/sh
echo run >>`+u.path("runs")+`
[ -e `+u.path("signed-in")+` ] || { echo 'Error loading SSO Token: Token for acme does not exist' >&2; exit 255; }
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"`+token+`"}}'
`, 0o700)
	file := strings.NewReplacer("token: "+token, "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, command: "+plugin+", args: [eks, get-token], env: [{name: AWS_PROFILE, value: prod}]}",
		`"`, `"`).Replace(string(readFile(t, north.ViewerKubeconfig)))
	if strings.Contains(file, token) {
		t.Fatalf("the token is still in %s", file)
	}
	u = u.with("KUBECONFIG=" + u.write("kubeconfig", file, 0o600))
	s := u.terminal(100, 24, "kube", "pods")
	wantExit(t, s, 1)
	wantWords(t, "the terminal", string(s.Bytes()), "aws eks get-token ended with status 255", "Error loading SSO Token: Token for acme does not exist", "aws sso login --profile prod")
	if n := bytes.Count(s.Bytes(), []byte("Error loading SSO")); n != 1 {
		t.Errorf("the plugin's words are shown %d times", n)
	}
	u.write("signed-in", "", 0o600)
	if got := u.must("kube", "pods", "-f", "names"); !strings.Contains(got, "web-0\n") {
		t.Errorf("after signing in: got %q", got)
	}
	if got := strings.Count(string(readFile(t, u.path("runs"))), "run"); got != 2 {
		t.Errorf("the plugin ran %d times, want 2", got)
	}
}

func testUse(t *testing.T, north, south *kubelab.Cluster) {
	u := newKubeUser(t, north)
	one := u.write("one", string(readFile(t, north.Kubeconfig)), 0o600)
	two := u.write("two", string(readFile(t, south.Kubeconfig)), 0o600)
	u = u.with("KUBECONFIG=" + one + ":" + two)
	current := func(want string) {
		t.Helper()
		if got := strings.TrimSpace(finish(t, nil, u.command("kubectl", "config", "current-context")).stdout); got != want {
			t.Errorf("kubectl's current context: got %s, want %s", got, want)
		}
	}
	if got, want := u.must("kube", "use", "south"), "Switched to context \"south\".\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	current("south")
	u.must("kube", "use", "-")
	current("north")
	u.must("kube", "use", "south", "-n", "prod")
	if got := u.must("kube", "pods", "-f", "names"); got != "api-0\n" {
		t.Errorf("pods: got %q", got)
	}
	if got := finish(t, nil, u.command("kubectl", "get", "pods", "-o", "name")).stdout; got != "pod/api-0\n" {
		t.Errorf("kubectl sees %q", got)
	}
	u.must("kube", "use", "-")
	current("north")
}

func testShellByItself(t *testing.T, north, _ *kubelab.Cluster) {
	u := newKubeUser(t, north)
	s := u.terminal(100, 30, "kube", "exec", "web-0", "-c", "app")
	began(s)
	s.WaitFor("web-0:")
	s.Send("echo shell $0 ${BASH_VERSION%%.*}; exit 7\r")
	s.WaitFor("shell bash 5")
	wantExit(t, s, 7)
	if e := u.wantRecorded(s, 7); e.Target != "north/default/web-0:app" {
		t.Errorf("target: got %q", e.Target)
	}
	// On a pipe it is a shell too, that reads from it.
	r := u.pipe(strings.NewReader("hostname; exit 5\n"), "shellac", "kube", "exec", "web-0", "-c", "app")
	if r.code != 5 || r.stdout != "web-0\n" {
		t.Errorf("on a pipe: got %+v", r)
	}
	s = u.terminal(100, 30, "kube", "exec", "noshell")
	s.WaitFor("executable file not found")
	s.WaitFor("shellac kube debug noshell")
	wantExit(t, s, 1)
}

func testDebugContainer(t *testing.T, north, _ *kubelab.Cluster) {
	u := newKubeUser(t, north)
	s := u.terminal(100, 30, "kube", "debug", "noshell", "--target", "app", "--image", "docker.io/lab/shell:1", "--image-pull-policy=Never")
	began(s)
	s.WaitFor("noshell:") // the prompt
	s.Send("\rtr '\\0' ' ' </proc/1/cmdline; exit 6\r")
	s.WaitFor("/bin/tail -f /dev/null")
	s.Wait()
	e := u.only()
	if e.Target != "north/default/noshell" || e.Kind != "kube" || e.State != "complete" {
		t.Errorf("recording: got %+v", e)
	}
	wantWords(t, "show", u.must("recordings", "show", e.ID), "kube.image=docker.io/lab/shell:1")
}

func testPickPod(t *testing.T, north, _ *kubelab.Cluster) {
	u := newKubeUser(t, north)
	s := u.terminal(100, 30, "kube", "exec", "-n", "prod")
	s.WaitScreen("the list", func(f vt.Frame) bool { return contains(f, "north/prod>") && contains(f, "api-0") })
	s.Send("ap0\r")
	began(s)
	s.WaitFor("api-0:")
	s.Send("exit 3\r")
	wantExit(t, s, 3)
	if e := u.wantRecorded(s, 3); e.Target != "north/prod/api-0:app" {
		t.Errorf("target: got %q", e.Target)
	}
	s = u.terminal(100, 30, "kube", "exec")
	s.WaitScreen("the list", func(f vt.Frame) bool { return contains(f, "web-0") })
	s.Send("\x1b")
	wantExit(t, s, 130)
}

func testPodsScreen(t *testing.T, north, south *kubelab.Cluster) {
	u := newKubeUser(t, north, north.Kubeconfig, south.Kubeconfig)
	s := u.terminal(100, 30, "ui", "--tab", "kube")
	s.WaitScreen("the pods", func(f vt.Frame) bool { return contains(f, "north . ns default") && contains(f, "web-0") })
	s.Send("\x14") // Ctrl-T
	s.WaitScreen("the contexts", func(f vt.Frame) bool { return contains(f, "type to find") })
	s.Send("sou\r")
	s.WaitScreen("the other cluster", func(f vt.Frame) bool { return contains(f, "south . ns default") && contains(f, "web-0") })
	s.Send("/web\r")
	s.WaitScreen("the filter", func(f vt.Frame) bool { return contains(f, "/web") && !contains(f, "hostnet") })
	s.Send("\r")
	s.WaitFor("● REC")
	s.WaitFor("web-0:")
	s.Send("uname -n; exit\r")
	s.WaitScreen("the list again", func(f vt.Frame) bool { return contains(f, "south . ns default") && contains(f, "/web") })
	s.Send("q")
	wantExit(t, s, 0)
	if e := u.only(); e.Target != "south/default/web-0:app" || e.State != "complete" {
		t.Errorf("recording: got %+v", e)
	}
}

func testDoctorOfCluster(t *testing.T, north, _ *kubelab.Cluster) {
	u := newKubeUser(t, north)
	out := u.must("doctor")
	wantWords(t, "doctor", out, "fits the server's v1.", "north answers in", "you are admin", "this machine's agrees with that of north")
	if r := newKubeUser(t, north, north.ViewerKubeconfig).shellac("doctor", "--context", "nope"); r.code != 1 {
		t.Errorf("an unknown context: got exit status %d", r.code)
	}
}
