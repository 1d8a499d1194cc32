package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/shellac-term/shellac/internal/index"
	"github.com/shellac-term/shellac/internal/search"
	"github.com/shellac-term/shellac/ui/style"
)

// A searchOutput prints hits in one form.
type searchOutput interface {
	hit(w *bufio.Writer, h search.Hit) error
	count(w *bufio.Writer, s *index.Session, hits int) error
	end(w *bufio.Writer, r search.Report, failed error) error
}

// A searchPrinter prints hits as they are found, how far the search is, and what was searched.
type searchPrinter struct {
	app     *app
	out     *bufio.Writer
	as      searchOutput
	counted *index.Session // the recording whose hits are being counted
	hits    int            // in it
	counts  bool

	began   time.Time
	fancy   bool // progress is shown
	shown   bool // and stands there
	drawn   time.Time
	flushed time.Time
}

func newSearchPrinter(a *app, as searchOutput, f searchFlags) *searchPrinter {
	dumb := a.getenv("TERM") == "dumb" || a.getenv("TERM") == ""
	return &searchPrinter{app: a, out: bufio.NewWriterSize(a.stdout, 64<<10), as: as, counts: f.count,
		fancy: term.IsTerminal(int(a.stderr.Fd())) && !dumb, began: time.Now(), drawn: time.Now()}
}

const (
	drawEvery  = 100 * time.Millisecond
	flushEvery = 50 * time.Millisecond
	longSearch = 5 * time.Second // from which on a hint helps
)

func (p *searchPrinter) hit(h search.Hit) error {
	p.clear()
	if p.counts {
		return p.count(h)
	}
	if err := p.as.hit(p.out, h); err != nil {
		return err
	}
	return p.flush()
}

// count prints what was counted of a recording when a hit of another one comes.
func (p *searchPrinter) count(h search.Hit) error {
	if p.counted == nil || p.counted.ID != h.Session.ID {
		if err := p.counting(); err != nil {
			return err
		}
		p.counted = h.Session
	}
	p.hits++
	return nil
}

func (p *searchPrinter) counting() error {
	if p.counted == nil {
		return nil
	}
	err := p.as.count(p.out, p.counted, p.hits)
	p.counted, p.hits = nil, 0
	return errors.Join(err, p.flush())
}

// flush lets go what is printed, but not for every hit of a flood.
func (p *searchPrinter) flush() error {
	if time.Since(p.flushed) < flushEvery {
		return nil
	}
	err := p.out.Flush()
	p.flushed = time.Now()
	return err
}

// progress shows how far the search is.
func (p *searchPrinter) progress(r search.Report) {
	if p.out.Buffered() > 0 {
		p.clear()
		p.out.Flush()
	}
	if !p.fancy || time.Since(p.drawn) < drawEvery {
		return
	}
	p.shown, p.drawn = true, time.Now()
	fmt.Fprintf(p.app.stderr, "\r\x1b[Ksearched %s, %s", plural(r.Searched, "recording"), plural(r.Hits, "hit"))
}

func (p *searchPrinter) clear() {
	if p.shown {
		fmt.Fprint(p.app.stderr, "\r\x1b[K")
	}
	p.shown = false
}

// end prints what was found last, what was left out, and what was searched. The error is that of standard output.
func (p *searchPrinter) end(r search.Report, failed error) error {
	p.clear()
	err := p.counting()
	err = errors.Join(err, p.as.end(p.out, r, failed), p.out.Flush())
	for _, note := range r.Notes {
		fmt.Fprintf(p.app.stderr, "shellac: note: %s\n", style.Clean(note.Error()))
	}
	for i, left := range r.LeftOut {
		if i == maxNamed && len(r.LeftOut) > maxNamed+1 {
			fmt.Fprintf(p.app.stderr, "shellac: left out: %s more; -f json names them all\n", thousands(len(r.LeftOut)-maxNamed))
			break
		}
		what := "left out"
		if left.Part {
			what = "left out in part"
		}
		fmt.Fprintf(p.app.stderr, "shellac: %s: %s: %s\n", what, style.Clean(left.ID), style.Clean(left.Reason.Error()))
	}
	if failed == nil || r.Recordings > 0 {
		fmt.Fprintf(p.app.stderr, "shellac: %s\n", searchedWords(r, failed))
	}
	if p.fancy && r.Unpacked > r.Searched/2 && time.Since(p.began) > longSearch {
		fmt.Fprintln(p.app.stderr, "shellac: hint: `shellac index compact` packs past days, of which a search then reads far less")
	}
	return err
}

// maxNamed is how many recordings that were left out are named.
const maxNamed = 20

// searchedWords says what was found and what was searched.
func searchedWords(r search.Report, failed error) string {
	var b strings.Builder
	if r.Hits == 0 {
		b.WriteString("no hits; ")
	} else {
		fmt.Fprintf(&b, "%s in %s; ", plural(r.Hits, "hit"), plural(r.WithHits, "recording"))
	}
	fmt.Fprintf(&b, "%s of ", thousands(r.Searched))
	if failed != nil || r.Limited {
		b.WriteString("at least ")
	}
	fmt.Fprintf(&b, "%s recordings", thousands(r.Recordings))
	for _, part := range []struct {
		n     int
		words string
	}{{r.Unpacked, "not yet packed"}, {r.Torn, "torn"}, {r.Running, "running"}, {len(r.LeftOut), "left out"}} {
		if part.n > 0 {
			fmt.Fprintf(&b, ", %s %s", thousands(part.n), part.words)
		}
	}
	switch {
	case errors.Is(failed, context.Canceled):
		b.WriteString("; stopped")
	case r.Limited:
		b.WriteString("; ended at the limit")
	}
	return b.String()
}
