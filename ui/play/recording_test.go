package play

import (
	"bytes"
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/player"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

func header() format.Header {
	return format.Header{ID: "01JD7X8M4RZQ3W5E6T7Y8K9A0B", Kind: "ssh", Target: "web-prod-01", User: "mika@acme", RemoteUser: "deploy",
		Reason: "INC-4411 cart cleanup", Argv: []string{"ssh", "web-prod-01"}, Size: format.Size{Cols: 80, Rows: 24},
		Start: time.Date(2026, 11, 22, 5, 41, 12, 0, time.UTC), Tick: ms}
}

func out(at time.Duration, s string) format.Event {
	return format.Event{At: at, Kind: format.Output, Data: []byte(s)}
}

// recording returns a recording with a chunk for each group of events.
func recording(t testing.TB, h format.Header, chunks ...[]format.Event) []byte {
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

func open(t testing.TB, b []byte) *player.Player {
	t.Helper()
	f, err := format.NewFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	p, err := player.Open(f, player.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// session is a small session with idle time, a marker, and something to find.
func session() [][]format.Event {
	return [][]format.Event{
		{
			out(0, "mika@web-prod-01:~$ "),
			out(2*sec, "mysql -u app shop\r\n"),
			out(3*sec, "Welcome to the \x1b[1;32mMySQL\x1b[0m monitor.\r\n\r\nmysql> "),
			{At: 10 * sec, Kind: format.Marker, Data: []byte("row count checked")},
			out(15*sec, "DROP TABLE cart_tmp;"),
			out(16*sec, "\r\nQuery OK, 0 rows affected (0.02 sec)\r\n\r\nmysql> "),
		},
		{
			out(5*time.Minute, "\\q\r\nBye\r\n"),
			out(5*time.Minute+sec, "mika@web-prod-01:~$ history | grep 'DROP TABLE'\r\n  501  DROP TABLE cart_tmp;\r\n"),
			format.ResizeEvent(6*time.Minute, format.Size{Cols: 120, Rows: 40}),
			out(6*time.Minute+sec, "\x1b[40;100Hbottom right"),
			format.GapEvent(7*time.Minute, 4096, "disk full"),
			out(8*time.Minute, "\x1b[2J\x1b[Hlogout\r\n"),
			format.ExitEvent(8*time.Minute+30*sec, format.ExitStatus{}),
		},
	}
}

// A stage is a player screen in a terminal that a test plays: it delivers messages and runs commands at once.
type stage struct {
	t     *testing.T
	model *model
	wall  time.Time
	quit  bool
	clip  string
}

func newStage(t *testing.T, p *player.Player, o Options, cols, rows int) *stage {
	t.Helper()
	if o.Location == nil {
		o.Location = time.UTC
	}
	s := &stage{t: t, wall: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	s.model = newPlayModel(context.Background(), p, o, func() time.Time { return s.wall })
	s.model.tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	t.Cleanup(s.model.close)
	s.send(windowSize(cols, rows))
	s.run(s.model.Init())
	return s
}
