package kube

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestPodsComeInChunks(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("GET /api/v1/namespaces/shop/pods", func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("limit") != "500" || q.Get("labelSelector") != "app=cart" || r.Header.Get("Authorization") != "Bearer tok" {
			t.Errorf("asked with %v and %q", q, r.Header.Get("Authorization"))
		}
		if q.Get("continue") == "" {
			object(w, 200, listJSON("9", "more", podJSON("shop", "a"), podJSON("shop", "b")))
			return
		}
		object(w, 200, listJSON("9", "", podJSON("shop", "c")))
	})
	got, err := names(t, a.client(t, "{token: tok}", Options{}), Query{Namespace: "shop", Selector: "app=cart"})
	if want := []string{"a", "b", "c"}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// When the server has forgotten the list in the middle, it is asked for as a whole, and no pod comes twice.
func TestListThatTakesTooLong(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("GET /api/v1/pods", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Query().Has("continue"):
			failure(w, 410, "The provided continue parameter is too old")
		case r.URL.Query().Has("limit"):
			object(w, 200, listJSON("9", "more", podJSON("shop", "a")))
		default:
			object(w, 200, listJSON("12", "", podJSON("shop", "a"), podJSON("shop", "b")))
		}
	})
	got, err := names(t, a.client(t, "{token: tok}", Options{}), Query{})
	if want := []string{"a", "b"}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func TestWhatListsFailWith(t *testing.T) {
	const path = "GET /api/v1/namespaces/shop/pods"
	text := func(code int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	says := func(code int, message string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { failure(w, code, message) }
	}
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		kind   Kind
		words  string
	}{
		"not signed in": {says(401, "Unauthorized"), Expired, "does not accept your credentials"},
		"forbidden":     {says(403, `pods is forbidden: User "x" cannot list`), Forbidden, `User "x" cannot list`},
		"overloaded":    {says(429, "too many requests"), Failed, "too many requests"},
		"broken":        {text(502, "text/html", "<h1>bad gateway</h1>"), Failed, "it answers 502 Bad Gateway"},
		"unknown":       {text(404, "text/plain", "404 page not found"), NotFound, "it answers 404 Not Found"},
		"bad request":   {says(400, "unable to parse requirement"), Refused, "unable to parse"},
		"a login page":  {text(200, "text/html", "<html>sign in</html>"), Refused, "not Kubernetes (text/html)"},
		"empty":         {text(200, "application/json", ""), Unreachable, "in the middle of an answer"},
		"cut off":       {text(200, "application/json", `{"metadata":{},"items":[{"metadata":{"name":"a"`), Unreachable, "in the middle of an answer"},
		"no list":       {text(200, "application/json", `{"kind":"Status"}`), Refused, "not Kubernetes"},
		"wrong types":   {text(200, "application/json", `{"items":[{"metadata":7}]}`), Refused, "not Kubernetes"},
		"an array":      {text(200, "application/json", `[1,2]`), Refused, "not Kubernetes"},
		"a token in words": {
			says(403, "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln is no good"), Forbidden, "token … is no good",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAPI(t)
			a.mux.HandleFunc(path, tt.answer)
			_, err := names(t, a.client(t, "{token: tok}", Options{}), Query{Namespace: "shop"})
			wantKind(t, err, tt.kind, tt.words, "lab (127.0.0.1")
			if tt.kind == Refused || tt.kind == Forbidden {
				return
			}
			if err.(*Error).Do == "" && tt.kind != NotFound { //nolint:errorlint // as it comes
				t.Error("nothing says what to do")
			}
		})
	}
}

func TestSlowServer(t *testing.T) {
	a := newAPI(t)
	block := make(chan struct{})
	defer close(block)
	a.mux.HandleFunc("GET /api/v1/pods", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-block:
		case <-r.Context().Done():
		}
	})
	c := a.client(t, "{token: tok}", Options{Timeout: soon})
	_, err := names(t, c, Query{})
	wantKind(t, err, Unreachable, "no answer within 300ms")

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	patient := a.client(t, "{token: tok}", Options{Timeout: -1})
	if err := patient.Pods(ctx, Query{}, func(Pod) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: got %v, want context.Canceled", err)
	}
}

func TestNobodyThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "https://" + l.Addr().String()
	_ = l.Close()
	plain := newPlain(t)
	a := newAPI(t)
	for name, tt := range map[string]struct {
		server string
		kind   Kind
		words  string
	}{
		"nothing listens":   {closed, Unreachable, "connection refused"},
		"no such host":      {"https://no-such-host.invalid:6443", Unreachable, "no-such-host.invalid"},
		"another authority": {a.URL, Untrusted, "not signed by the authority"},
		"no TLS":            {strings.Replace(plain, "http:", "https:", 1), Untrusted, "does not speak TLS"},
	} {
		t.Run(name, func(t *testing.T) {
			file := write(t, t.TempDir()+"/config", fmt.Sprintf(`{"apiVersion":"v1","kind":"Config","current-context":"lab",
				"clusters":[{"name":"lab","cluster":{"server":%q}}],"users":[{"name":"me","user":{"token":"t"}}],
				"contexts":[{"name":"lab","context":{"cluster":"lab","user":"me"}}]}`, tt.server))
			_, err := names(t, open(t, Options{Files: []string{file}, Timeout: 5 * time.Second}), Query{})
			wantKind(t, err, tt.kind, tt.words)
		})
	}
}

func newPlain(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + l.Addr().String()
}

// What a pod carries that no list shows costs no memory to keep.
func TestHugePod(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("GET /api/v1/pods", func(w http.ResponseWriter, _ *http.Request) {
		p := podJSON("shop", "big")
		p["metadata"].(map[string]any)["annotations"] = map[string]string{"blob": strings.Repeat("x", 8<<20)}
		p["metadata"].(map[string]any)["managedFields"] = []any{map[string]any{"fieldsV1": map[string]any{"f:spec": map[string]any{}}}}
		object(w, 200, listJSON("1", "", p))
	})
	got, err := names(t, a.client(t, "{token: tok}", Options{}), Query{})
	if err != nil || len(got) != 1 {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestImpersonation(t *testing.T) {
	a := newAPI(t)
	a.mux.HandleFunc("GET /api/v1/pods", func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("Impersonate-User"); got != "eve" {
			t.Errorf("user: got %q", got)
		}
		if got := r.Header["Impersonate-Group"]; !reflect.DeepEqual(got, []string{"g1", "g2"}) {
			t.Errorf("groups: got %q", got)
		}
		object(w, 200, listJSON("1", ""))
	})
	if _, err := names(t, a.client(t, "{token: tok}", Options{As: "eve", AsGroups: []string{"g1", "g2"}}), Query{}); err != nil {
		t.Error(err)
	}
}
