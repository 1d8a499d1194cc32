// Package e2e drives the program shellac as its users do, in a real terminal and on pipes, against real parts: OpenSSH
// servers, an S3 server and, with the build tag e2e, Kubernetes clusters. What was recorded is compared with what the
// terminal received.
package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
)

// TestMain builds the program once and puts it first on PATH, where the tests and the programs they run find it.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	bin, err := os.MkdirTemp("", "shellac-e2e")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(bin)
	build := exec.Command("go", "build", "-o", filepath.Join(bin, "shellac"), "github.com/shellac-term/shellac/cmd/shellac")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build shellac: %v\n%s", err, out)
		return 1
	}
	os.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	flag.Parse()
	// Most of a test's time is waiting, for a segment to be due or a server to be back.
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue {
		_ = parallel.Value.Set(strconv.Itoa(max(4, runtime.GOMAXPROCS(0))))
	}
	return m.Run()
}
