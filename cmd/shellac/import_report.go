package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// What became of a recording.
const (
	resultImported = "imported"
	resultPresent  = "present" // the store had it already
	resultFailed   = "failed"
)

// imported is what -f json prints of a recording; fields may be added to it, never changed.
type imported struct {
	Source   string        `json:"source"`
	Result   string        `json:"result"`
	ID       string        `json:"id,omitempty"`
	Format   string        `json:"format,omitempty"`
	Seconds  float64       `json:"duration_s"`
	Duration time.Duration `json:"-"`
	Bytes    int64         `json:"bytes"` // of output
	Torn     bool          `json:"torn"`
	Why      string        `json:"why,omitempty"`

	skipped int
	wrong   error
}

// An importReport prints what became of every recording. It is safe for concurrent use.
type importReport struct {
	app *app
	as  string

	mu       sync.Mutex
	done     map[string]int // by result
	torn     int
	strange  []string // files that are no recordings, the first few
	stranger int      // how many there are
	many     bool     // a folder was searched
	fancy    bool     // standard error is a terminal
	shown    bool     // progress stands there
	drawn    time.Time
}

func newImportReport(a *app, as string) *importReport {
	return &importReport{app: a, as: as, done: map[string]int{}, fancy: term.IsTerminal(int(a.stderr.Fd())) && a.getenv("TERM") != "dumb"}
}

// imported prints a recording that the store has now. The error is that of standard output.
func (r *importReport) imported(done imported) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[done.Result]++
	if done.Torn {
		r.torn++
	}
	r.clear()
	if done.wrong != nil {
		fmt.Fprintf(r.app.stderr, "shellac: note: %s is broken; what comes before the damage was imported: %s\n", plain(done.Source), plain(done.wrong.Error()))
	} else if done.Torn {
		fmt.Fprintf(r.app.stderr, "shellac: note: %s ends without its end: its recorder died; it is marked as torn\n", plain(done.Source))
	}
	if done.skipped > 0 {
		fmt.Fprintf(r.app.stderr, "shellac: note: %s: %s of kinds that shellac does not know were left out\n", plain(done.Source), plural(done.skipped, "event"))
	}
	err := r.print(done)
	r.progress()
	return err
}

func (r *importReport) print(done imported) error {
	var err error
	switch r.as {
	case "names":
		_, err = fmt.Fprintln(r.app.stdout, done.ID)
	case "json":
		done.Seconds = done.Duration.Seconds()
		err = json.NewEncoder(r.app.stdout).Encode(done)
	default:
		what := "in the store already"
		if done.Result == resultImported {
			what = fmt.Sprintf("%s, %s, %s", done.Format, clockTime(done.Duration), byteSize(done.Bytes))
		}
		_, err = fmt.Fprintf(r.app.stdout, "%s  %s  (%s)  shellac play %s\n", done.ID, plain(done.Source), what, shortID(done.ID))
	}
	return err
}

// failed prints why a recording was not imported. The error is not nil where that ends the command.
func (r *importReport) failed(ctx context.Context, name string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done[resultFailed]++
	r.clear()
	if r.as == "json" {
		if err := json.NewEncoder(r.app.stdout).Encode(imported{Source: name, Result: resultFailed, Why: err.Error()}); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.app.stderr, "shellac: error: import %s: %s\n", plain(name), plain(err.Error()))
	if hint := hintFor(err); hint != "" && r.done[resultFailed] == 1 {
		fmt.Fprintf(r.app.stderr, "shellac: hint: %s\n", hint)
	}
	r.progress()
	return nil
}

// maxStrange is how many files that are no recordings are named.
const maxStrange = 5

// unknown counts a file that is no recording. It is false where only files were named, each of which should be one.
func (r *importReport) unknown(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.many {
		return false
	}
	if r.stranger++; len(r.strange) < maxStrange {
		r.strange = append(r.strange, plain(name))
	}
	r.progress()
	return true
}

// searching says that folders are searched, of which there is to be progress and a last line.
func (r *importReport) searching() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.many = true
}

// progressEvery is how often progress is drawn at most.
const progressEvery = 200 * time.Millisecond

// progress draws how far the import has come, where somebody is there to see it.
func (r *importReport) progress() {
	if !r.fancy || !r.many || time.Since(r.drawn) < progressEvery {
		return
	}
	r.drawn, r.shown = time.Now(), true
	fmt.Fprintf(r.app.stderr, "\r\x1b[Kshellac: %s", r.sum())
}

func (r *importReport) clear() {
	if r.shown {
		fmt.Fprint(r.app.stderr, "\r\x1b[K")
		r.shown, r.drawn = false, time.Time{}
	}
}

func (r *importReport) sum() string {
	parts := []string{fmt.Sprintf("%d imported", r.done[resultImported])}
	if r.torn > 0 {
		parts[0] += fmt.Sprintf(" (%d torn)", r.torn)
	}
	if n := r.done[resultPresent]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d in the store already", n))
	}
	if n := r.done[resultFailed]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", n))
	}
	if r.stranger > 0 {
		parts = append(parts, plural(r.stranger, "file")+" without a recording")
	}
	return strings.Join(parts, ", ")
}

// end prints the last line, and returns how the command ends; err is what ended it early.
func (r *importReport) end(err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clear()
	if r.many {
		more := ""
		if len(r.strange) > 0 {
			slices.Sort(r.strange)
			more = " (" + strings.Join(r.strange, ", ")
			if r.stranger > len(r.strange) {
				more += ", …"
			}
			more += ")"
		}
		fmt.Fprintf(r.app.stderr, "shellac: %s%s\n", r.sum(), more)
	}
	switch {
	case err != nil:
		return err
	case r.done[resultFailed] > 0:
		return statusError(exitError)
	}
	return nil
}
