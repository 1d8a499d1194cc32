package kube

import (
	"path/filepath"
	"testing"
)

func TestPluginRules(t *testing.T) {
	a := served(t)
	plugin := script(t, goodAnswer)
	t.Setenv("PATH", filepath.Dir(plugin)+":/usr/bin:/bin")
	for name, tt := range map[string]struct {
		rules   string
		allowed bool
		words   string
	}{
		"none":            {"apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n", true, ""},
		"all":             {"credentialPluginPolicy: AllowAll\n", true, ""},
		"no plugin":       {"credentialPluginPolicy: DenyAll\n", false, "all are denied"},
		"this one":        {"credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: " + plugin + "}]\n", true, ""},
		"by its name":     {"credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{name: get-token}]\n", true, ""},
		"another one":     {"credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: aws}]\n", false, "not in the list"},
		"unknown":         {"credentialPluginPolicy: Sometimes\n", false, "unknown"},
		"second document": {"kind: X\n---\ncredentialPluginPolicy: DenyAll\n", false, "all are denied"},
		"broken":          {"credentialPluginPolicy: [\n", false, "read the rules for credential plugins"},
	} {
		t.Run(name, func(t *testing.T) {
			rules := write(t, t.TempDir()+"/kuberc", tt.rules)
			config, err := Load(Options{Files: []string{a.kubeconfig(t, execUser(plugin, ""))}, PluginRules: rules})
			if err == nil {
				_, err = config.Client("")
			}
			if tt.allowed {
				if err != nil {
					t.Error(err)
				}
				return
			}
			kind := Plugin
			if name == "broken" {
				kind = BadConfig
			}
			wantKind(t, err, kind, tt.words)
		})
	}
}
