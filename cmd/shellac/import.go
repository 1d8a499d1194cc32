package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/recorder"
)

func (a *app) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "import FILE...",
		GroupID: "recording",
		Short:   "Put recordings made elsewhere into the store",
		Long: "Put recordings made elsewhere into the store: asciicast files of version 1, 2 and 3, with their times, resizes,\n" +
			"markers and exit status, and recordings of shellac from another store, which keep their ID.",
		Example: `shellac import demo.cast
shellac import ./01JD7X8M4RZQ3W5E6T7Y8K9A0B.shlc`,
		Args: cobra.MinimumNArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error {
			arch, err := a.archive(ctx)
			if err != nil {
				return err
			}
			for _, name := range args {
				id, err := a.importFile(ctx, arch, name)
				if err != nil {
					return fmt.Errorf("import %s: %w", name, err)
				}
				fmt.Fprintf(a.stdout, "%s  %s\n", id, name)
			}
			return nil
		}),
	}
}

// importFile puts a file into the store and returns the recording's ID.
func (a *app) importFile(ctx context.Context, arch *archive.Archive, name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", withoutPath(err)
	}
	defer f.Close()
	if r, err := format.NewReader(io.NewSectionReader(f, 0, 1<<62)); err == nil {
		return importRecording(ctx, arch, r, f)
	} else if !errors.Is(err, format.ErrFormat) && !errors.Is(err, format.ErrTorn) {
		return "", err
	}
	return a.importCast(ctx, arch, f)
}

// importRecording puts a recording of shellac into the store as it is. It must be intact: what is stored counts as
// evidence.
func importRecording(ctx context.Context, arch *archive.Archive, r *format.Reader, f *os.File) (string, error) {
	var err error
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, io.EOF) && !(errors.Is(err, format.ErrTorn) && r.Summary().Interrupted) {
		return "", err
	}
	size := r.Offset()
	return r.Header().ID, arch.PutRecording(ctx, io.NewSectionReader(f, 0, size), size, r.Header(), r.Summary())
}

func (a *app) importCast(ctx context.Context, arch *archive.Archive, f *os.File) (string, error) {
	d, err := asciicast.NewDecoder(f)
	if err != nil {
		return "", err
	}
	h := d.Header()
	if h.Start.IsZero() || h.Start.Unix() <= 0 {
		h.Start = time.Now().UTC()
	}
	h.ID, h.Kind, h.User = archive.NewID(h.Start), "import", whoAmI()
	h.Recorder = firstOf(h.Recorder, "shellac/"+version()+" import")
	h.Target = firstOf(h.Target, filepath.Base(f.Name()))
	made, err := os.CreateTemp("", "shellac-import-")
	if err != nil {
		return "", err
	}
	defer made.Close()
	defer os.Remove(made.Name())
	summary, err := recorder.Convert(made, h, d.Next)
	if err != nil {
		return "", err
	}
	if n := d.Skipped(); n > 0 {
		fmt.Fprintf(a.stderr, "shellac: note: %s of kinds that shellac does not know were left out\n", plural(n, "event"))
	}
	size, err := made.Seek(0, io.SeekCurrent)
	if err != nil {
		return "", err
	}
	return h.ID, arch.PutRecording(ctx, io.NewSectionReader(made, 0, size), size, h, summary)
}
