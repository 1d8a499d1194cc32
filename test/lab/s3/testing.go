package s3

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"
)

// Start runs a server for a test and ends it with the test. Where none can be had, the test fails when CI=true and is skipped,
// with the reason, elsewhere.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := Run(t.TempDir())
	switch {
	case err == nil:
		t.Cleanup(s.Kill)
		return s
	case os.Getenv("CI") == "true":
		t.Fatalf("no S3 server: %v", err)
	default:
		t.Skipf("no S3 server: %v", err)
	}
	return nil
}

// NewBucket makes an empty bucket for a test and returns its name.
func (s *Server) NewBucket(t testing.TB) string {
	t.Helper()
	name := "lab-" + strings.ToLower(rand.Text())
	if err := s.CreateBucket(t.Context(), name); err != nil {
		t.Fatalf("create bucket: %v", err)
	}
	return name
}

// NewUser makes a user for a test, with a policy such as RecorderPolicy returns.
func (s *Server) NewUser(t testing.TB, policy string) Keys {
	t.Helper()
	keys, err := s.CreateUser(t.Context(), "user-"+strings.ToLower(rand.Text()), policy)
	if err != nil {
		t.Fatalf("create user: %v", err)
	}
	return keys
}
