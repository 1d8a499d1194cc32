package foreign

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/internal/foreign/scan"
)

// A File is one file of a source, to be read at any place.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64         // bytes
	Modified() time.Time // when it was last changed
}

// A Folder is where the files of a source lie.
type Folder interface {
	Names() ([]string, error)       // of the files directly in it, in order
	Open(name string) (File, error) // fs.ErrNotExist where there is no such file
}

// Options say what of a recording is wanted.
type Options struct {
	Input  bool        // also what was typed
	Intact bool        // of a recording that is broken, what is intact
	Size   format.Size // of the terminal, where the recording does not say it; zero: 80x24
}

// size returns the size to be taken for granted.
func (o Options) size() format.Size {
	if o.Size == (format.Size{}) {
		return format.Size{Cols: 80, Rows: 24}
	}
	return o.Size
}

// The formats that are no readers' own.
const (
	Shellac   = "shellac" // a recording of ours: it is found, but not opened here
	Asciicast = "asciicast"
)

// ErrUnknown says that a file is no recording that can be read.
var ErrUnknown = errors.New("not a recording of a known format")

// ErrNoTerminal says that a recording is of a desktop, a database or the like.
const ErrNoTerminal = scan.ErrNoTerminal

// A reader yields what a recording holds. Next returns events in order, whose data is valid until the next call. It ends
// with io.EOF, or with format.ErrTorn where the recorder died.
type reader interface {
	Header() format.Header
	Next() (format.Event, error)
}

// Broken reports whether an error says that a recording is wrong, and not that it could not be read.
func Broken(err error) bool {
	return scan.Broken(err) || errors.As(err, new(*asciicast.SyntaxError))
}

// A Recording was found and may be opened.
type Recording struct {
	Format string   // such as ttyrec
	Name   string   // of its main file or its folder; empty is the folder itself
	Part   string   // which of several in the file it is; may be empty
	Files  []string // that it is made of
	Sum    Sum      // names its content and what of it is wanted

	o        Options
	modified time.Time
	open     func(*files) (reader, error)
}

// String names a recording for people.
func (r *Recording) String() string {
	if r.Part == "" {
		return r.Name
	}
	return fmt.Sprintf("%s (%s)", r.Name, r.Part)
}

// files are the open files of a recording.
type files struct{ opened []io.Closer }

func (f *files) open(folder Folder, name string) (File, error) {
	file, err := folder.Open(name)
	if err == nil {
		f.opened = append(f.opened, file)
	}
	return file, err
}

// unpacked opens a file and unpacks it, should it be packed.
func (f *files) unpacked(folder Folder, name string) (io.Reader, error) {
	file, err := f.open(folder, name)
	if err != nil {
		return nil, err
	}
	head, err := readHead(file, packedHead)
	if err != nil {
		return nil, err
	}
	return scan.Unpack(whole(file), scan.Packed(head), name)
}

// packedHead is as much of a file as says how it is packed.
const packedHead = 4

func (f *files) close() error {
	var errs []error
	for _, file := range f.opened {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}

// whole reads a file from front to back.
func whole(f File) io.Reader { return io.NewSectionReader(f, 0, f.Size()) }

// readHead reads up to n bytes from the beginning of a file.
func readHead(f File, n int64) ([]byte, error) {
	b := make([]byte, min(n, max(f.Size(), 0)))
	n2, err := f.ReadAt(b, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:n2], err
}
