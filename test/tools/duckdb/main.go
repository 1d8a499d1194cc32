// Command duckdb answers SQL with DuckDB and prints the rows, their values separated by tabs. With -repeat it asks several times and prints
// on standard error how many seconds of the clock and of the processor each took.
package main

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"strings"
	"syscall"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"
)

func main() {
	repeat := flag.Int("repeat", 1, "how often to ask")
	threads := flag.Int("threads", 0, "how many threads to use; 0: as many as there are cores")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: duckdb [-repeat N] [-threads N] SQL")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *repeat, *threads); err != nil {
		fmt.Fprintln(os.Stderr, "duckdb:", err)
		os.Exit(1)
	}
}

func run(query string, repeat, threads int) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	if threads > 0 {
		if _, err := db.Exec(fmt.Sprintf("SET threads TO %d", threads)); err != nil {
			return err
		}
	}
	for i := range repeat {
		began, used := time.Now(), cpu()
		rows, err := ask(db, query)
		if err != nil {
			return err
		}
		if repeat > 1 {
			fmt.Fprintf(os.Stderr, "%.4f %.4f\n", time.Since(began).Seconds(), (cpu() - used).Seconds())
		}
		if i == 0 {
			fmt.Print(rows)
		}
	}
	return nil
}

// ask returns the rows as text.
func ask(db *sql.DB, query string) (string, error) {
	rows, err := db.Query(query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return "", err
		}
		for i, v := range values {
			if i > 0 {
				b.WriteByte('\t')
			}
			fmt.Fprint(&b, v)
		}
		b.WriteByte('\n')
	}
	return b.String(), rows.Err()
}

func cpu() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
