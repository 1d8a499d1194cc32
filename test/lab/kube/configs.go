package kubelab

import (
	"embed"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"syscall"
)

//go:embed files/*
var files embed.FS

// apiAddress is where the API server listens in the cluster's network.
const apiAddress = "127.0.0.1:6443"

// writeConfigs writes what the cluster's parts read, and the pipe by which the kubelet is let go.
func (c *Cluster) writeConfigs() error {
	if err := os.Mkdir(c.path("cni"), 0o700); err != nil {
		return err
	}
	for from, to := range map[string]string{
		"containerd.toml": "containerd.toml", "kubelet.yaml": "kubelet.yaml", "cni.conflist": "cni/lab.conflist",
	} {
		if err := c.writeConfig(to, from, "CGROUP", c.cgroup); err != nil {
			return err
		}
	}
	if err := syscall.Mkfifo(c.path("go-kubelet"), 0o600); err != nil {
		return err
	}
	node, err := c.keys.issue("system:node:"+c.Name, "system:nodes")
	if err != nil {
		return err
	}
	return c.writeKubeconfig("kubeconfig.node", apiAddress, "node", node.credential())
}

// writeKubeconfigs writes the configurations of the users, once the address of the API outside is known.
func (c *Cluster) writeKubeconfigs(address string) error {
	admin, err := c.keys.issue("admin", "system:masters")
	if err != nil {
		return err
	}
	if err := c.writeKubeconfig("kubeconfig", address, "admin", admin.credential()); err != nil {
		return err
	}
	return c.writeKubeconfig("kubeconfig.viewer", address, "viewer", "{token: "+c.keys.viewerToken+"}")
}

// writeKubeconfig writes one. The administrator's context is named as the cluster, others after it and the user, so
// that the files of clusters and users can be read together.
func (c *Cluster) writeKubeconfig(file, address, user, credential string) error {
	context := c.Name
	if user != "admin" {
		context += "-" + user
	}
	return c.writeConfig(file, "kubeconfig.yaml",
		"NAME", context, "CLUSTER", c.Name, "USER", c.Name+"-"+user, "ADDRESS", address,
		"AUTHORITY", base64.StdEncoding.EncodeToString(c.keys.authorityPEM), "CREDENTIAL", credential)
}

func (p pair) credential() string {
	return fmt.Sprintf("{client-certificate-data: %s, client-key-data: %s}",
		base64.StdEncoding.EncodeToString(p.cert), base64.StdEncoding.EncodeToString(p.key))
}

// writeConfig writes a file from the folder files with words replaced: old, new, old, new.
func (c *Cluster) writeConfig(to, from string, words ...string) error {
	text, err := files.ReadFile("files/" + from)
	if err != nil {
		return err
	}
	return os.WriteFile(c.path(to), []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600)
}
