package main

import (
	_ "embed"
	"fmt"
	"os"
)

// demoName is what the recording that is built in is played by.
const demoName = "demo"

// demoRecording is made from demo/tour.cast, see demo/README.md.
//
//go:embed demo/demo.shlc
var demoRecording []byte

// demoFile returns the built-in recording as a file that has no name any more: it needs no store and no home folder.
func demoFile() (*os.File, error) {
	f, err := os.CreateTemp("", "shellac-demo-")
	if err != nil {
		return nil, fmt.Errorf("unpack demo recording: %w", err)
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(demoRecording); err != nil {
		f.Close()
		return nil, fmt.Errorf("unpack demo recording: %w", err)
	}
	return f, nil
}
