package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
)

// Exit statuses of verify.
const (
	verifyBroken    = 1
	verifyUncertain = 2
)

func (a *app) verifyCommand() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use:     "verify ID|FILE|last...",
		GroupID: "recording",
		Short:   "Check that recordings are whole and unchanged",
		Long: "Check every checksum, the hash chain from the header to the trailer, and the index. The exit status is 0 if all\n" +
			"are intact, 1 if one is broken or torn, 2 if one could not be checked.",
		Example: `shellac verify last
shellac verify ./01JD7X8M4RZQ3W5E6T7Y8K9A0B.shlc
shellac recordings ls -f names --last 7d | xargs shellac verify`,
		Args: cobra.MinimumNArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.verify(ctx, args, as) }),
	}
	cmd.Flags().StringVarP(&as, "format", "f", "text", "text or json")
	return cmd
}

// A finding is what verify has to say of a recording.
type finding struct {
	Recording string `json:"recording"`
	ID        string `json:"id,omitempty"`
	Result    string `json:"result"` // intact, torn, broken, unchecked
	Chunks    int    `json:"chunks"`
	Events    int64  `json:"events"`
	Bytes     int64  `json:"bytes"`  // that were checked
	Offset    *int64 `json:"offset"` // of the damage
	Why       string `json:"why,omitempty"`
	Digest    string `json:"digest,omitempty"`
}

func (a *app) verify(ctx context.Context, args []string, as string) error {
	if as != "text" && as != "json" {
		return usage("-f %s: verify prints text or json", as)
	}
	status := 0
	for _, arg := range args {
		f := a.verifyOne(ctx, arg)
		if as == "json" {
			if err := json.NewEncoder(a.stdout).Encode(f); err != nil {
				return err
			}
		} else if _, err := fmt.Fprintln(a.stdout, f.text()); err != nil {
			return err
		}
		switch f.Result {
		case "torn", "broken":
			status = max(status, verifyBroken)
		case "unchecked":
			status = verifyUncertain
		}
	}
	if status != 0 {
		return statusError(status)
	}
	return nil
}

func (a *app) verifyOne(ctx context.Context, arg string) finding {
	f := finding{Recording: arg}
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return f.judge(err)
	}
	defer s.close()
	stream, err := s.stream(ctx)
	if err != nil {
		return f.judge(err)
	}
	defer stream.Close()
	r, err := format.NewReader(stream)
	if err != nil {
		return f.judge(err)
	}
	f.ID = r.Header().ID
	for err == nil {
		if _, err = r.Next(); err == nil {
			f.Events++
		}
	}
	f.Chunks, f.Bytes = len(r.Chunks()), r.Offset()
	if d := r.Summary().Digest; d != (format.Digest{}) {
		f.Digest = fmt.Sprintf("%x", d)
	}
	if errors.Is(err, io.EOF) && s.file == nil && f.ID != s.entry.ID {
		f.Result, f.Why = "broken", "the store has the recording of another session, "+plain(f.ID)+", under this ID"
		return f
	}
	return f.judge(err)
}

// judge decides what an error says about the recording.
func (f finding) judge(err error) finding {
	var corrupt *format.CorruptError
	switch {
	case errors.Is(err, io.EOF):
		f.Result = "intact"
		return f
	case errors.Is(err, format.ErrTorn):
		f.Result = "torn"
	case errors.As(err, &corrupt):
		f.Result, f.Offset = "broken", &corrupt.Offset
	case errors.Is(err, format.ErrFormat):
		f.Result = "broken"
	default:
		f.Result = "unchecked"
	}
	f.Why = err.Error()
	return f
}

func (f finding) text() string {
	name := firstOf(f.ID, f.Recording)
	checked := fmt.Sprintf("%s, %d events, %s", plural(f.Chunks, "chunk"), f.Events, byteSize(f.Bytes))
	switch f.Result {
	case "intact":
		return fmt.Sprintf("ok      %s  %s, sha256 %s", plain(name), checked, f.Digest)
	case "torn":
		return fmt.Sprintf("TORN    %s  ends without a trailer; intact up to there: %s", plain(name), checked)
	case "broken":
		return fmt.Sprintf("BROKEN  %s  %s; intact before: %s", plain(name), f.Why, checked)
	}
	return fmt.Sprintf("??      %s  could not be checked: %s", plain(name), f.Why)
}
