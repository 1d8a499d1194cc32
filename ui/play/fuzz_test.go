package play

import (
	"testing"

	"github.com/shellac-term/shellac/format"
)

// FuzzView draws a recording of any bytes and looks for anything in the view that is not plain text or a style of ours.
func FuzzView(f *testing.F) {
	for _, h := range hostile {
		f.Add([]byte(h.bytes))
	}
	f.Add([]byte("e\u0301\u0302\u0303\u0304\u0305 \U0001f469\u200d\U0001f467 \U0001f1ef\U0001f1f5x \u1100\u1161\u11a8 \u0915\u093e\x1b[?2027h\U0001f469\u200d\U0001f467"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h := header()
		h.Target, h.Reason = string(b), string(b)
		h.Size = format.Size{Cols: 70, Rows: 10}
		s := newStage(t, open(t, recording(t, h, []format.Event{{Kind: format.Output, Data: b}, out(sec, "x")})), Options{Paused: true}, 80, 24)
		for _, keys := range []string{"G", "/ \"x\" enter L", "esc o"} {
			s.press(keys)
			checkView(t, s.model.View())
			checkLines(t, s.plain(), 80, 24, keys)
		}
	})
}
