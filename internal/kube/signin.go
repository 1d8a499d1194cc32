package kube

import (
	"path/filepath"
	"strings"

	"github.com/shellac-term/shellac/internal/shellword"
)

// signIn returns the command that renews what a well-known plugin works with, or "".
func signIn(plugin string) string {
	switch plugin {
	case "gke-gcloud-auth-plugin", "gcloud":
		return "gcloud auth login"
	case "kubelogin":
		return "az login"
	case "tsh":
		return "tsh login"
	case "doctl":
		return "doctl auth init"
	case "oci":
		return "oci session authenticate"
	case "ibmcloud":
		return "ibmcloud login"
	}
	return ""
}

// suggest says what to run after the plugin has failed with these words. A plugin that nobody knows gets a terminal from
// kubectl, where it can ask what it wants.
func (p *plugin) suggest(words string) string {
	run := "kubectl --context " + shellword.Quote(p.context) + " auth whoami"
	name := filepath.Base(p.exec.Command)
	switch known := signIn(name); {
	case name == "aws" || name == "aws-iam-authenticator":
		if strings.Contains(words, "SSO") || strings.Contains(strings.ToLower(words), "sso login") {
			run = "aws sso login" + p.awsProfile()
		} else {
			run = "aws sts get-caller-identity" + p.awsProfile()
		}
	case known != "":
		run = known
	}
	return "run `" + run + "`, then try again"
}

// awsProfile returns the profile that the plugin is told to use, as a flag.
func (p *plugin) awsProfile() string {
	for i, arg := range p.exec.Args {
		if arg == "--profile" && i+1 < len(p.exec.Args) {
			return " --profile " + shellword.Quote(p.exec.Args[i+1])
		}
	}
	for _, v := range p.exec.Env {
		if v.Name == "AWS_PROFILE" && v.Value != "" {
			return " --profile " + shellword.Quote(v.Value)
		}
	}
	return ""
}
