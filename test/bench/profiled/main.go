// Profiled stands in for shellac where one wants to know what recording spends its time on:
//
//	go build -o /tmp/profiled ./test/bench/profiled
//	SHELLAC_BINARY=/tmp/profiled go test -tags bench -run Throughput -v ./test/bench
//
// It runs `profiled run -- COMMAND...` as shellac does, into a directory store below the home folder, and leaves profiles of
// the processor and of memory in /tmp/shellac-profile, those of the latest run.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/recorder"
)

const (
	profiles    = "/tmp/shellac-profile"
	memoryLimit = 36 << 20 // as in cmd/shellac
)

func main() {
	if err := run(os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "profiled:", err)
		os.Exit(1)
	}
}

func run(argv []string) error {
	debug.SetMemoryLimit(memoryLimit)
	state := filepath.Join(os.Getenv("HOME"), "shellac")
	s, err := store.NewDir(filepath.Join(state, "store"))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(profiles, 0o700); err != nil {
		return err
	}
	cpu, err := os.Create(filepath.Join(profiles, "cpu"))
	if err != nil {
		return err
	}
	defer cpu.Close()
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return err
	}
	now := time.Now()
	o := recorder.Options{Argv: argv, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Spool: filepath.Join(state, "spool"),
		Header: format.Header{ID: archive.NewID(now), Kind: "run", Target: argv[0], User: "bench@bench", Start: now}}
	_, err = recorder.Run(context.Background(), o, archive.New(s, archive.Options{}).Sink(o.Header))
	pprof.StopCPUProfile()
	if err != nil {
		return err
	}
	return writeMemory()
}

func writeMemory() error {
	runtime.GC()
	f, err := os.Create(filepath.Join(profiles, "memory"))
	if err != nil {
		return err
	}
	defer f.Close()
	return pprof.Lookup("allocs").WriteTo(f, 0)
}
