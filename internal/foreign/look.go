package foreign

import (
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/internal/foreign/scan"
	"github.com/shellac-term/shellac/internal/foreign/sudoio"
	"github.com/shellac-term/shellac/internal/foreign/teleport"
	"github.com/shellac-term/shellac/internal/foreign/tlog"
	"github.com/shellac-term/shellac/internal/foreign/ttyrec"
	"github.com/shellac-term/shellac/internal/foreign/typescript"
)

// Look finds the recordings in a file of a folder, and what else in the folder belongs to them. The error is ErrUnknown
// where there is none.
func Look(folder Folder, name string, o Options) ([]*Recording, error) {
	if slices.Contains(sudoio.Members(), name) {
		names, err := folder.Names()
		if err != nil {
			return nil, err
		}
		if sudoio.Match(names) {
			rec, err := sudoLog(folder, names, o)
			return []*Recording{rec}, err
		}
	}
	g, err := glanceAt(folder, name)
	if err != nil {
		return nil, err
	}
	if g.isScript() {
		rec, err := partner(folder, g, o)
		if err != nil {
			return nil, err
		}
		return []*Recording{rec}, nil
	}
	return g.recognize(o)
}

// shellacMagic begins a recording of ours.
const shellacMagic = "\x89SHLC\r\n"

// A simple format is one of files that hold one recording each.
type simple struct {
	name  string
	match func(glance) bool
	open  func(r io.Reader, o Options) (reader, error)
}

// simples are those formats, in the order in which they are tried: those that are hard to mistake come first.
func simples() []simple {
	return []simple{
		{teleport.Name, func(g glance) bool { return teleport.Match(g.head, g.size) }, func(r io.Reader, o Options) (reader, error) {
			return orNil(teleport.NewReader(r, o.Intact))
		}},
		{Asciicast, looksLikeCast, func(r io.Reader, _ Options) (reader, error) { return orNil(asciicast.NewDecoder(r)) }},
		{ttyrec.Name, func(g glance) bool { return ttyrec.Match(g.head, g.size) }, func(r io.Reader, o Options) (reader, error) {
			return orNil(ttyrec.NewReader(r, o.size()))
		}},
	}
}

// orNil keeps a nil pointer from becoming a reader that is not nil.
func orNil[R reader](r R, err error) (reader, error) {
	if err != nil {
		return nil, err
	}
	return r, nil
}

// castHeader is what the header of asciicast has of the terminal's size: version 3 in an object of its own.
var castHeader = regexp.MustCompile(`"width"\s*:|"term"\s*:\s*\{`)

func looksLikeCast(g glance) bool {
	head := bytes.TrimPrefix(g.head, []byte("\ufeff"))
	return len(head) > 0 && head[0] == '{' && bytes.Contains(head, []byte(`"version"`)) && castHeader.Match(head)
}

// recognize finds the recordings in a file that holds whole ones.
func (g glance) recognize(o Options) ([]*Recording, error) {
	switch {
	case strings.HasPrefix(string(g.head), shellacMagic) && g.packed == "":
		return []*Recording{{Format: Shellac, Name: g.name, Files: []string{g.name}}}, nil
	case teleport.MatchOld(g.head):
		return nil, &scan.Error{Format: teleport.Name, Err: teleport.ErrOld}
	case tlog.Match(g.head):
		return g.findTlog(o)
	}
	for _, f := range simples() {
		if f.match(g) {
			if f.name == Asciicast { // holds input only where that was asked for, and is to survive an export and an import
				o.Input, o.Size = true, format.Size{}
			}
			rec, err := g.simple(f, o)
			return []*Recording{rec}, err
		}
	}
	return nil, ErrUnknown
}

func (g glance) simple(f simple, o Options) (*Recording, error) {
	return newRecording(f.name, g.folder, []string{g.name}, o, func(files *files) (reader, error) {
		r, err := files.unpacked(g.folder, g.name)
		if err != nil {
			return nil, err
		}
		return f.open(r, o)
	})
}

// newRecording makes a recording of files of a folder, the first of which names it.
func newRecording(name string, folder Folder, names []string, o Options, open func(*files) (reader, error)) (*Recording, error) {
	rec := &Recording{Format: name, Name: names[0], Files: names, o: o, open: open}
	sum := newSum(name, o)
	for _, name := range names {
		f, err := folder.Open(name)
		if err != nil {
			return nil, err
		}
		if rec.modified.IsZero() {
			rec.modified = f.Modified()
		}
		err = sum.file(f)
		f.Close() // was only read
		if err != nil {
			return nil, err
		}
	}
	rec.Sum = sum.sum()
	return rec, nil
}

// sudoLog makes a recording of a folder that is an I/O log of sudo.
func sudoLog(folder Folder, names []string, o Options) (*Recording, error) {
	var members []string
	for _, name := range sudoio.Members() {
		if slices.Contains(names, name) {
			members = append(members, name)
		}
	}
	rec, err := newRecording(sudoio.Name, folder, members, o, func(files *files) (reader, error) {
		return orNil(sudoio.NewReader(func(name string) (io.Reader, error) { return files.unpacked(folder, name) }, o.Input))
	})
	if err == nil {
		rec.Name = ""
	}
	return rec, err
}

// isScript reports whether a file is of script, and so needs others.
func (g glance) isScript() bool {
	return typescript.Match(g.head) || typescript.MatchTiming(g.head) && !tlog.Match(g.head)
}
