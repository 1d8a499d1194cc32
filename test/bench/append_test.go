//go:build bench

package bench

import (
	"fmt"
	"maps"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// result is a line that `go test -bench -benchmem` prints.
var result = regexp.MustCompile(`(?m)^BenchmarkAppend/(\d+)\S*\s+\d+\s+([\d.]+) ns/op\s+(\d+) B/op\s+(\d+) allocs/op`)

// TestAppend prints what it costs to hand output to the recorder. It runs the benchmark of package recorder, whose intake
// is its own business.
func TestAppend(t *testing.T) {
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkAppend$", "-benchtime", "200ms", "-count", "7",
		"github.com/shellac-term/shellac/recorder").CombinedOutput()
	if err != nil {
		t.Fatalf("run the benchmark: %v\n%s", err, out)
	}
	tab := table{title: "Handing a piece of output to the recorder: medians of 7 runs", head: []string{"bytes", "ns", "allocations"}}
	times, allocs := map[int][]float64{}, map[int][]int64{}
	for _, m := range result.FindAllStringSubmatch(string(out), -1) {
		size, _ := strconv.Atoi(m[1])
		ns, _ := strconv.ParseFloat(m[2], 64)
		n, _ := strconv.ParseInt(m[4], 10, 64)
		times[size], allocs[size] = append(times[size], ns), append(allocs[size], n)
	}
	for _, size := range slices.Sorted(maps.Keys(times)) {
		tab.row(size, fmt.Sprintf("%.0f", median(times[size])), median(allocs[size]))
	}
	tab.note("bar: 2,000 ns and no allocation.")
	tab.print()
}
