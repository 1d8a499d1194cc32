package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/recorder"
)

func (a *app) rebuildCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "rebuild ID|FILE|last",
		GroupID: "recording",
		Short:   "Make keyframes and transcript of a recording anew",
		Long: "Make what can be computed from a recording's events anew: the keyframes that seeking uses and the transcript that\n" +
			"search reads. The events stay as they are, which is checked; the recording's digest changes with what is around\n" +
			"them. A recording in the store is replaced, unless -o names a file.",
		Example: `shellac rebuild 01JD7X8M4RZQ
shellac rebuild ./old.shlc -o new.shlc`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.rebuild(ctx, args[0], out) }),
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write instead of replacing the recording in the store")
	return cmd
}

func (a *app) rebuild(ctx context.Context, arg, out string) error {
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return err
	}
	defer s.close()
	if s.file != nil && out == "" {
		return usage("rebuild of a file needs -o FILE for the new one")
	}
	made, err := os.CreateTemp("", "shellac-rebuild-")
	if err != nil {
		return err
	}
	defer made.Close()
	defer os.Remove(made.Name())
	r, err := remake(ctx, s, made)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "shellac: %d events unchanged; digest %x was %x\n", r.made.Events, r.made.Digest, r.was.Digest)
	if out != "" {
		return writeFile(out, func(w io.Writer) error {
			_, err := io.Copy(w, io.NewSectionReader(made, 0, r.size))
			return err
		})
	}
	return s.arch.PutRecording(ctx, io.NewSectionReader(made, 0, r.size), r.size, r.header, r.made)
}

// remade is what remake did.
type remade struct {
	header    format.Header
	was, made format.Summary
	size      int64
}

// remake writes the recording of s anew, and reads it back to see that its events are the same.
func remake(ctx context.Context, s *source, made *os.File) (remade, error) {
	stream, err := s.stream(ctx)
	if err != nil {
		return remade{}, err
	}
	defer stream.Close()
	r, err := format.NewReader(stream)
	if err != nil {
		return remade{}, fmt.Errorf("open recording %s: %w", s.name, err)
	}
	before := newEventSum()
	result := remade{header: r.Header()}
	result.made, err = recorder.Convert(made, r.Header(), func() (format.Event, error) {
		e, err := r.Next()
		if err == nil {
			before.add(e)
		}
		return e, err
	})
	if err != nil {
		return remade{}, fmt.Errorf("rebuild %s: %w", s.name, err)
	}
	result.was = r.Summary()
	after, err := sumFile(made)
	if err != nil {
		return remade{}, fmt.Errorf("read back what was rebuilt: %w", err)
	}
	if !bytes.Equal(before.sum(), after.sum()) {
		return remade{}, errors.New("rebuild: the events would have changed; nothing was written")
	}
	result.size, err = made.Seek(0, io.SeekEnd)
	return result, err
}

// An eventSum is a hash over events, however they are stored. Output of one time counts as one event.
type eventSum struct{ h hash.Hash }

func newEventSum() *eventSum { return &eventSum{sha256.New()} }

func (s *eventSum) add(e format.Event) {
	if e.Kind != format.Output {
		s.h.Write(binary.LittleEndian.AppendUint64([]byte{byte(e.Kind)}, uint64(e.At)))
	}
	s.h.Write(e.Data)
}

func (s *eventSum) sum() []byte { return s.h.Sum(nil) }

func sumFile(f *os.File) (*eventSum, error) {
	r, err := format.NewReader(io.NewSectionReader(f, 0, 1<<62))
	if err != nil {
		return nil, err
	}
	s := newEventSum()
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, format.ErrTorn) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		s.add(e)
	}
}
