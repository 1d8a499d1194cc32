package recorder

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/shellac-term/shellac/format"
)

// A memorySink keeps what it is given, and fails while fail is set.
type memorySink struct {
	mu       sync.Mutex
	fail     error
	header   format.Header
	segments [][]byte
	whole    []byte
	summary  format.Summary
}

func (m *memorySink) Open(_ context.Context, h format.Header) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.header = h
	return m.fail
}

func (m *memorySink) PutSegment(_ context.Context, n int, r io.ReadSeeker, size int64) error {
	b, err := io.ReadAll(r)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil && err == nil && n == len(m.segments) && int64(len(b)) == size {
		m.segments = append(m.segments, b)
	}
	return errors.Join(m.fail, err)
}

func (m *memorySink) Commit(_ context.Context, r io.ReadSeeker, size int64, s format.Summary) error {
	b, err := io.ReadAll(r)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil && err == nil && int64(len(b)) == size {
		m.whole, m.summary = b, s
	}
	return errors.Join(m.fail, err)
}

func (m *memorySink) setFail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

// A user sits before a real terminal: the other side of a pty, whose near side is the session's.
type user struct {
	master, slave *os.File
	mu            sync.Mutex
	seen          bytes.Buffer
	done          chan struct{}
}

func newUser(t *testing.T, cols, rows int) *user {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	pty.Setsize(master, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	u := &user{master: master, slave: slave, done: make(chan struct{})}
	go func() {
		defer close(u.done)
		b := make([]byte, 64<<10)
		for {
			n, err := master.Read(b)
			u.mu.Lock()
			u.seen.Write(b[:n])
			u.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { master.Close() })
	return u
}

func (u *user) text() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.seen.String()
}

// leave closes the terminal and returns all that was shown on it.
func (u *user) leave() string {
	u.slave.Close()
	<-u.done
	return u.text()
}

func (u *user) waitFor(t *testing.T, text string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(u.text(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %q on the terminal, only %q", text, u.text())
		}
	}
}

func options(t *testing.T, u *user, argv ...string) Options {
	return Options{
		Header: format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "run", Target: argv[0]}, Argv: argv,
		Stdin: u.slave, Stdout: u.slave, Stderr: u.slave, Spool: filepath.Join(t.TempDir(), "spool"),
		Warn: func(string) {},
	}
}

// events returns the events of a recording that must be whole.
func events(t *testing.T, rec []byte) []format.Event {
	t.Helper()
	list, end := readEvents(t, rec)
	if !errors.Is(end, io.EOF) {
		t.Errorf("the recording ends with %v", end)
	}
	return list
}

func readEvents(t *testing.T, rec []byte) ([]format.Event, error) {
	t.Helper()
	r, err := format.NewReader(bytes.NewReader(rec))
	if err != nil {
		t.Fatal(err)
	}
	var list []format.Event
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) || errors.Is(err, format.ErrTorn) {
			return list, err
		}
		if err != nil {
			t.Fatal(err)
		}
		e.Data = bytes.Clone(e.Data)
		list = append(list, e)
	}
}

func data(list []format.Event, kind format.Kind) string {
	var b strings.Builder
	for _, e := range list {
		if e.Kind == kind {
			b.Write(e.Data)
		}
	}
	return b.String()
}

func mustRun(t *testing.T, o Options, sink Sink) Result {
	t.Helper()
	r, err := Run(context.Background(), o, sink)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRunInPty(t *testing.T) {
	u, sink := newUser(t, 100, 30), &memorySink{}
	r := mustRun(t, options(t, u, "sh", "-c", `stty size; printf 'caf\303\251 \377\376\n'; test -t 0 && echo tty; exit 7`), sink)
	shown := u.leave()
	if r.Exit.Code != 7 || !r.Stored || r.Kept != "" {
		t.Errorf("result %+v", r)
	}
	list := events(t, sink.whole)
	if got := data(list, format.Output); got != shown {
		t.Errorf("recorded %q, shown %q", got, shown)
	}
	if want := "30 100\r\ncaf\xc3\xa9 \xff\xfe\r\ntty\r\n"; shown != want {
		t.Errorf("shown %q, want %q", shown, want)
	}
	if s, err := list[len(list)-1].Exit(); err != nil || s.Code != 7 {
		t.Errorf("last event %v", list[len(list)-1])
	}
	if sink.header.Size != (format.Size{Cols: 100, Rows: 30}) {
		t.Errorf("size %v", sink.header.Size)
	}
}

func TestInputOnlyOnRequest(t *testing.T) {
	for _, record := range []bool{false, true} {
		u, sink := newUser(t, 80, 24), &memorySink{}
		o := options(t, u, "sh", "-c", "echo ready; read line; echo got $line")
		o.RecordInput = record
		go func() {
			u.waitFor(t, "ready")
			u.master.WriteString("secret\r")
		}()
		mustRun(t, o, sink)
		want := ""
		if record {
			want = "secret\r"
		}
		if got := data(events(t, sink.whole), format.Input); got != want {
			t.Errorf("record input %v: got %q, want %q", record, got, want)
		}
		if shown := u.leave(); !strings.Contains(shown, "got secret") {
			t.Errorf("shown %q", shown)
		}
	}
}

func TestControlKeysAreBytes(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{}
	done := make(chan Result)
	o := options(t, u, "sh", "-c", "trap 'echo int; exit 3' INT; echo ready; while :; do sleep 0.05; done")
	go func() { done <- mustRun(t, o, sink) }()
	u.waitFor(t, "ready")
	u.master.WriteString("\x03")
	if r := <-done; r.Exit.Code != 3 {
		t.Errorf("exit %+v, want 3", r.Exit)
	}
}

func TestKilledBySignal(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{}
	r := mustRun(t, options(t, u, "sh", "-c", "kill -9 $$"), sink)
	if r.Exit.Code != 137 || r.Exit.Signal != "SIGKILL" {
		t.Errorf("exit %+v", r.Exit)
	}
}

func TestTerminalIsRestored(t *testing.T) {
	u := newUser(t, 80, 24)
	before, _ := unix.IoctlGetTermios(int(u.slave.Fd()), unix.TCGETS)
	mustRun(t, options(t, u, "true"), &memorySink{})
	after, _ := unix.IoctlGetTermios(int(u.slave.Fd()), unix.TCGETS)
	if *before != *after {
		t.Errorf("termios before %+v, after %+v", before, after)
	}
}

func TestTerminalOfSizeZero(t *testing.T) {
	u, sink := newUser(t, 0, 0), &memorySink{}
	mustRun(t, options(t, u, "stty", "size"), sink)
	if got := u.leave(); got != "24 80\r\n" || sink.header.Size != defaultSize {
		t.Errorf("got %q, header %v", got, sink.header.Size)
	}
}

// A process left behind holds the pty open; the session ends with its command all the same.
func TestLeftBehindProcess(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{}
	start := time.Now()
	mustRun(t, options(t, u, "sh", "-c", "trap '' HUP; sleep 30 & echo done"), sink)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v: waited for the process left behind", took)
	}
	if got := u.leave(); got != "done\r\n" {
		t.Errorf("got %q", got)
	}
}

func TestNothingIsLostAtExit(t *testing.T) {
	for range 20 {
		u, sink := newUser(t, 80, 24), &memorySink{}
		mustRun(t, options(t, u, "sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x"), sink)
		if shown, recorded := len(u.leave()), len(data(events(t, sink.whole), format.Output)); shown != 1e6 || recorded != 1e6 {
			t.Fatalf("shown %d, recorded %d bytes", shown, recorded)
		}
	}
}

// Without a terminal there is no pty: the streams stay apart and clean.
func TestRunOnPipes(t *testing.T) {
	dir := t.TempDir()
	in, out, errs := file(t, dir, "in"), file(t, dir, "out"), file(t, dir, "err")
	in.WriteString("a\x00b\xff\n")
	in.Seek(0, io.SeekStart)
	o := Options{Header: format.Header{ID: "X", Kind: "run"}, Argv: []string{"sh", "-c", "cat; echo oops >&2; test -t 1 || echo no tty; exit 4"},
		Stdin: in, Stdout: out, Stderr: errs, Spool: filepath.Join(dir, "spool")}
	sink := &memorySink{}
	r := mustRun(t, o, sink)
	gotOut, _ := os.ReadFile(out.Name())
	gotErr, _ := os.ReadFile(errs.Name())
	if string(gotOut) != "a\x00b\xff\nno tty\n" || string(gotErr) != "oops\n" || r.Exit.Code != 4 {
		t.Errorf("out %q, err %q, exit %v", gotOut, gotErr, r.Exit)
	}
	list := events(t, sink.whole)
	if data(list, format.Output) != string(gotOut) || data(list, format.Stderr) != string(gotErr) {
		t.Errorf("recorded %q and %q", data(list, format.Output), data(list, format.Stderr))
	}
}

func TestPtyWithoutTerminal(t *testing.T) {
	dir := t.TempDir()
	null, _ := os.Open(os.DevNull)
	out := file(t, dir, "out")
	o := Options{Header: format.Header{ID: "X", Kind: "run"}, Argv: []string{"sh", "-c", "stty size; echo $TERM"},
		Stdin: null, Stdout: out, Stderr: out, Pty: true, Spool: filepath.Join(dir, "spool")}
	sink := &memorySink{}
	mustRun(t, o, sink)
	if got, _ := os.ReadFile(out.Name()); string(got) != "24 80\r\nxterm-256color\r\n" || sink.header.Size != defaultSize {
		t.Errorf("got %q, size %v", got, sink.header.Size)
	}
}

func file(t *testing.T, dir, name string) *os.File {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Who pipes a session into `head` expects it to end when head does.
func TestClosedOutputEndsTheCommand(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	null, _ := os.Open(os.DevNull)
	o := Options{Header: format.Header{ID: "X"}, Argv: []string{"yes"}, Stdin: null, Stdout: w, Stderr: w, Spool: t.TempDir()}
	go func() {
		r.Read(make([]byte, 100))
		r.Close()
	}()
	if res := mustRun(t, o, &memorySink{}); res.Exit.Signal != "SIGPIPE" {
		t.Errorf("exit %+v, want SIGPIPE", res.Exit)
	}
}

func TestCommandDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "plain"), []byte("not a program"), 0o600)
	os.WriteFile(filepath.Join(dir, "strange"), []byte("not a program"), 0o700)
	os.WriteFile(filepath.Join(dir, "orphan"), []byte("#!/no/such/interpreter\n"), 0o700)
	for name, want := range map[string]error{
		"no-such-program": ErrNotFound, filepath.Join(dir, "none"): ErrNotFound, filepath.Join(dir, "plain"): ErrNotExecutable,
		filepath.Join(dir, "strange"): ErrNoProgram, filepath.Join(dir, "orphan"): ErrNoInterpreter,
	} {
		u := newUser(t, 80, 24)
		o := options(t, u, name)
		sink := &memorySink{}
		_, err := Run(context.Background(), o, sink)
		if sink.header.ID != "" {
			t.Errorf("%s: the store was told of a session that did not start", name)
		}
		var start *StartError
		if !errors.As(err, &start) || !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		if left, _ := ListSpool(o.Spool); len(left) != 0 {
			t.Errorf("%s: left in the spool: %v", name, left)
		}
	}
}

func TestStoreLostKeepsTheRecording(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{fail: errors.New("no route to host")}
	o := options(t, u, "echo", "hello")
	r := mustRun(t, o, sink)
	if r.Stored || r.StoreErr == nil || r.Exit.Code != 0 {
		t.Fatalf("result %+v", r)
	}
	left, err := ListSpool(o.Spool)
	if err != nil || len(left) != 1 || left[0].Running || left[0].Dir != r.Kept {
		t.Fatalf("spool %+v, %v", left, err)
	}
	sink.setFail(nil)
	rec, err := Resume(context.Background(), left[0].Dir, func(format.Header) Sink { return sink })
	if err != nil || rec.Torn {
		t.Fatalf("resume: %+v, %v", rec, err)
	}
	if got := data(events(t, sink.whole), format.Output); got != "hello\r\n" {
		t.Errorf("got %q", got)
	}
	if left, _ := ListSpool(o.Spool); len(left) != 0 {
		t.Errorf("left in the spool: %v", left)
	}
}

func TestStrictRefusesWithoutStore(t *testing.T) {
	u, sink := newUser(t, 80, 24), &memorySink{fail: errors.New("access denied")}
	o := options(t, u, "sh", "-c", "echo started")
	o.Strict = true
	_, err := Run(context.Background(), o, sink)
	if err == nil || !strings.Contains(err.Error(), "access denied") {
		t.Errorf("got %v", err)
	}
	if got := u.leave(); got != "" {
		t.Errorf("the session started: %q", got)
	}
}

func TestCountdown(t *testing.T) {
	var said []string
	c := countdown{warn: func(s string) { said = append(said, s) }}
	now, lost := time.Unix(0, 0), errors.New("timeout")
	for s, want := range map[time.Duration]bool{5 * time.Second: false, 79 * time.Second: false, 80 * time.Second: true} {
		if got := (&countdown{warn: func(string) {}}).tick(now, lost, s); got != want {
			t.Errorf("lost for %v: ends %v, want %v", s, got, want)
		}
	}
	c.tick(now, lost, 20*time.Second)
	c.tick(now.Add(time.Second), lost, 21*time.Second)
	c.tick(now.Add(2*time.Second), nil, 0)
	if len(said) != 3 || !strings.Contains(said[1], "ends in 1m0s") || !strings.Contains(said[2], "is back") {
		t.Errorf("said %q", said)
	}
}
