package main

import (
	"context"
	"fmt"
	"io"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/transcript"
	"github.com/shellac-term/shellac/player"
)

// exportText writes what a person would have read on the screen, line by line, in order.
func (a *app) exportText(ctx context.Context, s *source, f exportFlags, w io.Writer) error {
	lines, err := linesOf(ctx, s)
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

// linesOf returns the lines that stood on the screen of a recording, in the order to read them in. With format.ErrTorn or a
// *format.CorruptError it returns what there is before.
func linesOf(ctx context.Context, s *source) ([]format.Line, error) {
	r, err := transcript.Read(ctx, s.stream)
	return r.Lines, err
}
