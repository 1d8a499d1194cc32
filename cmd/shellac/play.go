package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/player"
	"github.com/shellac-term/shellac/recorder"
	"github.com/shellac-term/shellac/ui/play"
)

type playFlags struct {
	format, at, find string
	regexp           bool
	speed            float64
	skipIdle         time.Duration
	paused, loop     bool
	follow           bool
	noMouse, noSync  bool
}

func (a *app) playCommand() *cobra.Command {
	var f playFlags
	cmd := &cobra.Command{
		Use:     "play ID|FILE|URL|last",
		GroupID: "recording",
		Short:   "Replay a recording in the terminal",
		Long: "Replay a recording in the terminal: pause, seek both ways, change the speed, search what stood on the screen. The\n" +
			"screen is drawn anew from what was recorded; not one recorded byte reaches your terminal as a control. Press ? for\n" +
			"the keys.",
		Example: `shellac play last
shellac play 01JD7X8M4RZQ --at 12:31
shellac play last --find "DROP TABLE"
shellac play "s3://acme-audit/rec/rec/2026/11/24/01JD7X8M4RZQ3W5E6T7Y8K9A0B.shlc?region=eu-central-1"

# a session that is still running, also one on another machine
shellac play last --follow

# the recorded bytes as they were, for another program
shellac play last -f raw | less -R`,
		Args: cobra.ExactArgs(1),
		RunE: a.action(func(ctx context.Context, args []string) error { return a.play(ctx, args[0], f) }),
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.format, "format", "f", "pty", "pty (in this terminal), raw (the output's bytes, for pipes only), text or screen")
	flags.StringVar(&f.at, "at", "", "start here: 90s, 1m2.5s, 12:31, or a clock time")
	flags.StringVar(&f.find, "find", "", "start at the first place where this stood on the screen; with --at, mark it from there on")
	flags.BoolVar(&f.regexp, "regexp", false, "--find is a regular expression")
	flags.Float64Var(&f.speed, "speed", 1, "0.25 to 16")
	flags.DurationVar(&f.skipIdle, "skip-idle", 0, "skip quiet longer than this, such as 2s")
	flags.BoolVar(&f.paused, "pause", false, "start paused")
	flags.BoolVar(&f.loop, "loop", false, "play again and again")
	flags.BoolVar(&f.follow, "follow", false, "go on with a session that is still running")
	flags.BoolVar(&f.noMouse, "no-mouse", false, "leave the mouse to the terminal")
	flags.BoolVar(&f.noSync, "no-sync", false, "no synchronised output, which some terminals paint slowly")
	return cmd
}

func (a *app) play(ctx context.Context, arg string, f playFlags) error {
	if f.speed < player.MinSpeed || f.speed > player.MaxSpeed {
		return usage("--speed %v: it can be %v to %v", f.speed, player.MinSpeed, player.MaxSpeed)
	}
	s, err := a.findSource(ctx, arg)
	if err != nil {
		return err
	}
	defer s.close()
	switch f.format {
	case "raw":
		return a.playRaw(ctx, s)
	case "pty":
		return a.playScreen(ctx, s, f)
	case "text":
		return a.exportTo(ctx, a.stdout, s, exportFlags{}, a.exportText)
	case "screen":
		return a.exportTo(ctx, a.stdout, s, exportFlags{at: f.at}, a.exportScreen)
	}
	return usage("-f %s: play shows pty, raw, text or screen", f.format)
}

// playRaw writes the bytes of the output as they were recorded. They may hold anything that a terminal obeys.
func (a *app) playRaw(ctx context.Context, s *source) error {
	if term.IsTerminal(int(a.stdout.Fd())) {
		return &hintError{errors.New("write raw output: standard output is a terminal, and recorded bytes could control it"),
			"pipe it into a file or a program, or leave out -f raw to see the recording"}
	}
	out := bufio.NewWriterSize(a.stdout, 1<<20)
	_, err := s.events(ctx, func(_ format.Header, e format.Event) error {
		if e.Kind != format.Output && e.Kind != format.Stderr {
			return nil
		}
		_, err := out.Write(e.Data)
		return err
	})
	if flushed := out.Flush(); flushed != nil {
		return flushed
	}
	return a.damage(s.name, err)
}

func (a *app) playScreen(ctx context.Context, s *source, flags playFlags) error {
	if !term.IsTerminal(int(a.stdin.Fd())) || !term.IsTerminal(int(a.stdout.Fd())) {
		return &hintError{errors.New("replay: standard input and output must be a terminal"),
			"`shellac export ID -f screen --at 12:31` prints one screen, `-f text` all that was to be read"}
	}
	f, live, err := a.openToPlay(ctx, s, flags.follow)
	if err != nil {
		return err
	}
	defer live.close()
	p, err := player.Open(f, player.Options{})
	if err != nil {
		return err
	}
	o := play.Options{
		Name: s.name, Find: flags.find, Regexp: flags.regexp, Speed: flags.speed, SkipIdle: flags.skipIdle, Paused: flags.paused,
		Loop: flags.loop, NoMouse: flags.noMouse, NoSync: flags.noSync, ASCII: a.getenv("SHELLAC_ASCII") == "1", Survey: s.file != nil,
		At: a.position(f), Remember: a.remember(f),
	}
	if flags.find != "" {
		o.At = 0
	}
	if flags.at != "" {
		if o.At, err = parseAt(p, flags.at); err != nil {
			return err
		}
		o.Stay = true
	}
	if flags.follow {
		o.Follow = live.next
		if flags.at == "" && flags.find == "" {
			o.At = f.Summary().Duration // who follows wants to see what happens now
		}
	}
	if err := play.Run(ctx, p, o); err != nil {
		return err
	}
	return a.damage(s.name, p.Damage())
}

// parseAt reads a time on the command line. The names of markers are known only once all of the recording was read, so
// that is done where nothing else fits.
func parseAt(p *player.Player, text string) (time.Duration, error) {
	scale := player.Scale{Duration: p.Duration(), Start: p.Header().Start}
	at, err := player.ParseTime(text, scale)
	if err == nil {
		return at, nil
	}
	for left := 1; left > 0; {
		var failed error
		if left, failed = p.Survey(); failed != nil {
			break
		}
	}
	scale.Markers = p.Markers()
	if at, named := player.ParseTime(text, scale); named == nil {
		return at, nil
	}
	return 0, &usageError{err}
}

// How often a session that is followed is looked at: in the store, and in the spool of this machine.
const (
	followEvery = 2 * time.Second
	lookEvery   = 50 * time.Millisecond
)

// A follower returns a recording that grows whenever it has grown.
type follower struct {
	source  *source
	size    int64
	running bool
	local   *recorder.Onlooker // nil for a session of another machine
}

// openToPlay opens a recording, with a follower of it if it is to be followed. Where the session runs on this machine it is
// read from the spool, which knows more than the store.
func (a *app) openToPlay(ctx context.Context, s *source, follow bool) (*format.File, *follower, error) {
	if follow && s.file != nil {
		return nil, nil, usage("--follow goes with a session in the store, not with a file")
	}
	w := &follower{source: s, running: s.entry.State == archive.Live}
	if spool, err := a.paths.Spool(); err == nil && follow && w.running {
		w.local, _ = recorder.LookOn(filepath.Join(spool, s.entry.ID)) // most are not there
	}
	if w.local != nil {
		if f, err := w.local.Look(); err == nil {
			return f, w, nil
		}
		w.close()
	}
	f, err := s.open(ctx)
	if err != nil && follow && w.running {
		f, err = a.awaitFirst(ctx, w)
	}
	if err == nil {
		w.size = f.Size()
	}
	return f, w, err
}

// awaitFirst waits until the store has the first bytes of a session that has just begun.
func (a *app) awaitFirst(ctx context.Context, w *follower) (*format.File, error) {
	fmt.Fprintf(a.stderr, "shellac: waiting for the first output of %s, which is sent within some seconds; Ctrl-C ends that\n", w.source.name)
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(followEvery / 2):
		}
		e, err := w.source.arch.Resolve(ctx, w.source.entry.ID)
		if err != nil {
			return nil, err
		}
		w.source.entry, w.running = e, e.State == archive.Live
		if f, err := w.source.open(ctx); err == nil || !w.running {
			return f, err
		}
	}
}

func (w *follower) close() {
	if w.local != nil {
		w.local.Close()
		w.local = nil
	}
}

// next waits until the recording has grown, and returns it then; with io.EOF when the session has ended.
func (w *follower) next(ctx context.Context) (*format.File, error) {
	for w.running {
		every, look := followEvery, w.inStore
		if w.local != nil {
			every, look = lookEvery, w.inSpool
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(every):
		}
		switch f := look(ctx); {
		case f != nil && !w.running:
			return f, io.EOF
		case f != nil:
			return f, nil
		}
	}
	return nil, io.EOF
}

// inSpool returns the recording if there is more of it in the spool of this machine. When that has been given up, the
// store knows what became of the session.
func (w *follower) inSpool(context.Context) *format.File {
	if !w.local.Changed() {
		if w.local.Gone() {
			w.close()
		}
		return nil
	}
	f, err := w.local.Look()
	if err != nil {
		return nil
	}
	w.running = f.Damage() != nil
	return f
}

// inStore returns the recording if there is more of it in the store; a store that cannot be reached may be back the next
// time.
func (w *follower) inStore(ctx context.Context) *format.File {
	e, err := w.source.arch.Resolve(ctx, w.source.entry.ID)
	if err != nil {
		return nil
	}
	r, err := w.source.arch.Open(ctx, e)
	if err != nil {
		return nil
	}
	w.running = e.State == archive.Live
	if r.Size() == w.size && w.running {
		return nil
	}
	w.size = r.Size()
	return r.File
}
