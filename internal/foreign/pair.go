package foreign

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/shellac-term/shellac/internal/foreign/scan"
	"github.com/shellac-term/shellac/internal/foreign/typescript"
)

// maxSiblings is in how many files of a folder the other half of a typescript is looked for.
const maxSiblings = 1000

// What a file of script may lack.
const (
	ErrNoTiming = scan.Unsupported("no file beside it says when its output came")
	ErrNoOutput = scan.Unsupported("the file with its output is not beside it")
)

// Pair makes a recording of the output of script and the timing file that belongs to it.
func Pair(output Folder, outputName string, timing Folder, timingName string, o Options) (*Recording, error) {
	g, err := glanceAt(timing, timingName)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", timingName, err)
	}
	if !typescript.MatchTiming(g.head) {
		return nil, &scan.Error{Format: typescript.Name, File: timingName, Err: errors.New("not a timing file of script")}
	}
	named, input := typescript.Logs(g.head)
	shared := input != "" && input == named
	if shared {
		input = ""
	}
	rec, err := newRecording(typescript.Name, output, []string{outputName}, o, func(files *files) (reader, error) {
		f := typescript.Files{Shared: shared}
		var err error
		if f.Output, err = files.unpacked(output, outputName); err != nil {
			return nil, err
		}
		if f.Timing, err = files.unpacked(timing, timingName); err != nil {
			return nil, err
		}
		if input != "" && o.Input {
			f.Input, err = files.unpacked(timing, input)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		return orNil(typescript.NewReader(f, typescript.Options{Size: o.size(), Input: o.Input, Intact: o.Intact}))
	})
	if err != nil {
		return nil, err
	}
	return rec, rec.withTiming(timing, timingName, input)
}

// withTiming adds the timing file to what a recording is.
func (r *Recording) withTiming(folder Folder, timing, input string) error {
	f, err := folder.Open(timing)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := newSum(typescript.Name, r.o)
	sum.text(string(r.Sum[:]))
	if err := sum.file(f); err != nil {
		return err
	}
	r.Sum = sum.sum()
	r.Files = append(r.Files, timing)
	if input != "" {
		r.Files = append(r.Files, input)
	}
	return nil
}

// partner finds the other half of a file of script in the same folder, and makes a recording of both.
func partner(folder Folder, g glance, o Options) (*Recording, error) {
	names, err := folder.Names()
	if err != nil {
		return nil, err
	}
	var outputs, timings []glance
	for _, name := range names[:min(len(names), maxSiblings)] {
		other, err := glanceAt(folder, name)
		switch {
		case err != nil: // what cannot be read is not it
		case typescript.Match(other.head):
			outputs = append(outputs, other)
		case typescript.MatchTiming(other.head):
			timings = append(timings, other)
		}
	}
	pairs, _, _, err := match(outputs, timings)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(pairs, func(p pair) bool { return p.output.name == g.name || p.timing.name == g.name })
	switch {
	case i >= 0:
		return Pair(folder, pairs[i].output.name, folder, pairs[i].timing.name, o)
	case typescript.Match(g.head):
		return nil, &scan.Error{Format: typescript.Name, Err: ErrNoTiming}
	}
	return nil, &scan.Error{Format: typescript.Name, Err: ErrNoOutput}
}

// A pair is the output of script and its timing file.
type pair struct{ output, timing glance }

// match finds out which timing file belongs to which output: it names it, or it knows of just as many bytes as there are. Of
// what does not fit, a single output and a single timing file belong together all the same, one of them being broken.
func match(outputs, timings []glance) (pairs []pair, restOut, restTime []glance, err error) {
	find := func(timings []glance, which func([]glance, glance) (int, error)) (rest []glance, err error) {
		for _, t := range timings {
			i, err := which(outputs, t)
			if err != nil {
				return nil, err
			}
			if i < 0 {
				rest = append(rest, t)
				continue
			}
			pairs = append(pairs, pair{outputs[i], t})
			outputs = slices.Delete(slices.Clone(outputs), i, i+1)
		}
		return rest, nil
	}
	timings, err = find(timings, indexNamed)
	if err == nil {
		timings, err = find(timings, indexFit)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if len(outputs) == 1 && len(timings) == 1 {
		return append(pairs, pair{outputs[0], timings[0]}), nil, nil, nil
	}
	return pairs, outputs, timings, nil
}

// indexNamed returns the output that a timing file names, or -1.
func indexNamed(outputs []glance, t glance) (int, error) {
	named, _ := typescript.Logs(t.head)
	return slices.IndexFunc(outputs, func(out glance) bool { return named != "" && out.name == named }), nil
}

// maxAround is how many bytes script may write around the output.
const maxAround = 128 << 10

// indexFit returns the output that a timing file covers, or -1. Of several it is the one whose name is most alike.
func indexFit(outputs []glance, t glance) (int, error) {
	var files files
	defer files.close()
	r, err := files.unpacked(t.folder, t.name)
	if err != nil {
		return -1, err
	}
	covered, err := typescript.Covers(r)
	if err != nil {
		if Broken(err) {
			err = nil
		}
		return -1, err
	}
	best, alike := -1, -1
	for i, out := range outputs {
		if out.packed == "" && (out.size < covered || out.size > covered+maxAround) || likeness(out.name, t.name) <= alike {
			continue
		}
		ok, err := fits(out, covered)
		if err != nil {
			return -1, err
		}
		if ok {
			best, alike = i, likeness(out.name, t.name)
		}
	}
	return best, nil
}

// likeness is how many bytes two names begin with that are the same.
func likeness(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// fits reports whether a timing file that knows of so many bytes may be that of an output.
func fits(out glance, covered int64) (bool, error) {
	var files files
	defer files.close()
	r, err := files.unpacked(out.folder, out.name)
	if err != nil {
		return false, err
	}
	ok, err := typescript.Fits(r, covered)
	if Broken(err) {
		err = nil
	}
	return ok, err
}
