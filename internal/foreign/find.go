package foreign

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"github.com/shellac-term/shellac/internal/foreign/scan"
	"github.com/shellac-term/shellac/internal/foreign/sudoio"
	"github.com/shellac-term/shellac/internal/foreign/typescript"
)

// A FileError says which file of a folder is no recording, or a broken one.
type FileError struct {
	Name string
	Err  error
}

func (e *FileError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }

// Unwrap returns the reason.
func (e *FileError) Unwrap() error { return e.Err }

// Find yields the recordings in the files of a folder, without those below it. An error about one file is a *FileError, and
// does not end it.
func Find(folder Folder, o Options) iter.Seq2[*Recording, error] {
	return func(yield func(*Recording, error) bool) {
		names, err := folder.Names()
		if err != nil {
			yield(nil, err)
			return
		}
		f := finder{folder: folder, o: o, yield: yield}
		if sudoio.Match(names) && !f.sudo(&names) {
			return
		}
		for _, name := range names {
			if !f.file(name) {
				return
			}
		}
		f.scripts()
	}
}

// A finder is one walk through a folder. Its methods return whether to go on.
type finder struct {
	folder           Folder
	o                Options
	yield            func(*Recording, error) bool
	outputs, timings []glance
}

// sudo yields the folder as an I/O log of sudo, and leaves the names that do not belong to it.
func (f *finder) sudo(names *[]string) bool {
	rec, err := sudoLog(f.folder, *names, f.o)
	*names = slices.DeleteFunc(slices.Clone(*names), func(name string) bool { return slices.Contains(sudoio.Members(), name) })
	if err != nil {
		return f.yield(nil, err)
	}
	return f.yield(rec, nil)
}

// keptHead is as much of a file of script as is kept until its other half is found, in bytes.
const keptHead = 4 << 10

func (f *finder) file(name string) bool {
	g, err := glanceAt(f.folder, name)
	if err != nil {
		return f.yield(nil, &FileError{name, err})
	}
	if g.isScript() {
		g.head = bytes.Clone(g.head[:min(len(g.head), keptHead)])
		if typescript.Match(g.head) {
			f.outputs = append(f.outputs, g)
		} else {
			f.timings = append(f.timings, g)
		}
		return true
	}
	recs, err := g.recognize(f.o)
	if err != nil {
		return f.yield(nil, &FileError{name, err})
	}
	for _, rec := range recs {
		if !f.yield(rec, nil) {
			return false
		}
	}
	return true
}

// scripts yields the typescripts.
func (f *finder) scripts() {
	pairs, outputs, timings, err := match(f.outputs, f.timings)
	if err != nil {
		f.yield(nil, err)
		return
	}
	used := map[string]bool{}
	for _, p := range pairs {
		rec, err := Pair(f.folder, p.output.name, f.folder, p.timing.name, f.o)
		if err != nil {
			err = &FileError{p.output.name, err}
		} else {
			for _, name := range rec.Files {
				used[name] = true
			}
		}
		if !f.yield(rec, err) {
			return
		}
	}
	f.alone(outputs, ErrNoTiming, used)
	f.alone(timings, ErrNoOutput, used)
}

// alone yields what has no other half. A file of input is no recording, but belongs to one.
func (f *finder) alone(rest []glance, reason error, used map[string]bool) {
	for _, g := range rest {
		if !used[g.name] && !f.yield(nil, &FileError{g.name, &scan.Error{Format: typescript.Name, Err: reason}}) {
			return
		}
	}
}
