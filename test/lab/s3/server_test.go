package s3_test

import (
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

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

// Other tests end threads of this process, and a child that shall end with its parent must not go with one of them.
func TestOutlivesThreads(t *testing.T) {
	s := s3.Start(t)
	bucket := s.NewBucket(t)
	for range 100 {
		done := make(chan struct{})
		go func() {
			runtime.LockOSThread() // the runtime ends the thread with the goroutine
			close(done)
		}()
		<-done
	}
	time.Sleep(100 * time.Millisecond) // for the signal
	s.NewUser(t, s3.RecorderPolicy(bucket, "x/"))
	if err := s.CreateBucket(t.Context(), bucket+"2"); err != nil {
		t.Error(err)
	}
}
