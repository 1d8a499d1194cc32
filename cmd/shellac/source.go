package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
)

// A source is a recording that a command works on: a file on disk, or one in the store.
type source struct {
	name  string // for messages
	file  *os.File
	arch  *archive.Archive
	entry archive.Entry
}

// findSource finds what the user means by arg: the path of a file that exists, the URL of a recording in a store, the
// beginning of an ID, or "last". A file needs no configuration, no network and no home folder.
func (a *app) findSource(ctx context.Context, arg string) (*source, error) {
	if store, id, ok := splitURL(arg); ok {
		a.storeURL = store
		return a.findInStore(ctx, id)
	}
	f, err := os.Open(arg)
	if err == nil && isFolder(f) {
		f.Close()
		return nil, &hintError{fmt.Errorf("open recording %s: is a folder", arg), "name a recording in it"}
	}
	if err == nil {
		return &source{name: arg, file: f}, nil
	}
	if arg == demoName && isNotExist(err) {
		f, err := demoFile()
		return &source{name: demoName, file: f}, err
	}
	if looksLikePath(arg) || !isNotExist(err) {
		return nil, fmt.Errorf("open recording %s: %w", arg, withoutPath(err))
	}
	return a.findInStore(ctx, arg)
}

func (a *app) findInStore(ctx context.Context, id string) (*source, error) {
	arch, err := a.archive(ctx)
	if err != nil {
		return nil, err
	}
	e, err := arch.Resolve(ctx, id)
	if err != nil {
		return nil, err
	}
	return &source{name: e.ID, arch: arch, entry: e}, nil
}

// splitURL takes the URL of a recording apart: of the object in the store, or of the store with an ID behind it.
func splitURL(arg string) (store, id string, ok bool) {
	if !strings.HasPrefix(arg, "s3://") && !strings.HasPrefix(arg, "file://") {
		return "", "", false
	}
	u, err := url.Parse(arg)
	if err != nil {
		return "", "", false
	}
	folder, name := path.Split(u.Path)
	if id, ok = strings.CutSuffix(name, ".shlc"); ok {
		// …/rec/2026/11/24/
		for range 4 {
			folder, _ = path.Split(strings.TrimSuffix(folder, "/"))
		}
	} else {
		id = name
	}
	u.Path, u.RawPath = strings.TrimSuffix(folder, "/"), ""
	return u.String(), id, id != ""
}

func isFolder(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.IsDir()
}

// withoutPath takes the path off an error of the file system, for a message that has said it.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

func looksLikePath(arg string) bool {
	return strings.ContainsAny(arg, "/\\.") || arg == ""
}

func (s *source) close() {
	if s.file != nil {
		s.file.Close()
	}
}

// stream returns the recording's bytes from front to back.
func (s *source) stream(ctx context.Context) (io.ReadCloser, error) {
	if s.file == nil {
		return s.arch.Stream(ctx, s.entry)
	}
	return io.NopCloser(io.NewSectionReader(s.file, 0, 1<<62)), nil
}

// open opens the recording for reading at any place.
func (s *source) open(ctx context.Context) (*format.File, error) {
	if s.file == nil {
		r, err := s.arch.Open(ctx, s.entry)
		if err != nil {
			return nil, err
		}
		return r.File, nil
	}
	info, err := s.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open recording %s: %w", s.name, err)
	}
	f, err := format.NewFile(s.file, info.Size())
	if err != nil {
		return nil, fmt.Errorf("open recording %s: %w", s.name, err)
	}
	return f, nil
}

// events calls f for every event of the recording in order, reading front to back. It returns nil at the end of a whole
// recording, and otherwise what is wrong with it: format.ErrTorn or a *format.CorruptError.
func (s *source) events(ctx context.Context, f func(format.Header, format.Event) error) (format.Header, error) {
	stream, err := s.stream(ctx)
	if err != nil {
		return format.Header{}, err
	}
	defer stream.Close()
	r, err := format.NewReader(stream)
	if err != nil {
		return format.Header{}, fmt.Errorf("open recording %s: %w", s.name, err)
	}
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return r.Header(), nil
		}
		if err != nil {
			return r.Header(), err
		}
		if err := f(r.Header(), e); err != nil {
			return r.Header(), err
		}
		if ctx.Err() != nil {
			return r.Header(), ctx.Err()
		}
	}
}

// damage turns what is wrong with a recording that was used all the same into a note or an error: that it is torn is
// worth a word, that bytes are wrong is an error.
func (a *app) damage(name string, err error) error {
	if errors.Is(err, format.ErrTorn) {
		fmt.Fprintf(a.stderr, "shellac: note: %s is torn: the session is still running, or its recorder died; this is all there is\n", name)
		return nil
	}
	if errors.As(err, new(*format.CorruptError)) {
		return fmt.Errorf("read recording %s: %w", name, err)
	}
	return err
}
