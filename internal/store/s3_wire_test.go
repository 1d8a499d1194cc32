package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
)

// wire is a proxy before a real server that counts requests and may spoil them.
type wire struct {
	*httptest.Server
	spoilRequest func(*http.Request)
	spoilAnswer  func(*http.Response) error

	mu       sync.Mutex
	requests []string // such as "PUT /bucket/key"
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(u)
			r.Out.Host = r.In.Host // it is signed
			if w.spoilRequest != nil {
				w.spoilRequest(r.Out)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if w.spoilAnswer != nil {
				return w.spoilAnswer(r)
			}
			return nil
		},
	}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.requests = append(w.requests, r.Method+" "+r.URL.Path)
		w.mu.Unlock()
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(w.Close)
	return w
}

// seen returns the requests since the last call.
func (w *wire) seen() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := w.requests
	w.requests = nil
	return seen
}

// flipped is a body with one bit changed.
func flipped(body io.ReadCloser) io.ReadCloser {
	if body == nil {
		return nil
	}
	b, _ := io.ReadAll(body) // the test sees what is missing
	body.Close()
	if len(b) > 0 {
		b[len(b)/2] ^= 1
	}
	return io.NopCloser(bytes.NewReader(b))
}

func TestS3OnTheWire(t *testing.T) {
	lab := s3.Start(t)
	bucket, ctx := lab.NewBucket(t), t.Context()
	w := newWire(t, lab.Endpoint)
	s := open(t, "s3://"+bucket+"/p?endpoint="+w.URL, store.Options{Credentials: lab.Root})
	if got := w.seen(); len(got) != 0 {
		t.Errorf("open sent %q", got)
	}

	t.Run("a put is one request", func(t *testing.T) {
		if err := putText(ctx, s, "k", "text"); err != nil {
			t.Fatal(err)
		}
		if got, want := w.seen(), []string{"PUT /" + bucket + "/p/k"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})

	t.Run("an early break ends the requests", func(t *testing.T) {
		for i := range 1001 {
			if err := putText(ctx, s, fmt.Sprintf("many/%04d", i), "x"); err != nil {
				t.Fatal(err)
			}
		}
		w.seen()
		for range s.List(ctx, "", "") {
			break
		}
		if got := w.seen(); len(got) != 1 {
			t.Errorf("got %d requests, want 1", len(got))
		}
	})

	t.Run("what others put is left out", func(t *testing.T) {
		for _, name := range []string{"p/folder/", "q/other", "p0"} {
			if err := lab.PutRaw(ctx, bucket, name, ""); err != nil {
				t.Fatal(err)
			}
		}
		for o, err := range s.List(ctx, "", "k") {
			if err != nil || !strings.HasPrefix(o.Key, "many/") {
				t.Errorf("got %q, %v", o.Key, err)
			}
		}
	})

	t.Run("a body changed on the way is refused", func(t *testing.T) {
		w.spoilRequest = func(r *http.Request) { r.Body = flipped(r.Body) }
		defer func() { w.spoilRequest = nil }()
		for _, size := range []int{1000, 20 << 20} {
			err := s.Put(ctx, "spoiled", bytes.NewReader(make([]byte, size)), int64(size))
			if !errors.Is(err, store.ErrChecksum) || !store.Temporary(err) {
				t.Errorf("%d bytes: got %v, want %v", size, err, store.ErrChecksum)
			}
		}
		if _, err := getText(ctx, s, "spoiled"); !errors.Is(err, store.ErrNotExist) {
			t.Errorf("after that: got %v, want %v", err, store.ErrNotExist)
		}
	})

	t.Run("a put without confirmation fails", func(t *testing.T) {
		w.spoilAnswer = func(r *http.Response) error {
			r.Header.Del("X-Amz-Checksum-Crc32c")
			return nil
		}
		defer func() { w.spoilAnswer = nil }()
		if err := putText(ctx, s, "md5", "text"); err != nil {
			t.Errorf("with an MD5 as etag: %v", err)
		}
		w.spoilAnswer = func(r *http.Response) error {
			r.Header.Del("X-Amz-Checksum-Crc32c")
			r.Header.Set("ETag", `"anything"`)
			return nil
		}
		if err := putText(ctx, s, "nothing", "text"); !errors.Is(err, store.ErrChecksum) {
			t.Errorf("with another etag: got %v, want %v", err, store.ErrChecksum)
		}
	})

	t.Run("an answer changed on the way is found", func(t *testing.T) {
		large := bytes.Repeat([]byte("0123456789abcdef"), 20<<20/16)
		if err := s.Put(ctx, "large", bytes.NewReader(large), int64(len(large))); err != nil {
			t.Fatal(err)
		}
		w.spoilAnswer = func(r *http.Response) error {
			r.Body = flipped(r.Body)
			return nil
		}
		defer func() { w.spoilAnswer = nil }()
		for _, key := range []string{"k", "large"} {
			if _, err := getText(ctx, store.Retry(s, store.Policy{Base: 1, Max: 1}), key); !errors.Is(err, store.ErrChecksum) {
				t.Errorf("%s: got %v, want %v", key, err, store.ErrChecksum)
			}
		}
	})

	t.Run("a body that breaks off is resumed", func(t *testing.T) {
		broken := 0
		w.spoilAnswer = func(r *http.Response) error {
			if broken < 3 {
				broken++
				r.Body = io.NopCloser(io.LimitReader(r.Body, 1<<20))
			}
			return nil
		}
		defer func() { w.spoilAnswer = nil }()
		got, err := getText(ctx, store.Retry(s, store.Policy{Base: 1, Max: 1}), "large")
		if err != nil || len(got) != 20<<20 || got[5<<20:5<<20+16] != "0123456789abcdef" {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
		if broken != 3 {
			t.Errorf("broke off %d times, want 3", broken)
		}
		broken = 0
		if _, err := getText(ctx, s, "large"); !errors.Is(err, store.ErrUnreachable) {
			t.Errorf("without retry: got %v, want %v", err, store.ErrUnreachable)
		}
	})

	t.Run("a put in parts that fails leaves no parts", func(t *testing.T) {
		parts := 0
		w.spoilRequest = func(r *http.Request) {
			if r.Method == http.MethodPut {
				if parts++; parts == 2 {
					r.Body = flipped(r.Body)
				}
			}
		}
		defer func() { w.spoilRequest = nil }()
		if err := s.Put(ctx, "failed", bytes.NewReader(make([]byte, 40<<20)), 40<<20); err == nil {
			t.Error("it succeeded")
		}
		client := awss3.New(awss3.Options{Region: s3.Region, BaseEndpoint: &lab.Endpoint, UsePathStyle: true, Credentials: lab.Root})
		left, err := client.ListMultipartUploads(ctx, &awss3.ListMultipartUploadsInput{Bucket: &bucket})
		if err != nil || len(left.Uploads) != 0 {
			t.Errorf("%d uploads left, %v", len(left.Uploads), err)
		}
	})
}

// answerer is a server that always gives one answer.
func answerer(t *testing.T, status int, header map[string]string, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the client may be gone
		for name, value := range header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestForeignAnswers holds answers that the real server does not give: documented ones of Amazon, and those of things that are no S3.
func TestForeignAnswers(t *testing.T) {
	xml := func(code, message string) string {
		return "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + message + "</Message><RequestId>R1</RequestId></Error>"
	}
	tests := []struct {
		name   string
		status int
		header map[string]string
		body   string
		want   error
		text   string
		hint   string
		passes bool
	}{
		{"another region", 301, map[string]string{"x-amz-bucket-region": "eu-central-1"},
			xml("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint."),
			store.ErrRegion, "put k: PermanentRedirect: The bucket", "add region=eu-central-1", false},
		{"expired", 400, nil, xml("ExpiredToken", "The provided token has expired."), store.ErrCredentials, "put k: ExpiredToken: The provided token has expired", "aws sso login", false},
		{"clock", 403, map[string]string{"Date": time.Now().Add(17 * time.Minute).UTC().Format(http.TimeFormat)},
			xml("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
			store.ErrClock, "put k: RequestTimeTooSkewed: ", "17 minutes behind", true},
		{"busy", 503, nil, xml("SlowDown", "Please reduce your request rate."), store.ErrUnreachable, "put k: SlowDown: ", "later", true},
		{"broken", 500, nil, xml("InternalError", "We encountered an internal error."), store.ErrUnreachable, "put k: InternalError: ", "later", true},
		{"full", 507, nil, xml("XMinioStorageFull", "Storage backend has reached its minimum free drive threshold."), store.ErrNoSpace, "put k: XMinioStorageFull: ", "room", false},
		{"gateway", 502, nil, "<html><body>Bad\nGateway</body></html>", store.ErrUnreachable, "put k: HTTP 502 Bad Gateway", "later", true},
		{"some web server", 405, nil, "no", nil, "put k: HTTP 405 Method Not Allowed", "", false},
		{"bad request", 400, nil, xml("InvalidArgument", "line one\nline two"), nil, "put k: InvalidArgument: line one line two", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, "s3://bucket/?endpoint="+answerer(t, tt.status, tt.header, tt.body), store.Options{Credentials: s3.Keys{Access: "a", Secret: "topsecret"}})
			err := putText(t.Context(), s, "k", "x")
			if tt.want != nil && !errors.Is(err, tt.want) || err == nil || !strings.HasPrefix(err.Error(), tt.text) {
				t.Fatalf("got %v, want %v with %q", err, tt.want, tt.text)
			}
			if got := hintOf(err); !strings.Contains(got, tt.hint) {
				t.Errorf("got hint %q, want one with %q", got, tt.hint)
			}
			if got := store.Temporary(err); got != tt.passes {
				t.Errorf("temporary: got %v, want %v", got, tt.passes)
			}
			wantPlain(t, err)
		})
	}
}

func TestSilentServer(t *testing.T) {
	stop := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(stop) })
	s := open(t, "s3://bucket/?endpoint="+server.URL, store.Options{Credentials: s3.Keys{Access: "a", Secret: "b"}, Timeout: 50 * time.Millisecond})
	err := putText(t.Context(), s, "k", "x")
	if !errors.Is(err, store.ErrUnreachable) {
		t.Errorf("got %v, want %v", err, store.ErrUnreachable)
	}
	wantPlain(t, err)
}

// TestClockIsCorrected checks what makes ErrClock temporary.
func TestClockIsCorrected(t *testing.T) {
	ahead := time.Now().Add(2 * time.Hour).UTC()
	var signed []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed = append(signed, r.Header.Get("X-Amz-Date"))
		w.Header().Set("Date", ahead.Format(http.TimeFormat))
		if len(signed) == 1 {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>RequestTimeTooSkewed</Code><Message>skewed</Message></Error>")
			return
		}
		w.Header().Set("ETag", `"9dd4e461268c8034f5c8564e155c67a6"`) // MD5 of x
	}))
	t.Cleanup(server.Close)
	s := open(t, "s3://bucket/?endpoint="+server.URL, store.Options{Credentials: s3.Keys{Access: "a", Secret: "b"}})
	if err := putText(t.Context(), store.Retry(s, store.Policy{Base: 1, Max: 1}), "k", "x"); err != nil {
		t.Fatal(err)
	}
	if got, want := signed[1][:11], ahead.Format("20060102T15"); got != want {
		t.Errorf("second request is signed for %s…, want %s…", got, want)
	}
}
