// Package transcript reads what stood on the screen of a recording: from the transcript that the recording has, and where
// that is not whole, by drawing its events.
package transcript

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/recorder"
)

// A Reading is what there is to read in a recording.
type Reading struct {
	Header  format.Header
	Summary format.Summary // of a recording that is not complete what its events add up to
	Lines   []format.Line  // in the order to read them in, transient ones included
	Others  []format.Event // what was typed, if that was recorded, and markers
	Drawn   bool           // the lines were made anew
}

// Read reads a recording, which open opens from the front, as often as it is asked to. With format.ErrTorn or a
// *format.CorruptError it returns what comes before.
func Read(ctx context.Context, open func(context.Context) (io.ReadCloser, error)) (Reading, error) {
	r, whole, err := read(ctx, open, stored)
	if ctx.Err() != nil {
		return Reading{}, ctx.Err()
	}
	if !whole || err != nil {
		if r, _, err = read(ctx, open, drawn); r.Header.ID == "" && len(r.Lines) == 0 && !damaged(err) {
			return Reading{}, err
		}
		r.Drawn = true
	}
	slices.SortStableFunc(r.Lines, func(a, b format.Line) int { return cmp.Compare(a.Order, b.Order) })
	return r, err
}

func damaged(err error) bool {
	return err == nil || errors.Is(err, format.ErrTorn) || errors.As(err, new(*format.CorruptError))
}

// A way of reading fills in the lines. It reports whether they are all there is.
type way func(context.Context, *format.Reader, *Reading) (whole bool, err error)

func read(ctx context.Context, open func(context.Context) (io.ReadCloser, error), lines way) (r Reading, whole bool, err error) {
	stream, err := open(ctx)
	if err != nil {
		return r, false, err
	}
	defer stream.Close()
	fr, err := format.NewReader(stream)
	if err != nil {
		return r, false, fmt.Errorf("open recording: %w", err)
	}
	r.Header = fr.Header()
	if whole, err = lines(ctx, fr, &r); errors.Is(err, io.EOF) {
		r.Summary, err = fr.Summary(), nil
	}
	return r, whole, err
}

// next reads an event and notes what a Reading keeps of it.
func (r *Reading) next(ctx context.Context, fr *format.Reader) (format.Event, error) {
	e, err := fr.Next()
	if err != nil {
		return e, err
	}
	r.Summary.Events++
	r.Summary.Duration = e.At
	switch e.Kind {
	case format.Output, format.Stderr:
		r.Summary.OutputBytes += int64(len(e.Data))
	case format.Input, format.Marker:
		e.Data = bytes.Clone(e.Data)
		r.Others = append(r.Others, e)
	case format.Exit:
		if status, err := e.Exit(); err == nil {
			r.Summary.Exit = &status
		}
	}
	return e, ctx.Err()
}

// stored reads the transcript that the recording has.
func stored(ctx context.Context, fr *format.Reader, r *Reading) (whole bool, err error) {
	// What a chunk lacks may have been derived late, unless that failed, too.
	lacking, failed := make(map[int]bool), false
	fr.OnSection(func(section format.Section) {
		r.add(section)
		late := section.Chunk < len(fr.Chunks())-1
		switch {
		case section.Kind != format.SectionUnderived && late:
			delete(lacking, section.Chunk)
		case section.Kind == format.SectionUnderived && !late:
			lacking[section.Chunk] = true
		case section.Kind == format.SectionUnderived:
			failed = true
		}
	})
	for err == nil {
		_, err = r.next(ctx, fr)
	}
	return !failed && len(lacking) == 0 && len(r.Lines) > 0, err
}

// drawn makes the transcript anew from the events.
func drawn(ctx context.Context, fr *format.Reader, r *Reading) (whole bool, err error) {
	derive, batch := recorder.NewDeriver(r.Header), format.NewBatch(r.Header.Tick)
	var chunk int64 // of output, as a recorder cuts it: what one makes is bounded
	for {
		if r.Summary.OutputBytes-chunk >= format.ChunkTarget {
			chunk = r.Summary.OutputBytes
			derive.Chunk()
		}
		e, err := r.next(ctx, fr)
		if err != nil {
			for _, section := range derive.Close() {
				r.add(section)
			}
			return true, err
		}
		batch.Reset()
		batch.AppendEvent(e)
		if !derive.Batch(batch) {
			derive.Chunk()
		}
		for _, section := range derive.Rest() {
			r.add(section)
		}
	}
}

// add takes in the lines of a section, if it holds any that can be read.
func (r *Reading) add(s format.Section) {
	if s.Kind != format.SectionTranscript {
		return
	}
	if lines, err := format.ParseTranscript(bytes.Clone(s.Raw)); err == nil {
		r.Lines = append(r.Lines, lines...)
	}
}
