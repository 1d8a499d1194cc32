package store

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Options are what a URL does not say. The zero value is right for use.
type Options struct {
	UserAgent   string                  // added to the user agent of requests to S3
	Credentials aws.CredentialsProvider // nil: AWS's default chain (environment, profile, SSO, role of the machine)
	Timeout     time.Duration           // after which a silent server counts as unreachable; 0: a minute
	PartSize    int64                   // bytes; larger objects are sent to S3 in parts of this size, at least 5 MiB; 0: 16 MiB
}

// Open returns the store at a URL:
//
//	file:///absolute/path
//	s3://bucket/prefix?endpoint=URL&region=NAME&path_style=1&profile=NAME
//
// The query is optional. With an endpoint, path_style is 1 unless said otherwise. Open touches neither disk nor network beyond
// reading AWS's configuration files, so that it succeeds while a store is out of reach. A bad URL is ErrURL.
// No method of the result tries twice: see Retry.
func Open(ctx context.Context, rawURL string, o Options) (Store, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "file":
		return openDir(u)
	case "s3":
		return openS3(ctx, u, o)
	}
	return nil, badURL("unknown scheme %q", u.Scheme)
}

// badURL makes an error of Open. Its text must not repeat the URL, where someone may have put a secret.
func badURL(format string, args ...any) *Error {
	e := plainError("open store", "", "", fmt.Errorf("%w: "+format, append([]any{ErrURL}, args...)...))
	e.hint = "a store is file:///absolute/path or s3://bucket/prefix?endpoint=URL&region=NAME&path_style=1&profile=NAME"
	return e
}

func parseURL(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		return nil, badURL("not a URL")
	case u.User != nil:
		return nil, badURL("it holds a user or password; credentials belong in the environment or an AWS profile")
	case u.Scheme == "":
		return nil, badURL("it has no scheme; valid are file and s3")
	case u.Scheme != "file" && u.Scheme != "s3":
		return nil, badURL("unknown scheme %q; valid are file and s3", oneLine(u.Scheme))
	case u.Fragment != "":
		return nil, badURL("it has a # part; write %%23 for # in a path")
	}
	return u, nil
}

func openDir(u *url.URL) (Store, error) {
	switch {
	case u.RawQuery != "":
		return nil, badURL("a file URL takes no query")
	case u.Host != "" && u.Host != "localhost":
		return nil, badURL("a file URL names no host; three slashes, then the path: file:///path")
	case !filepath.IsAbs(u.Path) || strings.ContainsRune(u.Path, 0):
		return nil, badURL("a file URL needs an absolute path: file:///path")
	}
	return NewDir(u.Path)
}

func fileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// s3URL is what an s3:// URL says.
type s3URL struct {
	bucket, prefix            string // the prefix is empty or ends in a slash
	endpoint, region, profile string
	pathStyle                 *bool // nil when not said
}

// parseS3 reads an s3:// URL.
func parseS3(u *url.URL) (s3URL, error) {
	s := s3URL{bucket: u.Host}
	if s.bucket == "" {
		return s, badURL("it names no bucket: s3://bucket/prefix")
	}
	if strings.HasSuffix(s.bucket, "--x-s3") {
		return s, badURL("a directory bucket (--x-s3) lists its keys in no order; use a general purpose bucket")
	}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		if err := CheckKey(prefix); err != nil {
			return s, badURL("bad prefix: %s", strings.TrimPrefix(err.Error(), ErrKey.Error()+": "))
		}
		s.prefix = prefix + "/"
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return s, badURL("the part after ? is malformed")
	}
	for name, values := range query {
		if len(values) > 1 {
			return s, badURL("%s is given twice", oneLine(name))
		}
		if err := s.set(name, values[0]); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s *s3URL) set(name, value string) error {
	switch name {
	case "endpoint":
		s.endpoint = value
		return checkEndpoint(value)
	case "region":
		s.region = value
	case "profile":
		s.profile = value
	case "path_style":
		style := value == "1" || value == "true"
		if !style && value != "0" && value != "false" {
			return badURL("path_style is 0 or 1")
		}
		s.pathStyle = &style
	default:
		return badURL("unknown setting %q; valid are endpoint, region, path_style and profile", oneLine(name))
	}
	return nil
}

func checkEndpoint(value string) error {
	e, err := url.Parse(value)
	switch {
	case err != nil || e.Host == "" || e.Scheme != "http" && e.Scheme != "https":
		return badURL("endpoint is not a URL such as https://s3.example.com")
	case e.User != nil:
		return badURL("endpoint holds a user or password; credentials belong in the environment or an AWS profile")
	case e.RawQuery != "" || e.Fragment != "":
		return badURL("endpoint has a query; write & as %%26 inside it, or leave it out")
	}
	return nil
}

// String is the URL again, normalised, as Open accepts it.
func (s s3URL) String() string {
	query := url.Values{}
	for name, value := range map[string]string{"endpoint": s.endpoint, "region": s.region, "profile": s.profile} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if s.pathStyle != nil {
		query.Set("path_style", map[bool]string{true: "1", false: "0"}[*s.pathStyle])
	}
	u := url.URL{Scheme: "s3", Host: s.bucket, Path: strings.TrimSuffix("/"+s.prefix, "/")}
	u.RawQuery = strings.NewReplacer("%3A", ":", "%2F", "/").Replace(query.Encode()) // legal there, and easier to read
	return u.String()
}
