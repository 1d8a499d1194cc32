package kube

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"
)

// guarded is an API where alice may do with pods what she wants in payments, and nothing in shop.
func guarded(t *testing.T) *fakeAPI {
	t.Helper()
	a := newAPI(t)
	a.mux.HandleFunc("POST /apis/authentication.k8s.io/v1/selfsubjectreviews", func(w http.ResponseWriter, _ *http.Request) {
		object(w, 201, map[string]any{"status": map[string]any{"userInfo": map[string]any{"username": "alice@acme", "groups": []string{"sre"}}}})
	})
	a.mux.HandleFunc("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", func(w http.ResponseWriter, r *http.Request) {
		var review struct {
			Spec struct{ ResourceAttributes map[string]string }
		}
		if err := json.NewDecoder(r.Body).Decode(&review); err != nil {
			t.Error(err)
		}
		at := review.Spec.ResourceAttributes
		ok := at["resource"] == "pods" && (at["namespace"] == "payments" || at["namespace"] == "view" && at["subresource"] == "")
		object(w, 201, map[string]any{"status": map[string]any{"allowed": ok}})
	})
	a.mux.HandleFunc("GET /api/v1/namespaces", func(w http.ResponseWriter, _ *http.Request) {
		ns := func(name string) map[string]any { return map[string]any{"metadata": map[string]any{"name": name}} }
		object(w, 200, listJSON("1", "", ns("shop"), ns("payments"), ns("view"), ns("default")))
	})
	return a
}

func TestRefusalSaysWhere(t *testing.T) {
	c := guarded(t).client(t, "{token: tok}", Options{})
	r := c.Explain(t.Context(), Action{Verb: "list", Resource: "pods", Namespace: "shop"})
	want := []string{
		"You (alice@acme) may not list pods in shop.", "You may in: payments, view.",
		"Needed: verbs get, list, watch on pods; create on pods/exec for a shell.",
	}
	if got := r.Lines(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q", got)
	}
	r.Elsewhere = nil
	if got := r.Lines()[1]; got != "Nor may you in the namespaces that are known here." {
		t.Errorf("got %q", got)
	}
}

func TestGrant(t *testing.T) {
	c := guarded(t).client(t, "{token: tok}", Options{})
	for namespace, want := range map[string]Grant{
		"payments": {User: "alice@acme", Namespace: "payments", Get: true, Exec: true, Attach: true, Debug: true, Known: true},
		"view":     {User: "alice@acme", Namespace: "view", Get: true, Known: true},
		"shop":     {User: "alice@acme", Namespace: "shop", Known: true},
	} {
		if got, err := c.Grant(t.Context(), namespace); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", namespace, got, err)
		}
	}
	for _, tt := range []struct {
		grant Grant
		want  []string
	}{
		{Grant{Known: true, Get: true, Exec: true}, nil},
		{Grant{}, nil},
		{Grant{Known: true, Get: true}, []string{"create pods/exec"}},
		{Grant{Known: true}, []string{"get pods", "create pods/exec"}},
	} {
		if got := tt.grant.Missing(); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: got %q", tt.grant, got)
		}
	}
}

// Who may list nothing at all still gets the names that stand in the kubeconfig, and his own from there.
func TestNamespacesOfTheKubeconfig(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { failure(w, 403, "no") })
	c := a.client(t, "{token: tok}", Options{})
	got, note, err := c.Namespaces(t.Context())
	if err != nil || !slices.Equal(got, []string{"shop"}) || note == "" {
		t.Errorf("got %v, %q, %v", got, note, err)
	}
	if user, _, err := c.WhoAmI(t.Context()); err != nil || user != "me" {
		t.Errorf("got %q, %v", user, err)
	}
	if ok, err := c.HasNamespace(t.Context(), "x"); err != nil || !ok {
		t.Errorf("a namespace one may not see: got %v, %v", ok, err)
	}
}

func TestNamespaces(t *testing.T) {
	c := guarded(t).client(t, "{token: tok}", Options{})
	got, note, err := c.Namespaces(t.Context())
	if want := []string{"default", "payments", "shop", "view"}; err != nil || note != "" || !slices.Equal(got, want) {
		t.Errorf("got %v, %q, %v", got, note, err)
	}
	if ok, err := c.HasNamespace(t.Context(), "none"); err != nil || ok {
		t.Errorf("no such namespace: got %v, %v", ok, err)
	}
}

func TestServer(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", "Wed, 25 Nov 2026 00:00:00 GMT")
		object(w, 200, map[string]string{"gitVersion": "v1.36.3-eks-1", "minor": "36+"})
	})
	s, err := a.client(t, "{token: tok}", Options{}).Server(t.Context())
	if err != nil || s.Version != "v1.36.3-eks-1" || s.Minor != 36 || !s.Date.Equal(time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v, %v", s, err)
	}
}
