package vt

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// benchStreams are 1 MiB or more of typical output each.
func benchStreams() map[string][]byte {
	var seq, plain, color, full, wide bytes.Buffer
	for i := 0; seq.Len() < 1<<20; i++ {
		fmt.Fprintf(&seq, "%d\r\n", i)
	}
	for i := 0; plain.Len() < 1<<20; i++ {
		fmt.Fprintf(&plain, "2026-11-24T12:%02d:%02d.%03dZ INFO  server: request finished method=GET path=/api/v1/items/%d status=200\r\n", i/60%60, i%60, i%1000, i)
	}
	for i := 0; color.Len() < 1<<20; i++ {
		fmt.Fprintf(&color, "\x1b[90m12:%02d:%02d\x1b[0m \x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m request finished \x1b[36mmethod\x1b[0m=GET \x1b[36mpath\x1b[0m=/api/%d\r\n", i/60%60, i%60, i)
	}
	for i := 0; full.Len() < 1<<20; i++ {
		fmt.Fprintf(&full, "\x1b[%d;%dH\x1b[38;5;%dm\x1b[48;5;%dmvalue %d\x1b[m\x1b[K\x1b[%d;1H\x1b[7m status line number %-30d \x1b[27m", 1+i%22, 1+i%40, i%256, i%16, i, 24, i)
	}
	text := strings.Repeat("終端の記録と再生 🙂🚀 한국어 텍스트 ", 3)
	for i := 0; wide.Len() < 1<<20; i++ {
		fmt.Fprintf(&wide, "%s%d\r\n", text, i)
	}
	return map[string][]byte{"seq": seq.Bytes(), "plain": plain.Bytes(), "color": color.Bytes(), "full": full.Bytes(), "wide": wide.Bytes()}
}

func BenchmarkWrite(b *testing.B) {
	for _, history := range []int{0, defaultHistory} {
		for name, in := range benchStreams() {
			b.Run(fmt.Sprintf("%s/history=%d", name, history), func(b *testing.B) {
				s := NewHistory(80, 24, history)
				b.SetBytes(int64(len(in)))
				b.ReportAllocs()
				for b.Loop() {
					for rest := in; len(rest) > 0; {
						n := min(32<<10, len(rest))
						_, _ = s.Write(rest[:n])
						rest = rest[n:]
					}
				}
			})
		}
	}
}

func BenchmarkRedraw(b *testing.B) {
	s := New(80, 24)
	_, _ = s.Write(benchStreams()["color"])
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = s.AppendRedraw(buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}

func BenchmarkFrame(b *testing.B) {
	s := New(80, 24)
	_, _ = s.Write(benchStreams()["color"])
	var f Frame
	b.ReportAllocs()
	for b.Loop() {
		s.FrameInto(&f)
	}
}

func BenchmarkTranscript(b *testing.B) {
	for name, in := range benchStreams() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				tr := NewTranscript(New(80, 24), func(Line) {})
				for rest := in; len(rest) > 0; {
					n := min(4<<10, len(rest))
					tr.Output(0, rest[:n])
					rest = rest[n:]
				}
			}
		})
	}
}
