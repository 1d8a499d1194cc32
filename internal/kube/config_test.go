package kube

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestContextsOfMergedFiles(t *testing.T) {
	dir := t.TempDir()
	one := write(t, filepath.Join(dir, "one"), `
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://one:6443"}}]
users:
- {name: aws, user: {exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: IfAvailable, command: /usr/bin/aws,
    args: [eks, get-token, --cluster-name, x, --client-secret=abc, --password, hunter2]}}}
contexts:
- {name: prod, context: {cluster: c, user: aws, namespace: shop}}
- {name: lost, context: {cluster: nowhere, user: aws}}
- {name: anon, context: {cluster: c, user: nobody}}
`)
	two := write(t, filepath.Join(dir, "two"), `
apiVersion: v1
kind: Config
current-context: stage
clusters: [{name: c, cluster: {server: "https://ignored"}}, {name: d, cluster: {server: "https://two:6443"}}]
users: [{name: tok, user: {token: secret-word}}]
contexts:
- {name: prod, context: {cluster: d, user: tok, namespace: ignored}}
- {name: stage, context: {cluster: d, user: tok}}
`)
	config, err := Load(Options{Files: []string{one, filepath.Join(dir, "missing"), two}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Context{
		{Name: "anon", Cluster: "c", Server: "https://one:6443", User: "nobody", Namespace: "default", File: one, Problem: `its user "nobody" is in no file`},
		{
			Name: "lost", Cluster: "nowhere", User: "aws", Namespace: "default", File: one, UserFile: one,
			Auth: Auth{Kind: AuthPlugin, Command: "aws eks get-token --cluster-name x --client-secret=… --password …"}, Problem: `its cluster "nowhere" is in no file`,
		},
		{
			Name: "prod", Cluster: "c", Server: "https://one:6443", User: "aws", Namespace: "shop", File: one, UserFile: one,
			Auth: Auth{Kind: AuthPlugin, Command: "aws eks get-token --cluster-name x --client-secret=… --password …"},
		},
		{Name: "stage", Cluster: "d", Server: "https://two:6443", User: "tok", Namespace: "default", File: two, UserFile: two, Auth: Auth{Kind: AuthToken}, Current: true},
	}
	if got := config.Contexts(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if text := fmt.Sprintf("%+v", config.Contexts()); strings.Contains(text, "secret-word") || strings.Contains(text, "hunter2") {
		t.Errorf("a secret is shown: %s", text)
	}
}

func TestFlagsComeFirst(t *testing.T) {
	file := write(t, t.TempDir()+"/config", `{apiVersion: v1, kind: Config, current-context: a, contexts: [
		{name: a, context: {cluster: x, user: me, namespace: one}}, {name: b, context: {cluster: x, user: me}}], clusters: [{name: x, cluster: {server: "https://x"}}]}`)
	config, err := Load(Options{Files: []string{file}, Context: "b", Namespace: "two"})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := config.Find(""); err != nil || b.Name != "b" || b.Namespace != "two" || !b.Current {
		t.Errorf("got %+v, %v", b, err)
	}
	if a, err := config.Find("a"); err != nil || a.Namespace != "one" || a.Current {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestWhatIsWrongWithAConfig(t *testing.T) {
	dir := t.TempDir()
	empty := write(t, filepath.Join(dir, "empty"), "")
	broken := write(t, filepath.Join(dir, "broken"), "contexts: [\n")
	odd := write(t, filepath.Join(dir, "odd"), `{apiVersion: v1, kind: Config, contexts: [{name: a, context: {cluster: x, user: y}}]}`)
	unset := write(t, filepath.Join(dir, "unset"), `{apiVersion: v1, kind: Config, contexts: [{name: a, context: {cluster: x, user: me}}]}`)
	old := write(t, filepath.Join(dir, "old"), `{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: x, user: me}}],
		clusters: [{name: x, cluster: {server: "https://x"}}], users: [{name: me, user: {auth-provider: {name: gcp}}}]}`)
	for name, tt := range map[string]struct {
		o     Options
		find  string
		kind  Kind
		words string
	}{
		"nothing":           {Options{}, "", NoConfig, "neither KUBECONFIG nor HOME is set"},
		"no file":           {Options{Files: []string{dir + "/none"}}, "", NoConfig, "no kubeconfig: looked for " + dir + "/none"},
		"empty":             {Options{Files: []string{empty}}, "", NoConfig, "no kubeconfig"},
		"named and missing": {Options{Explicit: dir + "/none"}, "", BadConfig, "no such file"},
		"broken":            {Options{Files: []string{broken}}, "", BadConfig, "broken"},
		"none current":      {Options{Files: []string{unset}}, "", NoConfig, "shellac kube use"},
		"unknown":           {Options{Files: []string{unset}}, "b", BadConfig, `no context "b" in`},
		"no cluster":        {Options{Files: []string{unset}}, "a", BadConfig, `its cluster "x" is in no file`},
		"old provider":      {Options{Files: []string{old}}, "", BadConfig, `auth provider "gcp"`},
		"a wrong type":      {Options{Files: []string{odd}}, "", BadConfig, "contexts.context.user is a bool and should be a string"},
		"a folder":          {Options{Files: []string{dir}}, "", BadConfig, "is a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := Load(tt.o)
			if err == nil {
				_, err = config.Client(tt.find)
			}
			wantKind(t, err, tt.kind, tt.words)
			if err.(*Error).Do == "" { //nolint:errorlint // as it comes
				t.Error("nothing says what to do")
			}
		})
	}
}

func TestExpiry(t *testing.T) {
	end := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	claims := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"exp":%d}`, end.Unix()))
	dir := t.TempDir()
	write(t, dir+"/me.crt", string(cert))
	file := write(t, dir+"/config", fmt.Sprintf(`{apiVersion: v1, kind: Config, clusters: [{name: x, cluster: {server: "https://x"}}],
		users: [{name: jwt, user: {token: "h.%s.s"}}, {name: cert, user: {client-certificate: me.crt, client-key: me.key}}, {name: word, user: {token: abc}}],
		contexts: [{name: cert, context: {cluster: x, user: cert}}, {name: jwt, context: {cluster: x, user: jwt}}, {name: word, context: {cluster: x, user: word}}]}`, claims))
	config, err := Load(Options{Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range config.Contexts() {
		want := end
		if x.Name == "word" {
			want = time.Time{}
		}
		if !x.Auth.Expires.Equal(want) {
			t.Errorf("%s: got %v, want %v", x.Name, x.Auth.Expires, want)
		}
		if !x.Auth.Expired(end) && x.Auth.Expired(end.Add(time.Second)) == want.IsZero() {
			t.Errorf("%s: expired is wrong", x.Name)
		}
	}
}

func TestReload(t *testing.T) {
	a := newAPI(t)
	file := a.kubeconfig(t, "{token: tok}")
	config, err := Load(Options{Files: []string{file}})
	if err != nil {
		t.Fatal(err)
	}
	if again, err := config.Reload(); err != nil || again != config {
		t.Errorf("unchanged: got another one, %v", err)
	}
	write(t, file, strings.Replace(readText(t, file), "namespace: shop", "namespace: pay", 1))
	again, err := config.Reload()
	if err != nil || again == config || again.Contexts()[0].Namespace != "pay" {
		t.Errorf("changed: got %+v, %v", again, err)
	}
	write(t, file, "[")
	if _, err := config.Reload(); err == nil {
		t.Error("broken: no error")
	}
}
