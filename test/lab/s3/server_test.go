package s3_test

import (
	"net"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/test/lab/s3"
)

func TestRestartKeepsAddressAndUsers(t *testing.T) {
	s := s3.Start(t)
	bucket := s.NewBucket(t)
	s.NewUser(t, s3.RecorderPolicy(bucket, "x/"))
	before := s.Endpoint
	s.Kill()
	if c, err := net.Dial("tcp", strings.TrimPrefix(s.Endpoint, "http://")); err == nil {
		c.Close()
		t.Fatal("a killed server answers")
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if s.Endpoint != before {
		t.Errorf("got %s after the restart, want %s", s.Endpoint, before)
	}
	if err := s.CreateBucket(t.Context(), bucket); err == nil {
		t.Error("the bucket is gone after the restart")
	}
	s.Stop()
	s.Stop() // does nothing
}
