package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// A bucket of Teleport's recordings is imported by somebody who may only read it, once, and what came in is found.
func TestImportFromBucket(t *testing.T) {
	t.Parallel()
	server := s3.Start(t)
	bucket := server.NewBucket(t)
	for _, name := range []string{"teleport-ssh.tar", "teleport-kube.tar", "teleport-torn.tar"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "internal", "foreign", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := server.PutRaw(t.Context(), bucket, "records/"+name, string(b)); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.PutRaw(t.Context(), bucket, "records/README", "these are recordings"); err != nil {
		t.Fatal(err)
	}
	u := newUser(t, server.NewUser(t, s3.AuditorPolicy(bucket, "")).Env()...)
	from := server.URL(bucket, "records/")

	first := u.shellac("import", "--from", from)
	if first.code != 0 {
		t.Fatalf("import: got %+v", first)
	}
	wantWords(t, "the first import", first.stderr, "3 imported (1 torn)", "1 file without a recording")
	entries := u.list()
	if len(entries) != 3 {
		t.Fatalf("recordings: got %+v", entries)
	}
	wantWords(t, "the second import", u.shellac("import", "--from", from).stderr, "0 imported, 3 in the store already")
	if hits, sum := u.search(0, "-E", "."); len(hits) < 3 || !sum.Complete || sum.Recordings != 3 {
		t.Errorf("search: got %d hits, %+v", len(hits), sum)
	}
	denied := u.shellac("--store", from, "import", "--from", from)
	if denied.code != 1 || !strings.Contains(denied.stderr, "AccessDenied") {
		t.Errorf("import into the bucket that may only be read: got %+v", denied)
	}
}
