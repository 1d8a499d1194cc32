// Command programs records real programs in a pty, with keys typed and sizes changed, for comparing
// terminals: programs FOLDER writes FOLDER/prog__NAME.json. Programs that are not installed are left out.
// It adds generated output as FOLDER/gen__NUMBER.json.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/creack/pty"
)

// program is what to run and what to type into it, one step after the other.
type program struct {
	name string
	argv []string
	keys []string
}

var programs = []program{
	{"vim", []string{"vim", "-u", "NONE", "-N", "a.txt"}, []string{
		":set nu\r", "G", "gg", "ihello world\x1b", "dd", "p", ":vsplit\r", "\x17w", "/line 5\r", "n", "ggVG>", "u",
		":help\r", ":q\r", ":q!\r", ":syntax on\r", ":e cjk.txt\r", "G", "\x15", "\x15", ":qa!\r"}},
	{"less", []string{"less", "a.txt"}, []string{" ", " ", "b", "/line 20\r", "n", "G", "g", "-S\r", "\x1b[C", "jjj", "kk", "q"}},
	{"lesscjk", []string{"less", "cjk.txt"}, []string{" ", "b", "G", "g", "j", "j", "k", "q"}},
	{"man", []string{"man", "bash"}, []string{" ", " ", "/history\r", "n", "G", "g", "b", "q"}},
	{"htop", []string{"htop"}, []string{"\x1b[B", "\x1b[B", "t", "\x1bOQ", "\x1b", "q"}},
	{"top", []string{"top"}, []string{"1", "q"}},
	{"tmux", []string{"tmux", "-L", "shellac-vt", "-f", "/dev/null"}, []string{
		"ls -la\r", "seq 50\r", "\x02%", "seq 30\r", "\x02\"", "echo hi\r", "vim -u NONE a.txt\r", "\x02o", "ls\r", "\x02z",
		"\x02z", "\x02[", "\x1b[5~", "q", "\x02c", "printf '\\033[31mred\\033[0m\\n'\r", "\x02n", "\x02&", "y", "\x02:kill-server\r"}},
	{"mc", []string{"mc", "-a"}, []string{"\x1b[B", "\x1b[B", "\t", "\x1bOS", "\x1b", "\x1b[21~", "\r"}},
	{"nano", []string{"nano", "a.txt"}, []string{"hello", "\r", "\x16", "\x16", "\x19", "\x0b", "\x15", "\x17line\r", "\x18", "n"}},
	{"python", []string{"python3", "-q"}, []string{
		"print('hello'*20)\r", "for i in range(40): print(i, 'x'*i)\r", "\r", "1/0\r", "import this\r", "\x1b[A", "\x1b[A",
		"abc\x7f\x7f\x7f\r", "'漢字'*30\r", "exit()\r"}},
	{"bash", []string{"bash", "--norc", "-i"}, []string{
		"ls --color=always /usr/bin | head -60\r", "echo " + strings.Repeat("a", 150), strings.Repeat("\x1b[D", 40), "inserted",
		"\x01", "echo ", "\x05", "\r", "\x1b[A", "\x12ech", "\x07", "\x15", "seq 100\r", "clear\r",
		"for i in $(seq 1 100); do printf '\\rprogress %3d%%' $i; done\r", "\t\t",
		"echo 日本語テキスト" + strings.Repeat("漢字", 20), "\x7f\x7f\x7f\x7f", "\r", "exit\r"}},
	{"git", []string{"git", "-c", "color.ui=always", "log", "--graph", "--stat", "-n", "60"}, []string{" ", " ", "n", "G", "q"}},
	{"vttest", []string{"vttest"}, append(append([]string{"1\r"}, presses(6)...), append([]string{"0\r", "2\r"}, presses(15)...)...)},
}

func presses(n int) []string { return strings.Split(strings.Repeat("\r,", n-1)+"\r", ",") }

var sizes = []pty.Winsize{{Rows: 30, Cols: 100}, {Rows: 20, Cols: 60}, {Rows: 40, Cols: 120}, {Rows: 12, Cols: 40}, {Rows: 24, Cols: 80}}

func main() {
	log.SetFlags(0)
	log.SetPrefix("programs: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: programs FOLDER")
	}
	if err := generate(os.Args[1]); err != nil {
		log.Fatal(err)
	}
	home, err := makeHome()
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p.argv[0]); err != nil {
			log.Printf("%s is not installed: left out", p.argv[0])
			continue
		}
		for _, resize := range []bool{false, true} {
			if err := record(p, resize, home, os.Args[1]); err != nil {
				log.Printf("record %s: %v", p.name, err)
			}
		}
	}
}

// makeHome returns a folder with texts for the programs to show.
func makeHome() (string, error) {
	dir, err := os.MkdirTemp("", "programs-")
	if err != nil {
		return "", err
	}
	var plain, cjk strings.Builder
	for i := range 300 {
		fmt.Fprintf(&plain, "line %d of the file with some text %s\n", i, strings.Repeat("x", i%100))
		fmt.Fprintf(&cjk, "行%d 中文字符 日本語テキスト 한국어 🙂🚀 e\u0301 long %s\n", i, strings.Repeat("漢", i%60))
	}
	if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte(plain.String()), 0o600); err != nil {
		return "", err
	}
	return dir, os.WriteFile(filepath.Join(dir, "cjk.txt"), []byte(cjk.String()), 0o600)
}

// record runs p and writes what it wrote; with resize the size changes after every fourth step.
func record(p program, resize bool, home, out string) error {
	cmd := exec.Command(p.argv[0], p.argv[1:]...) // #nosec G204 -- from the table above
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "PS1=$ ", "HISTFILE=/dev/null")
	if p.name != "git" {
		cmd.Dir = home
	}
	size := pty.Winsize{Rows: 24, Cols: 80}
	tty, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		return err
	}
	r := &recording{Cols: 80, Rows: 24, output: read(tty)}
	r.wait(600 * time.Millisecond)
	for i, k := range p.keys {
		_, _ = tty.WriteString(k)
		r.wait(120 * time.Millisecond)
		if resize && i%4 == 3 {
			s := sizes[i/4%len(sizes)]
			_ = pty.Setsize(tty, &s)
			r.Ops = append(r.Ops, []any{"r", s.Cols, s.Rows})
			r.wait(250 * time.Millisecond)
		}
	}
	r.wait(200 * time.Millisecond)
	_ = cmd.Process.Kill()
	_ = tty.Close()
	_ = cmd.Wait()
	name := p.name
	if resize {
		name += "_resized"
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "prog__"+name+".json"), raw, 0o600)
}

// recording is a stream as streams.js reads it.
type recording struct {
	Cols   int     `json:"cols"`
	Rows   int     `json:"rows"`
	Ops    [][]any `json:"ops"`
	output <-chan []byte
}

// read sends what the program writes until it ends.
func read(tty *os.File) <-chan []byte {
	pieces := make(chan []byte, 1024)
	go func() {
		defer close(pieces)
		for {
			b := make([]byte, 32<<10)
			n, err := tty.Read(b)
			if n > 0 {
				pieces <- b[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return pieces
}

// wait takes down what is written in a while.
func (r *recording) wait(d time.Duration) {
	end := time.After(d)
	for {
		select {
		case b, ok := <-r.output:
			if !ok {
				return
			}
			r.Ops = append(r.Ops, []any{"o", b}) // marshalled as base64
		case <-end:
			return
		}
	}
}
