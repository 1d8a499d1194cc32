package kubelab

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
)

// object is of an object what tells whether it is ready.
type object struct {
	Metadata struct{ Name string }
	Status   struct {
		Conditions []struct{ Type, Status string }
	}
}

func (o object) ready() bool {
	for _, condition := range o.Status.Conditions {
		if condition.Type == "Ready" {
			return condition.Status == "True"
		}
	}
	return false
}

// fill brings the cluster from an empty API to a ready node with ready pods.
func (c *Cluster) fill() error {
	a, err := c.api()
	if err != nil {
		return err
	}
	if err := c.waitFor("the API", "apiserver.log", func() bool { return a.get("/readyz", nil) == nil }); err != nil {
		return err
	}
	if err := os.WriteFile(c.path("go-kubelet"), []byte("\n"), 0); err != nil {
		return err
	}
	if err := c.createObjects(a); err != nil {
		return err
	}
	if err := c.readyNode(a); err != nil {
		return err
	}
	return c.waitFor("pods", "kubelet.log", func() bool {
		var pods struct{ Items []object }
		return a.get("/api/v1/pods", &pods) == nil && len(pods.Items) > 0 && allReady(pods.Items)
	})
}

func allReady(objects []object) bool {
	for _, o := range objects {
		if !o.ready() {
			return false
		}
	}
	return true
}

// createObjects creates what files/objects.json lists. What exists is left alone: namespace default comes by itself,
// but not at once.
func (c *Cluster) createObjects(a *api) error {
	text, err := files.ReadFile("files/objects.json")
	if err != nil {
		return err
	}
	var objects []json.RawMessage
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), "NODE", c.Name)), &objects); err != nil {
		return fmt.Errorf("read objects.json: %w", err)
	}
	for _, o := range objects {
		err := a.create(o)
		var status *statusError
		if errors.As(err, &status) && status.code == http.StatusConflict {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readyNode does for the new node what a cloud provider would, and waits until it is ready.
func (c *Cluster) readyNode(a *api) error {
	path := "/api/v1/nodes/" + c.Name
	if err := c.waitFor("the node", "kubelet.log", func() bool { return a.get(path, nil) == nil }); err != nil {
		return err
	}
	addresses := `[{"type":"InternalIP","address":"127.0.0.1"},{"type":"Hostname","address":"` + c.Name + `"}]`
	if err := a.patch(path+"/status", `{"status":{"addresses":`+addresses+`}}`); err != nil {
		return err
	}
	if err := a.patch(path, `{"spec":{"taints":null}}`); err != nil {
		return err
	}
	return c.waitFor("a ready node", "kubelet.log", func() bool {
		var node object
		return a.get(path, &node) == nil && node.ready()
	})
}
