package kube

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A fakeAPI is an API server that does what a test says.
type fakeAPI struct {
	*httptest.Server
	mux *http.ServeMux
}

func newAPI(t *testing.T) *fakeAPI {
	t.Helper()
	mux := http.NewServeMux()
	a := &fakeAPI{httptest.NewTLSServer(mux), mux}
	t.Cleanup(func() { a.CloseClientConnections(); a.Close() })
	a.Config.ErrorLog = log.New(io.Discard, "", 0)
	return a
}

func (a *fakeAPI) authority() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}))
}

// kubeconfig writes one with the context "lab" for the server; user is the YAML of the user, in braces.
func (a *fakeAPI) kubeconfig(t *testing.T, user string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "ca.crt"), a.authority())
	return write(t, filepath.Join(dir, "config"), fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: %q, certificate-authority: ca.crt}}]
users: [{name: me, user: %s}]
contexts: [{name: lab, context: {cluster: lab, user: me, namespace: shop}}]
current-context: lab
`, a.URL, user))
}

func (a *fakeAPI) client(t *testing.T, user string, o Options) *Client {
	t.Helper()
	o.Files = []string{a.kubeconfig(t, user)}
	return open(t, o)
}

func open(t *testing.T, o Options) *Client {
	t.Helper()
	config, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	client, err := config.Client("")
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// script writes an executable.
func script(t *testing.T, text string) string {
	t.Helper()
	path := write(t, filepath.Join(t.TempDir(), "get-token"), "#!/bin/sh\n"+text)
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// object answers with JSON.
func object(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}

func failure(w http.ResponseWriter, code int, message string) {
	object(w, code, map[string]any{"kind": "Status", "status": "Failure", "message": message, "code": code})
}

// podJSON is a running pod of one container.
func podJSON(namespace, name string) map[string]any {
	return map[string]any{
		"metadata": map[string]any{
			"name": name, "namespace": namespace, "uid": namespace + "/" + name, "resourceVersion": "7",
			"creationTimestamp": "2026-11-25T00:00:00Z",
		},
		"spec": map[string]any{"nodeName": "n1", "containers": []any{map[string]any{"name": "app", "image": "img:1"}}},
		"status": map[string]any{"phase": "Running", "containerStatuses": []any{map[string]any{
			"name": "app", "ready": true, "state": map[string]any{"running": map[string]any{}},
		}}},
	}
}

func listJSON(version, next string, items ...map[string]any) map[string]any {
	return map[string]any{
		"kind": "PodList", "apiVersion": "v1", "metadata": map[string]any{"resourceVersion": version, "continue": next},
		"items": items,
	}
}

// names reads a list of pods to its end.
func names(t *testing.T, c *Client, q Query) ([]string, error) {
	t.Helper()
	var got []string
	err := c.Pods(t.Context(), q, func(p Pod) { got = append(got, p.Name) })
	return got, err
}

func wantKind(t *testing.T, err error, kind Kind, words ...string) {
	t.Helper()
	if !isKind(err, kind) {
		t.Fatalf("error: got %#v (%v), want kind %d", err, err, kind)
	}
	text := err.Error() + "\n" + err.(*Error).Do //nolint:errorlint // they come as they are
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("error: got %q, which lacks %q", text, w)
		}
	}
}

const soon = 300 * time.Millisecond
