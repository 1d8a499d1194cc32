package search

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/shellac-term/shellac/format"
	"github.com/shellac-term/shellac/internal/archive"
	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/store"
	"github.com/shellac-term/shellac/internal/transcript"
	"github.com/shellac-term/shellac/recorder"
)

// noon is when the sessions of the tests begin, if they say nothing else.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// A played is a session that somebody plays, event by event.
type played struct {
	h      format.Header
	at     time.Duration
	events []format.Event
}

func newPlayed(start time.Time, target string) *played {
	return &played{h: format.Header{ID: archive.NewID(start), Kind: "ssh", Target: target, User: "mika@laptop", Start: start,
		Size: format.Size{Cols: 80, Rows: 24}}}
}

func (p *played) event(kind format.Kind, text string) *played {
	p.events = append(p.events, format.Event{At: p.at, Kind: kind, Data: []byte(text)})
	return p
}

func (p *played) out(text string) *played { return p.event(format.Output, text) }

func (p *played) wait(d time.Duration) *played {
	p.at += d
	return p
}

// typed echoes a text as a shell does, a character at a time.
func (p *played) typed(text string) *played {
	for _, r := range text {
		p.wait(80 * time.Millisecond).out(string(r))
	}
	return p
}

func (p *played) line(text string) *played { return p.wait(time.Second).out(text + "\r\n") }

func (p *played) exit() *played { return p.wait(time.Second).event(format.Exit, "0") }

// bytes is the recording, as the recorder makes it.
func (p *played) bytes(t testing.TB) ([]byte, format.Summary) {
	t.Helper()
	var b bytes.Buffer
	rest := p.events
	sum, err := recorder.Convert(&b, p.h, func() (format.Event, error) {
		if len(rest) == 0 {
			return format.Event{}, io.EOF
		}
		e := rest[0]
		rest = rest[1:]
		return e, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), sum
}

// A lab is an archive with recordings, some of them packed.
type lab struct {
	t       testing.TB
	store   store.Store
	archive *archive.Archive
	members []index.Member
	now     time.Time
}

func newLab(t testing.TB) *lab { return newLabIn(t, store.NewMemory()) }

func newLabIn(t testing.TB, s store.Store) *lab {
	l := &lab{t: t, store: s, now: noon().AddDate(0, 0, 1)}
	l.archive = archive.New(s, archive.Options{Now: func() time.Time { return l.now }})
	return l
}

// put stores recordings as they are after a commit.
func (l *lab) put(all ...*played) {
	l.t.Helper()
	for _, p := range all {
		b, sum := p.bytes(l.t)
		if err := l.archive.PutRecording(context.Background(), bytes.NewReader(b), int64(len(b)), p.h, sum); err != nil {
			l.t.Fatal(err)
		}
	}
}

// begin stores the first part of a session that goes on.
func (l *lab) begin(p *played) {
	l.t.Helper()
	b, _ := p.bytes(l.t)
	sink := l.archive.Sink(p.h)
	if err := sink.Open(context.Background(), p.h); err != nil {
		l.t.Fatal(err)
	}
	cut := bytes.LastIndex(b, []byte("CHNK"))
	if cut < 0 {
		cut = len(b) * 9 / 10
	}
	if err := sink.PutSegment(context.Background(), 0, bytes.NewReader(b[:cut]), int64(cut)); err != nil {
		l.t.Fatal(err)
	}
}

// pack takes recordings that are stored into the index.
func (l *lab) pack(all ...*played) {
	l.t.Helper()
	for _, p := range all {
		e, err := l.archive.Resolve(context.Background(), p.h.ID)
		if err != nil {
			l.t.Fatal(err)
		}
		r, err := transcript.Read(context.Background(), func(ctx context.Context) (io.ReadCloser, error) { return l.archive.Stream(ctx, e) })
		if err != nil {
			l.t.Fatal(err)
		}
		l.members = append(l.members, index.Member{Session: index.SessionOf(e, r), Reading: r})
	}
}

func (l *lab) sources() Sources {
	return Sources{Archive: l.archive, Index: index.InMemory(l.members...)}
}

// found runs a query that must not fail.
func (l *lab) found(q *Query) ([]Hit, Report) {
	l.t.Helper()
	hits, r, err := l.try(q)
	if err != nil {
		l.t.Fatal(err)
	}
	return hits, r
}

func (l *lab) try(q *Query) (hits []Hit, r Report, err error) {
	l.t.Helper()
	for h, e := range Run(context.Background(), l.sources(), q, &r) {
		if err = e; err == nil {
			hits = append(hits, h)
		}
	}
	return hits, r, err
}

// lines are those of hits.
func lines(hits []Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.Line)
	}
	return strings.Join(all, "\n")
}
