package e2e

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/test/lab/ssh/sandbox"
)

// smallDisk returns a user whose spool is on a disk of so many bytes.
func smallDisk(t *testing.T, size string) *user {
	t.Helper()
	u := newUser(t, "SHELLAC_STORE=file://"+t.TempDir())
	disk := u.path("state")
	if err := os.Mkdir(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("none", disk, "tmpfs", 0, "size="+size); err != nil {
		sandbox.Lack(t, "a small disk: mount: "+err.Error())
	}
	t.Cleanup(func() { _ = unix.Unmount(disk, unix.MNT_DETACH) })
	return u
}

// noise prints about 11 MB that do not compress well.
const noise = "head -c 8000000 /dev/urandom | base64"

// A disk that is full from the start is a reason not to start.
func TestFullDiskAtTheStart(t *testing.T) {
	t.Parallel()
	u := smallDisk(t, "256k")
	u.write("state/ballast", strings.Repeat("x", 300<<10)[:256<<10-4<<10], 0o600)
	_ = os.WriteFile(u.path("state/rest"), make([]byte, 64<<10), 0o600) // fails where the disk ends
	r := u.shellac("run", "--", "touch", u.path("started"))
	wantError(t, r, 125, "no space left")
	if _, err := os.Stat(u.path("started")); err == nil {
		t.Error("the command was started")
	}
}

// On a disk that fills up the session goes on to its end, and what was recorded is kept.
func TestDiskFillsUp(t *testing.T) {
	t.Parallel()
	u := smallDisk(t, "2m")
	s := u.terminal(80, 24, "run", "--", "sh", "-c", "echo start; "+noise+"; echo end; exit 7")
	wantExit(t, s, 7)
	all := shown(t, s)
	if len(all) < 10_000_000 || !bytes.HasSuffix(all, []byte("end\r\n")) {
		t.Errorf("the session suffered: the terminal received %d bytes that end in %q", len(all), all[max(0, len(all)-60):])
	}
	wantWords(t, "the end line", string(s.Bytes()[len(s.Bytes())-600:]), "NOT COMPLETE", "no space left", "shellac upload")
	if len(u.left()) != 1 {
		t.Fatalf("spool: got %q, want the session", u.left())
	}
	if err := unix.Mount("", u.path("state"), "", unix.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	u.must("upload")
	e := u.only()
	kept := u.raw(e.ID)
	if e.State != "torn" || !bytes.HasPrefix(all, kept) || len(kept) < 500_000 {
		t.Errorf("recording: got %+v with %d bytes, want it torn and with a prefix of the output", e, len(kept))
	}
}

// When there is room again the recording goes on, and a gap says what it lacks.
func TestDiskHasRoomAgain(t *testing.T) {
	t.Parallel()
	u := smallDisk(t, "24m")
	ballast := u.write("state/ballast", string(make([]byte, 23<<20)), 0o600)
	s := u.terminal(80, 24, "run", "--", "sh", "-c", "echo start; "+noise+"; rm "+ballast+"; sleep 1; echo end")
	wantExit(t, s, 0)
	all := shown(t, s)
	e := u.only()
	var missing int64
	for _, event := range u.events(e.ID) {
		if event.Kind == "gap" && event.Bytes != nil {
			missing += *event.Bytes
			wantWords(t, "the gap's reason", event.Data, "disk full")
		}
	}
	if kept := u.raw(e.ID); missing == 0 || int64(len(kept))+missing != int64(len(all)) || !bytes.HasSuffix(kept, []byte("end\r\n")) {
		t.Errorf("recording: got %d bytes and gaps of %d, want them to make %d", len(kept), missing, len(all))
	}
	if e.State != "complete" {
		t.Errorf("recording: got %+v, want it complete", e)
	}
	u.must("verify", e.ID)
}
