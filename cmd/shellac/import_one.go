package main

import (
	"context"
	"encoding/base32"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/foreign"
	"github.com/shellac-term/shellac/recorder"
)

// An importer is one run of the command.
type importer struct {
	app     *app
	arch    *archive.Archive
	o       foreign.Options
	report  *importReport
	claimed map[string]bool // files that belong to a recording that was imported
}

// one imports one recording, unless the store has it. The error is one that ends the command; any other is reported.
func (im *importer) one(ctx context.Context, folder foreign.Folder, rec *foreign.Recording, name string) error {
	var done imported
	var err error
	if rec.Format == foreign.Shellac {
		done, err = im.ours(ctx, folder, rec)
	} else {
		done, err = im.foreign(ctx, rec, name)
	}
	if errors.Is(err, foreign.ErrNoTerminal) && im.report.unknown(name) {
		return nil
	}
	if err != nil {
		return im.report.failed(ctx, name, importHint(err))
	}
	done.Format, done.Source = rec.Format, name
	return im.report.imported(done)
}

// foreign imports a recording of another program.
func (im *importer) foreign(ctx context.Context, rec *foreign.Recording, name string) (imported, error) {
	s, err := rec.Open()
	if err != nil {
		return imported{}, err
	}
	defer s.Close()
	h := s.Header()
	h.ID = importID(h.Start, rec.Sum)
	h.User = firstOf(h.User, whoAmI())
	h.Target = firstOf(h.Target, path.Base(filepath.ToSlash(name)))
	h.Recorder = "shellac/" + version() + " import"
	if has, err := im.has(ctx, h.ID); has || err != nil {
		return imported{ID: h.ID, Result: resultPresent}, err
	}
	made, err := os.CreateTemp("", "shellac-import-")
	if err != nil {
		return imported{}, err
	}
	defer made.Close()
	defer os.Remove(made.Name())
	summary, err := recorder.Convert(made, h, func() (format.Event, error) {
		if ctx.Err() != nil {
			return format.Event{}, ctx.Err()
		}
		return s.Next()
	})
	if err != nil {
		return imported{}, err
	}
	size, err := made.Seek(0, io.SeekCurrent)
	if err != nil {
		return imported{}, err
	}
	err = im.arch.PutRecording(ctx, io.NewSectionReader(made, 0, size), size, h, summary)
	return imported{ID: h.ID, Result: resultImported, Duration: summary.Duration, Bytes: summary.OutputBytes, Torn: summary.Interrupted,
		skipped: s.Skipped(), wrong: s.Wrong()}, err
}

// ours imports a recording of shellac as it is. It must be intact: what is stored counts as evidence.
func (im *importer) ours(ctx context.Context, folder foreign.Folder, rec *foreign.Recording) (imported, error) {
	f, err := folder.Open(rec.Files[0])
	if err != nil {
		return imported{}, err
	}
	defer f.Close()
	r, err := format.NewReader(io.NewSectionReader(f, 0, f.Size()))
	if err != nil {
		return imported{}, err
	}
	if has, err := im.has(ctx, r.Header().ID); has || err != nil {
		return imported{ID: r.Header().ID, Result: resultPresent}, err
	}
	for err == nil && ctx.Err() == nil {
		_, err = r.Next()
	}
	if ctx.Err() != nil {
		return imported{}, ctx.Err()
	}
	summary, size := r.Summary(), r.Offset()
	if !errors.Is(err, io.EOF) && !(errors.Is(err, format.ErrTorn) && summary.Interrupted) {
		return imported{}, err
	}
	err = im.arch.PutRecording(ctx, io.NewSectionReader(f, 0, size), size, r.Header(), summary)
	return imported{ID: r.Header().ID, Result: resultImported, Duration: summary.Duration, Bytes: summary.OutputBytes, Torn: summary.Interrupted}, err
}

// has reports whether the store has a whole recording with this ID.
func (im *importer) has(ctx context.Context, id string) (bool, error) {
	e, err := im.arch.Resolve(ctx, id)
	if errors.Is(err, archive.ErrNotFound) {
		return false, nil
	}
	return err == nil && e.State != archive.Live && e.Size > 0, err
}

// idAlphabet is that of ULIDs.
const idAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	idTimeChars = 10 // of an ID
	idSumBytes  = 10 // that make the rest of it
)

// importID returns the ID of an imported recording: the same whenever the same is imported, so that it is there once.
func importID(start time.Time, sum foreign.Sum) string {
	return archive.NewID(start)[:idTimeChars] + base32.NewEncoding(idAlphabet).EncodeToString(sum[:idSumBytes])
}
