// Package workload makes the sessions that shellac is measured on: a coloured log, top, an editor, fifteen minutes of
// typing. The programs are real ones in a real pty; only the time is not: keys are sent as fast as the program takes
// them, and what it answers is filed under the time at which a person would have seen it.
package workload

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/creack/pty"

	"github.com/shellac-term/shellac/format"
)

// A Session is what a recorder would have seen.
type Session struct {
	Name   string
	Size   format.Size
	Argv   []string
	Events []format.Event
}

// Raw returns all output in one piece.
func (s Session) Raw() []byte {
	var b bytes.Buffer
	for _, e := range s.Events {
		if e.Kind == format.Output {
			b.Write(e.Data)
		}
	}
	return b.Bytes()
}

// A stroke is some keys and the time at which they are pressed.
type stroke struct {
	at   time.Duration
	keys string
}

// drive runs argv in a pty, sends the strokes and files the answers.
func drive(name string, size format.Size, dir string, argv []string, strokes []stroke) (Session, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "HISTFILE=", "PS1=\\u@\\h:\\w\\$ ", "HOME="+dir)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(size.Cols), Rows: uint16(size.Rows)})
	if err != nil {
		return Session{}, fmt.Errorf("start %s: %w", argv[0], err)
	}
	defer tty.Close()
	s := Session{Name: name, Size: size, Argv: argv}
	answers := make(chan []byte, 64)
	go readAll(tty, answers)
	s.take(answers, 0, 300*time.Millisecond)
	for _, k := range strokes {
		if _, err := tty.WriteString(k.keys); err != nil {
			break
		}
		s.take(answers, k.at, quietFor(k.keys))
	}
	cmd.Process.Signal(syscall.SIGHUP)
	s.take(answers, strokes[len(strokes)-1].at+time.Second, 100*time.Millisecond)
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return Session{}, fmt.Errorf("wait for %s: %w", argv[0], err)
	}
	return s, nil
}

// quietFor says how long the program must be silent until its answer counts as whole.
func quietFor(keys string) time.Duration {
	if strings.ContainsAny(keys, "\r\x1b:") {
		return 60 * time.Millisecond
	}
	return 4 * time.Millisecond
}

func readAll(tty *os.File, answers chan<- []byte) {
	defer close(answers)
	for {
		b := make([]byte, 32<<10)
		n, err := tty.Read(b)
		if n > 0 {
			answers <- b[:n]
		}
		if err != nil {
			return
		}
	}
}

func (s *Session) take(answers <-chan []byte, at, quiet time.Duration) {
	start := time.Now()
	for {
		select {
		case b, ok := <-answers:
			if !ok {
				return
			}
			s.Events = append(s.Events, format.Event{At: at + time.Since(start).Truncate(time.Millisecond), Kind: format.Output, Data: b})
		case <-time.After(quiet):
			return
		}
	}
}

// Top returns ten minutes of top at its usual three seconds a frame.
func Top() (Session, error) {
	const frames = 200
	size := format.Size{Cols: 120, Rows: 40}
	cmd := exec.Command("top", "-d", "0.05", "-n", fmt.Sprint(frames))
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 40})
	if err != nil {
		return Session{}, fmt.Errorf("start top: %w", err)
	}
	defer tty.Close()
	s := Session{Name: "top 10 min", Size: size, Argv: cmd.Args}
	answers := make(chan []byte, 64)
	go readAll(tty, answers)
	start, frame, last := time.Now(), 0, time.Duration(0)
	for b := range answers {
		now := time.Since(start)
		if now-last > 25*time.Millisecond {
			frame++
		}
		last = now
		s.Events = append(s.Events, format.Event{At: time.Duration(frame)*3*time.Second + time.Duration(now.Microseconds()%3000)*time.Microsecond, Kind: format.Output, Data: b})
	}
	return s, cmd.Wait()
}

// typist makes strokes with the pauses of a person: about four keys a second within a word, longer between commands.
type typist struct {
	rnd     *rand.Rand
	at      time.Duration
	strokes []stroke
}

func (t *typist) pause(median time.Duration, spread float64) {
	t.at += time.Duration(float64(median) * math.Exp(spread*t.rnd.NormFloat64()))
}

func (t *typist) text(s string) {
	for _, r := range s {
		t.pause(140*time.Millisecond, 0.5)
		t.strokes = append(t.strokes, stroke{t.at, string(r)})
		if t.rnd.Intn(40) == 0 { // a slip, and its correction
			t.pause(150*time.Millisecond, 0.4)
			t.strokes = append(t.strokes, stroke{t.at, "x"})
			t.pause(300*time.Millisecond, 0.4)
			t.strokes = append(t.strokes, stroke{t.at, "\x7f"})
		}
	}
}

func (t *typist) key(k string) {
	t.pause(250*time.Millisecond, 0.5)
	t.strokes = append(t.strokes, stroke{t.at, k})
}

// Typing returns fifteen minutes of a person at a shell.
func Typing() (Session, error) {
	dir, err := workDir()
	if err != nil {
		return Session{}, err
	}
	defer os.RemoveAll(dir)
	commands := []string{
		"ls -l", "cd project", "git status", "cat notes.txt", "grep -n error app.log | tail", "df -h /", "echo checking the queue",
		"for i in 1 2 3; do echo step $i; done", "tail -n 3 app.log", "wc -l app.log", "uname -a", "id", "date", "cd ..", "pwd",
		"printf '%s\\n' one two three", "cat project/config.yaml", "sleep 0.1; echo done", "env | grep TERM", "history | tail -n 5",
		"ps | head", "ls -la project", "sed -n 2,4p project/config.yaml", "echo 'DROP TABLE cart_tmp;' > fix.sql", "cat fix.sql",
	}
	t := typist{rnd: rand.New(rand.NewSource(7)), at: 2 * time.Second}
	for i := 0; t.at < 15*time.Minute; i++ {
		t.text(commands[i%len(commands)])
		t.key("\r")
		t.pause(8*time.Second, 0.6)
	}
	return drive("typing 15 min", format.Size{Cols: 80, Rows: 24}, dir, []string{"bash", "--norc", "--noprofile"}, t.strokes)
}

// Vim returns half a minute of editing.
func Vim() (Session, error) {
	dir, err := workDir()
	if err != nil {
		return Session{}, err
	}
	defer os.RemoveAll(dir)
	t := typist{rnd: rand.New(rand.NewSource(3)), at: time.Second}
	for t.at < 32*time.Second {
		for _, k := range []string{"\x06", "\x06", "/func\r", "n", "n", "o"} {
			t.key(k)
		}
		t.text("// reviewed: see ticket")
		t.key("\x1b")
		for _, k := range []string{"j", "j", "dd", "p", "u", "\x02", "G", "gg", "5j"} {
			t.key(k)
		}
	}
	t.key(":q!\r")
	argv := []string{"vim", "-u", "NONE", "-N", "+syntax on", "+set number incsearch hlsearch", "main.c"}
	return drive("vim 33 s", format.Size{Cols: 120, Rows: 40}, dir, argv, t.strokes)
}

// workDir makes a folder with the files that the sessions look at.
func workDir() (string, error) {
	dir, err := os.MkdirTemp("", "shellac-bench-")
	if err != nil {
		return "", err
	}
	var code, lines strings.Builder
	for i := range 60 {
		fmt.Fprintf(&code, "/* step %d of the import */\nstatic int func_%d(struct row *r, size_t n)\n{\n\tfor (size_t i = 0; i < n; i++) {\n\t\tif (r[i].state == STATE_%c)\n\t\t\treturn emit(&r[i], \"row %%zu of %d\\n\", i);\n\t}\n\treturn 0;\n}\n\n", i, i, 'A'+i%26, i*37)
		fmt.Fprintf(&lines, "2026-11-24T09:%02d:%02d level=%s msg=\"request done\" ms=%d\n", i%60, i*7%60, []string{"info", "error", "warn"}[i%3], i*i%997)
	}
	files := map[string]string{
		"main.c": code.String(), "project/app.log": lines.String(), "app.log": lines.String(),
		"project/notes.txt":   "remember to check the replica lag\nbefore the next deployment\n",
		"project/config.yaml": "listen: 0.0.0.0:8080\nworkers: 8\nlog: {level: info, format: json}\nstore: s3://bucket/rec\n",
	}
	os.Mkdir(dir+"/project", 0o700)
	for name, text := range files {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}
