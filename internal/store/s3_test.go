package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/lab/s3"
)

func putText(ctx context.Context, s store.Store, key, text string) error {
	return s.Put(ctx, key, strings.NewReader(text), int64(len(text)))
}

func getText(ctx context.Context, s store.Store, key string) (string, error) {
	r, err := s.Get(ctx, key, 0, -1)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), errors.Join(err, r.Close())
}

// list returns the first error of a listing.
func list(ctx context.Context, s store.Store) error {
	for _, err := range s.List(ctx, "", "") {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestRecorderMayOnlyPut(t *testing.T) {
	lab := s3.Start(t)
	bucket, ctx := lab.NewBucket(t), t.Context()
	recorder := open(t, lab.URL(bucket, "alice"), store.Options{Credentials: lab.NewUser(t, s3.RecorderPolicy(bucket, "alice/"))})
	if err := putText(ctx, recorder, "live/1", "small"); err != nil {
		t.Errorf("put: %v", err)
	}
	if err := putText(ctx, recorder, "live/1", "again"); err != nil {
		t.Errorf("put again: %v", err)
	}
	large := bytes.Repeat([]byte("0123456789abcdef"), 40<<20/16)
	if err := recorder.Put(ctx, "rec/large", bytes.NewReader(large), int64(len(large))); err != nil {
		t.Errorf("put in parts: %v", err)
	}
	_, err := getText(ctx, recorder, "live/1")
	wantForbidden(t, "get", err, "s3:GetObject")
	wantForbidden(t, "list", list(ctx, recorder), "s3:ListBucket")
	wantForbidden(t, "delete", recorder.Delete(ctx, "live/1"), "s3:DeleteObject")
	elsewhere := open(t, lab.URL(bucket, "bob"), store.Options{Credentials: lab.NewUser(t, s3.RecorderPolicy(bucket, "alice/"))})
	wantForbidden(t, "put of another's", putText(ctx, elsewhere, "live/1", "x"), "s3:PutObject")

	auditor := open(t, lab.URL(bucket, "alice"), store.Options{Credentials: lab.NewUser(t, s3.AuditorPolicy(bucket, "alice/"))})
	if got, err := getText(ctx, auditor, "live/1"); err != nil || got != "again" {
		t.Errorf("auditor: got %q, %v", got, err)
	}
	if err := list(ctx, auditor); err != nil {
		t.Errorf("auditor's list: %v", err)
	}
	wantForbidden(t, "auditor's put", putText(ctx, auditor, "live/1", "x"), "s3:PutObject")
	wantForbidden(t, "auditor's delete", auditor.Delete(ctx, "live/1"), "s3:DeleteObject")
}

func wantForbidden(t *testing.T, what string, err error, permission string) {
	t.Helper()
	if !errors.Is(err, store.ErrForbidden) {
		t.Errorf("%s: got %v, want %v", what, err, store.ErrForbidden)
		return
	}
	if hint := hintOf(err); !strings.Contains(hint, permission) {
		t.Errorf("%s: got hint %q, want one with %s", what, hint, permission)
	}
	if store.Temporary(err) {
		t.Errorf("%s: counts as temporary", what)
	}
}

func hintOf(err error) string {
	var e *store.Error
	if errors.As(err, &e) {
		return e.Hint()
	}
	return ""
}

func TestS3Errors(t *testing.T) {
	lab := s3.Start(t)
	bucket := lab.NewBucket(t)
	at := "?endpoint=" + lab.Endpoint
	tests := []struct {
		name, url string
		keys      s3.Keys
		want      error
		reason    string
		hint      string
	}{
		{"no such bucket", "s3://no-such-bucket/" + at, lab.Root, store.ErrNoBucket, "NoSuchBucket: ", "no-such-bucket"},
		{"wrong region", "s3://" + bucket + "/" + at + "&region=eu-west-1", lab.Root, store.ErrRegion, "AuthorizationHeaderMalformed: ", "region=us-east-1"},
		{"unknown key", "s3://" + bucket + "/" + at, s3.Keys{Access: "nobody", Secret: "topsecret"}, store.ErrCredentials, "InvalidAccessKeyId: ", "profile="},
		{"wrong secret", "s3://" + bucket + "/" + at, s3.Keys{Access: lab.Root.Access, Secret: "topsecret"}, store.ErrCredentials, "SignatureDoesNotMatch: ", "profile="},
		{"nothing listens", "s3://" + bucket + "/?endpoint=http://127.0.0.1:9", lab.Root, store.ErrUnreachable, "dial tcp 127.0.0.1:9: ", "http://127.0.0.1:9"},
		{"no such host", "s3://" + bucket + "/?endpoint=http://s3.invalid", lab.Root, store.ErrUnreachable, "dial tcp: ", "http://s3.invalid"},
		{"plain server for https", "s3://" + bucket + "/" + strings.Replace(at, "http:", "https:", 1), lab.Root, store.ErrUnreachable, "", "http://"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, tt.url, store.Options{Credentials: tt.keys})
			_, errGet := getText(t.Context(), s, "some/key")
			for op, err := range map[string]error{
				"put some/key":    putText(t.Context(), s, "some/key", "x"),
				"get some/key":    errGet,
				"list":            list(t.Context(), s),
				"delete some/key": s.Delete(t.Context(), "some/key"),
			} {
				if !errors.Is(err, tt.want) {
					t.Errorf("%s: got %v, want %v", op, err, tt.want)
					continue
				}
				if got, want := err.Error(), op+": "+tt.reason; !strings.HasPrefix(got, want) {
					t.Errorf("got %q, want %q…", got, want)
				}
				if got := hintOf(err); !strings.Contains(got, tt.hint) {
					t.Errorf("%s: got hint %q, want one with %q", op, got, tt.hint)
				}
				wantPlain(t, err)
			}
		})
	}
}

// wantPlain checks that a text for the user is one line, without the layers of the SDK and without a secret.
func wantPlain(t *testing.T, err error) {
	t.Helper()
	text := err.Error() + hintOf(err) + fmt.Sprintf("%+v", err)
	for _, bad := range []string{"\n", "operation error", "StatusCode", "https response error", "RequestID:", "topsecret", "labroot-secret-key", "X-Amz"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q contains %q", text, bad)
		}
	}
}

func TestOpenTouchesNoNetwork(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PROFILE": "", "AWS_ACCESS_KEY_ID": "",
		"AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": "", "AWS_REGION": "",
	} {
		t.Setenv(name, value)
	}
	s := open(t, "s3://bucket/prefix?endpoint=http://127.0.0.1:9", store.Options{})
	err := putText(t.Context(), s, "k", "x")
	if !errors.Is(err, store.ErrCredentials) || !strings.Contains(hintOf(err), "AWS_PROFILE") {
		t.Errorf("without credentials: got %v, hint %q", err, hintOf(err))
	}
	wantPlain(t, err)
	_, err = store.Open(t.Context(), "s3://bucket/?profile=nobody", store.Options{})
	if !errors.Is(err, store.ErrCredentials) {
		t.Errorf("profile that does not exist: got %v", err)
	}
	wantPlain(t, err)
}

// TestCredentialProcess has a program that prints a secret in the wrong shape, which the SDK repeats in its error.
func TestCredentialProcess(t *testing.T) {
	config := filepath.Join(t.TempDir(), "config")
	text := "[profile odd]\nregion = us-east-1\ncredential_process = printf topsecret\n[profile failing]\nregion = us-east-1\ncredential_process = false\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", config)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	for profile, want := range map[string]string{
		"odd":     "put k: credential_process: its output is not valid",
		"failing": "put k: ",
	} {
		s := open(t, "s3://bucket/?endpoint=http://127.0.0.1:9&profile="+profile, store.Options{})
		err := putText(t.Context(), s, "k", "x")
		if !errors.Is(err, store.ErrCredentials) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", profile, err, want)
		}
		t.Log(err)
		wantPlain(t, err)
	}
}

func TestOutage(t *testing.T) {
	lab := s3.Start(t)
	bucket, ctx := lab.NewBucket(t), t.Context()
	bare := open(t, lab.URL(bucket, ""), store.Options{Credentials: lab.Root})
	if err := putText(ctx, bare, "before", "x"); err != nil {
		t.Fatal(err)
	}
	lab.Kill()
	err := putText(ctx, bare, "during", "x")
	if !errors.Is(err, store.ErrUnreachable) || !store.Temporary(err) {
		t.Errorf("while it is down: got %v", err)
	}
	var restart sync.Once
	patient := store.Retry(bare, store.Policy{Tries: 100, Base: time.Millisecond, Max: 100 * time.Millisecond, Notify: func(error, time.Duration) {
		restart.Do(func() {
			if err := lab.Restart(); err != nil {
				t.Error(err)
			}
		})
	}})
	if err := putText(ctx, patient, "during", "kept"); err != nil {
		t.Errorf("with retry: %v", err)
	}
	if got, err := getText(ctx, bare, "during"); got != "kept" {
		t.Errorf("got %q, %v", got, err)
	}
	lab.Kill()
	err = putText(ctx, store.Retry(bare, store.Policy{Tries: 3, Base: 1, Max: 1}), "late", "x")
	if err == nil || !strings.Contains(err.Error(), "3 tries in ") {
		t.Errorf("got %v, want the number of tries in it", err)
	}
	wantPlain(t, err)
}
