package kube

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// Namespaces returns the names of all of them, sorted. Where the user may not list them, those that contexts of the
// cluster name come back, and a note that says so.
func (c *Client) Namespaces(ctx context.Context) (names []string, note string, err error) {
	names, err = c.listNamespaces(ctx)
	if isKind(err, Forbidden) {
		return c.configured(), "you may not list namespaces here; these are those that your kubeconfig names", nil
	}
	slices.Sort(names)
	return names, "", err
}

func (c *Client) listNamespaces(ctx context.Context) ([]string, error) {
	var names []string
	values := url.Values{"limit": {strconv.Itoa(chunkSize)}}
	for {
		meta, err := c.namespaceChunk(ctx, values, &names)
		if isKind(err, outdated) && values.Has("continue") {
			names, values = nil, url.Values{}
			continue
		}
		if err != nil || meta.Continue == "" {
			return names, err
		}
		values.Set("continue", meta.Continue)
	}
}

func (c *Client) namespaceChunk(ctx context.Context, values url.Values, names *[]string) (listMeta, error) {
	got, err := c.open(ctx, c.timeout, http.MethodGet, "/api/v1/namespaces", values, nil)
	if err != nil {
		return listMeta{}, err
	}
	defer got.close()
	meta, err := decodeList(got, func(s *scanner) error {
		text, err := s.value()
		if err != nil {
			return err
		}
		var w struct {
			Metadata nameWire `json:"metadata"`
		}
		err = json.Unmarshal(text, &w)
		*names = append(*names, w.Metadata.Name)
		return err
	})
	return meta, c.explainDecode(ctx, got.head, err)
}

// HasNamespace reports whether there is a namespace of this name. Where the user may not know, it says there is.
func (c *Client) HasNamespace(ctx context.Context, name string) (bool, error) {
	var w struct{}
	err := c.call(ctx, http.MethodGet, "/api/v1/namespaces/"+url.PathEscape(name), nil, &w)
	if isKind(err, NotFound) {
		return false, nil
	}
	if isKind(err, Forbidden) {
		return true, nil
	}
	return err == nil, err
}

// configured returns the namespaces that contexts of the same cluster name, with that of the client, sorted.
func (c *Client) configured() []string {
	names := []string{c.Context.Namespace}
	for _, x := range c.config.merged.Contexts {
		cluster := c.config.merged.Clusters[x.Cluster]
		if cluster != nil && cluster.Server == c.Context.Server {
			names = append(names, firstOf(x.Namespace, "default"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
