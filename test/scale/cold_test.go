//go:build scale

package scale

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
)

// A meter stands before an S3 server and counts.
type meter struct {
	url string

	mu       sync.Mutex
	requests int
	lists    int
	bytes    int64
}

func newMeter(t *testing.T, endpoint string) *meter {
	t.Helper()
	to, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	m := &meter{}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // which is signed
	}, ModifyResponse: func(r *http.Response) error {
		r.Body = &countedBody{r.Body, m}
		return nil
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		m.requests++
		if r.URL.Query().Has("list-type") {
			m.lists++
		}
		m.mu.Unlock()
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	m.url = server.URL
	return m
}

type countedBody struct {
	io.ReadCloser
	m *meter
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.m.mu.Lock()
	b.m.bytes += int64(n)
	b.m.mu.Unlock()
	return n, err
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests, m.lists, m.bytes = 0, 0, 0
}

// serve starts a real S3 server that holds the fleet's catalog and index. The recordings themselves are not searched: they are packed.
func (l *lab) serve(t *testing.T) (lab *s3.Server, bucket string) {
	t.Helper()
	lab = s3.Start(t)
	bucket = lab.NewBucket(t)
	to, err := store.Open(t.Context(), lab.URL(bucket, ""), store.Options{Credentials: lab.Root})
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for o, err := range l.dirStore.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(o.Key, "cat/") || strings.HasPrefix(o.Key, "idx/") {
			keys = append(keys, o.Key)
		}
	}
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := worker; i < len(keys); i += 8 {
				f, err := os.Open(filepath.Join(l.dir, "store", keys[i]))
				if err != nil {
					t.Error(err)
					return
				}
				st, err := f.Stat()
				if err == nil {
					err = to.Put(t.Context(), keys[i], f, st.Size())
				}
				f.Close()
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return lab, bucket
}

// measureCold measures searches of a store on a real S3 server, the first with an empty cache, and what is asked of the server.
func (l *lab) measureCold(t *testing.T) {
	lab, bucket := l.serve(t)
	m := newMeter(t, lab.Endpoint)
	at := "s3://" + bucket + "/?endpoint=" + m.url + "&region=" + s3.Region
	tab := newTable(fmt.Sprintf("searches of %d sessions on versitygw", l.sessions), "", "s", "CPU s", "memory MB", "requests", "of them listings", "MB read")
	for _, k := range tasks() {
		cache := t.TempDir()
		env := append(lab.Root.Env(), "XDG_CACHE_HOME="+cache)
		for _, state := range []string{"cold", "warm"} {
			m.reset()
			took := l.run(t, at, env, []int{0, 1}, append([]string{"search", "-f", "names"}, k.search...)...)
			tab.row(k.name+", "+state, seconds(took.wall), seconds(took.cpu), megabytes(took.memory), m.requests, m.lists, megabytes(m.bytes))
		}
	}
	tab.note("cold: nothing is in the cache; warm: the same again")
	tab.print()
	l.compareClickHouse(t, lab, bucket)
	l.checkPage(t, lab, bucket)
}
