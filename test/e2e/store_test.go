package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// A place is a store to record to: what names it in the environment, with the credentials for it.
type place struct {
	name string
	env  []string
}

// forEachStore runs a test with an empty store of each kind.
func forEachStore(t *testing.T, test func(*testing.T, place)) {
	t.Parallel()
	t.Run("folder", func(t *testing.T) {
		t.Parallel()
		test(t, place{"folder", []string{"SHELLAC_STORE=file://" + t.TempDir()}})
	})
	t.Run("s3", func(t *testing.T) {
		t.Parallel()
		server := s3.Start(t)
		test(t, bucket(t, server))
	})
}

// bucket makes an empty one for a user who may do everything.
func bucket(t *testing.T, server *s3.Server) place {
	t.Helper()
	url := server.URL(server.NewBucket(t), "team/audit/")
	return place{"s3", append(server.Root.Env(), "SHELLAC_STORE="+url)}
}

// From a store, every command shows what the terminal received.
func TestStore(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		u := newUser(t, p.env...)
		s := u.terminal(60, 20, "run", "--reason", "INC-1", "--label", "team=shop", "--", "sh", "-c",
			hostile+"; printf 'first\\r\\n'; sleep 0.3; printf '\\033[2J\\033[Hsecond  \\r\\n'; exit 7")
		wantExit(t, s, 7)
		e := u.wantRecorded(s, 7)
		wantWords(t, "the end line", string(s.Bytes()), "stored and checked", "shellac play "+e.ID[:12])
		if left := u.left(); len(left) != 0 {
			t.Errorf("spool: got %q, want it empty", left)
		}
		if !strings.Contains(e.User, "@") || e.Kind != "run" || e.Target != "sh" || e.Bytes != int64(len(u.raw(e.ID))) || e.Start.IsZero() {
			t.Errorf("list: got %+v", e)
		}
		if got, want := u.must("recordings", "ls", "-f", "names"), e.ID+"\n"; got != want {
			t.Errorf("names: got %q, want %q", got, want)
		}
		wantWords(t, "table", u.must("rec", "ls"), e.ID[:12], "complete", "sh")
		wantWords(t, "show", u.must("recordings", "show", "last"), e.ID, "INC-1", "team=shop", "60x20", "exit 7")
		wantForms(t, u, e.ID)

		// Somebody else sees the same.
		other := newUser(t, p.env...)
		wantSame(t, "raw bytes for another user", other.raw("last"), shown(t, s))
	})
}

// wantForms exports the recording of TestStore in every form.
func wantForms(t *testing.T, u *user, id string) {
	t.Helper()
	events := u.events(id[:14])
	if got, want := joined(events, "output"), string(u.raw(id)); got != want {
		t.Errorf("json: got output %q, want %q", got, want)
	}
	if last := events[len(events)-1]; last.Kind != "exit" || last.Exit != float64(7) {
		t.Errorf("json: got %+v as the last event, want an exit with 7", last)
	}
	at := timeOf(t, events, "second")
	wantWords(t, "screen before the second", u.must("export", id, "-f", "screen", "--at", fmt.Sprintf("%.3fs", at-0.001)), "first\n")
	if got := u.must("export", id, "-f", "screen"); !strings.HasPrefix(got, "second\n") || strings.Contains(got, "first") {
		t.Errorf("last screen: got %q, want second in its first row", got)
	}
	wantWords(t, "cast", u.must("export", id, "-f", "cast"), `"version":2,"width":60,"height":20`, `second  \r`, `"x", "7"`)
}

// timeOf returns when a text was output, in seconds.
func timeOf(t *testing.T, events []event, text string) float64 {
	t.Helper()
	for _, e := range events {
		if strings.Contains(e.Data+string(e.Base64), text) {
			return e.At
		}
	}
	t.Fatalf("no event has %q", text)
	return 0
}

// A cast that is imported is exported as it was, with its times, resizes, input and exit.
func TestCastRoundTrip(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		u := newUser(t, p.env...)
		s := u.terminal(100, 30, "run", "--record-input", "--", "sh", "-c",
			`stty -echo; trap 'stty size' WINCH; echo "café ● 日本"; while [ "$(stty size)" = "30 100" ]; do sleep 0.02; done; read a; echo "$a"; exit 3`)
		s.WaitFor("日本")
		s.Resize(90, 20)
		s.WaitFor("20 90")
		s.Send("typed\r")
		wantExit(t, s, 3)
		id := u.wantRecorded(s, 3).ID
		u.must("export", id, "-f", "cast", "-o", u.path("one.cast"))
		out := u.must("import", u.path("one.cast"))
		copied, _, _ := strings.Cut(out, " ")
		u.must("verify", copied)
		u.must("export", copied, "-f", "cast", "-o", u.path("two.cast"))
		wantSame(t, "the exported cast", castEvents(t, u.path("two.cast")), castEvents(t, u.path("one.cast")))
		wantSame(t, "raw bytes", u.raw(copied), u.raw(id))
		for _, e := range u.list() {
			if e.ID == copied && (e.Kind != "import" || e.State != "complete" || e.Exit != float64(3)) {
				t.Errorf("imported: got %+v", e)
			}
		}
		wantWords(t, "events", string(castEvents(t, u.path("two.cast"))), `"r", "90x20"`, `"i", "typed\r"`, `"x", "3"`)
	})
}

// castEvents returns the lines after the header of an asciicast.
func castEvents(t *testing.T, path string) []byte {
	t.Helper()
	_, events, _ := strings.Cut(string(readFile(t, path)), "\n")
	return []byte(events)
}

// A recording that was copied as a file can be imported into another store, as it is.
func TestImportOfRecording(t *testing.T) {
	forEachStore(t, func(t *testing.T, p place) {
		here := newUser(t)
		here.must("run", "--", "sh", "-c", "echo carried over")
		id := here.only().ID
		file := here.recordingFile(id)
		u := newUser(t, p.env...)
		u.must("import", file)
		if got := u.only().ID; got != id {
			t.Errorf("ID: got %s, want that of the recording, %s", got, id)
		}
		wantWords(t, "raw", string(u.raw(id)), "carried over")
	})
}

// recordingFile returns the path of a recording in the user's default store.
func (u *user) recordingFile(id string) string {
	u.t.Helper()
	var found string
	root := u.path("state", "shellac", "store")
	walk(u.t, root, func(path string) {
		if strings.HasSuffix(path, id+".shlc") {
			found = path
		}
	})
	if found == "" {
		u.t.Fatalf("no recording %s in %s", id, root)
	}
	return found
}

func walk(t *testing.T, dir string, visit func(path string)) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := dir + "/" + e.Name()
		if e.IsDir() {
			walk(t, path, visit)
		} else {
			visit(path)
		}
	}
}
