package player

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
)

// header is that of the tests' recordings.
func header() format.Header {
	return format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "ssh", Target: "web1", Size: format.Size{Cols: 80, Rows: 24},
		Start: time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC), Tick: ms}
}

func out(at time.Duration, s string) format.Event {
	return format.Event{At: at, Kind: format.Output, Data: []byte(s)}
}

func marker(at time.Duration, s string) format.Event {
	return format.Event{At: at, Kind: format.Marker, Data: []byte(s)}
}

// write returns a recording with a chunk for each group of events.
func write(t testing.TB, h format.Header, chunks ...[]format.Event) []byte {
	t.Helper()
	var buf bytes.Buffer
	w, err := format.NewWriter(&buf, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, events := range chunks {
		b := format.NewBatch(h.Tick)
		for _, e := range events {
			b.AppendEvent(e)
		}
		if err := w.WriteBatch(b); err != nil {
			t.Fatal(err)
		}
		if err := w.EndChunk(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func open(t testing.TB, b []byte, o Options) *Player {
	t.Helper()
	f, err := format.NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// cut divides events into chunks of n.
func cut(events []format.Event, n int) (chunks [][]format.Event) {
	for len(events) > n {
		chunks = append(chunks, events[:n])
		events = events[n:]
	}
	return append(chunks, events)
}

// noise returns events of a busy session: text, colours, cursor movement, both screens, resizes, quiet.
func noise(seed int64, n int) []format.Event {
	r := rand.New(rand.NewSource(seed))
	var at time.Duration
	events := make([]format.Event, 0, n)
	for i := range n {
		at += time.Duration(r.Intn(400)) * ms
		if r.Intn(50) == 0 {
			at += time.Duration(r.Intn(60)) * sec
		}
		switch k := r.Intn(40); {
		case k == 0:
			events = append(events, format.ResizeEvent(at, format.Size{Cols: 20 + r.Intn(100), Rows: 5 + r.Intn(40)}))
		case k == 1:
			events = append(events, marker(at, fmt.Sprint("mark ", i)))
		case k == 2:
			events = append(events, out(at, "\x1b[?1049h\x1b[2J"))
		case k == 3:
			events = append(events, out(at, "\x1b[?1049l"))
		case k < 12:
			events = append(events, out(at, fmt.Sprintf("\x1b[%d;%dH\x1b[3%dm日本%d", r.Intn(30), r.Intn(90), r.Intn(8), i)))
		default:
			events = append(events, out(at, fmt.Sprintf("line %d of the log\x1b[0m\r\n", i)))
		}
	}
	return events
}

// corpus returns the events of a recording of the project's own, and its header.
func corpus(t testing.TB, name string) (format.Header, []format.Event) {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "shared", "corpus", "own", name))
	if err != nil {
		t.Skip("the corpus is not here: ", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	lines.Scan()
	var head struct{ Width, Height int }
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil {
		t.Fatal(err)
	}
	h := header()
	h.Size = format.Size{Cols: head.Width, Rows: head.Height}
	var events []format.Event
	for lines.Scan() {
		var line [3]any
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line[1] == "o" {
			events = append(events, out(time.Duration(line[0].(float64)*1e9), line[2].(string)))
		}
	}
	return h, events
}
