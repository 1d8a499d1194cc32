package search

import (
	"context"
	"errors"
	"fmt"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
)

// A Report says what was searched. It changes while a search runs, only between two hits.
type Report struct {
	Recordings int // that pass the filters, as far as the store was listed
	Searched   int // of those
	Unpacked   int // of those, read from the recordings themselves
	Torn       int // of those, cut off: what there is of them was searched
	Running    int // of those, searched as far as they were stored

	Hits     int
	WithHits int // recordings

	LeftOut []LeftOut
	Notes   []error // what went wrong and was made up for
	Limited bool    // the search ended at the limit of the query
}

// A LeftOut is a recording that could not be searched, or not all of it.
type LeftOut struct {
	ID     string
	Part   bool // what comes before the damage was searched
	Reason error
}

// Complete tells whether all was searched that was to be.
func (r *Report) Complete() bool { return len(r.LeftOut) == 0 && r.Searched == r.Recordings }

// A StoreError says that a search was given up because the store fails.
type StoreError struct{ Err error }

func (e *StoreError) Error() string {
	return fmt.Sprintf("search recordings: the store fails: %v", e.Err)
}
func (e *StoreError) Unwrap() error { return e.Err }

// maxFailures is how many recordings in a row the store may fail to give before a search is given up.
const maxFailures = 8

// ofStore tells whether an error says nothing about the recording that was read.
func ofStore(err error) bool {
	return !errors.Is(err, format.ErrTorn) && !errors.Is(err, format.ErrFormat) && !errors.As(err, new(*format.CorruptError)) &&
		!errors.As(err, new(*format.VersionError)) && !errors.Is(err, archive.ErrNotFound) && !errors.Is(err, errGone) &&
		!errors.Is(err, context.Canceled)
}

// add counts a recording, unless the query's filter of headers kept it out.
func (r *Report) add(o outcome) {
	if o.kept {
		return
	}
	r.Recordings++
	if o.err != nil {
		r.LeftOut = append(r.LeftOut, LeftOut{o.entry.ID, o.read, o.err})
	}
	if !o.read {
		return
	}
	r.Searched++
	if !o.packed {
		r.Unpacked++
	}
	switch o.state() {
	case archive.Torn:
		r.Torn++
	case archive.Live:
		r.Running++
	}
}

// An outcome is what became of one recording.
type outcome struct {
	entry  archive.Entry
	packed bool
	kept   bool // out, by its header
	read   bool // as far as it is intact
	err    error
}

func (o outcome) state() archive.State { return o.entry.State }
