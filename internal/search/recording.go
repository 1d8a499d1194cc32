package search

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/transcript"
)

// errGone says that a recording which the catalog has is not there.
var errGone = errors.New("the catalog has it, but it is not in the store")

// searchRecording searches a recording that is not packed.
func (s *run) searchRecording(ctx context.Context, u *unit, e archive.Entry) {
	u.outcomes = append(u.outcomes, s.search(ctx, e, func(hits []Hit) bool { return u.send(ctx, hits) }))
}

// search reads a recording and gives its hits away.
func (s *run) search(ctx context.Context, e archive.Entry, give func([]Hit) bool) outcome {
	o := outcome{entry: e}
	if !s.q.Header.IsZero() {
		// A small object says whether the recording has to be read. If it is not to be had, the recording's own header does.
		if d, err := s.from.Archive.Details(ctx, e); err == nil && !s.q.Header.Admits(d.Header.Labels, d.Header.Reason) {
			o.kept = true
			return o
		}
	}
	r, err := s.read(ctx, e)
	o.read, o.err = judge(e, r, err)
	if r.Header.ID != "" && !s.q.Header.Admits(r.Header.Labels, r.Header.Reason) {
		o.kept = true
		return o
	}
	session := index.SessionOf(e, r)
	f := finder{q: s.q, reading: func(context.Context, string) (transcript.Reading, error) { return r, nil }}
	for _, b := range index.BlocksOf(&session, r) {
		hits, err := f.block(ctx, b)
		o.err = errors.Join(o.err, err)
		if !give(hits) || s.q.First && len(hits) > 0 {
			break
		}
	}
	return o
}

func (s *run) read(ctx context.Context, e archive.Entry) (transcript.Reading, error) {
	return transcript.Read(ctx, func(ctx context.Context) (io.ReadCloser, error) { return s.from.Archive.Stream(ctx, e) })
}

// judge tells whether a recording was read as far as it is intact, and what is to be said of it. That a session which runs, or whose
// recorder died, has no end is nothing to be said.
func judge(e archive.Entry, r transcript.Reading, err error) (read bool, said error) {
	torn := errors.Is(err, format.ErrTorn) || errors.Is(err, io.ErrUnexpectedEOF)
	switch {
	case err == nil:
		return true, nil
	case torn && e.State != archive.Complete:
		return true, nil
	case torn:
		return r.Header.ID != "", errors.New("it ends before its end: only a part of it is in the store")
	case errors.As(err, new(*format.CorruptError)):
		return r.Header.ID != "", fmt.Errorf("read recording: %w", err)
	}
	if archive.Missing(err) {
		return false, errGone
	}
	return false, err
}
