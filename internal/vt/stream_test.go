package vt

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// op is a piece of output, or a new size where out is nil.
type op struct {
	at         float64 // seconds
	out        []byte
	cols, rows int
}

type stream struct {
	name       string
	cols, rows int
	ops        []op
}

func (s *Screen) apply(o op) {
	if o.out == nil {
		s.Resize(o.cols, o.rows)
		return
	}
	_, _ = s.Write(o.out)
}

// corpus returns the asciicast files of the shared corpus and of testdata; the former may be absent.
func corpus(t testing.TB) []stream {
	t.Helper()
	var out []stream
	for _, pattern := range []string{"testdata/own/*.cast", "../../../shared/corpus/casts/*.cast"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		if len(names) == 0 {
			t.Logf("nothing matches %s: left out", pattern)
		}
		for _, name := range names {
			if s, ok := readAsciicast(name); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// readAsciicast reads an asciicast file of version 2 or 3 as far as it is well formed.
func readAsciicast(name string) (stream, bool) {
	f, err := os.Open(name)
	if err != nil {
		return stream{}, false
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	if !lines.Scan() {
		return stream{}, false
	}
	var head struct {
		Version       int
		Width, Height int
		Term          struct{ Cols, Rows int }
	}
	if json.Unmarshal(lines.Bytes(), &head) != nil || head.Version < 2 {
		return stream{}, false
	}
	s := stream{name: filepath.Base(name), cols: max(head.Width, head.Term.Cols), rows: max(head.Height, head.Term.Rows)}
	at := 0.0
	for lines.Scan() {
		var e []any
		if json.Unmarshal(lines.Bytes(), &e) != nil || len(e) < 3 {
			continue
		}
		seconds, _ := e[0].(float64)
		kind, _ := e[1].(string)
		value, isText := e[2].(string)
		if !isText {
			continue
		}
		if head.Version == 3 {
			at += seconds
		} else {
			at = seconds
		}
		o := op{at: at, out: []byte(value)}
		switch kind {
		case "o":
		case "r":
			o.out = nil
			if _, err := fmt.Sscanf(value, "%dx%d", &o.cols, &o.rows); err != nil {
				continue
			}
		default:
			continue
		}
		s.ops = append(s.ops, o)
	}
	return s, len(s.ops) > 0
}

// randomOutput returns n pieces of output that mix text with every kind of sequence.
func randomOutput(r *rand.Rand, n int) []byte {
	var b []byte
	for range n {
		b = append(b, randomPiece(r)...)
	}
	return b
}

var somePieces = []string{
	"hello world ", "\r\n", "\n", "\r", "\b", "\t", "中文字符", "🙂", "e\u0301", "👩\u200d🚀", "❤\ufe0f", "🇩🇪🇫🇷", "\u0e01\u0e33",
	"\x1b[?2027h", "\x1b[?2027l", "\x1b7", "\x1b8", "\x1b[s", "\x1b[u", "\x1bc", "\x1bM", "\x1bD", "\x1bE", "\x1bH", "\x1b#8",
	"\x1b(0", "\x1b(B", "\x1b)0", "\x0e", "\x0f", "\x1bN", "\x1bO", "\x1bn", "\x1bo", "\x1b*0", "\x1b+A", "qqxx",
	"\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?47l", "\x1b[?1047h", "\x1b[?1048h", "\x1b[?1048l",
	"\x1b[?6h", "\x1b[?6l", "\x1b[?7h", "\x1b[?7l", "\x1b[4h", "\x1b[4l", "\x1b[20h", "\x1b[20l", "\x1b[?45h", "\x1b[?25l",
	"\x1b]0;title é\x07", "\x1b]2;other\x1b\\", "\x1b]8;id=a;http://x.example/\x1b\\", "\x1b]8;;http://y.example/\x07", "\x1b]8;;\x07",
	"\x1b]133;A\x07", "\x1b]133;B\x07", "\x1b]133;C\x07", "\x1b]133;D;1\x07", "\x1b]52;c;aGVsbG8=\x07", "\x1bPq#0~~\x1b\\", "\x1b_Gx\x1b\\",
	"\x1b[?2026h", "\x1b[?2026l", "\x1b[1\"q", "\x1b[0\"q", "\x1b[?J", "\x1b[?2K", "\x1b[!p", "\x1b[3 q", "\x1b[3g", "\x1b[g",
	"\x1b[0m", "\x1b[1;4:3;31m", "\x1b[48;5;17m", "\x1b[38;2;1;2;3m", "\x1b[58:2::9:8:7m", "\x1b[7;53m", "\x1b[49m", "\x1b[m",
	"\u009b3A", "\u0084", "\u008d", "\x18", "\x1a", "\x7f", "\xff", "\xc3", "\xe4\xb8", "\xf0\x9f\x98", "\x1b[", "\x1b[3;", "\x1b]2;cut",
	"\x1b[1:2", "\x1b[?1;", "\x1b[ ", "\x1b(", "\x1b[0<x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "\x1b[5b",
	"\x1b_shellac;1;w\x1b\\", "\x1b_shellac;1;b\x1b\\", "\x1b_shellac;1;p;41\x1b\\", "\x1b_shellac;1;n;",
}

func randomPiece(r *rand.Rand) string {
	if r.IntN(3) > 0 {
		return somePieces[r.IntN(len(somePieces))]
	}
	finals := "@ABCDEFGHIJKLMPSTXZ`abdefghlmrsu"
	params := []string{"", "1", "2", "3", "5", "0", "100", "2;5", "1;3", "9;2", "3;1", "7;40"}
	inter := ""
	if r.IntN(20) == 0 {
		inter = []string{" ", "'", "?", "!"}[r.IntN(4)]
	}
	final := string(finals[r.IntN(len(finals))])
	if inter == "'" {
		final = string("}~"[r.IntN(2)])
	}
	return "\x1b[" + params[r.IntN(len(params))] + inter + final
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 42)) }

// screenText returns the rows of a screen, for messages and expectations.
func screenText(s *Screen) string {
	f := s.Frame()
	rows := make([]string, f.Rows)
	for y := range rows {
		rows[y] = f.Text(y)
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}
