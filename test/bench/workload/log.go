package workload

import (
	"fmt"
	"io"
	"math/rand"
	"strings"
	"time"

	"github.com/shellac-term/shellac/format"
)

// WriteLog writes at least n bytes of a service's coloured log, the same for every call with the same n.
func WriteLog(w io.Writer, n int) error {
	rnd := rand.New(rand.NewSource(11))
	services := []string{"gateway", "cart", "payment", "search", "auth"}
	levels := []string{"\x1b[32mINFO\x1b[0m", "\x1b[32mINFO\x1b[0m", "\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m", "\x1b[31mERROR\x1b[0m", "\x1b[34mDEBUG\x1b[0m"}
	paths := []string{"/api/v1/cart", "/api/v1/cart/items", "/healthz", "/api/v2/search", "/login", "/api/v1/orders"}
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var line strings.Builder
	for done := 0; done < n; done += line.Len() {
		at = at.Add(time.Duration(rnd.Intn(40)) * time.Millisecond)
		line.Reset()
		fmt.Fprintf(&line, "\x1b[90m%s\x1b[0m %s \x1b[36m%s\x1b[0m %s %s status=\x1b[1m%d\x1b[0m took=%dms client=10.%d.%d.%d user=%d trace=%016x\r\n",
			at.Format("2006-01-02T15:04:05.000Z"), levels[rnd.Intn(len(levels))], services[rnd.Intn(len(services))],
			[]string{"GET", "POST"}[rnd.Intn(2)], paths[rnd.Intn(len(paths))], []int{200, 200, 200, 404, 500}[rnd.Intn(5)], rnd.Intn(900),
			rnd.Intn(4), rnd.Intn(256), rnd.Intn(256), rnd.Intn(50000), rnd.Uint64())
		if _, err := io.WriteString(w, line.String()); err != nil {
			return err
		}
	}
	return nil
}

// Log returns a session that prints n bytes of log at about 50 MB/s.
func Log(n int) Session {
	var b strings.Builder
	WriteLog(&b, n)
	s := Session{Name: fmt.Sprintf("log %d MB", n/1e6), Size: format.Size{Cols: 120, Rows: 40}, Argv: []string{"cat", "service.log"}}
	text := b.String()
	for i := 0; len(text) > 0; i++ {
		k := min(len(text), 4095)
		s.Events = append(s.Events, format.Event{At: time.Duration(i*k) * 20 * time.Nanosecond, Kind: format.Output, Data: []byte(text[:k])})
		text = text[k:]
	}
	return s
}
