package foreign

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Dir is a folder of the file system. Of what lies in it only files count: links are not listed, but opened when named.
func Dir(path string) Folder { return dir(path) }

type dir string

func (d dir) Names() ([]string, error) {
	entries, err := os.ReadDir(string(d))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

var errNoFile = errors.New("not a file")

func (d dir) Open(name string) (File, error) {
	f, err := os.OpenFile(filepath.Join(string(d), name), os.O_RDONLY|syscall.O_NONBLOCK, 0) // a named pipe would wait for its writer
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		f.Close() // was not read
		return nil, err
	}
	return &osFile{f, st.Size(), st.ModTime()}, nil
}

type osFile struct {
	*os.File
	size     int64
	modified time.Time
}

func (f *osFile) Size() int64         { return f.size }
func (f *osFile) Modified() time.Time { return f.modified }
