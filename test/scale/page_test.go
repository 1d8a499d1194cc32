//go:build scale

package scale

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/s3"
)

// statements returns what docs/search-at-scale.md shows for an engine, for the days of the fleet.
func (l *lab) statements(t *testing.T, engine string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "search-at-scale.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(page), "```sql "+engine+"\n")
	text, _, ended := strings.Cut(after, "```")
	if !found || !ended {
		t.Fatalf("the page shows nothing for %s", engine)
	}
	today := time.Now().UTC()
	return strings.NewReplacer("2026-11-01", today.AddDate(-1, 0, 0).Format(time.DateOnly), "2026-11-30", today.Format(time.DateOnly)).Replace(text)
}

// checkPage runs the statements of the page over the fleet's objects, on the disk and on the S3 server: each must find the table that was dropped.
func (l *lab) checkPage(t *testing.T, lab *s3.Server, bucket string) {
	t.Helper()
	duckdb := script(t, "scripts/tool.sh", "duckdb")
	local := func(engine string) string {
		return strings.ReplaceAll(l.statements(t, engine), "s3://BUCKET/PREFIX/", filepath.Join(l.dir, "store")+"/")
	}
	wantDropped(t, "duckdb", run(t, nil, []int{0}, duckdb, local("duckdb")).out)

	remote := strings.ReplaceAll(l.statements(t, "clickhouse"), "https://BUCKET.s3.REGION.amazonaws.com/PREFIX/", lab.Endpoint+"/"+bucket+"/")
	remote = strings.ReplaceAll(remote, ", 'Parquet')", ", '"+lab.Root.Access+"', '"+lab.Root.Secret+"', 'Parquet')")
	wantDropped(t, "clickhouse", run(t, nil, []int{0}, filepath.Join("..", "tools", "chdb", "chdb.sh"), remote).out)

	l.run(t, l.store, nil, []int{0}, "index", "compact", "--merge")
	if merged, err := filepath.Glob(filepath.Join(l.dir, "store", "idx", "months", "lines", "*", "*.parquet")); err != nil || len(merged) == 0 {
		t.Logf("no month of the fleet has ended long enough ago to be merged: its statement is not run")
		return
	}
	run(t, nil, []int{0}, duckdb, local("duckdb merged"))
	l.checkTruth(t) // once more, where months are merged
}

func wantDropped(t *testing.T, engine, out string) {
	t.Helper()
	if !strings.Contains(out, "DROP TABLE quokka_typo;") {
		t.Errorf("the statements that the page shows for %s do not find the table that was dropped: %.400q", engine, out)
	}
}
