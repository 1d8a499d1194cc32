package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/foreign"
)

// importFlags are what the user says of an import.
type importFlags struct {
	from   string // URL or folder
	timing string // file
	size   string // COLSxROWS
	as     string
	input  bool
	intact bool
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:     "import FILE...|FOLDER...",
		GroupID: "recording",
		Short:   "Put recordings made elsewhere into the store",
		Long: "Put recordings made elsewhere into the store, with their times, sizes, names and exit status as far as they have\n" +
			"them. What a file is shows in what it holds, not in its name:\n\n" +
			"  asciicast   versions 1, 2 and 3\n" +
			"  ttyrec      also packed with gzip, bzip2 or zstd, as all formats of one file may be\n" +
			"  typescript  of script(1), with its timing file, classic or advanced, beside it or named with --timing\n" +
			"  Teleport    session recordings (.tar) of Teleport 5 and later, one by one or a whole bucket of them\n" +
			"  tlog        JSON lines from a file, a syslog or journalctl -o json; all sessions in it\n" +
			"  sudo        a folder that is an I/O log, or a folder with many\n" +
			"  shellac     recordings of another store, which keep their ID\n\n" +
			"A folder is searched through, and so is what --from names; what there is no recording is counted and left alone.\n" +
			"The source is only read. What is in the store already is left out, so that an import that was interrupted goes on\n" +
			"where it was when it is run again. What was typed may hold passwords and is left out unless you ask for it; only\n" +
			"asciicast files, which hold it where that was asked for, keep it. A recording that does not say when it began counts\n" +
			"as begun when its file was last changed.",
		Example: `# a file, and one with its timing file
shellac import demo.cast
shellac import typescript --timing timing.log

# all I/O logs of sudo on this host
shellac import /var/log/sudo-io

# every session that Teleport has in a bucket
shellac import --from s3://teleport-sessions/records

# what of a file that is cut off can be read
shellac import --keep-intact old.ttyrec.gz`,
		RunE: a.action(func(ctx context.Context, args []string) error { return a.importAll(ctx, args, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "import every recording below this folder or URL: s3://bucket/prefix, as for --store")
	flags.StringVar(&f.timing, "timing", "", "the timing file of the typescript")
	flags.BoolVar(&f.input, "input", false, "also import what was typed, where the source has it")
	flags.BoolVar(&f.intact, "keep-intact", false, "of a broken recording import what comes before the damage, marked as torn")
	flags.StringVar(&f.size, "size", "", "the terminal's size where the source does not say it: COLSxROWS (default 80x24)")
	flags.StringVarP(&f.as, "format", "f", "text", "text, names (the IDs) or json")
	return cmd
}

// importAll imports everything a command line names. The error is a statusError where one failed and was named.
func (a *app) importAll(ctx context.Context, args []string, f importFlags) error {
	o, err := f.options(args)
	if err != nil {
		return err
	}
	arch, err := a.archive(ctx)
	if err != nil {
		return err
	}
	im := &importer{app: a, arch: arch, o: o, report: newImportReport(a, f.as), claimed: map[string]bool{}}
	return im.report.end(im.all(ctx, args, f))
}

// all imports everything in order. The error is one that ends the command.
func (im *importer) all(ctx context.Context, args []string, f importFlags) error {
	for _, name := range args {
		if err := im.named(ctx, name, f.timing); err != nil {
			return err
		}
	}
	if f.from == "" {
		return nil
	}
	return im.from(ctx, f.from)
}

// options checks the flags.
func (f importFlags) options(args []string) (foreign.Options, error) {
	o := foreign.Options{Input: f.input, Intact: f.intact}
	var err error
	switch {
	case len(args) == 0 && f.from == "":
		return o, usage("nothing to import: name files or folders, or a bucket with --from")
	case f.timing != "" && (len(args) != 1 || f.from != ""):
		return o, usage("--timing %s: it belongs to one typescript", f.timing)
	case f.as != "text" && f.as != "names" && f.as != "json":
		return o, usage("-f %s: import prints text, names or json", f.as)
	case f.size != "":
		o.Size, err = parseTerminalSize(f.size)
	}
	return o, err
}

func parseTerminalSize(s string) (format.Size, error) {
	cols, rows, ok := strings.Cut(s, "x")
	c, errCols := strconv.ParseUint(cols, 10, 16)
	r, errRows := strconv.ParseUint(rows, 10, 16)
	if !ok || errCols != nil || errRows != nil || c == 0 || r == 0 {
		return format.Size{}, usage("--size %s: write columns and rows, such as 132x43", s)
	}
	return format.Size{Cols: int(c), Rows: int(r)}, nil
}

// named imports a file or a folder that the user named.
func (im *importer) named(ctx context.Context, name, timing string) error {
	st, err := os.Stat(name)
	switch {
	case err != nil:
		return im.report.failed(ctx, name, withoutPath(err))
	case st.IsDir():
		return im.folder(ctx, name)
	case im.claimed[filepath.Clean(name)]:
		return nil // the timing file of a typescript before it
	}
	dir := filepath.Dir(name)
	folder := foreign.Dir(dir)
	recs, err := lookAt(folder, filepath.Base(name), timing, im.o)
	if err != nil {
		return im.report.failed(ctx, name, importHint(err))
	}
	for _, rec := range recs {
		for _, file := range rec.Files {
			im.claimed[filepath.Join(dir, file)] = true
		}
		if err := im.one(ctx, folder, rec, name+strings.TrimPrefix(rec.String(), rec.Name)); err != nil {
			return err
		}
	}
	return nil
}

func lookAt(folder foreign.Folder, name, timing string, o foreign.Options) ([]*foreign.Recording, error) {
	if timing == "" {
		return foreign.Look(folder, name, o)
	}
	rec, err := foreign.Pair(folder, name, foreign.Dir(filepath.Dir(timing)), filepath.Base(timing), o)
	return []*foreign.Recording{rec}, err
}

// importHint says what can be done about a recording that was not imported.
func importHint(err error) error {
	switch {
	case errors.Is(err, foreign.ErrUnknown):
		return &hintError{err, "`shellac import --help` lists the formats that can be read"}
	case errors.Is(err, foreign.ErrNoTiming):
		return &hintError{err, "name its timing file with --timing FILE; a typescript without one has no times"}
	case errors.Is(err, foreign.ErrNoOutput):
		return &hintError{err, "name the file with the output, and this one with --timing"}
	case foreign.Broken(err):
		return &hintError{err, "--keep-intact imports what comes before the damage, marked as torn"}
	}
	return err
}

// fileName is for messages about a file in a folder.
func fileName(folder, name string) string {
	if folder == "" {
		return name
	}
	return strings.TrimSuffix(fmt.Sprintf("%s/%s", strings.TrimSuffix(folder, "/"), name), "/")
}
