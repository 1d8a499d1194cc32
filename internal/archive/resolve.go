package archive

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrNotFound says that there is no such recording.
var ErrNotFound = errors.New("archive: no such recording")

// Last is what Resolve takes for the newest recording.
const Last = "last"

// maxCandidates is how many recordings an AmbiguousError names.
const maxCandidates = 8

// An AmbiguousError says that an ID was shortened too much.
type AmbiguousError struct {
	Prefix     string
	Candidates []Entry // newest first
	More       bool    // there are others
}

func (e *AmbiguousError) Error() string {
	ids := make([]string, len(e.Candidates))
	for i, c := range e.Candidates {
		ids[i] = c.ID
	}
	if e.More {
		ids = append(ids, ellipsis)
	}
	return fmt.Sprintf("%s is short for more than one recording: %s", e.Prefix, strings.Join(ids, ", "))
}

// Resolve finds a recording by its ID, by the beginning of its ID as long as that is unique, or as Last. Case does not
// matter, and I, L and O are read as 1, 1 and 0. The error is ErrNotFound, *AmbiguousError, or one of the store.
func (a *Archive) Resolve(ctx context.Context, typed string) (Entry, error) {
	e, err := a.resolve(ctx, typed)
	if err != nil {
		return Entry{}, fmt.Errorf("find recording: %w", err)
	}
	return e, nil
}

func (a *Archive) resolve(ctx context.Context, typed string) (Entry, error) {
	if typed == Last {
		return a.newest(ctx)
	}
	prefix, ok := foldID(typed)
	if !ok {
		return Entry{}, fmt.Errorf("%w: %q cannot be the beginning of an ID", ErrNotFound, typed)
	}
	f := Filter{idPrefix: prefix, Limit: maxCandidates + 1}
	first, last := idSpan(prefix)
	f.Since, f.Until = first.Add(-startSlack), last.Add(startSlack)
	if _, whole := idTime(prefix); whole {
		return a.resolveWhole(ctx, prefix)
	}
	var found []Entry
	for e, err := range a.List(ctx, f) {
		if err != nil {
			return Entry{}, err
		}
		found = append(found, e)
	}
	switch len(found) {
	case 0:
		return Entry{}, fmt.Errorf("%w: %s", ErrNotFound, typed)
	case 1:
		return found[0], nil
	}
	n := min(len(found), maxCandidates)
	return Entry{}, &AmbiguousError{prefix, found[:n], len(found) > n}
}

func (a *Archive) newest(ctx context.Context) (Entry, error) {
	for e, err := range a.List(ctx, Filter{Limit: 1}) {
		return e, err
	}
	return Entry{}, fmt.Errorf("%w: the store has none", ErrNotFound)
}

// resolveWhole finds a recording by its whole ID.
func (a *Archive) resolveWhole(ctx context.Context, id string) (Entry, error) {
	e, found, err := a.catalogEntry(ctx, id)
	if err == nil && !found {
		err = fmt.Errorf("%w: %s", ErrNotFound, id)
	}
	if err == nil && e.stage == begun {
		err = a.look(ctx, &e)
	}
	return e, err
}

// refresh completes an entry that was made by hand.
func (a *Archive) refresh(ctx context.Context, e Entry) (Entry, error) {
	if e.key != "" {
		return e, nil
	}
	if _, ok := idTime(e.ID); !ok {
		return Entry{}, fmt.Errorf("%w: %q", ErrNotFound, cleanText(e.ID))
	}
	return a.resolveWhole(ctx, e.ID)
}
