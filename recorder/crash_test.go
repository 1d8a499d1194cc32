package recorder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
)

const crashEnv = "SHELLAC_TEST_CRASH_SPOOL"

// TestMain lets the test program be a recorder that is going to be killed.
func TestMain(m *testing.M) {
	if spool := os.Getenv(crashEnv); spool != "" {
		o := Options{Header: format.Header{ID: "CRASH", Kind: "run"}, Argv: []string{"sh", "-c", "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.02; done"},
			Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Spool: spool}
		_, err := Run(context.Background(), o, &memorySink{fail: errors.New("no store")})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// A recorder killed with -9 loses no more than the last second.
func TestKilledRecorderLosesLittle(t *testing.T) {
	spool := filepath.Join(t.TempDir(), "spool")
	out := file(t, t.TempDir(), "out")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+spool)
	cmd.Stdout = out
	cmd.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3500 * time.Millisecond)
	if left, _ := ListSpool(spool); len(left) != 1 || !left[0].Running {
		t.Errorf("while it runs: %+v", left)
	} else if _, err := Resume(context.Background(), left[0].Dir, nil); !errors.Is(err, ErrRunning) {
		t.Errorf("resume of a running session: %v", err)
	}
	shown, _ := os.ReadFile(out.Name())
	cmd.Process.Kill()
	cmd.Wait()
	unix.Kill(-cmd.Process.Pid, unix.SIGKILL)

	sink := &memorySink{}
	r, err := Resume(context.Background(), filepath.Join(spool, "CRASH"), func(format.Header) Sink { return sink })
	if err != nil || !r.Torn || !r.Summary.Interrupted {
		t.Fatalf("resume: %+v, %v", r, err)
	}
	list, end := readEvents(t, sink.whole)
	if !errors.Is(end, format.ErrTorn) {
		t.Errorf("the recording ends with %v", end)
	}
	got := data(list, format.Output)
	if len(got) < len(shown)/2 || !strings.HasPrefix(got, "line 0\nline 1\n") {
		t.Fatalf("recovered %d bytes, shown %d", len(got), len(shown))
	}
	last := list[len(list)-1].At
	if missing := len(shown) - len(got); missing > len("line 100\n")*60 {
		t.Errorf("lost %d of %d bytes; the last event is at %v", missing, len(shown), last)
	}
	if left, _ := ListSpool(spool); len(left) != 0 {
		t.Errorf("left in the spool: %v", left)
	}
}

// SIGTERM ends the session, also that of an interactive shell, which does not heed it, and the recording is whole.
func TestTerminated(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{}
	done := make(chan Result)
	o := options(t, u, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done")
	go func() { done <- mustRun(t, o, sink) }()
	u.waitFor(t, "ready")
	unix.Kill(os.Getpid(), unix.SIGTERM)
	if r := <-done; r.Exit.Signal != "SIGHUP" || !r.Stored {
		t.Errorf("result %+v", r)
	}
	events(t, sink.whole)
}

// On a disk that is full the session goes on, and the recording says what it lacks.
func TestDiskFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a small file system")
	}
	disk := t.TempDir()
	if err := unix.Mount("none", disk, "tmpfs", 0, "size=512k"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a small file system: %v", err)
		}
		t.Skipf("cannot mount a small file system: %v", err)
	}
	defer unix.Unmount(disk, unix.MNT_DETACH)
	ballast := filepath.Join(disk, "ballast")
	u, sink := newUser(t, 80, 24), &memorySink{}
	o := options(t, u, "sh", "-c", "echo start; head -c 1000000 /dev/urandom | base64 -w 76 | sed 's/^/a/'; rm "+ballast+"; sleep 2.5; echo end")
	o.Spool = filepath.Join(disk, "spool")
	// Random bytes do not compress: 1.3 MB of base64 take far more than what is left.
	if err := os.WriteFile(ballast, make([]byte, 400<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	r := mustRun(t, o, sink)
	shown := u.leave()
	if r.Exit.Code != 0 || !strings.HasSuffix(shown, "end\r\n") {
		t.Fatalf("the session suffered: %+v, %q", r.Exit, shown[max(0, len(shown)-80):])
	}
	t.Logf("result %+v", r)
	if r.Stored {
		t.Fatal("everything fit on a disk that was to be full")
	}
	left, _ := ListSpool(o.Spool)
	if len(left) != 1 || r.Failure == nil || !isDiskFull(r.Failure) || r.Lost == 0 {
		t.Errorf("spool %+v, failure %v, lost %d", left, r.Failure, r.Lost)
	}
}

// A disk that fills up and gets room again leaves a gap with its reason, and nothing half written.
func TestGapAfterDiskFull(t *testing.T) {
	q := newIntake(time.Now())
	q.diskTrouble(unix.ENOSPC)
	big := make([]byte, sealBytes)
	for q.bytes() < batchLimit {
		q.append(format.Output, big)
	}
	q.mu.Lock()
	q.stuck = true // as after two seconds without the sealer
	q.mu.Unlock()
	q.append(format.Output, []byte("lost"))
	for len(q.ready) > 0 {
		q.giveBack(q.next(nil, false).batch)
	}
	q.append(format.Output, []byte("kept"))
	q.close()
	events := q.next(nil, false).batch.Events()
	n, why, err := events[0].Gap()
	if err != nil || n != 4 || why != "disk full" || string(events[1].Data) != "kept" {
		t.Errorf("got %v: gap of %d because of %q, %v", events, n, why, err)
	}
}
