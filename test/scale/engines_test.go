//go:build scale

package scale

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/test/lab/s3"
	"github.com/shellac-term/shellac/test/scale/fleet"
)

// questions are phrases whose lines our search and other engines must find alike, in this order.
func questions() (phrases []string) {
	for _, p := range fleet.Plants() {
		phrases = append(phrases, p.Phrase)
	}
	return append(phrases, "CrashLoopBackOff", "タイムアウト", "panic: runtime error")
}

// hits returns the lines that ours finds, as session and time, folded as engines count them.
func (l *lab) hits(t *testing.T, phrase string) (lines []string) {
	t.Helper()
	took := l.run(t, l.store, nil, []int{0, 1}, "search", "--deep", "--count", "-f", "names", "-s", "-F", phrase)
	for line := range strings.Lines(took.out) {
		lines = append(lines, strings.TrimSpace(line))
	}
	slices.Sort(lines)
	return lines
}

// compareEngines asks DuckDB over the same objects, and fails where it finds something else.
func (l *lab) compareEngines(t *testing.T) {
	duckdb := script(t, "scripts/tool.sh", "duckdb")
	tab := newTable(fmt.Sprintf("hits of %d sessions, ours and DuckDB's", l.sessions), "phrase", "recordings", "DuckDB")
	for _, phrase := range questions() {
		query := fmt.Sprintf("SELECT session, count(*) FROM read_parquet('%s/idx/lines/*/*.parquet', hive_partitioning = true) WHERE place IN ('screen', 'transient') AND contains(line, '%s') GROUP BY session",
			filepath.Join(l.dir, "store"), phrase)
		theirs := rows(run(t, nil, []int{0}, duckdb, query).out)
		ours := l.hits(t, phrase)
		if !slices.Equal(ours, theirs) {
			t.Errorf("%q: shellac finds %d recordings, DuckDB %d: %s", phrase, len(ours), len(theirs), difference(ours, theirs))
		}
		tab.row(phrase, len(ours), len(theirs))
	}
	tab.print()
}

// compareClickHouse asks ClickHouse over the same objects on the S3 server.
func (l *lab) compareClickHouse(t *testing.T, lab *s3.Server, bucket string) {
	tab := newTable(fmt.Sprintf("hits of %d sessions, ours and ClickHouse's over s3()", l.sessions), "phrase", "recordings", "ClickHouse", "ClickHouse s")
	for _, phrase := range questions() {
		query := fmt.Sprintf("SELECT session, count() FROM s3('%s/%s/idx/lines/day=*/*.parquet', '%s', '%s', 'Parquet') WHERE place IN ('screen', 'transient') AND position(line, '%s') > 0 GROUP BY session",
			lab.Endpoint, bucket, lab.Root.Access, lab.Root.Secret, phrase)
		began := time.Now()
		theirs := rows(run(t, nil, []int{0}, filepath.Join("..", "tools", "chdb", "chdb.sh"), query).out)
		took := time.Since(began)
		ours := l.hits(t, phrase)
		if !slices.Equal(ours, theirs) {
			t.Errorf("%q: shellac finds %d recordings, ClickHouse %d: %s", phrase, len(ours), len(theirs), difference(ours, theirs))
		}
		tab.row(phrase, len(ours), len(theirs), seconds(took))
	}
	tab.note("ClickHouse: a new process each time")
	tab.print()
}

// rows makes lines of an engine's answer that look like ours.
func rows(out string) (lines []string) {
	for line := range strings.Lines(out) {
		if fields := strings.Fields(line); len(fields) == 2 {
			lines = append(lines, strings.Join(fields, " "))
		}
	}
	slices.Sort(lines)
	return lines
}

// difference names some of what only one has.
func difference(a, b []string) string {
	var out []string
	for _, pair := range [][2][]string{{a, b}, {b, a}} {
		for _, line := range pair[0] {
			if !slices.Contains(pair[1], line) && len(out) < 6 {
				out = append(out, line)
			}
		}
	}
	return strings.Join(out, ", ")
}
