// Command makefleet writes a fleet of recordings into a store, for trying things by hand: makefleet STORE SESSIONS DAYS.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/test/scale/fleet"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "makefleet:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 4 {
		return fmt.Errorf("usage: makefleet STORE SESSIONS DAYS")
	}
	s, err := store.Open(context.Background(), os.Args[1], store.Options{})
	if err != nil {
		return err
	}
	sessions, err := strconv.Atoi(os.Args[2])
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(os.Args[3])
	if err != nil {
		return err
	}
	truth, err := fleet.Write(context.Background(), archive.New(s, archive.Options{}), fleet.Options{Sessions: sessions, Days: days, Until: time.Now().UTC().Truncate(24 * time.Hour)})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(truth)
}
