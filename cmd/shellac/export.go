package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/asciicast"
	"github.com/shellac-term/shellac/player"
)

type exportFlags struct {
	format, at, out string
	times, deep     bool
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:     "export ID|FILE|last",
		GroupID: "recording",
		Short:   "Write a recording in another form",
		Long: "Write a recording in another form, to standard output or to a file:\n" +
			"cast (asciicast v2), json (a line for the session and one for each event), text (the lines that stood on the\n" +
			"screen, in order), screen (the rows of the screen at a time, as plain text).",
		Example: `shellac export last -f cast -o session.cast
shellac export last -f text --times
shellac export 01JD7X8M4RZQ -f screen --at 12:31
shellac export last -f json | jq -r 'select(.kind == "output").data'`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.export(ctx, args[0], f) }),
	}
	cmd.Flags().StringVarP(&f.format, "format", "f", "cast", "cast, json, text or screen")
	cmd.Flags().StringVar(&f.at, "at", "", "time of the screen: 90s, 1m2.5s, 12:31, or a clock time (default: the end)")
	cmd.Flags().BoolVar(&f.times, "times", false, "with text: when each line first stood on the screen")
	cmd.Flags().BoolVar(&f.deep, "deep", false, "with text: also lines that stood for less than a tenth of a second")
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "file to write (default: standard output)")
	return cmd
}

func (a *app) export(ctx context.Context, arg string, f exportFlags) error {
	write, ok := map[string]func(context.Context, *source, exportFlags, io.Writer) error{
		"cast": a.exportCast, "json": a.exportJSON, "screen": a.exportScreen, "text": a.exportText,
	}[f.format]
	if !ok {
		return usage("-f %s: a recording is exported as cast, json, text or screen", f.format)
	}
	if (f.times || f.deep) && f.format != "text" {
		return usage("--times and --deep go with -f text")
	}
	if f.at != "" && f.format != "screen" {
		return usage("--at goes with -f screen")
	}
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return err
	}
	defer s.close()
	if f.out == "" || f.out == "-" {
		return a.exportTo(ctx, a.stdout, s, f, write)
	}
	return writeFile(f.out, func(w io.Writer) error { return a.exportTo(ctx, w, s, f, write) })
}

func (a *app) exportTo(ctx context.Context, w io.Writer, s *source, f exportFlags, write func(context.Context, *source, exportFlags, io.Writer) error) error {
	out := bufio.NewWriterSize(w, 1<<20)
	err := write(ctx, s, f, out)
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return a.damage(s.name, err)
}

// writeFile writes a file so that it is there whole or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".shellac-")
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return os.Rename(f.Name(), name)
}

func (a *app) exportCast(ctx context.Context, s *source, _ exportFlags, w io.Writer) error {
	stream, err := s.stream(ctx)
	if err != nil {
		return err
	}
	defer stream.Close()
	r, err := format.NewReader(stream)
	if err != nil {
		return fmt.Errorf("open recording %s: %w", s.name, err)
	}
	var damage error
	done, err := asciicast.Encode(w, r.Header(), eventsOf(r, &damage), asciicast.EncodeOptions{})
	if err != nil {
		return err
	}
	if done.Replaced > 0 {
		fmt.Fprintf(a.stderr, "shellac: note: %s that are no UTF-8 became U+FFFD: asciicast cannot hold them; `shellac play -f raw` has them\n",
			plural(int(done.Replaced), "byte"))
	}
	return damage
}

// eventsOf yields the events of a recording until it ends or breaks off, which it notes in damage.
func eventsOf(r *format.Reader, damage *error) iter.Seq2[format.Event, error] {
	return func(yield func(format.Event, error) bool) {
		for {
			e, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				*damage = err
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// A jsonEvent is a line of a JSON export. Data holds the bytes as text where they are UTF-8; otherwise Base64 holds them.
type jsonEvent struct {
	At     float64 `json:"at_s"`
	Kind   string  `json:"kind"`
	Data   *string `json:"data,omitempty"`
	Base64 []byte  `json:"data_base64,omitempty"`
	Cols   int     `json:"cols,omitempty"`
	Rows   int     `json:"rows,omitempty"`
	Exit   any     `json:"exit,omitempty"`
	Bytes  *int64  `json:"bytes,omitempty"` // missing in a gap; null if that is not known
}

func (a *app) exportJSON(ctx context.Context, s *source, _ exportFlags, w io.Writer) error {
	f, err := s.open(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(describe(f)); err != nil {
		return err
	}
	_, err = s.events(ctx, func(_ format.Header, e format.Event) error { return enc.Encode(jsonOf(e)) })
	return err
}

func jsonOf(e format.Event) jsonEvent {
	j := jsonEvent{At: e.At.Seconds(), Kind: e.Kind.String()}
	switch e.Kind {
	case format.Resize:
		if size, err := e.Size(); err == nil {
			j.Cols, j.Rows = size.Cols, size.Rows
		}
		return j
	case format.Exit:
		if status, err := e.Exit(); err == nil && status.Signal == "" {
			j.Exit = status.Code
		} else {
			j.Exit = status.Signal
		}
		return j
	case format.Gap:
		if n, why, err := e.Gap(); err == nil {
			j.Data = &why
			if n >= 0 {
				j.Bytes = &n
			}
		}
		return j
	}
	if text := string(e.Data); utf8.ValidString(text) {
		j.Data = &text
	} else {
		j.Base64 = e.Data
	}
	return j
}

// exportScreen writes the rows of the screen at a time, without the blanks at their ends.
func (a *app) exportScreen(ctx context.Context, s *source, flags exportFlags, w io.Writer) error {
	f, err := s.open(ctx)
	if err != nil {
		return err
	}
	p, err := player.Open(f, player.Options{})
	if err != nil {
		return err
	}
	at := p.Duration()
	if flags.at != "" {
		if at, err = parseAt(p, flags.at); err != nil {
			return err
		}
	}
	return writeScreen(w, p, at)
}

func writeScreen(w io.Writer, p *player.Player, at time.Duration) error {
	frame, err := p.FrameAt(at)
	if err != nil {
		return fmt.Errorf("show the screen at %s: %w", player.FormatTime(at), err)
	}
	for row := range frame.Rows {
		if _, err := fmt.Fprintln(w, frame.Text(row)); err != nil {
			return err
		}
	}
	return p.Damage()
}
