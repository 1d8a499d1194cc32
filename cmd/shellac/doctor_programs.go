package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/shellac-term/shellac/internal/kube"
)

// checkConfig looks at the configuration file.
func (a *app) checkConfig(context.Context) []diagnosis {
	if _, err := a.config(); err != nil {
		return []diagnosis{failing("config", broken, err)}
	}
	file := firstOf(a.configFile, a.getenv("SHELLAC_CONFIG"), a.paths.File())
	if file == "" {
		return []diagnosis{{"config", unsure, "there can be no configuration file: neither HOME nor XDG_CONFIG_HOME is set", "set HOME"}}
	}
	text := "shellac " + version() + ", configuration " + a.tilde(file)
	if !exists(file) {
		text = "shellac " + version() + ", no configuration; it would be " + a.tilde(file)
	}
	return []diagnosis{{"config", fine, text, ""}}
}

// program runs a program that prints its version, with nothing to read and no terminal.
func program(ctx context.Context, name string, args ...string) (path, output string, err error) {
	path, err = exec.LookPath(name)
	if err != nil {
		return "", "", err
	}
	limited, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	cmd := exec.CommandContext(limited, path, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &out, &out, time.Second
	err = cmd.Run()
	return path, strings.TrimSpace(out.String()), err
}

func checkSSH(ctx context.Context) []diagnosis {
	path, version, err := program(ctx, "ssh", "-V")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return []diagnosis{{"ssh", broken, "ssh is not on PATH: `shellac ssh` cannot work", "install OpenSSH's client: apt install openssh-client"}}
	case err != nil:
		return []diagnosis{{"ssh", broken, fmt.Sprintf("%s -V: %v", path, err), "check that program"}}
	case !strings.HasPrefix(version, "OpenSSH"):
		return []diagnosis{{"ssh", unsure, version + " (" + path + ") is not OpenSSH's: flags may differ", "put OpenSSH's ssh first on PATH"}}
	}
	return []diagnosis{{"ssh", fine, firstLine(version) + " (" + path + ")", ""}}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// checkKube looks at kubectl and at the cluster of a context, and at how they fit.
func (a *app) checkKube(f kubeFlags) check {
	return func(ctx context.Context) []diagnosis {
		config, err := a.kubeConfig(f)
		if err != nil {
			return append(a.checkKubectl(ctx, unsure, nil), failing("kube", broken, err))
		}
		x, err := config.Find("")
		var e *kube.Error
		if errors.As(err, &e) && e.Kind == kube.NoConfig && len(config.Contexts()) == 0 {
			// Who has no cluster needs no kubectl.
			return append(a.checkKubectl(ctx, unsure, nil), diagnosis{"kube", unsure, e.Text, e.Do})
		}
		if err != nil {
			return append(a.checkKubectl(ctx, broken, nil), failing("kube", broken, err))
		}
		server, found := a.checkCluster(ctx, config, x)
		return append(a.checkKubectl(ctx, broken, server), found...)
	}
}

// checkKubectl looks for kubectl and compares it with a server, if there is one. missing is what it means not to have it.
func (a *app) checkKubectl(ctx context.Context, missing verdict, server *kube.Server) []diagnosis {
	path, output, err := program(ctx, "kubectl", "version", "--client", "--output=json")
	if errors.Is(err, exec.ErrNotFound) {
		return []diagnosis{{"kubectl", missing, "kubectl is not on PATH: `shellac kube exec` cannot work", "install kubectl, of the cluster's version: https://kubernetes.io/docs/tasks/tools/"}}
	}
	var v struct {
		ClientVersion struct{ GitVersion, Minor string }
	}
	if json.Unmarshal([]byte(output), &v) != nil || v.ClientVersion.GitVersion == "" {
		return []diagnosis{{"kubectl", unsure, path + " does not say its version: " + firstLine(output), "check that program"}}
	}
	text := v.ClientVersion.GitVersion + " (" + path + ")"
	if server == nil {
		return []diagnosis{{"kubectl", fine, text, ""}}
	}
	ours := kube.Minor(v.ClientVersion.Minor)
	if ours < 0 || server.Minor < 0 {
		return []diagnosis{{"kubectl", unsure, text + "; the server is " + server.Version + ": whether they fit cannot be told", ""}}
	}
	if skew := ours - server.Minor; skew > 1 || skew < -1 {
		return []diagnosis{{"kubectl", unsure, fmt.Sprintf("%s is %s away from the server's %s; one is supported", text, plural(max(skew, -skew), "minor version"), server.Version),
			fmt.Sprintf("install kubectl 1.%d", server.Minor)}}
	}
	return []diagnosis{{"kubectl", fine, text + ", fits the server's " + server.Version, ""}}
}

// checkCluster asks the cluster of a context for its version, its clock, and who the user is there.
func (a *app) checkCluster(ctx context.Context, config *kube.Config, x kube.Context) (*kube.Server, []diagnosis) {
	name := firstOf(x.Name, "this cluster")
	client, err := config.Client(x.Name)
	if err != nil {
		return nil, []diagnosis{failing("kube", broken, err)}
	}
	server, err := client.Server(ctx)
	if err != nil {
		return nil, []diagnosis{failing("kube", broken, err)}
	}
	found := []diagnosis{}
	user, _, err := client.WhoAmI(ctx)
	switch {
	case err != nil:
		found = append(found, failing("kube", broken, err))
	case strings.HasPrefix(user, "system:serviceaccount:"):
		found = append(found, diagnosis{"kube", unsure, fmt.Sprintf("%s: you are the service account %s, as whom anybody may have come", name, user), "sign in as yourself, so that the cluster's log says who it was"})
	default:
		found = append(found, diagnosis{"kube", fine, fmt.Sprintf("%s answers in %v, you are %s, %s", name, server.Took.Round(time.Millisecond), user, authText(x, time.Now())), ""})
	}
	if !server.Date.IsZero() {
		found = append(found, clockFinding("that of "+name, time.Until(server.Date)))
	}
	return &server, found
}

// clockFinding judges how far this machine's clock is from another one. A date in whole seconds is up to one behind.
func clockFinding(other string, ahead time.Duration) diagnosis {
	ahead += 500 * time.Millisecond
	behind, off := "behind", ahead
	if off < 0 {
		behind, off = "ahead of", -off
	}
	text := fmt.Sprintf("this machine's is %v %s %s", off.Round(time.Second), behind, other)
	fix := "set it: timedatectl set-ntp true"
	switch {
	case off > 5*time.Minute:
		return diagnosis{"clock", broken, text + ": requests will be refused, and recordings have wrong times", fix}
	case off > 10*time.Second:
		return diagnosis{"clock", unsure, text + ": recordings have wrong times", fix}
	}
	return diagnosis{"clock", fine, "this machine's agrees with " + other, ""}
}
