package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

const (
	generated = 100
	genOps    = 24
)

// generate writes streams of random output as programs produce it: text, colours, cursor movement, editing
// and scrolling, all well formed.
func generate(out string) error {
	for seed := range uint64(generated) {
		r := rand.New(rand.NewPCG(seed, 1)) // #nosec G404 -- reproducible on purpose
		s := recording{Cols: []int{80, 40, 100, 20}[seed%4], Rows: []int{24, 10, 30, 6}[seed%4]}
		for range genOps {
			var b strings.Builder
			for range 4 + r.IntN(12) {
				b.WriteString(piece(r, s.Cols, s.Rows))
			}
			s.Ops = append(s.Ops, []any{"o", []byte(b.String())})
		}
		raw, err := json.Marshal(s)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("gen__%03d.json", seed)), raw, 0o600); err != nil {
			return err
		}
	}
	return nil
}

var words = []string{"error", "warning", "info", "the", "quick", "brown", "漢字", "テキスト", "한국어", "🙂", "naïve", "e\u0301", "──", "│", "~/src", "100%"}

// piece returns a bit of output for a screen of cols by rows.
func piece(r *rand.Rand, cols, rows int) string {
	n := 1 + r.IntN(4)
	switch r.IntN(24) {
	case 0, 1, 2, 3, 4, 5:
		return words[r.IntN(len(words))] + " "
	case 6, 7, 8:
		return "\r\n"
	case 9:
		return strings.Repeat(words[r.IntN(len(words))], 1+r.IntN(12))
	case 10:
		return fmt.Sprintf("\x1b[%d;%dH", 1+r.IntN(rows), 1+r.IntN(cols))
	case 11:
		return fmt.Sprintf("\x1b[%d%c", n, "ABCD"[r.IntN(4)])
	case 12, 13:
		return fmt.Sprintf("\x1b[%dm", []int{0, 1, 3, 4, 7, 31, 32, 44, 97, 39, 49}[r.IntN(11)])
	case 14:
		return fmt.Sprintf("\x1b[38;5;%dm\x1b[48;2;%d;0;9m", r.IntN(256), r.IntN(256))
	case 15:
		return []string{"\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[J", "\x1b[1J"}[r.IntN(5)]
	case 16:
		return fmt.Sprintf("\x1b[%d%c", n, "PX@"[r.IntN(3)])
	case 17:
		return fmt.Sprintf("\r\x1b[%d%c", n, "LM"[r.IntN(2)])
	case 18:
		top := 1 + r.IntN(rows-2)
		return fmt.Sprintf("\x1b[%d;%dr", top, top+1+r.IntN(rows-top))
	case 19:
		return []string{"\x1b[r", "\x1bM", "\t", "\b", "\r", "\x1bD"}[r.IntN(6)]
	case 20:
		return fmt.Sprintf("\x1b[%d%c", n, "GdSF"[r.IntN(4)])
	case 21:
		return []string{"\x1b7", "\x1b8\r"}[r.IntN(2)]
	case 22:
		return []string{"\x1b(0lqqk\x1b(B", "\x1b[?25l", "\x1b[?25h", "\x1b]0;title\x07", "\x1b[?2004h"}[r.IntN(5)]
	default:
		return []string{"\x1b[H\x1b[2J", "\x1b[?1049h\x1b[H", "\x1b[?1049l", "\x1b[4h" + "ins" + "\x1b[4l", "x\x1b[5b"}[r.IntN(5)]
	}
}
