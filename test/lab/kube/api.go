package kubelab

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// api is as much of a client as filling a cluster needs.
type api struct {
	url    string
	client *http.Client
}

func (c *Cluster) api() (*api, error) {
	admin, err := c.keys.issue("admin", "system:masters")
	if err != nil {
		return nil, err
	}
	cert, err := tls.X509KeyPair(admin.cert, admin.key)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(c.keys.authority)
	config := &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{cert}}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: config}}
	return &api{"https://" + c.door.listener.Addr().String(), client}, nil
}

// do sends a request with a JSON body, if there is one, and decodes the answer into answer unless that is nil.
// An answer that is no success is an error.
func (a *api) do(method, path, kind string, body []byte, answer any) error {
	request, err := http.NewRequest(method, a.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", kind)
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return &statusError{response.StatusCode, fmt.Sprintf("%s %s: %s: %s", method, path, response.Status, text)}
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

type statusError struct {
	code int
	text string
}

func (e *statusError) Error() string { return e.text }

func (a *api) get(path string, answer any) error { return a.do(http.MethodGet, path, "", nil, answer) }

func (a *api) patch(path, body string) error {
	return a.do(http.MethodPatch, path, "application/merge-patch+json", []byte(body), nil)
}

// create creates an object where its kind lives.
func (a *api) create(object json.RawMessage) error {
	var o struct {
		APIVersion, Kind string
		Metadata         struct{ Namespace string }
	}
	if err := json.Unmarshal(object, &o); err != nil {
		return err
	}
	path := "/apis/" + o.APIVersion
	if !strings.Contains(o.APIVersion, "/") {
		path = "/api/" + o.APIVersion
	}
	if o.Metadata.Namespace != "" {
		path += "/namespaces/" + o.Metadata.Namespace
	}
	return a.do(http.MethodPost, path+"/"+strings.ToLower(o.Kind)+"s", "application/json", object, nil)
}
