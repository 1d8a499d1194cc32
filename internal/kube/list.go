package kube

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
)

// A Query says which pods are asked for.
type Query struct {
	Namespace string // "" for all of them
	Selector  string // of labels, as kubectl's -l takes it
}

func (q Query) path() string {
	if q.Namespace == "" {
		return "/api/v1/pods"
	}
	return "/api/v1/namespaces/" + url.PathEscape(q.Namespace) + "/pods"
}

func (q Query) values() url.Values {
	v := url.Values{}
	if q.Selector != "" {
		v.Set("labelSelector", q.Selector)
	}
	return v
}

// chunkSize is how many objects a list asks for at once, so that the first are shown soon.
const chunkSize = 500

// Pods calls each for every pod, once, in the order of the server, which is that of namespaces and names. The pods come
// in pieces: when a later one fails the earlier ones have been given already.
func (c *Client) Pods(ctx context.Context, q Query, each func(Pod)) error {
	_, err := c.listPods(ctx, q, each)
	return err
}

// listPods returns the version that the list has as a whole, from which changes can be watched.
func (c *Client) listPods(ctx context.Context, q Query, each func(Pod)) (version string, err error) {
	given := map[string]bool{}
	once := func(p Pod) {
		if !given[p.UID] {
			given[p.UID] = true
			each(p)
		}
	}
	values := q.values()
	values.Set("limit", strconv.Itoa(chunkSize))
	for {
		rest, err := c.podChunk(ctx, q, values, once)
		if isKind(err, outdated) && values.Has("continue") {
			// The list took longer than the server remembers it. Once more, in one piece.
			values.Del("continue")
			values.Del("limit")
			continue
		}
		if err != nil || rest.Continue == "" {
			return rest.ResourceVersion, err
		}
		values.Set("continue", rest.Continue)
	}
}

// listMeta is the metadata of a list.
type listMeta struct {
	ResourceVersion string `json:"resourceVersion"`
	Continue        string `json:"continue"`
}

func (c *Client) podChunk(ctx context.Context, q Query, values url.Values, each func(Pod)) (listMeta, error) {
	got, err := c.open(ctx, c.timeout, http.MethodGet, q.path(), values, nil)
	if err != nil {
		return listMeta{}, err
	}
	defer got.close()
	meta, err := decodePods(got, each)
	return meta, c.explainDecode(ctx, got.head, err)
}

// decodePods reads a list of pods.
func decodePods(r io.Reader, each func(Pod)) (listMeta, error) {
	of, small := shapeOf(reflect.TypeFor[podWire]()), []byte(nil)
	return decodeList(r, func(s *scanner) (err error) {
		if small, err = s.prune(small[:0], of); err != nil {
			return err
		}
		var w podWire
		if err := json.Unmarshal(small, &w); err != nil {
			return err
		}
		each(w.pod())
		return nil
	})
}

// errNotList says that JSON is no list of the API.
var errNotList = errors.New("kube: not a list")

// explainDecode tells an answer that makes no sense from one that was cut off.
func (c *Client) explainDecode(ctx context.Context, head http.Header, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax), errors.As(err, &kind), errors.Is(err, errNotList), errors.Is(err, errNotJSON):
		return c.noSense(head)
	}
	return c.explainLost(ctx, err)
}

// listLimit is how much of a list is read at once. A chunk of it is a hundredth.
const listLimit = 512 << 20

// decodeList reads a list and calls item at each of its items, which item must pass.
func decodeList(r io.Reader, item func(*scanner) error) (meta listMeta, err error) {
	text, err := io.ReadAll(io.LimitReader(r, listLimit))
	if err != nil {
		return meta, err
	}
	s := &scanner{text: text}
	found := false
	err = s.members(func(name []byte) error {
		switch string(name) {
		case "metadata":
			text, err := s.value()
			if err != nil {
				return err
			}
			return json.Unmarshal(text, &meta)
		case "items":
			found = true
			if c, err := s.next(); err != nil || c != '[' { // null is an empty list
				_, err := s.value()
				return err
			}
			return s.sequence('[', ']', func() error { return item(s) })
		}
		_, err := s.value()
		return err
	})
	if err == nil && !found {
		err = errNotList
	}
	return meta, err
}
