//go:build bench

package bench

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/asciicast"
)

// shellacOutput reads the one recording in the store below dir.
func shellacOutput(dir string) ([]byte, error) {
	path, err := onlyRecording(dir)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := format.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []byte
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if e.Kind == format.Output {
			out = append(out, e.Data...)
		}
	}
}

func onlyRecording(dir string) (string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".shlc") && strings.Contains(path, "/rec/") {
			found = append(found, path)
		}
		return err
	})
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d recordings in the store", len(found))
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}

// scriptOutput leaves out the lines that script writes around the output.
func scriptOutput(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, "output"))
	if _, after, ok := bytes.Cut(b, []byte("\n")); ok && bytes.HasPrefix(b, []byte("Script started")) {
		b = after
	}
	if i := bytes.LastIndex(b, []byte("\nScript done")); i >= 0 {
		b = b[:i]
	}
	return b, err
}

// ttyrecOutput takes the frames apart: seconds, microseconds and length in 32 bits each.
func ttyrecOutput(dir string) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(dir, "output"))
	var out []byte
	for len(b) >= 12 {
		n := min(int(binary.LittleEndian.Uint32(b[8:])), len(b)-12)
		out = append(out, b[12:12+n]...)
		b = b[12+n:]
	}
	return out, err
}

func castOutput(dir string) ([]byte, error) {
	f, err := os.Open(filepath.Join(dir, "output"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := asciicast.NewDecoder(f)
	if err != nil {
		return nil, err
	}
	var out []byte
	for {
		e, err := d.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if e.Kind == format.Output {
			out = append(out, e.Data...)
		}
	}
}

// stored returns how many bytes the recording in dir takes.
func stored(c contender, dir string) int64 {
	if c.name == shellac {
		path, _ := onlyRecording(dir)
		return fileSize(path)
	}
	return fileSize(filepath.Join(dir, "output")) + fileSize(filepath.Join(dir, "times"))
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
