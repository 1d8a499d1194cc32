//go:build scale

package scale

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/shellac-term/shellac/test/scale/fleet"
)

func TestScale(t *testing.T) {
	shellac := binary(t)
	for _, n := range sizes(t) {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			l := newLab(t, shellac, n)
			l.compact(t)
			l.checkTruth(t)
			l.compareEngines(t)
			l.measureWarm(t)
			if n < splicedFrom {
				l.measureCold(t)
			}
		})
	}
}

// checkTruth looks for all that was planted.
func (l *lab) checkTruth(t *testing.T) {
	tab := newTable(fmt.Sprintf("what was planted in %d sessions", l.sessions), "phrase", "sessions", "found", "wrong", "with --deep")
	for _, p := range fleet.Plants() {
		want := l.truth[p.Name]
		plain, deep := l.find(t, p.Phrase), l.find(t, p.Phrase, "--deep")
		shown := want
		switch {
		case p.Never:
			want, shown = nil, nil
		case p.Deep:
			shown = nil
		}
		if !slices.Equal(plain, shown) || !slices.Equal(deep, want) {
			t.Errorf("%s: found in %v, with --deep in %v; want %v and %v", p.Name, plain, deep, shown, want)
		}
		tab.row(p.Name, len(l.truth[p.Name]), len(plain), wrong(plain, shown), len(deep))
	}
	tab.print()
}

func wrong(got, want []string) (n int) {
	for _, id := range got {
		if !slices.Contains(want, id) {
			n++
		}
	}
	return n
}

// find returns the IDs of the recordings that a search finds.
func (l *lab) find(t *testing.T, phrase string, flags ...string) []string {
	t.Helper()
	ids := strings.Fields(l.run(t, l.store, nil, []int{0, 1}, append(append([]string{"search", "-f", "names"}, flags...), "-F", phrase)...).out)
	slices.Sort(ids)
	return ids
}

// A task is something to look for, by several programs.
type task struct {
	name   string
	search []string // arguments of shellac search
	grep   []string // arguments of rg
	sql    string   // condition; none if empty
}

func tasks() []task {
	return []task{
		{"rare phrase", []string{"-F", "quokka plain 7f3a needle"}, []string{"-i", "-F", "quokka plain 7f3a needle"}, "line ILIKE '%quokka plain 7f3a needle%'"},
		{"word that is nowhere", []string{"-F", "xyzzy-nowhere"}, []string{"-i", "-F", "xyzzy-nowhere"}, "line ILIKE '%xyzzy-nowhere%'"},
		{"first hit of a common word", []string{"--limit", "1", "-F", "gateway"}, nil, ""},
		{`(?i)drop\s+table`, []string{"-E", "-i", `drop\s+table`}, []string{"-i", `drop\s+table`}, `regexp_matches(line, '(?i)drop\s+table')`},
		{"expression without literals", []string{"-E", "-s", `[A-Z]{4}[0-9]{12}`}, []string{`[A-Z]{4}[0-9]{12}`}, `regexp_matches(line, '[A-Z]{4}[0-9]{12}')`},
		{"expression with one sign", []string{"-E", "-s", `[a-z]{9}_[a-z]{4};`}, []string{`[a-z]{9}_[a-z]{4};`}, `regexp_matches(line, '[a-z]{9}_[a-z]{4};')`},
	}
}

// rounds is how often a thing is measured; the least counts. Of a large fleet it takes long.
func (l *lab) rounds() int {
	if l.sessions >= splicedFrom {
		return 2
	}
	return 5
}

// measureWarm measures searches of a store on the disk, whose files the system has in memory, beside ripgrep over the extracted text, zstdgrep and
// DuckDB.
func (l *lab) measureWarm(t *testing.T) {
	text := l.extract(t)
	rg := filepath.Join(script(t, "scripts/debs.sh", "ripgrep"), "usr", "bin", "rg")
	duckdb := script(t, "scripts/tool.sh", "duckdb")
	files := packed(t, text)
	tab := newTable(fmt.Sprintf("searches of %d sessions, %s MB of text, warm: seconds, and seconds of CPU", l.sessions, megabytes(l.text)),
		"", "shellac s", "CPU", "memory MB", "ripgrep s", "CPU", "zstdgrep s", "CPU", "DuckDB s", "CPU", "to ripgrep", "to DuckDB")
	for _, k := range tasks() {
		ours := best(l.rounds(), func() taken {
			return l.run(t, l.store, nil, []int{0, 1}, append([]string{"search", "-f", "names"}, k.search...)...)
		})
		var theirs, zst, duck taken
		if k.grep != nil {
			theirs = best(l.rounds(), func() taken {
				return run(t, l.env, []int{0, 1}, rg, append(append([]string{"-l"}, k.grep...), text)...)
			})
			zst = best(1, func() taken {
				return run(t, l.env, []int{0, 1}, "zstdgrep", append(append([]string{"-c", "-E"}, plainGrep(k.grep)...), files...)...)
			})
		}
		if k.sql != "" {
			duck = askDuckDB(t, duckdb, l.rounds(), fmt.Sprintf("SELECT DISTINCT session FROM read_parquet('%s/idx/lines/*/*.parquet') WHERE %s", filepath.Join(l.dir, "store"), k.sql))
		}
		tab.row(k.name, seconds(ours.wall), seconds(ours.cpu), megabytes(ours.memory), seconds(theirs.wall), seconds(theirs.cpu), seconds(zst.wall), seconds(zst.cpu),
			seconds(duck.wall), seconds(duck.cpu), ratio(ours.wall, theirs.wall), ratio(ours.wall, duck.wall))
	}
	tab.note("shellac: a new process each time, the listing of all recordings included; ripgrep: -l over one file of text a session; DuckDB: one process, its best of %d", l.rounds())
	tab.print()
}

// plainGrep makes arguments of rg ones of grep.
func plainGrep(args []string) (out []string) {
	for _, a := range args {
		if a != "-F" {
			out = append(out, strings.ReplaceAll(a, `\s`, `[[:space:]]`))
		}
	}
	return out
}

func askDuckDB(t *testing.T, duckdb string, rounds int, query string) taken {
	t.Helper()
	took := run(t, nil, []int{0}, duckdb, "-repeat", fmt.Sprint(rounds), query)
	return leastOf(t, took)
}

// extract writes the text of every session into a file of its own, below a folder.
func (l *lab) extract(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(l.dir, "text")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := extract(t.Context(), l.dirStore, folder); err != nil {
		t.Fatal(err)
	}
	return folder
}
