package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/internal/store"
)

func TestOpen(t *testing.T) {
	tests := []struct{ url, name string }{
		{"file:///var/lib/rec", "file:///var/lib/rec"},
		{"file://localhost/a/b/../c/", "file:///a/c"},
		{"file:///with%20space/%25", "file:///with%20space/%25"},
		{"s3://bucket", "s3://bucket"},
		{"s3://bucket/", "s3://bucket"},
		{"s3://bucket/a/b/", "s3://bucket/a/b"},
		{"s3://bucket/p?region=eu-west-1&path_style=true&endpoint=https://s3.example.com:9000", "s3://bucket/p?endpoint=https://s3.example.com:9000&path_style=1&region=eu-west-1"},
		{"s3://bucket/p?path_style=0", "s3://bucket/p?path_style=0"},
		{"s3://bucket/p?endpoint=http%3A%2F%2F127.0.0.1%3A1", "s3://bucket/p?endpoint=http://127.0.0.1:1"},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			s, err := store.Open(t.Context(), tt.url, store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(s); got != tt.name {
				t.Errorf("got %q, want %q", got, tt.name)
			}
			if _, err := store.Open(t.Context(), tt.name, store.Options{}); err != nil {
				t.Errorf("its name does not open: %v", err)
			}
			if got := fmt.Sprint(store.Retry(s, store.Policy{})); got != tt.name {
				t.Errorf("with retry: got %q, want %q", got, tt.name)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct{ url, want string }{
		{"", "no scheme; valid are file and s3"},
		{"/var/lib/rec", "no scheme; valid are file and s3"},
		{"gs://bucket", `unknown scheme "gs"; valid are file and s3`},
		{"file:relative", "absolute path"},
		{"file://host/path", "names no host"},
		{"file:///path?x=1", "takes no query"},
		{"file:///path#x", "# part"},
		{"s3:///prefix", "names no bucket"},
		{"s3://bucket--use1-az4--x-s3/x", "directory bucket"},
		{"s3://bucket/../x", "bad prefix: a part of it is .."},
		{"s3://bucket/a//b", "bad prefix: "},
		{"s3://bucket/?regoin=x", `unknown setting "regoin"; valid are endpoint, region, path_style and profile`},
		{"s3://bucket/?secret=hunter2", `unknown setting "secret"; valid are`},
		{"s3://bucket/?region=a&region=b", "region is given twice"},
		{"s3://bucket/?path_style=maybe", "path_style is 0 or 1"},
		{"s3://bucket/?endpoint=s3.example.com", "endpoint is not a URL such as https://"},
		{"s3://bucket/?endpoint=ftp://x", "endpoint is not a URL such as https://"},
		{"s3://bucket/?endpoint=https://a:hunter2@x", "endpoint holds a user or password"},
		{"s3://key:hunter2@bucket/", "it holds a user or password"},
		{"s3://key:hun%zzter2@bucket/", "not a URL"},
		{"s3://bucket/?a=%zzhunter2", "malformed"},
	}
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			_, err := store.Open(t.Context(), tt.url, store.Options{})
			if !errors.Is(err, store.ErrURL) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if text := err.Error() + hintOf(err); strings.Contains(text, "hunter2") || strings.Contains(text, "\n") {
				t.Errorf("got %q", text)
			}
			if hintOf(err) == "" {
				t.Error("got no hint")
			}
		})
	}
}
