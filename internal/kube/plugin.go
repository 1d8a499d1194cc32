package kube

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"
)

// pluginLimit is how long a credential plugin may take. Nobody can answer it here, so what takes longer waits for input.
const pluginLimit = 20 * time.Second

// A plugin is a program that prints a credential, as a kubeconfig describes it. client-go could run it, but would give it
// our standard error and perhaps our input, in the middle of a screen or a list.
type plugin struct {
	exec    *api.ExecConfig
	context string        // for messages
	cluster *pluginTarget // what the plugin may know of the cluster, nil unless it asks for it
	limit   time.Duration
	until   context.Context // ends it as well
}

// pluginTarget is the cluster as the interface of plugins describes it.
type pluginTarget struct {
	Server                   string          `json:"server"`
	TLSServerName            string          `json:"tls-server-name,omitempty"`
	InsecureSkipTLSVerify    bool            `json:"insecure-skip-tls-verify,omitempty"`
	CertificateAuthorityData []byte          `json:"certificate-authority-data,omitempty"`
	ProxyURL                 string          `json:"proxy-url,omitempty"`
	DisableCompression       bool            `json:"disable-compression,omitempty"`
	Config                   json.RawMessage `json:"config,omitempty"`
}

// pluginCall is what goes to the plugin and comes back from it.
type pluginCall struct {
	Kind       string `json:"kind"`
	APIVersion string `json:"apiVersion"`
	Spec       struct {
		Interactive bool          `json:"interactive"`
		Cluster     *pluginTarget `json:"cluster,omitempty"`
	} `json:"spec"`
	Status *struct {
		ExpirationTimestamp   *time.Time `json:"expirationTimestamp"`
		Token                 string     `json:"token"`
		ClientCertificateData string     `json:"clientCertificateData"`
		ClientKeyData         string     `json:"clientKeyData"`
	} `json:"status,omitempty"`
}

// A proof is a credential. It is never printed.
type proof struct {
	token   string
	cert    *tls.Certificate
	expires time.Time // zero: it does not say
}

func (p *proof) stale(now time.Time) bool { return !p.expires.IsZero() && !now.Before(p.expires) }

// run runs the plugin without a terminal: in a session of its own, where even /dev/tty is none, with an empty standard
// input, and with what it says kept. Its children end with it.
func (p *plugin) run(ctx context.Context) (*proof, error) {
	if p.exec.InteractiveMode == api.AlwaysExecInteractiveMode {
		return nil, p.failure("wants to ask you something on a terminal, which a list cannot give it", nil)
	}
	call, err := p.request()
	if err != nil {
		return nil, err
	}
	ctx, off := context.WithCancel(ctx)
	defer off()
	defer context.AfterFunc(p.until, off)()
	limit, stop := context.WithTimeout(ctx, p.limit)
	defer stop()
	stdout, stderr := &tail{size: 1 << 20}, &tail{size: 16 << 10}
	cmd := exec.CommandContext(limit, p.exec.Command, p.exec.Args...)
	cmd.Env = append(p.environ(), "KUBERNETES_EXEC_INFO="+string(call))
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limit.Err() != nil:
		return nil, p.failure(fmt.Sprintf("did not end within %v; it may wait for an answer that nobody can give it here", p.limit), stderr)
	case errors.Is(err, exec.ErrWaitDelay): // it left a child behind, and has answered
	case err != nil:
		return nil, p.explain(err, stderr)
	}
	return p.read(stdout.Bytes(), stderr)
}

func (p *plugin) request() ([]byte, error) {
	call := pluginCall{Kind: "ExecCredential", APIVersion: p.exec.APIVersion}
	call.Spec.Cluster = p.cluster
	return json.Marshal(call)
}

func (p *plugin) environ() []string {
	env := os.Environ()
	for _, v := range p.exec.Env {
		env = append(env, v.Name+"="+v.Value)
	}
	return env
}

// read reads the plugin's said.
func (p *plugin) read(stdout []byte, stderr *tail) (*proof, error) {
	var said pluginCall
	switch err := json.Unmarshal(stdout, &said); {
	case err != nil:
		return nil, p.failure("printed something that is no credential", stderr)
	case said.APIVersion != p.exec.APIVersion:
		return nil, p.failure(fmt.Sprintf("speaks %s, and the kubeconfig says %s", said.APIVersion, p.exec.APIVersion), stderr)
	case said.Status == nil || said.Status.Token == "" && said.Status.ClientCertificateData == "":
		return nil, p.failure("gave no token and no certificate", stderr)
	}
	got := &proof{token: said.Status.Token}
	if at := said.Status.ExpirationTimestamp; at != nil {
		got.expires = *at
	}
	if said.Status.ClientCertificateData != "" {
		cert, err := tls.X509KeyPair([]byte(said.Status.ClientCertificateData), []byte(said.Status.ClientKeyData))
		if err != nil {
			return nil, p.failure("gave a certificate and key that do not fit each other", stderr)
		}
		got.cert = &cert
	}
	return got, nil
}

// explain says why the plugin did not run, or how it ended.
func (p *plugin) explain(err error, stderr *tail) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		status := fmt.Sprintf("ended with status %d", exit.ExitCode())
		if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			status = "was ended by signal " + s.Signal().String()
		}
		return p.failure(status, stderr)
	}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, os.ErrNotExist) {
		e := p.failure("is not installed", nil)
		if !strings.ContainsRune(p.exec.Command, filepath.Separator) {
			e.Text += "; looked for it in " + os.Getenv("PATH")
		}
		e.Lines = lastLines(p.exec.InstallHint, 5)
		e.Do = "install " + filepath.Base(p.exec.Command) + ", then try again"
		return e
	}
	return p.failure("cannot be run: "+reason(err), stderr)
}

// failure makes an error of what the plugin did, with its last words.
func (p *plugin) failure(what string, stderr *tail) *Error {
	e := &Error{Kind: Plugin, Text: fmt.Sprintf("sign in to %s: %s %s", p.context, commandLine(p.exec), what)}
	if stderr != nil {
		e.Lines = lastLines(maskTokens(string(bytes.ToValidUTF8(stderr.Bytes(), []byte("?")))), 5)
	}
	e.Do = p.suggest(strings.Join(e.Lines, "\n"))
	return e
}
