package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
	"github.com/shellac-term/shellac/recorder"
)

// exportText writes what a person would have read on the screen, line by line, in order.
func (a *app) exportText(ctx context.Context, s *source, f exportFlags, w io.Writer) error {
	lines, err := transcript(ctx, s)
	if len(lines) == 0 && err != nil {
		return err
	}
	for _, l := range lines {
		if l.Transient && !f.deep {
			continue
		}
		prefix := ""
		if f.times {
			prefix = player.FormatTime(l.From) + "  "
		}
		if _, err := fmt.Fprintf(w, "%s%s\n", prefix, plain(l.Text)); err != nil {
			return err
		}
	}
	return err
}

// transcript returns the lines that stood on the screen of a recording, in the order to read them in. A recording that
// carries none, or only those up to where it breaks off, is rendered. With format.ErrTorn or a *format.CorruptError it
// returns what there is before.
func transcript(ctx context.Context, s *source) ([]format.Line, error) {
	lines, err := storedLines(ctx, s)
	if len(lines) == 0 || err != nil {
		lines, err = renderedLines(ctx, s)
	}
	slices.SortStableFunc(lines, func(a, b format.Line) int { return cmp.Compare(a.Order, b.Order) })
	return lines, err
}

func storedLines(ctx context.Context, s *source) ([]format.Line, error) {
	stream, err := s.stream(ctx)
	if err != nil {
		return nil, err
	}
	defer stream.Close()
	r, err := format.NewReader(stream)
	if err != nil {
		return nil, fmt.Errorf("open recording %s: %w", s.name, err)
	}
	var lines []format.Line
	// What a chunk lacks may have been derived late, unless that failed, too.
	lacking, failed := make(map[int]bool), false
	r.OnSection(func(section format.Section) {
		lines = appendLines(lines, section)
		late := section.Chunk < len(r.Chunks())-1
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
		_, err = r.Next()
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if failed || len(lacking) > 0 {
		return nil, err
	}
	return lines, err
}

// renderedLines makes the transcript anew from the events.
func renderedLines(ctx context.Context, s *source) ([]format.Line, error) {
	var lines []format.Line
	var derive *recorder.Deriver
	var batch *format.Batch
	_, err := s.events(ctx, func(h format.Header, e format.Event) error {
		if derive == nil {
			derive, batch = recorder.NewDeriver(h), format.NewBatch(h.Tick)
		}
		batch.Reset()
		batch.AppendEvent(e)
		if !derive.Batch(batch) {
			derive.Chunk()
		}
		for _, section := range derive.Rest() {
			lines = appendLines(lines, section)
		}
		return nil
	})
	if derive != nil {
		for _, section := range derive.Close() {
			lines = appendLines(lines, section)
		}
	}
	return lines, err
}

// appendLines adds the lines of a section, if it holds any that can be read.
func appendLines(lines []format.Line, s format.Section) []format.Line {
	if s.Kind != format.SectionTranscript {
		return lines
	}
	more, err := format.ParseTranscript(bytes.Clone(s.Raw))
	if err != nil {
		return lines
	}
	return append(lines, more...)
}
