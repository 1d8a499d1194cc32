//go:build bench

package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A table is what a benchmark prints.
type table struct {
	title string
	head  []string
	rows  [][]string
	notes []string
}

// row adds a row; what is no string is printed as %v.
func (t *table) row(cells ...any) {
	var row []string
	for _, c := range cells {
		row = append(row, fmt.Sprint(c))
	}
	t.rows = append(t.rows, row)
}

func (t *table) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

func (t *table) print() {
	fmt.Printf("\n%s\n", t.title)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range append([][]string{t.head}, t.rows...) {
		fmt.Fprintf(w, "%s\t\n", strings.Join(row, "\t"))
	}
	w.Flush()
	for _, n := range t.notes {
		fmt.Println("  " + n)
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Printf("  load of the machine: %s\n", strings.Join(strings.Fields(string(load))[:3], " "))
	}
}

// ratio prints a/b.
func ratio[N int | int64 | float64 | time.Duration](a, b N) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}

// share prints a part of a whole with three decimals.
func share(part, whole int) string { return fmt.Sprintf("%.3f", float64(part)/float64(whole)) }

func mega(bytes int64) string { return fmt.Sprintf("%.1f", float64(bytes)/1e6) }

func micro(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Nanoseconds())/1e3) }

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

// quantile returns the value below which q of the values lie; 0 without any.
func quantile[N int | int64 | float64 | time.Duration](values []N, q float64) N {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func median[N int | int64 | float64 | time.Duration](values []N) N { return quantile(values, 0.5) }
