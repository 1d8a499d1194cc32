package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/player"
	"github.com/shellac-term/shellac/ui/recordings"
)

// recordings is what the screen of that name works with.
func (h *home) recordings() recordings.Options {
	return recordings.Options{
		Theme: h.theme, Store: h.store, List: h.list, Details: h.details, Activity: h.activity, Transcript: h.transcript, Verify: h.verify,
		Export: h.export, Formats: []string{"cast", "text", "json", "screen"}, Explain: explain, Search: h.searcher(),
	}
}

func (h *home) list(ctx context.Context, f archive.Filter) iter.Seq2[archive.Entry, error] {
	return func(yield func(archive.Entry, error) bool) {
		arch, err := h.archive()
		if err != nil {
			yield(archive.Entry{}, err)
			return
		}
		arch.List(ctx, f)(yield)
	}
}

func (h *home) details(ctx context.Context, e archive.Entry) (archive.Details, error) {
	arch, err := h.archive()
	if err != nil {
		return archive.Details{}, err
	}
	return arch.Details(ctx, e)
}

func (h *home) activity(ctx context.Context, e archive.Entry, n int) ([]int64, error) {
	p, done, err := h.player(ctx, e)
	if err != nil {
		return nil, err
	}
	defer done()
	return p.Activity(n), nil
}

// player opens a recording of the store for looking at it.
func (h *home) player(ctx context.Context, e archive.Entry) (p *player.Player, done func(), err error) {
	arch, err := h.archive()
	if err != nil {
		return nil, nil, err
	}
	r, err := arch.Open(ctx, e)
	if err != nil {
		return nil, nil, err
	}
	if p, err = player.Open(r.File, player.Options{}); err != nil {
		r.Close()
		return nil, nil, err
	}
	return p, func() { r.Close() }, nil
}

// source is a recording of the store as the commands work on it.
func (h *home) source(e archive.Entry) (*source, error) {
	arch, err := h.archive()
	return &source{name: e.ID, arch: arch, entry: e}, err
}

func (h *home) transcript(ctx context.Context, e archive.Entry) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		s, err := h.source(e)
		if err != nil {
			yield("", err)
			return
		}
		lines, err := linesOf(ctx, s)
		for _, l := range lines {
			if !l.Transient && !yield(player.FormatTime(l.From)+"  "+l.Text, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

func (h *home) verify(ctx context.Context, e archive.Entry) recordings.Verdict {
	f := h.quiet.verifyOne(ctx, e.ID)
	checked := fmt.Sprintf("%s, %d events, %s", plural(f.Chunks, "chunk"), f.Events, byteSize(f.Bytes))
	switch f.Result {
	case "intact":
		return recordings.Verdict{State: recordings.Intact, Text: "intact: " + checked + ", sha256 " + f.Digest[:min(len(f.Digest), 16)]}
	case "torn":
		return recordings.Verdict{State: recordings.Torn, Text: "torn: it ends without a trailer; intact up to there: " + checked}
	case "broken":
		return recordings.Verdict{State: recordings.Broken, Text: "BROKEN: " + f.Why + "; intact before: " + checked}
	}
	return recordings.Verdict{State: recordings.Unchecked, Text: "could not be checked: " + f.Why}
}

// export writes a new file, and never over one that is there.
func (h *home) export(ctx context.Context, e archive.Entry, format, name string) error {
	write, ok := map[string]func(context.Context, *source, exportFlags, io.Writer) error{
		"cast": h.quiet.exportCast, "json": h.quiet.exportJSON, "screen": h.quiet.exportScreen, "text": h.quiet.exportText,
	}[format]
	if !ok {
		return fmt.Errorf("no form %q", format)
	}
	s, err := h.source(e)
	if err != nil {
		return err
	}
	if rest, under := strings.CutPrefix(name, "~/"); under {
		name = filepath.Join(h.a.getenv("HOME"), rest)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return withoutPath(err)
	}
	err = errors.Join(h.quiet.exportTo(ctx, f, s, exportFlags{format: format}, write), f.Close())
	if err != nil {
		os.Remove(name)
	}
	return err
}
