package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/recorder"
)

func (a *app) uploadCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "upload",
		GroupID: "recording",
		Short:   "Send recordings that are still on this disk to the store",
		Long: "Send recordings that are still on this disk to the store: of sessions that ended while the store was out of reach,\n" +
			"and of those whose recorder died. Nothing is removed before the store has confirmed a checksum. Every new session\n" +
			"does the same in the background.",
		Example: "shellac upload",
		Args:    cobra.NoArgs,
		RunE:    a.action(func(ctx context.Context, _ []string) error { return a.upload(ctx) }),
	}
}

func (a *app) upload(ctx context.Context) error {
	arch, err := a.archive(ctx)
	if err != nil {
		return err
	}
	spool, err := a.paths.Spool()
	if err != nil {
		return err
	}
	left, err := recorder.ListSpool(spool)
	if err != nil {
		return err
	}
	failed := 0
	var last error
	for _, s := range left {
		err := a.uploadOne(ctx, arch, s)
		if err != nil {
			failed, last = failed+1, err
			fmt.Fprintf(a.stderr, "shellac: %s (%s): %v\n", s.ID, byteSize(s.Bytes), err)
		}
	}
	if failed > 0 {
		return &hintError{fmt.Errorf("%s still in %s", plural(failed, "recording"), spool), hintFor(last)}
	}
	if len(left) == 0 {
		fmt.Fprintf(a.stdout, "nothing to upload: %s is empty\n", spool)
	}
	return nil
}

func (a *app) uploadOne(ctx context.Context, arch *archive.Archive, s recorder.Spooled) error {
	r, err := recorder.Resume(ctx, s.Dir, func(h format.Header) recorder.Sink { return arch.Sink(h) })
	switch {
	case errors.Is(err, recorder.ErrRunning):
		fmt.Fprintf(a.stdout, "%s  is still running\n", s.ID)
		return nil
	case errors.Is(err, recorder.ErrEmpty):
		fmt.Fprintf(a.stdout, "%s  holds nothing: its recorder died before the session began; remove %s\n", s.ID, s.Dir)
		return nil
	case err != nil:
		return err
	}
	what := "stored and checked"
	if r.Torn {
		what = "its recorder died; closed as torn, stored and checked"
	}
	fmt.Fprintf(a.stdout, "%s  %s, %s\n", s.ID, byteSize(r.Size), what)
	if r.Damaged != "" {
		fmt.Fprintf(a.stdout, "%s  the file was damaged; it is kept as it was in %s\n", s.ID, r.Damaged)
	}
	return nil
}
