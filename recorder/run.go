package recorder

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"time"

	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
)

// Options say what to run and how. Header needs ID, Kind, Target and what else is known beforehand; Run fills in Argv,
// Size and Term, and Start where it is zero.
type Options struct {
	Header format.Header
	Argv   []string
	Env    []string // nil is the environment of this process
	Dir    string

	Stdin, Stdout, Stderr *os.File // with a terminal on the first two, the command gets a pty

	Pty bool // give the command a pty of 80x24 although there is no terminal
	// KeepChildren runs the command with hangups ignored, and ends it with SIGTERM where that is needed. The command
	// leads the pty's session: when it ends, the kernel hangs up whatever it leaves in the foreground, such as the
	// jump connection of ssh's ControlPersist master, which is to outlive it.
	KeepChildren bool

	RecordInput bool
	Spool       string // folder in which the recording lies until the sink has it
	Strict      bool   // the session starts only if the sink answers, and ends when it stays lost

	// Started is called when the recording has begun and before the command starts.
	Started func(format.Header)
	// Finishing is called when the session has ended and there is more to write of it than takes a moment: the lines of
	// output that came faster than it could be drawn. An interrupt leaves them out, and whoever searches draws them.
	Finishing func()
	// Storing is called when the session has ended and the store takes longer than a moment to confirm it. An interrupt
	// then ends the wait, and the recording stays in the spool.
	Storing func()
	// Warn is called, from another goroutine, with a line the user must see while the session runs. Only a strict
	// session has any.
	Warn func(line string)
}

// A Result says how a session ended.
type Result struct {
	ID       string
	Exit     format.ExitStatus
	Duration time.Duration
	Summary  format.Summary
	Size     int64  // bytes of the recording
	Segments int    // segments that were sent while it ran
	Stored   bool   // the sink has confirmed the whole recording
	StoreErr error  // why it has not
	Kept     string // the folder in the spool that holds the recording if it is not stored
	Lost     int64  // bytes that the recording lacks and does not mark, because recording had stopped
	Failure  error  // why recording stopped before the session did
	Ended    bool   // the policy ended the session
}

// Run runs a command, shows it and records it into sink. The error is a *StartError; once the command has started,
// whatever goes wrong with the recording is in the Result.
func Run(ctx context.Context, o Options, sink Sink) (Result, error) {
	path, err := exec.LookPath(o.Argv[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return Result{}, startError(o.Argv[0], "", err)
	}
	s := &session{options: o, sink: sink, path: path}
	if err := s.prepare(ctx); err != nil {
		return Result{}, err
	}
	return s.run(ctx)
}

// A session is one run of a command.
type session struct {
	options  Options
	sink     Sink
	path     string
	header   format.Header
	terminal *terminal // nil without one
	inPty    bool      // the command gets a pty
	spool    *spool
	intake   *intake
	sealer   *sealer
	uploader *uploader
	stopDisk chan struct{} // closed when a disk that takes no writes is not waited for any longer
	start    time.Time
}

// prepare makes everything ready but the command itself.
func (s *session) prepare(ctx context.Context) (err error) {
	s.start = time.Now()
	s.fillHeader()
	if s.spool, err = createSpool(s.options.Spool, s.header.ID); err != nil {
		return &StartError{"prepare the spool", err}
	}
	if err := s.openRecording(); err != nil {
		s.spool.remove()
		return &StartError{"write to the spool in " + s.options.Spool, err}
	}
	if s.options.Strict {
		if err := s.uploader.open(ctx); err != nil {
			s.spool.remove()
			return &StartError{"reach the store", err}
		}
	}
	return nil
}

func (s *session) fillHeader() {
	o := s.options
	s.header = o.Header
	s.header.Argv = clipArgv(o.Argv)
	if s.header.Start.IsZero() {
		s.header.Start = s.start
	}
	s.header.Start = s.header.Start.UTC()
	s.header.Tick = format.DefaultTick
	format.SortLabels(s.header.Labels)
	switch {
	case hasTerminal(o.Stdin, o.Stdout):
		s.terminal, s.inPty = &terminal{in: o.Stdin, out: o.Stdout}, true
		s.header.Size = s.terminal.size()
		s.header.Term = os.Getenv("TERM")
	case o.Pty:
		s.inPty, s.header.Size, s.header.Term = true, defaultSize, defaultTerm
		if s.options.Env == nil {
			s.options.Env = os.Environ()
		}
		s.options.Env = append(s.options.Env, "TERM="+defaultTerm)
	}
}

// defaultTerm is the TERM of a pty that stands behind no terminal.
const defaultTerm = "xterm-256color"

// clipArgv keeps a command line within what a header may hold.
func clipArgv(argv []string) []string {
	const limit = 64 << 10
	clipped, total := make([]string, 0, len(argv)), 0
	for _, a := range argv {
		if total += len(a) + 8; total > limit {
			return append(clipped, "…")
		}
		clipped = append(clipped, a)
	}
	return clipped
}

func (s *session) openRecording() error {
	s.stopDisk = make(chan struct{})
	head := &headWriter{spool: s.spool}
	w, err := format.NewWriter(head, s.header)
	if err != nil {
		return err
	}
	if err := s.spool.stream.Sync(); err != nil {
		return err
	}
	head.started = true
	s.spool.stop = s.stopDisk
	s.intake = newIntake(s.start)
	s.uploader = newUploader(s.sink, s.header, s.spool.stream)
	s.spool.full = s.intake.diskTrouble
	s.sealer = &sealer{intake: s.intake, spool: s.spool, composer: newComposer(w, s.header, s.spool.stream), sealed: s.uploader.grown, synced: s.start,
		finishing: s.options.Finishing}
	return nil
}

// A headWriter writes to the spool without patience until the session has started: a disk that is full then is a reason
// not to start.
type headWriter struct {
	spool   *spool
	started bool
}

func (h *headWriter) Write(b []byte) (int, error) {
	if h.started {
		return h.spool.Write(b)
	}
	return len(b), h.spool.writeOnce(b)
}

func (s *session) run(ctx context.Context) (Result, error) {
	if s.options.Started != nil {
		s.options.Started(s.header)
	}
	sending, stopSending := context.WithCancel(ctx)
	defer stopSending()
	sealed := make(chan error, 1)
	go func() { sealed <- s.sealer.run() }()

	// The store hears of the session only when there is one.
	c := &command{session: s, started: func() { go s.uploader.run(sending) }}
	exit, err := c.run()
	if err != nil {
		s.abandon(ctx, sealed)
		return Result{}, startError(s.options.Argv[0], s.path, err)
	}
	s.intake.append(format.Exit, []byte(exit.String()))
	s.intake.close()
	r := Result{ID: s.header.ID, Exit: exit, Duration: time.Since(s.start), Ended: c.ended.Load()}
	r.Failure = s.awaitSealer(sealed)
	s.store(ctx, &r)
	return r, nil
}

// abandon throws away the recording of a command that did not start. Where the store has been told of the session
// already, because the policy is strict, it is told how that ended.
func (s *session) abandon(ctx context.Context, sealed <-chan error) {
	s.intake.append(format.Exit, []byte("127"))
	s.intake.close()
	s.awaitSealer(sealed)
	if s.uploader.isOpen() && s.sealer.complete {
		close(s.uploader.done) // it never ran
		s.store(ctx, &Result{})
	}
	s.spool.remove()
}

// awaitSealer waits until everything is on disk, or until a disk that takes nothing has been given its last chance.
func (s *session) awaitSealer(sealed <-chan error) error {
	const lastChance = 3 * time.Second
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, unix.SIGTERM)
	defer signal.Stop(interrupts)
	for {
		offset := s.sealer.progress.Load()
		select {
		case err := <-sealed:
			return err
		case <-interrupts:
			s.sealer.hurry.Store(true)
			continue
		case <-time.After(lastChance):
		}
		if s.sealer.progress.Load() == offset {
			close(s.stopDisk)
			return <-sealed
		}
	}
}

// storingAfter is how long the store may take at the end before the user is told that it is being waited for.
const storingAfter = 2 * time.Second

// store has the sink confirm the recording, and cleans up.
func (s *session) store(ctx context.Context, r *Result) {
	r.Lost = s.intake.lostBytes()
	r.Segments = s.uploader.count()
	r.Summary = s.sealer.summary
	r.Kept = s.spool.dir
	if !s.sealer.complete {
		r.StoreErr = fmt.Errorf("close the recording: %w", r.Failure)
		s.spool.close()
		return
	}
	info, err := s.spool.stream.Stat()
	if err != nil || info.Size() != s.sealer.writer.Offset() {
		r.StoreErr = fmt.Errorf("the spool holds %d bytes and not the %d that were written: %w", info.Size(), s.sealer.writer.Offset(), err)
		s.spool.close()
		return
	}
	r.Size = info.Size()
	ctx, cancel := context.WithTimeout(ctx, s.uploader.endPatience())
	defer cancel()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, unix.SIGTERM)
	defer stop()
	if s.options.Storing != nil {
		defer time.AfterFunc(storingAfter, s.options.Storing).Stop()
	}
	if r.StoreErr = s.uploader.finish(ctx, r.Size, r.Summary); r.StoreErr != nil {
		s.spool.close()
		return
	}
	r.Stored, r.Kept = true, ""
	s.spool.remove()
}
